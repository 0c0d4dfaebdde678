// calendar_range: the texts of a [[time_interval]] → ranges of numbers, and back.
//
//   times          "08:00"  "24:00" (as an end only)
//   weekdays       "monday"  "monday:friday"
//   days_of_month  "1"  "1:7"  "-1"  "-3:-1"  "25:-1"
//   months         "may"  "5"  "may:august"  "5:8"
//   years          "2026"  "2026:2028"
//
// As in Alertmanager: both ends of a range are in it, names are English and in any case, and no
// range goes around the end of a week, a month or a year.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "rules/time_interval.hpp"

namespace tocsin {

enum class CalendarField : std::uint8_t { weekdays, days_of_month, months, years };

// What is wrong with bytes [offset, offset + length) of the text.
struct RangeError {
    std::size_t offset = 0;
    std::size_t length = 0;
    std::string message;
    std::string hint;
};

std::variant<NumberRange, RangeError> parse_calendar_range(CalendarField field,
                                                           std::string_view text);

// A text that is read back as the same range.
std::string calendar_range_text(CalendarField field, const NumberRange& range);

// Minutes since midnight for "00:00" to "24:00"; nothing for anything else.
std::optional<int> parse_minute_of_day(std::string_view text);
std::string minute_of_day_text(int minute);

}  // namespace tocsin
