// Pattern: an RE2 that a value of a message must contain.
//
// Searched for, not anchored, and with the case that it is written in.  RE2 is linear in the text
// and safe for many threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace tocsin {

struct Pattern {
    std::string text;
    std::shared_ptr<const re2::RE2> compiled;

    bool is_in(std::string_view value) const;
};

// A pattern, or why it cannot be one.
struct PatternCheck {
    Pattern pattern;         // Without `compiled`: `problem` says why.
    std::string problem;     // For a person.
    std::string_view piece;  // What of the text is wrong; a part of it, or empty.
};
PatternCheck compile_pattern(std::string_view text);

}  // namespace tocsin
