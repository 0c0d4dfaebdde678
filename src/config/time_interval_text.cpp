#include "config/time_interval_text.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "config/calendar_range.hpp"
#include "config/toml_text.hpp"

namespace tocsin {
namespace {

std::string times_text(const std::vector<NumberRange>& times) {
    std::vector<std::string> parts;
    parts.reserve(times.size());
    for (const NumberRange& range : times) {
        parts.push_back(fmt::format("{{ start = \"{}\", end = \"{}\" }}",
                                    minute_of_day_text(range.first),
                                    minute_of_day_text(range.last)));
    }
    return fmt::format("times = [{}]\n", fmt::join(parts, ", "));
}

std::string ranges_text(std::string_view key, CalendarField field,
                        const std::vector<NumberRange>& ranges) {
    if (ranges.empty()) return {};
    std::vector<std::string> parts;
    parts.reserve(ranges.size());
    for (const NumberRange& range : ranges) {
        parts.push_back(toml_quoted(calendar_range_text(field, range)));
    }
    return fmt::format("{} = [{}]\n", key, fmt::join(parts, ", "));
}

}  // namespace

std::string time_interval_text(const TimeInterval& interval) {
    std::string text = "[[time_interval]]\n";
    text += fmt::format("name = {}\nlocation = {}\n", toml_quoted(interval.name),
                        toml_quoted(interval.location));
    if (!interval.times.empty()) text += times_text(interval.times);
    text += ranges_text("weekdays", CalendarField::weekdays, interval.weekdays);
    text += ranges_text("days_of_month", CalendarField::days_of_month, interval.days_of_month);
    text += ranges_text("months", CalendarField::months, interval.months);
    text += ranges_text("years", CalendarField::years, interval.years);
    return text;
}

}  // namespace tocsin
