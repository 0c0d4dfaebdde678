#include "template/literal.hpp"

#include <charconv>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace tocsin {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

template <class Number, class... Format>
std::optional<Number> read_whole(std::string_view text, Format... format) {
    Number number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number, format...);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Value> read_hexadecimal(bool negative, std::string_view digits) {
    const auto size = read_whole<std::uint64_t>(digits, 16);
    if (!size || *size > 0x7FFF'FFFF'FFFF'FFFFU) return std::nullopt;
    const auto number = static_cast<std::int64_t>(*size);
    return Value::integer(negative ? -number : number);
}

// One escape after its backslash, taken off the front of `text`.
bool take_escape(std::string_view& text, std::string& made) {
    if (text.empty()) return false;
    const char c = text.front();
    static constexpr std::string_view names = "abfnrtv\\\"";
    static constexpr std::string_view meant = "\a\b\f\n\r\t\v\\\"";
    if (const std::size_t i = names.find(c); i != std::string_view::npos) {
        made += meant[i];
        text.remove_prefix(1);
        return true;
    }
    const bool octal = c >= '0' && c <= '7';
    std::size_t length = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (!octal) text.remove_prefix(1);
    if (length == 0 || text.size() < length) return false;
    const auto number = read_whole<std::uint32_t>(text.substr(0, length), octal ? 8 : 16);
    if (!number) return false;
    text.remove_prefix(length);
    if (octal || c == 'x') {
        if (*number > 0xFF) return false;
        made += static_cast<char>(*number);
        return true;
    }
    if (*number > 0x10FFFF || (*number >= 0xD800 && *number <= 0xDFFF)) return false;
    append_code_point(made, *number);
    return true;
}

}  // namespace

std::optional<Value> read_number(std::string_view text) {
    std::string_view unsigned_part = text;
    const bool negative = text.substr(0, 1) == "-";
    if (negative || text.substr(0, 1) == "+") unsigned_part.remove_prefix(1);
    if (unsigned_part.substr(0, 2) == "0x") {
        return read_hexadecimal(negative, unsigned_part.substr(2));
    }
    if (unsigned_part.empty() || !(is_digit(unsigned_part.front()) || unsigned_part.front() == '.'))
        return std::nullopt;
    if (unsigned_part.size() > 1 && unsigned_part.front() == '0' && is_digit(unsigned_part[1])) {
        return std::nullopt;
    }
    const std::string_view plain = negative ? text : unsigned_part;  // No "+" for from_chars.
    if (const auto integer = read_whole<std::int64_t>(plain, 10)) return Value::integer(*integer);
    if (unsigned_part.find_first_of(".eE") == std::string_view::npos) return std::nullopt;
    const auto real = read_whole<double>(plain, std::chars_format::general);
    if (!real) return std::nullopt;
    return Value::real(*real);
}

std::optional<std::string> read_quoted(std::string_view text) {
    TOCSIN_ASSERT(text.size() >= 2 && text.front() == text.back());
    const bool raw = text.front() == '`';
    text = text.substr(1, text.size() - 2);
    std::string made;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (raw && c == '\r') continue;  // As in Go: the file's line ends do not matter.
        if (raw || c != '\\') {
            made += c;
        } else if (!take_escape(text, made)) {
            return std::nullopt;
        }
    }
    if (!is_utf8(made)) return std::nullopt;
    return made;
}

}  // namespace tocsin
