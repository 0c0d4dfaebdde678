#include "base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tocsin {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t millis;
};
// In the order in which they may appear.  "ms" comes before "m" is tried for a digit run's unit.
constexpr std::array<Unit, 7> units{{{"y", 365LL * 86'400'000},
                                     {"w", 7LL * 86'400'000},
                                     {"d", 86'400'000},
                                     {"h", 3'600'000},
                                     {"m", 60'000},
                                     {"s", 1'000},
                                     {"ms", 1}}};
constexpr std::int64_t duration_millis_max = 100LL * 365 * 86'400'000;

// Reads exactly `count` digits at the front of `text` and cuts them off.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::int64_t> take_fraction_micros(std::string_view& text) {
    if (!take(text, '.')) return 0;
    std::int64_t micros = 0;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 6) micros = micros * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0 || digits > 9) return std::nullopt;
    for (; digits < 6; ++digits) micros *= 10;
    return micros;
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) return std::chrono::minutes(0);
    int sign = 0;
    if (take(text, '+'))
        sign = 1;
    else if (take(text, '-'))
        sign = -1;
    else
        return std::nullopt;
    const auto hours = take_digits(text, 2);
    take(text, ':');
    const auto minutes = take_digits(text, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

struct Civil {
    int year;
    unsigned month, day;
    int hour, minute, second, micros;
};

Civil to_civil(WallTime time) {
    const auto since = time.time_since_epoch();
    const auto days = std::chrono::floor<std::chrono::days>(since);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const std::chrono::hh_mm_ss clock(since - days);
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()),
            static_cast<int>(clock.seconds().count()),
            static_cast<int>(clock.subseconds().count())};
}

}  // namespace

std::int64_t to_micros(WallTime time) {
    return time.time_since_epoch().count();
}

WallTime from_micros(std::int64_t micros) {
    return WallTime(Duration(micros));
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
    const auto year = take_digits(text, 4);
    const bool first_dash = take(text, '-');
    const auto month = take_digits(text, 2);
    const bool second_dash = take(text, '-');
    const auto day = take_digits(text, 2);
    const bool separator = take(text, 'T') || take(text, 't') || take(text, ' ');
    const auto hour = take_digits(text, 2);
    const bool first_colon = take(text, ':');
    const auto minute = take_digits(text, 2);
    const bool second_colon = take(text, ':');
    const auto second = take_digits(text, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    if (!first_dash || !second_dash || !separator || !first_colon || !second_colon) {
        return std::nullopt;
    }
    const auto micros = take_fraction_micros(text);
    if (!micros) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;

    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    // Second 60 is a leap second (RFC 3339 section 5.7); it counts as the second after.
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60 || *year <= 1) {
        return std::nullopt;
    }
    return WallTime(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(*hour) +
                    std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
                    Duration(*micros) - *offset);
}

std::optional<WallTime> parse_http_date(std::string_view text) {
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") {
        return std::nullopt;
    }
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    if (month == months.end() || text[7] != ' ' || text[11] != ' ' || text[16] != ' ') {
        return std::nullopt;
    }
    return parse_rfc3339(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4),
                                     month - months.begin() + 1, text.substr(5, 2),
                                     text.substr(17, 8)));
}

std::string format_rfc3339(WallTime time) {
    const Civil c = to_civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", c.year, c.month, c.day, c.hour,
                       c.minute, c.second, c.micros / 1000);
}

std::string format_rfc3339_seconds(WallTime time) {
    const Civil c = to_civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour,
                       c.minute, c.second);
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text == "0") return Duration(0);
    std::int64_t total_millis = 0;
    std::size_t next_unit = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::int64_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc() || count < 0 || text.front() == '-') return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        std::size_t length = 0;
        while (length < text.size() && text[length] >= 'a' && text[length] <= 'z') ++length;
        const std::string_view name = text.substr(0, length);
        while (next_unit < units.size() && units[next_unit].name != name) ++next_unit;
        if (next_unit == units.size()) return std::nullopt;
        if (count > duration_millis_max / units[next_unit].millis) return std::nullopt;
        total_millis += count * units[next_unit].millis;
        if (total_millis > duration_millis_max) return std::nullopt;
        ++next_unit;
        text.remove_prefix(length);
    }
    return std::chrono::milliseconds(total_millis);
}

std::string format_duration(Duration duration) {
    std::int64_t millis = duration.count() / 1000;
    if (millis <= 0) return "0s";
    std::string text;
    for (const Unit& unit : units) {
        const std::int64_t count = millis / unit.millis;
        millis %= unit.millis;
        // Years and weeks are exact only by convention; days say the same and surprise nobody.
        if (unit.name == "y" || unit.name == "w") {
            millis += count * unit.millis;
            continue;
        }
        if (count > 0) text += fmt::format("{}{}", count, unit.name);
    }
    return text;
}

}  // namespace tocsin
