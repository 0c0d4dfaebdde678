// The words of Alertmanager's UTF-8 matcher grammar: what is bare, what is quoted.
//
// As alertmanager/matcher/parse/lexer.go: a bare word ends at white space (Unicode's) or at one of
// {}!=~,\"'` ; a quoted one is a Go string literal in double quotes, on one line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/matcher.hpp"

namespace tocsin {

// Whether the grammar takes `text` without quotes.
bool is_bare_word(std::string_view text);

// Bytes of the white space, or of the bare word, at the front of `text`; 0 if there is none.
std::size_t space_length(std::string_view text);
std::size_t bare_length(std::string_view text);

// A quoted word and where each of its bytes came from.
struct QuotedWord {
    std::string value;
    std::size_t length = 0;              // Bytes in the text, with both quotes.
    std::vector<std::size_t> offsets{};  // Of each byte of `value`, then of the closing quote.
};

// Reads the quoted word at the front of `text`.  Requires: text starts with '"'.  Offsets of an
// error count from there.
std::variant<QuotedWord, MatcherError> read_quoted(std::string_view text);

}  // namespace tocsin
