#include "rules/matcher_grammar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace tocsin {
namespace {

// unicode.IsSpace of Go.
bool is_space(char32_t c) {
    if (c >= 0x09 && c <= 0x0D) return true;
    if (c >= 0x2000 && c <= 0x200A) return true;
    return c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_reserved(char32_t c) {
    static constexpr std::string_view marks = "{}!=~,\\\"'`";
    return is_space(c) || (c < 0x80 && marks.find(static_cast<char>(c)) != std::string_view::npos);
}

// Bytes at the front whose code points fit.
template <class Fits>
std::size_t run_length(std::string_view text, Fits fits) {
    std::string_view rest = text;
    while (!rest.empty()) {
        std::string_view after = rest;
        if (!fits(take_code_point(after))) break;
        rest = after;
    }
    return text.size() - rest.size();
}

std::optional<unsigned> digit_of(char c, unsigned base) {
    unsigned value = base;
    if (c >= '0' && c <= '9') value = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') value = static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') value = static_cast<unsigned>(c - 'A') + 10;
    return value < base ? std::optional(value) : std::nullopt;
}

std::optional<char32_t> read_digits(std::string_view text, std::size_t count, unsigned base) {
    if (text.size() < count) return std::nullopt;
    char32_t value = 0;
    for (const char c : text.substr(0, count)) {
        const auto digit = digit_of(c, base);
        if (!digit) return std::nullopt;
        value = value * base + *digit;
    }
    return value;
}

// Appends what the escape at the front of `text` means; gives its length, 0 if it is none of Go's.
std::size_t read_escape(std::string_view text, std::string& value) {
    if (text.size() < 2) return 0;
    static constexpr std::string_view letters = "abfnrtv\\\"";
    static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"";
    const char kind = text[1];
    if (const auto at = letters.find(kind); at != std::string_view::npos) {
        value += meanings[at];
        return 2;
    }
    if (kind == 'x' || (kind >= '0' && kind <= '7')) {
        const bool hex = kind == 'x';
        const auto byte = read_digits(text.substr(hex ? 2 : 1), hex ? 2 : 3, hex ? 16 : 8);
        if (!byte || *byte > 0xFF) return 0;
        value += static_cast<char>(static_cast<unsigned char>(*byte));
        return 4;
    }
    if (kind != 'u' && kind != 'U') return 0;
    const std::size_t digits = kind == 'u' ? 4 : 8;
    const auto c = read_digits(text.substr(2), digits, 16);
    if (!c || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF)) return 0;
    append_code_point(value, *c);
    return 2 + digits;
}

MatcherError bad_escape(std::string_view rest, std::size_t offset) {
    MatcherError error;
    error.offset = offset;
    error.length = rest.size() > 1 ? 2 : 1;
    error.message = fmt::format("unknown escape {} in a quoted value", rest.substr(0, 2));
    error.hint = fmt::format("inside quotes a backslash is written twice: \\{}", rest.substr(0, 2));
    return error;
}

}  // namespace

bool is_bare_word(std::string_view text) {
    // A control character, which only an escape can bring, is refused outside quotes.
    const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    return !text.empty() && !has_control && bare_length(text) == text.size();
}

std::size_t space_length(std::string_view text) {
    return run_length(text, is_space);
}

std::size_t bare_length(std::string_view text) {
    return run_length(text, [](char32_t c) { return !is_reserved(c); });
}

std::variant<QuotedWord, MatcherError> read_quoted(std::string_view text) {
    QuotedWord word;
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') {
        const std::string_view rest = text.substr(at);
        const std::size_t before = word.value.size();
        std::size_t taken = 1;
        if (rest.front() == '\\') {
            taken = read_escape(rest, word.value);
            if (taken == 0) return bad_escape(rest, at);
        } else if (static_cast<unsigned char>(rest.front()) < 0x20) {
            MatcherError error;
            error.code = "E302";
            error.offset = at;
            error.message = "control character in a matcher";
            error.hint = "in a \"…\" string \\b, \\t and \\n are control characters: use '…'";
            return error;
        } else {
            word.value += rest.front();
        }
        word.offsets.resize(word.offsets.size() + word.value.size() - before, at);
        at += taken;
    }
    if (at >= text.size()) {
        MatcherError error;
        error.length = text.size();
        error.message = "a quote that does not end";
        return error;
    }
    word.offsets.push_back(at);
    word.length = at + 1;
    if (!is_utf8(word.value)) {
        MatcherError error;
        error.length = word.length;
        error.message = "the quoted value is not UTF-8";
        return error;
    }
    return word;
}

}  // namespace tocsin
