// TimeInterval: a named set of times, as Alertmanager's time_intervals have it.
//
// An instant is looked at as a clock on the wall of `location` shows it: its minute of the day, its
// weekday, its day of the month, its month and its year must each be in one of the ranges of that
// field; a field without ranges asks for nothing.  So an hour that a clock skips in spring is in no
// interval, and one that it shows twice in autumn is in it twice.
//
//   times          [start, end)     minutes of the day, the end not included, at most 24:00
//   weekdays       0..6             Sunday is 0
//   days_of_month  1..31, -31..-1   -1 is the last day; what the month does not have is cut off
//   months         1..12
//   years          1970..9999
//
// The zone files are read when a configuration is loaded, and never here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace date {
class time_zone;
}

namespace tocsin {

// Both ends are in it, but for `times`.
struct NumberRange {
    int first = 0;
    int last = 0;

    bool operator==(const NumberRange&) const = default;
};

struct TimeInterval {
    std::string name;
    std::string location = "UTC";           // IANA name.
    const date::time_zone* zone = nullptr;  // Of `location`; null is UTC.  Lives for ever.
    std::vector<NumberRange> times, weekdays, days_of_month, months, years;

    bool operator==(const TimeInterval&) const = default;
};

bool contains(const TimeInterval& interval, WallTime time);

// How far next_change looks ahead: a year, and as much as a fixed day may move.
constexpr Duration change_horizon = std::chrono::days(400);

// The first time after `after` at which contains() gives another answer than at `after`; nothing
// if there is none within change_horizon.
std::optional<WallTime> next_change(const TimeInterval& interval, WallTime after);

}  // namespace tocsin
