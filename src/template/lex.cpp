#include "template/lex.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.hpp"

namespace tocsin {
namespace {

constexpr std::string_view white = " \t\r\n";

constexpr std::array<std::string_view, 11> keywords{"if",       "else",  "end",      "range",
                                                    "with",     "break", "continue", "define",
                                                    "template", "block", "nil"};

bool is_white(char c) {
    return white.find(c) != std::string_view::npos;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// "U+00A0", and the character itself where it can be seen.
std::string character_name(char32_t c) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "U+%04X", static_cast<unsigned>(c));
    std::string seen;
    append_code_point(seen, c);
    seen = without_invisible(seen);
    const bool visible = !trim(seen).empty() && c != 0xA0;
    return visible ? "'" + seen + "'" : std::string(buffer.data());
}

std::string hint_for(char32_t c) {
    switch (c) {
        case '\'':
            return "a text stands in double quotes or backquotes";
        case 0x201C:
        case 0x201D:
        case 0x201E:
            return "a text stands in plain double quotes (\")";
        case 0xA0:
            return "a no-break space was pasted here; type a plain one";
        case '-':
        case '/':
            return "a label whose name has such a character is reached with "
                   "index .CommonLabels \"NAME\"";
        default:
            return {};
    }
}

class Lexer {
public:
    explicit Lexer(std::string_view source) : source_(source) {}

    TemplateResult<std::vector<Token>> run() {
        TRYV(check_utf8());
        while (position_ < source_.size()) {
            const std::size_t open = std::min(source_.find("{{", position_), source_.size());
            add_text(open);
            position_ = open;
            if (open == source_.size()) break;
            TRYV(action_or_comment());
        }
        add(TokenKind::end_of_text, source_.size(), 0, false);
        return std::move(tokens_);
    }

private:
    std::string_view rest() const { return source_.substr(position_); }

    void add(TokenKind kind, std::size_t offset, std::size_t length, bool spaced) {
        tokens_.push_back({kind, source_.substr(offset, length), {offset, length}, spaced});
    }

    TemplateError error(std::size_t offset, std::size_t length, std::string message,
                        std::string hint = {}) const {
        return wrong(source_, {offset, length}, std::move(message), std::move(hint));
    }

    TemplateResult<void> check_utf8() const {
        std::string_view left = source_;
        while (!left.empty()) {
            const std::size_t before = left.size();
            const char32_t c = take_code_point(left);
            if (c == 0xFFFD && before - left.size() == 1) {
                return error(source_.size() - before, 1, "the text is not UTF-8");
            }
        }
        return success();
    }

    // The text from here to `open`, where the next "{{" or the end is.
    void add_text(std::size_t open) {
        std::string_view text = source_.substr(position_, open - position_);
        const std::string_view after = source_.substr(open);
        if (after.size() >= 4 && after[2] == '-' && is_white(after[3])) {
            text = text.substr(0, text.find_last_not_of(white) + 1);
        }
        if (!text.empty()) add(TokenKind::text, position_, text.size(), false);
    }

    TemplateResult<void> action_or_comment() {
        const std::size_t open = position_;
        const bool trims =
            open + 3 < source_.size() && source_[open + 2] == '-' && is_white(source_[open + 3]);
        const std::size_t inside = open + (trims ? 4 : 2);
        if (source_.substr(inside).substr(0, 2) == "/*") return comment(open, inside);
        add(TokenKind::open, open, trims ? 3 : 2, false);
        position_ = trims ? open + 3 : inside;
        return action(open);
    }

    TemplateResult<void> comment(std::size_t open, std::size_t inside) {
        const std::size_t end = source_.find("*/", inside + 2);
        if (end == std::string_view::npos) {
            return error(open, 2, "this comment is not closed", "it ends with */}}");
        }
        position_ = end + 2;
        if (const std::size_t length = closing_length(); length > 0) {
            skip_close(length);
            return success();
        }
        return error(end, 2, "a comment must be alone between {{ and }}",
                     "it ends with */}} or */ -}}");
    }

    // Of "}}" or " -}}" at the present position; 0 if neither is there.
    std::size_t closing_length() const {
        if (rest().substr(0, 2) == "}}") return 2;
        if (!rest().empty() && is_white(rest().front()) && rest().substr(1, 3) == "-}}") return 4;
        return 0;
    }

    void skip_close(std::size_t length) {
        position_ += length;
        if (length == 2) return;
        position_ = std::min(source_.find_first_not_of(white, position_), source_.size());
    }

