// Cursor: the place in a list of tokens, for the parser.
//
// It knows what comes next and where that stands; what is expected in its stead is said by whoever
// parses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "template/lex.hpp"

namespace tocsin {

// Never passes end_of_text.  References to tokens live as long as the cursor.
class Cursor {
public:
    // Requires: `tokens` comes from lex(source).
    Cursor(std::string_view source, std::vector<Token> tokens);

    std::string_view source() const { return source_; }
    const Token& next() const { return tokens_[at_]; }
    const Token& after_next() const;
    const Token& before() const;  // The token taken last.  Requires: one was.
    const Token& take();

    bool next_is(TokenKind kind) const { return next().kind == kind; }
    bool next_is_keyword(std::string_view word) const;

    TemplateError error(const Token& token, std::string message, std::string hint = {}) const;
    TemplateError unexpected(std::string_view where) const;  // The next token.

    // Takes "}}".
    TemplateResult<void> expect_close(std::string_view where);

private:
    std::string_view source_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

}  // namespace tocsin
