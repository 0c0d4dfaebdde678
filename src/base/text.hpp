// Text: UTF-8 as it must be before people or programs read it.
//
// Labels come from everywhere.  These functions say what of them may stand in a public text, a
// log line or a name, and where a text may be cut.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// Whether `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

// Takes one code point off the front; U+FFFD and one byte for what is not UTF-8.
// Requires: !text.empty().
char32_t take_code_point(std::string_view& text);

// Appends one code point as UTF-8.
void append_code_point(std::string& text, char32_t code_point);

std::size_t count_code_points(std::string_view text);

// At most `code_points_max` code points; what is cut ends in "…", which counts as one.
std::string truncate(std::string_view text, std::size_t code_points_max);

// Whether nothing is seen of it, or it changes how others are seen: control characters,
// bidirectional controls, zero-width characters and tags.
bool is_invisible(char32_t code_point);

// Without what must not be in a public text: control characters (a line break and a tab become a
// space), bidirectional controls and zero-width characters (templates.md, "always"); broken bytes
// become U+FFFD.
std::string without_invisible(std::string_view text);

// Whole lines as a terminal may show them: as without_invisible(), but line breaks and tabs stay.
// What is foreign in a line has lost its line breaks before, or it could pass for a line of ours.
std::string for_terminal(std::string_view text);

// With "\n" where "\r\n" ends a line; a "\r" alone stays.
std::string with_plain_line_ends(std::string_view text);

// Without white space at both ends.
std::string_view trim(std::string_view text);

// Without what RFC 9110 calls optional white space at both ends: spaces and tabs.
std::string_view without_blanks(std::string_view text);

// Takes the next element off a list with commas, without blanks around it.  Nothing comes after a
// comma at the end: ask while (!list.empty()).
std::string_view next_element(std::string_view& list);

// What a hexadecimal digit is worth; -1 for what is none.
int hex_value(char c);

// ASCII only, whatever the locale: names of header fields and the like.
std::string to_lower_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

// The word of `words` nearest to `word`, for "did you mean"; nothing if none is near.
template <class Words>
std::optional<std::string> nearest(std::string_view word, const Words& words);

// Levenshtein's distance in bytes, cut off at `limit` (then limit + 1).
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

template <class Words>
std::optional<std::string> nearest(std::string_view word, const Words& words) {
    std::size_t best = word.size() < 4 ? 1 : 1 + word.size() / 4;
    std::optional<std::string> found;
    for (const auto& candidate : words) {
        const std::size_t distance = edit_distance(word, candidate, best);
        if (distance <= best && (!found || distance < best)) {
            best = distance;
            found = std::string(candidate);
        }
    }
    return found;
}

}  // namespace tocsin
