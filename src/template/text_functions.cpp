#include "template/text_functions.hpp"

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

Result<Value> call_join(Arguments arguments) {
    std::string text;
    for (const Value& item : arguments[1].items()) {
        if (item.kind() != Kind::text) return refused("join takes a list of texts");
        if (&item != &arguments[1].items().front()) text += arguments[0].as_text();
        text += item.as_text();
    }
    return derived(std::move(text), arguments);
}

Result<Value> call_truncate(Arguments arguments) {
    const std::int64_t size = arguments[0].as_integer();
    if (size < 0) return refused("truncate takes a length, not " + std::to_string(size));
    return derived(truncate(arguments[1].as_text(), static_cast<std::size_t>(size)),
                   arguments.subspan(1));
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
