#include "template/cursor.hpp"

#include "base/assert.hpp"

namespace tocsin {

Cursor::Cursor(std::string_view source, std::vector<Token> tokens)
    : source_(source), tokens_(std::move(tokens)) {
    TOCSIN_ASSERT(!tokens_.empty() && tokens_.back().kind == TokenKind::end_of_text);
}

const Token& Cursor::after_next() const {
    return at_ + 1 < tokens_.size() ? tokens_[at_ + 1] : tokens_.back();
}

const Token& Cursor::before() const {
    TOCSIN_ASSERT(at_ > 0);
    return tokens_[at_ - 1];
}

const Token& Cursor::take() {
    const Token& token = tokens_[at_];
    if (token.kind != TokenKind::end_of_text) ++at_;
    return token;
}

bool Cursor::next_is_keyword(std::string_view word) const {
    return next_is(TokenKind::keyword) && next().text == word;
}

TemplateError Cursor::error(const Token& token, std::string message, std::string hint) const {
    return wrong(source_, token.span, std::move(message), std::move(hint));
}

TemplateError Cursor::unexpected(std::string_view where) const {
    const std::string what =
        next_is(TokenKind::end_of_text) ? "end of the text" : std::string(next().text);
    return error(next(), "unexpected " + what + " in " + std::string(where));
}

TemplateResult<void> Cursor::expect_close(std::string_view where) {
    if (!next_is(TokenKind::close)) return unexpected(where);
    take();
    return success();
}

}  // namespace tocsin
