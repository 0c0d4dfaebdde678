#include "template/printed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/assert.hpp"
#include "template/time_layout.hpp"

namespace tocsin {
namespace {

// The shortest digits that read back as `value`, with an exponent only below 1e-4 and from 1e6
// (Go's %g).
std::string printed_real(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 64> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                       std::chars_format::scientific);
    std::string scientific(buffer.data(), written.ptr);
    const std::size_t e = scientific.find('e');
    const int exponent = std::stoi(scientific.substr(e + 1));
    if (exponent < -4 || exponent >= 6) return scientific;

    std::string digits;
    for (const char c : scientific.substr(0, e)) {
        if (c >= '0' && c <= '9') digits += c;
    }
    const std::string sign = scientific.front() == '-' ? "-" : "";
    if (exponent < 0) {
        return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    }
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) return sign + digits + std::string(whole - digits.size(), '0');
    return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

// `count` units of a millionth, as a decimal fraction without trailing zeros: 1500000 is "1.5".
std::string fraction(std::int64_t count, std::int64_t unit) {
    std::string digits;
    for (std::int64_t rest = count % unit, place = unit / 10; rest != 0; place /= 10) {
        digits += static_cast<char>('0' + rest / place);
        rest %= place;
    }
    return std::to_string(count / unit) + (digits.empty() ? "" : "." + digits);
}

std::string printed_duration(Duration duration) {
    const std::int64_t micros = duration.count();
    if (micros == 0) return "0s";
    const std::string sign = micros < 0 ? "-" : "";
    const std::int64_t size = std::abs(micros);
    if (size < 1000) return sign + std::to_string(size) + "µs";
    if (size < 1'000'000) return sign + fraction(size, 1000) + "ms";
    const std::int64_t minutes = size / 60'000'000;
    const std::string seconds = fraction(size % 60'000'000, 1'000'000) + "s";
    if (minutes == 0) return sign + seconds;
    if (minutes < 60) return sign + std::to_string(minutes) + "m" + seconds;
    return sign + std::to_string(minutes / 60) + "h" + std::to_string(minutes % 60) + "m" + seconds;
}

}  // namespace

std::string printed(const Value& value) {
    switch (value.kind()) {
        case Kind::nil:
            return {};
        case Kind::boolean:
            return value.as_boolean() ? "true" : "false";
        case Kind::integer:
            return std::to_string(value.as_integer());
        case Kind::real:
            return printed_real(value.as_real());
        case Kind::text:
            return value.as_text();
        case Kind::time:
            return format_time(value.as_time(), value.zone(),
                               "2006-01-02 15:04:05.999999999 -0700 MST");
        case Kind::duration:
            return printed_duration(value.as_duration());
        case Kind::list: {
            std::string text = "[";
            for (const Value& item : value.items()) {
                if (&item != &value.items().front()) text += ' ';
                text += printed(item);
            }
            return text + "]";
        }
        case Kind::map: {
            std::string text = "map[";
            for (const auto& [key, entry] : value.fields()) {
                if (text.size() > 4) text += ' ';
                text += key + ":" + printed(entry);
            }
            return text + "]";
        }
        case Kind::record:
            break;
    }
    TOCSIN_ASSERT(is_printable(value));
    return {};
}

bool is_printable(const Value& value) {
    switch (value.kind()) {
        case Kind::record:
            return false;
        case Kind::list:
            return value.list_kind() == ListKind::plain &&
                   std::all_of(value.items().begin(), value.items().end(), is_printable);
        case Kind::map:
            return std::all_of(value.fields().begin(), value.fields().end(),
                               [](const auto& entry) { return is_printable(entry.second); });
        default:
            return true;
    }
}

}  // namespace tocsin
