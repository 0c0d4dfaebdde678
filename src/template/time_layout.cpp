#include "template/time_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

// The parts of a layout; of two that begin alike the longer one comes first.
constexpr std::string_view parts[] = {
    "January", "Jan",   "Monday",    "Mon",    "MST",       "002",    "01",
    "02",      "03",    "04",        "05",     "06",        "15",     "1",
    "2006",    "2",     "__2",       "_2",     "3",         "4",      "5",
    "PM",      "pm",    "-070000",   "-0700",  "-07:00:00", "-07:00", "-07",
    "Z070000", "Z0700", "Z07:00:00", "Z07:00", "Z07"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// What a moment is where it is shown.
struct Shown {
    int year, month, day, weekday, day_of_year, hour, minute, second, micros;
    const ZoneOffset& zone;

    int hour12() const { return hour % 12 == 0 ? 12 : hour % 12; }
};

Shown shown(WallTime time, const ZoneOffset& zone) {
    using namespace std::chrono;
    const auto local = sys_time<Duration>(time.time_since_epoch() + seconds(zone.seconds));
    const auto midnight = floor<days>(local);
    const year_month_day date(midnight);
    const hh_mm_ss<Duration> clock(local - midnight);
    const auto of_year = midnight - sys_days(date.year() / January / 1) + days(1);
    return {static_cast<int>(date.year()),
            static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>(weekday(midnight).c_encoding()),
            static_cast<int>(of_year.count()),
            static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()),
            static_cast<int>(clock.seconds().count()),
            static_cast<int>(clock.subseconds().count()),
            zone};
}

// "-0700", "Z07:00:00" and their like.
std::string written_offset(std::int32_t offset, std::string_view part) {
    if (part.front() == 'Z' && offset == 0) return "Z";
    const bool colons = part.find(':') != std::string_view::npos;
    const auto digits = std::count_if(part.begin(), part.end(), is_digit);
    const std::int32_t size = std::abs(offset);
    std::string text = fmt::format("{}{:02}", offset / 60 < 0 ? '-' : '+', size / 3600);
    if (digits >= 4) text += fmt::format("{}{:02}", colons ? ":" : "", size / 60 % 60);
    if (digits == 6) text += fmt::format("{}{:02}", colons ? ":" : "", size % 60);
    return text;
}

std::string written_word(const Shown& at, std::string_view part) {
    const std::string_view month = months.at(static_cast<std::size_t>(at.month - 1));
    const std::string_view weekday = weekdays.at(static_cast<std::size_t>(at.weekday));
    if (part == "January") return std::string(month);
    if (part == "Jan") return std::string(month.substr(0, 3));
    if (part == "Monday") return std::string(weekday);
    if (part == "Mon") return std::string(weekday.substr(0, 3));
    if (part == "PM") return at.hour >= 12 ? "PM" : "AM";
    if (part == "pm") return at.hour >= 12 ? "pm" : "am";
    if (part == "MST") return at.zone.abbreviation;
    return written_offset(at.zone.seconds, part);
}

std::string written(const Shown& at, std::string_view part) {
    const char last = part.back();
    if (part == "2006") return fmt::format("{:04}", at.year);
    if (part == "06") return fmt::format("{:02}", std::max(at.year, 0) % 100);
    if (part == "002") return fmt::format("{:03}", at.day_of_year);
    if (part == "__2") return fmt::format("{:3}", at.day_of_year);
    if (part == "_2") return fmt::format("{:2}", at.day);
    if (part == "15") return fmt::format("{:02}", at.hour);
    if (part.size() > 2 || !is_digit(last)) return written_word(at, part);
    const int number = last == '1'   ? at.month
                       : last == '2' ? at.day
                       : last == '3' ? at.hour12()
                       : last == '4' ? at.minute
                                     : at.second;
    return part.size() == 2 ? fmt::format("{:02}", number) : fmt::format("{}", number);
}

// ".000" and ",999": their length, 0 for anything else.
std::size_t fraction_length(std::string_view rest) {
    if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',')) return 0;
    if (rest[1] != '0' && rest[1] != '9') return 0;
    const std::size_t end = std::min(rest.find_first_not_of(rest[1], 1), rest.size());
    return end < rest.size() && is_digit(rest[end]) ? 0 : end;
}

std::string written_fraction(const Shown& at, std::string_view part) {
    std::string digits = fmt::format("{:06}000", at.micros).substr(0, part.size() - 1);
    if (part[1] == '9') digits.erase(digits.find_last_not_of('0') + 1);
    return digits.empty() ? std::string() : part[0] + digits;
}

// The part that stands at the front; empty if none does.
std::string_view part_at(std::string_view rest) {
    if (rest.substr(0, 5) == "_2006") return {};
    for (const std::string_view part : parts) {
        if (rest.substr(0, part.size()) != part) continue;
        const std::string_view after = rest.substr(part.size(), 1);
        const bool goes_on = !after.empty() && after[0] >= 'a' && after[0] <= 'z';
        if (goes_on && (part == "Jan" || part == "Mon")) continue;
        return part;
    }
    return {};
}

}  // namespace

std::string format_time(WallTime time, const ZoneOffset& zone, std::string_view layout) {
    const Shown at = shown(time, zone);
    std::string text;
    while (!layout.empty()) {
        const std::string_view part = part_at(layout);
        const std::size_t fraction = fraction_length(layout);
        if (!part.empty()) {
            text += written(at, part);
        } else if (fraction > 0) {
            text += written_fraction(at, layout.substr(0, fraction));
        } else {
            text += layout.front();
        }
        layout.remove_prefix(std::max<std::size_t>({part.size(), fraction, 1}));
    }
    return text;
}

}  // namespace tocsin
