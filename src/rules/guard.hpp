// Guard: [guard], the last look at every text before the public reads it, and the storm brake.
//
// A rule's texts are made of what alerts say, and alerts say what their authors never meant for
// customers.  So every name and body is searched for the patterns of `deny` when it is complete
// (semantics.md section 4, "[guard]"); what a match does, one word for all patterns says.
//
// Immutable; RE2 is safe for many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace tocsin {

enum class OnMatch : std::uint8_t {
    approval,  // A person must look at the text first.
    redact,    // "[redacted]" in the place of what matched.
    drop,      // The text is sent empty; a name falls to fallback_name.
};

enum class OnStorm : std::uint8_t { approval, drop };

struct Guard {
    std::vector<std::shared_ptr<const re2::RE2>> deny;  // Searched for, not anchored.
    OnMatch on_match = OnMatch::approval;
    std::optional<std::size_t> open_incidents_max;  // Nothing: no storm brake.
    OnStorm on_storm = OnStorm::approval;

    // Whether the text must not leave as it is.
    bool denies(std::string_view text) const;

    // The text without what it must not say.
    std::string redacted(std::string text) const;
};

// Whether so many public incidents are too many for one more.
bool is_storm(const Guard* guard, std::size_t public_count);

// A pattern of `deny`, or why it cannot be one: it does not compile, or it matches the empty text
// and so would stop every text.
struct GuardPattern {
    std::shared_ptr<const re2::RE2> compiled;  // Null: `problem` says why.
    std::string problem;
    std::string_view piece;  // What of the pattern is wrong; a part of it, or empty.
};
GuardPattern compile_guard_pattern(std::string_view pattern);

}  // namespace tocsin