    TemplateResult<void> action(std::size_t open) {
        bool spaced = false;
        while (position_ < source_.size()) {
            if (const std::size_t length = closing_length(); length > 0) {
                const std::size_t mark = length == 2 ? 2 : 3;
                add(TokenKind::close, position_ + length - mark, mark, spaced || length == 4);
                skip_close(length);
                return success();
            }
            if (is_white(source_[position_])) {
                spaced = true;
                ++position_;
                continue;
            }
            TRYV(token(spaced));
            spaced = false;
        }
        return error(open, 2, "this {{ is not closed", "it ends with }}");
    }

    TemplateResult<void> token(bool spaced) {
        const char c = source_[position_];
        if (c == '"') return quoted(spaced);
        if (c == '`') return raw(spaced);
        if (c == '.' && rest().size() > 1 && is_digit(rest()[1])) return number(spaced);
        if (c == '+' || c == '-' || is_digit(c)) return number(spaced);
        if (c == '.') return word(TokenKind::field, spaced);
        if (c == '$') return word(TokenKind::variable, spaced);
        if (is_word(c)) return word(TokenKind::name, spaced);
        return punctuation(spaced);
    }

    TemplateResult<void> punctuation(bool spaced) {
        const auto one = [&](TokenKind kind, std::size_t length) -> TemplateResult<void> {
            add(kind, position_, length, spaced);
            position_ += length;
            return success();
        };
        if (rest().substr(0, 2) == ":=") return one(TokenKind::declare, 2);
        switch (rest().front()) {
            case '=':
                return one(TokenKind::assign, 1);
            case '|':
                return one(TokenKind::pipe, 1);
            case ',':
                return one(TokenKind::comma, 1);
            case '(':
                return one(TokenKind::left_paren, 1);
            case ')':
                return one(TokenKind::right_paren, 1);
            default:
                return unexpected();
        }
    }

    TemplateResult<void> unexpected() const {
        std::string_view left = rest();
        const char32_t c = take_code_point(left);
        const std::size_t length = rest().size() - left.size();
        if (rest().substr(0, 2) == "/*") {
            return error(position_, 2, "unexpected '/'", "a comment begins directly after {{");
        }
        return error(position_, length, "unexpected " + character_name(c), hint_for(c));
    }

    // A name, .Field or $variable; "." and "$" alone are complete.
    TemplateResult<void> word(TokenKind kind, bool spaced) {
        const std::size_t start = position_++;
        while (position_ < source_.size() && is_word(source_[position_])) ++position_;
        const std::string_view text = source_.substr(start, position_ - start);
        if (!at_terminator()) return unexpected();
        if (text == ".") kind = TokenKind::dot;
        if (text == "true" || text == "false") kind = TokenKind::boolean;
        if (std::find(keywords.begin(), keywords.end(), text) != keywords.end()) {
            kind = TokenKind::keyword;
        }
        add(kind, start, text.size(), spaced);
        return success();
    }

    bool at_terminator() const {
        if (rest().empty() || is_white(rest().front()) || rest().substr(0, 2) == "}}") return true;
        return std::string_view(".,|:()").find(rest().front()) != std::string_view::npos;
    }

    TemplateResult<void> number(bool spaced) {
        const std::size_t start = position_++;
        while (position_ < source_.size()) {
            const char c = source_[position_];
            const char before = source_[position_ - 1];
            const bool sign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
            if (!is_word(c) && c != '.' && !sign) break;
            ++position_;
        }
        if (!at_terminator()) return unexpected();
        add(TokenKind::number, start, position_ - start, spaced);
        return success();
    }

    TemplateResult<void> quoted(bool spaced) {
        const std::size_t start = position_++;
        while (position_ < source_.size() && source_[position_] != '\n') {
            const char c = source_[position_++];
            if (c == '\\' && position_ < source_.size() && source_[position_] != '\n') ++position_;
            if (c != '"') continue;
            add(TokenKind::quoted, start, position_ - start, spaced);
            return success();
        }
        return error(start, 1, "this text is not closed",
                     "it ends with \" on the same line; a longer one stands in backquotes");
    }

    TemplateResult<void> raw(bool spaced) {
        const std::size_t end = source_.find('`', position_ + 1);
        if (end == std::string_view::npos) {
            return error(position_, 1, "this text is not closed", "it ends with a backquote");
        }
        add(TokenKind::quoted, position_, end + 1 - position_, spaced);
        position_ = end + 1;
        return success();
    }

    std::string_view source_;
    std::size_t position_ = 0;
    std::vector<Token> tokens_;
};

}  // namespace

TemplateResult<std::vector<Token>> lex(std::string_view source) {
    return Lexer(source).run();
}

}  // namespace tocsin
