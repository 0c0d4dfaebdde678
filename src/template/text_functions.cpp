#include "template/text_functions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.hpp"
#include "template/letter_case.hpp"
#include "template/printed.hpp"

namespace tocsin {
namespace {

using Arguments = std::span<const Value>;

Value derived(std::string text, Arguments arguments) {
    return Value::derived(std::move(text), arguments.data(), arguments.size());
}

std::optional<double> read_seconds(std::string_view text) {
    if (text.substr(0, 1) == "+") {
        text.remove_prefix(1);
        if (text.substr(0, 1) == "-") return std::nullopt;
    }
    double seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(seconds)) return std::nullopt;
    return seconds;
}

std::optional<double> seconds_of(const Value& value) {
    switch (value.kind()) {
        case Kind::duration:
            return std::chrono::duration<double>(value.as_duration()).count();
        case Kind::integer:
            return static_cast<double>(value.as_integer());
        case Kind::real:
            return value.as_real();
        default:
            return read_seconds(value.as_text());
    }
}

// printf's "%.4g", without the locale.
std::string four_digits(double value) {
    std::array<char, 32> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                       std::chars_format::general, 4);
    return {buffer.data(), written.ptr};
}

// prometheus/template/template.go, humanizeDuration.
std::string humanized(double value) {
    if (value == 0) return "0s";
    if (std::abs(value) < 1) {
        std::string_view prefix;
        static constexpr std::array<std::string_view, 8> prefixes{"m", "u", "n", "p",
                                                                  "f", "a", "z", "y"};
        for (const std::string_view next : prefixes) {
            if (std::abs(value) >= 1) break;
            prefix = next;
            value *= 1000;
        }
        return four_digits(value) + std::string(prefix) + "s";
    }
    const std::string sign = value < 0 ? "-" : "";
    const double size = std::abs(value);
    if (size < 60) return sign + four_digits(size) + "s";
    const auto whole = static_cast<std::int64_t>(size);
    std::string text = sign;
    if (whole >= 86400) text += std::to_string(whole / 86400) + "d ";
    if (whole >= 3600) text += std::to_string(whole / 3600 % 24) + "h ";
    return text + std::to_string(whole / 60 % 60) + "m " + std::to_string(whole % 60) + "s";
}

// Go's strings.TrimSpace: white space of Unicode, not only of ASCII.
bool is_space(char32_t c) {
    if (c >= 0x2000 && c <= 0x200A) return true;
    static constexpr std::array<char32_t, 14> spaces{' ',    '\t',   '\n',   '\v',   '\f',
                                                     '\r',   0x85,   0xA0,   0x1680, 0x2028,
                                                     0x2029, 0x202F, 0x205F, 0x3000};
    return std::find(spaces.begin(), spaces.end(), c) != spaces.end();
}

std::string_view without_outer_space(std::string_view text) {
    std::size_t first = text.size(), last = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t at = text.size() - rest.size();
        if (is_space(take_code_point(rest))) continue;
        first = std::min(first, at);
        last = text.size() - rest.size();
    }
    return first < last ? text.substr(first, last - first) : std::string_view();
}

// As Go's html and urlquery take their arguments: joined as print does.
Result<std::string> joined(Arguments arguments) {
    TRY(const Value whole, call_print(arguments));
    return whole.as_text();
}

std::string as_html(std::string_view text) {
    std::string made;
    for (const char c : text) {
        switch (c) {
            case '<':
                made += "&lt;";
                break;
            case '>':
                made += "&gt;";
                break;
            case '&':
                made += "&amp;";
                break;
            case '"':
                made += "&#34;";
                break;
            case '\'':
                made += "&#39;";
                break;
            case '\0':
                made += "\uFFFD";
                break;
            default:
                made += c;
        }
    }
    return made;
}

std::string as_query(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string made;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            made += c;
        } else if (c == ' ') {
            made += '+';
        } else {
            made += {'%', digits[byte >> 4], digits[byte & 0xF]};
        }
    }
    return made;
}

}  // namespace

Result<Value> call_print(Arguments arguments) {
    std::string text;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!is_printable(arguments[i])) return refused("an alert cannot be printed; name a field");
        const bool is_text = arguments[i].kind() == Kind::text;
        if (i > 0 && !is_text && arguments[i - 1].kind() != Kind::text) text += ' ';
        text += printed(arguments[i]);
    }
    return derived(std::move(text), arguments);
}

Result<Value> call_title(Arguments arguments) {
    return derived(to_title(arguments[0].as_text()), arguments);
}

Result<Value> call_to_upper(Arguments arguments) {
    return derived(to_upper(arguments[0].as_text()), arguments);
}

Result<Value> call_to_lower(Arguments arguments) {
    return derived(to_lower(arguments[0].as_text()), arguments);
}

Result<Value> call_join(Arguments arguments, Workspace& workspace) {
    std::string text;
    for (const Value& item : arguments[1].items()) {
        if (item.kind() != Kind::text) return refused("join takes a list of texts");
        if (&item != &arguments[1].items().front()) text += arguments[0].as_text();
        text += item.as_text();
        if (text.size() > workspace.bytes_max()) {
            return refused("more than " + std::to_string(workspace.bytes_max()) + " bytes of text");
        }
    }
    return derived(std::move(text), arguments);
}

Result<Value> call_truncate(Arguments arguments) {
    const std::int64_t size = arguments[0].as_integer();
    if (size < 0) return refused("truncate takes a length, not " + std::to_string(size));
    return derived(truncate(arguments[1].as_text(), static_cast<std::size_t>(size)),
                   arguments.subspan(1));
}

Result<Value> call_trim_space(Arguments arguments) {
    return derived(std::string(without_outer_space(arguments[0].as_text())), arguments);
}

Result<Value> call_string_slice(Arguments arguments) {
    return Value::list({arguments.begin(), arguments.end()});
}

Result<Value> call_html(Arguments arguments) {
    TRY(const std::string text, joined(arguments));
    return Value::escaped(derived(as_html(text), arguments));
}

Result<Value> call_urlquery(Arguments arguments) {
    TRY(const std::string text, joined(arguments));
    return derived(as_query(text), arguments);
}

Result<Value> call_humanize_duration(Arguments arguments) {
    const auto seconds = seconds_of(arguments[0]);
    // More is no duration of anything, and would not fit the arithmetic.
    constexpr double seconds_max = 1e15;
    if (!seconds || std::abs(*seconds) > seconds_max) {
        return refused("humanizeDuration takes a number of seconds");
    }
    return derived(humanized(*seconds), arguments);
}

}  // namespace tocsin
