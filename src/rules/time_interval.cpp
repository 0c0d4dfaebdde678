#include "rules/time_interval.hpp"

#include <date/tz.h>

#include <algorithm>

namespace tocsin {
namespace {

using System = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

constexpr int minutes_per_day = 24 * 60;

// What the clock on the wall shows, and until when it runs without being put forward or back.
struct LocalTime {
    std::chrono::seconds offset{};
    std::optional<WallTime> offset_ends;
    std::chrono::sys_days day;  // The local date, written as if it were UTC.
    int minute = 0;             // Of the day.
};

std::chrono::seconds seconds_of(WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
}

LocalTime local_time(const TimeInterval& interval, WallTime time) {
    LocalTime local;
    const std::chrono::seconds since = seconds_of(time);
    if (interval.zone != nullptr) {
        const date::sys_info info = interval.zone->get_info(System(since));
        local.offset = info.offset;
        // The last stretch of a zone ends beyond what microseconds can count.
        const std::chrono::seconds end = info.end.time_since_epoch();
        if (end < since + change_horizon) local.offset_ends = WallTime(end);
    }
    const std::chrono::seconds shown = since + local.offset;
    local.day = std::chrono::sys_days(std::chrono::floor<std::chrono::days>(shown));
    local.minute = static_cast<int>(
        std::chrono::floor<std::chrono::minutes>(shown - local.day.time_since_epoch()).count());
    return local;
}

bool in_any(const std::vector<NumberRange>& ranges, int number) {
    return ranges.empty() ||
           std::any_of(ranges.begin(), ranges.end(), [&](const NumberRange& range) {
               return number >= range.first && number <= range.last;
           });
}

int days_in(const std::chrono::year_month_day& date) {
    const std::chrono::year_month_day_last last(date.year() / date.month() / std::chrono::last);
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

// Alertmanager's reading: days from the end are counted in this month; a first day that the month
// does not have leaves the range out, a last one is cut.
bool in_any_days(const std::vector<NumberRange>& ranges, const std::chrono::year_month_day& date) {
    if (ranges.empty()) return true;
    const int count = days_in(date);
    const int day = static_cast<int>(static_cast<unsigned>(date.day()));
    return std::any_of(ranges.begin(), ranges.end(), [&](const NumberRange& range) {
        const int first = range.first < 0 ? count + range.first + 1 : range.first;
        const int last = range.last < 0 ? count + range.last + 1 : range.last;
        return day >= first && day <= last;
    });
}

bool contains_day(const TimeInterval& interval, std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    const auto weekday = static_cast<int>(std::chrono::weekday(day).c_encoding());
    return in_any(interval.weekdays, weekday) &&
           in_any(interval.months, static_cast<int>(static_cast<unsigned>(date.month()))) &&
           in_any(interval.years, static_cast<int>(date.year())) &&
           in_any_days(interval.days_of_month, date);
}

bool contains_minute(const TimeInterval& interval, int minute) {
    return interval.times.empty() ||
           std::any_of(interval.times.begin(), interval.times.end(), [&](const NumberRange& range) {
               return minute >= range.first && minute < range.last;
           });
}

// The next time at which the answer may be another: the border of a range on this day, midnight,
// or the moment at which the clock is put forward or back.
WallTime next_border(const TimeInterval& interval, WallTime time) {
    const LocalTime local = local_time(interval, time);
    int minute = minutes_per_day;
    if (contains_day(interval, local.day)) {
        for (const NumberRange& range : interval.times) {
            for (const int border : {range.first, range.last}) {
                if (border > local.minute) minute = std::min(minute, border);
            }
        }
    }
    const std::chrono::seconds shown = local.day.time_since_epoch() + std::chrono::minutes(minute);
    const WallTime border(shown - local.offset);
    return local.offset_ends ? std::min(border, *local.offset_ends) : border;
}

}  // namespace

bool contains(const TimeInterval& interval, WallTime time) {
    const LocalTime local = local_time(interval, time);
    return contains_minute(interval, local.minute) && contains_day(interval, local.day);
}

std::optional<WallTime> next_change(const TimeInterval& interval, WallTime after) {
    const bool before = contains(interval, after);
    const WallTime end = after + change_horizon;
    for (WallTime time = next_border(interval, after); time <= end;
         time = next_border(interval, time)) {
        if (contains(interval, time) != before) return time;
    }
    return std::nullopt;
}

}  // namespace tocsin
