// Matcher: one condition on an alert, in Alertmanager's grammar.
//
//   matcher :=  name op value        op := "=" | "!=" | "=~" | "!~"
//
// The UTF-8 grammar of Alertmanager 0.27 and later, strictly: names and values quoted ("…", Go's
// escapes) or bare, where bare excludes white space and {}!=~,\"'` (senders.md section 5).  What
// only the classic parser takes is an error with a hint.  `annotations.NAME`, quoted or not, asks
// for an annotation; __source__, __kind__, __severity__ and __state_reason__ for what no label
// says.  Regular expressions are RE2, anchored at both ends, `.` without line breaks, as in
// Alertmanager.  A missing label is the empty string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/alert.hpp"

namespace re2 {
class RE2;
}

namespace tocsin {

enum class MatchOp : std::uint8_t { equal, not_equal, regex, not_regex };

std::string_view to_string(MatchOp op);  // "=", "!=", "=~", "!~"

// A regular expression longer than this many bytes is refused, and what RE2 may use for one.
constexpr std::size_t pattern_bytes_max = 4096;
constexpr std::int64_t pattern_memory_max = 1 << 20;

// The annotation that __state_reason__ reads: why Grafana's alert is in its state.
constexpr std::string_view state_reason_annotation = "grafana_state_reason";

// Where a matcher looks: a label, `annotations.NAME`, or one of the extra names.
enum class MatchField : std::uint8_t { label, annotation, source, kind, severity, state_reason };

// What a matcher may ask about one alert.  The views must outlive the call only.
struct MatchSubject {
    const Labels& labels;
    const Labels& annotations;
    std::string_view source;       // __source__
    std::string_view source_kind;  // __kind__
    std::string_view severity;     // __severity__, after [severity]
};

class Matcher {
public:
    MatchField field = MatchField::label;
    std::string name;  // Of the label or annotation.
    MatchOp op = MatchOp::equal;
    std::string value;  // The text, or the regular expression as written.

    // What it looks at; a missing label is "".
    std::string_view value_in(const MatchSubject& subject) const;

    bool matches(const MatchSubject& subject) const;

    // Whether a value that was seen fits.
    bool accepts(std::string_view seen) const;

    // The matcher as it would be written in its shortest quoted form.
    std::string to_text() const;

    bool operator==(const Matcher& other) const {
        return field == other.field && name == other.name && op == other.op && value == other.value;
    }

    // Set by parse_matcher for regex and not_regex, unless the pattern is only a list of texts;
    // shared, RE2 is safe for many threads.
    std::shared_ptr<const re2::RE2> compiled;
};

// What is wrong with a matcher's text, and where (byte offset in it).
struct MatcherError {
    std::string_view code = "E301";  // E302: a control character (validation.md).
    std::size_t offset = 0;
    std::size_t length = 1;
    std::string message;
    std::string hint;
};

std::variant<Matcher, MatcherError> parse_matcher(std::string_view text);

// Whether a regular expression is only texts with "|" between them: "a|b|c", the most usual one.
// Such a one needs no automaton.
bool is_list_of_texts(std::string_view pattern);

// Whether one of the texts in such a list is `seen`.
bool is_in_list(std::string_view pattern, std::string_view seen);

// Whether all match; true for none.
bool matches_all(const std::vector<Matcher>& matchers, const MatchSubject& subject);

}  // namespace tocsin
