#include "decode/sent_time.hpp"

#include <date/tz.h>

#include <charconv>
#include <cmath>
#include <string>

#include "base/text.hpp"

namespace tocsin {
namespace {

// The year 5138 in seconds, and 1973 in milliseconds: no sender means either.
constexpr double seconds_max = 1e11;
constexpr double milliseconds_max = 1e14;

std::optional<WallTime> parse_number(std::string_view text) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (number <= 0 || number >= milliseconds_max) return std::nullopt;
    const double micros = number * (number < seconds_max ? 1e6 : 1e3);
    return from_micros(std::llround(micros));
}

std::optional<WallTime> parse_local(std::string_view text, const date::time_zone& zone) {
    const auto as_utc = parse_rfc3339(std::string(text) + 'Z');
    if (!as_utc) return std::nullopt;
    const date::local_time<Duration> local(as_utc->time_since_epoch());
    return WallTime(zone.to_sys(local, date::choose::earliest).time_since_epoch());
}

}  // namespace

std::optional<WallTime> parse_sent_time(std::string_view text, const date::time_zone* zone) {
    text = trim(text);
    if (const auto time = parse_rfc3339(text)) return time;
    if (const auto time = parse_number(text)) return time;
    return zone == nullptr ? std::nullopt : parse_local(text, *zone);
}

}  // namespace tocsin
