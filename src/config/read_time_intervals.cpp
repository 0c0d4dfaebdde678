#include "config/read_time_intervals.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <stdexcept>

#include "base/text.hpp"
#include "config/calendar_range.hpp"

namespace tocsin {
namespace {

// Null for UTC, and for what check_value has refused already.
const date::time_zone* zone_named(const std::string& location) {
    if (location == "UTC") return nullptr;
    try {
        return date::locate_zone(location);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

std::optional<int> read_minute(const Layers& layers, std::string_view key, Report& report) {
    const Found found = layers.find(key);
    const auto text = text_in(found.node);
    if (!text || text->empty()) return std::nullopt;
    const auto minute = parse_minute_of_day(*text);
    if (!minute) {
        report.error("E207", found.place(), fmt::format("\"{}\" is not a time of the day", *text),
                     "from \"00:00\" to \"24:00\", always with two digits each");
    }
    return minute;
}

// An empty list would be in force never, or always: whoever writes one means something else.
bool is_empty_list(const Found& found, Report& report) {
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr || !array->empty()) return false;
    report.error("E207", found.place(), fmt::format("\"{}\" has nothing in it", found.key->str()),
                 "leave it out if every one of them is meant");
    return true;
}

std::vector<NumberRange> read_times(const Layers& layers, Report& report) {
    std::vector<NumberRange> times;
    const Found found = layers.find("times");
    const auto* array = found ? found.node->as_array() : nullptr;
    if (is_empty_list(found, report) || array == nullptr) return times;
    for (const toml::node& element : *array) {
        const auto* table = element.as_table();
        if (table == nullptr) continue;
        const Layers range("time_interval.times", {{found.file, table}});
        const auto start = read_minute(range, "start", report);
        const auto end = read_minute(range, "end", report);
        if (!start || !end) continue;
        if (*start >= *end) {
            report.error("E207", range.find("end").place(), "\"end\" is not after \"start\"",
                         "a range over midnight is two: one to \"24:00\", one from \"00:00\"");
        }
        times.push_back({*start, *end});
    }
    return times;
}

std::vector<NumberRange> read_ranges(const Layers& layers, std::string_view key,
                                     CalendarField field, Report& report) {
    std::vector<NumberRange> ranges;
    const Found found = layers.find(key);
    const auto* array = found ? found.node->as_array() : nullptr;
    if (is_empty_list(found, report) || array == nullptr) return ranges;
    for (const toml::node& element : *array) {
        const auto text = text_in(&element);
        if (!text) continue;
        const auto parsed = parse_calendar_range(field, *text);
        if (const auto* error = std::get_if<RangeError>(&parsed)) {
            const Place place = place_of(*found.file, element);
            report.error("E207", found.file->in_string(place, error->offset, error->length),
                         error->message, error->hint);
        } else {
            ranges.push_back(std::get<NumberRange>(parsed));
        }
    }
    return ranges;
}

TimeInterval read_time_interval(const Layers& layers, Report& report) {
    TimeInterval interval;
    interval.name = layers.text("name");
    interval.location = layers.text("location");
    interval.zone = zone_named(interval.location);
    interval.times = read_times(layers, report);
    interval.weekdays = read_ranges(layers, "weekdays", CalendarField::weekdays, report);
    interval.days_of_month =
        read_ranges(layers, "days_of_month", CalendarField::days_of_month, report);
    interval.months = read_ranges(layers, "months", CalendarField::months, report);
    interval.years = read_ranges(layers, "years", CalendarField::years, report);
    return interval;
}

}  // namespace

TimeIntervals read_time_intervals(const TomlDocument& document, Report& report) {
    TimeIntervals intervals;
    std::map<std::string, Place> places;
    const toml::node* node = document.root ? document.root->get("time_interval") : nullptr;
    const auto* array = node == nullptr ? nullptr : node->as_array();
    if (array == nullptr) return intervals;
    for (const toml::node& element : *array) {
        const auto* table = element.as_table();
        if (table == nullptr) continue;
        const Layers layers("time_interval", {{document.file.get(), table}});
        TimeInterval interval = read_time_interval(layers, report);
        const Found name = layers.find("name");
        if (interval.name.empty()) continue;
        const auto [first, is_new] = places.try_emplace(interval.name, name.place());
        if (!is_new) {
            report.error("E310", name.place(),
                         fmt::format("time interval \"{}\" is there already, at {}", interval.name,
                                     document.file->line_name(first->second)));
        }
        intervals.emplace(interval.name, std::move(interval));
    }
    return intervals;
}

std::vector<TimeInterval> named_intervals(const Layers& rule, std::string_view key,
                                          const TimeIntervals& known, Report& report) {
    std::vector<TimeInterval> intervals;
    const Found found = rule.find(key);
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) return intervals;
    for (const toml::node& element : *array) {
        const auto name = text_in(&element);
        if (!name) continue;
        const auto there = known.find(std::string(*name));
        if (there != known.end()) {
            intervals.push_back(there->second);
            continue;
        }
        std::vector<std::string> names;
        for (const auto& [other, interval] : known) names.push_back(other);
        const auto near = nearest(*name, names);
        report.error("E310", place_of(*found.file, element),
                     fmt::format("unknown time interval \"{}\"", *name),
                     near ? fmt::format("did you mean \"{}\"?", *near)
                          : "write a [[time_interval]] of that name into the main file");
    }
    return intervals;
}

}  // namespace tocsin
