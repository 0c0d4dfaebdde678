#include "config/calendar_range.hpp"

#include <fmt/format.h>

#include <charconv>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace tocsin {
namespace {

constexpr std::string_view weekday_names[] = {"sunday",   "monday", "tuesday", "wednesday",
                                              "thursday", "friday", "saturday"};
constexpr std::string_view month_names[] = {"january",   "february", "march",    "april",
                                            "may",       "june",     "july",     "august",
                                            "september", "october",  "november", "december"};
constexpr int minutes_per_hour = 60;
constexpr int last_minute = 24 * minutes_per_hour;
constexpr int days_per_month_max = 31;

// What the texts of one field may be.
struct FieldGrammar {
    std::string_view noun;
    std::span<const std::string_view> names;
    int first_named = 0;  // The number of names.front().
    int low = 0, high = 0;
    bool numbers = true;  // Whether numbers stand for themselves.
    bool from_the_end = false;
    std::string_view hint;
};

FieldGrammar grammar_of(CalendarField field) {
    switch (field) {
        case CalendarField::weekdays:
            return {
                "a weekday", weekday_names, 0,     0,
                6,           false,         false, "for example \"monday\" or \"monday:friday\""};
        case CalendarField::days_of_month:
            return {"a day of the month",
                    {},
                    0,
                    1,
                    days_per_month_max,
                    true,
                    true,
                    "from 1 to 31, or from -31 to -1, where -1 is the last day"};
        case CalendarField::months:
            return {"a month", month_names, 1,     1,
                    12,        true,        false, "for example \"may\", \"5\" or \"may:august\""};
        case CalendarField::years:
            break;
    }
    return {"a year", {}, 0, 1970, 9999, true, false, "for example \"2026\" or \"2026:2028\""};
}

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<int> value_of(const FieldGrammar& grammar, std::string_view text) {
    for (std::size_t i = 0; i < grammar.names.size(); ++i) {
        if (equal_ignoring_case(text, grammar.names[i])) {
            return grammar.first_named + static_cast<int>(i);
        }
    }
    const auto number = grammar.numbers ? number_in(text) : std::nullopt;
    if (!number) return std::nullopt;
    const int size = grammar.from_the_end && *number < 0 ? -*number : *number;
    return size >= grammar.low && size <= grammar.high ? number : std::nullopt;
}

RangeError not_a_value(const FieldGrammar& grammar, std::string_view text, std::size_t offset) {
    const auto near = nearest(to_lower_ascii(text), grammar.names);
    return {offset, text.size(), fmt::format("\"{}\" is not {}", text, grammar.noun),
            near ? fmt::format("did you mean \"{}\"?", *near) : std::string(grammar.hint)};
}

// Whether no month has a day of that range.  Days from the end are counted in the longest month,
// where a range reaches furthest.
bool is_empty(const NumberRange& range) {
    const auto in_longest = [](int day) { return day < 0 ? days_per_month_max + day + 1 : day; };
    return in_longest(range.first) > in_longest(range.last);
}

std::string value_text(const FieldGrammar& grammar, int value) {
    if (grammar.names.empty()) return std::to_string(value);
    return std::string(grammar.names[static_cast<std::size_t>(value - grammar.first_named)]);
}

}  // namespace

std::variant<NumberRange, RangeError> parse_calendar_range(CalendarField field,
                                                           std::string_view text) {
    const FieldGrammar grammar = grammar_of(field);
    const std::size_t colon = text.find(':');
    const std::string_view first = text.substr(0, colon);
    const auto from = value_of(grammar, first);
    if (!from) return not_a_value(grammar, first, 0);
    if (colon == std::string_view::npos) return NumberRange{*from, *from};
    const std::string_view last = text.substr(colon + 1);
    const auto to = value_of(grammar, last);
    if (!to) return not_a_value(grammar, last, colon + 1);
    const NumberRange range{*from, *to};
    if (grammar.from_the_end && *from < 0 && *to > 0) {
        return RangeError{0, text.size(),
                          fmt::format("\"{}\" begins at the end of the month and ends at its "
                                      "beginning",
                                      text),
                          "write two ranges"};
    }
    if (grammar.from_the_end ? is_empty(range) : *from > *to) {
        return RangeError{0, text.size(), fmt::format("\"{}\" ends before it begins", text),
                          "write two ranges"};
    }
    return range;
}

std::string calendar_range_text(CalendarField field, const NumberRange& range) {
    const FieldGrammar grammar = grammar_of(field);
    const std::string first = value_text(grammar, range.first);
    return range.first == range.last ? first : first + ':' + value_text(grammar, range.last);
}

std::optional<int> parse_minute_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t digit : {0U, 1U, 3U, 4U}) {
        if (text[digit] < '0' || text[digit] > '9') return std::nullopt;
    }
    const int hour = *number_in(text.substr(0, 2));
    const int minute = *number_in(text.substr(3));
    const int total = hour * minutes_per_hour + minute;
    if (minute >= minutes_per_hour || total > last_minute) return std::nullopt;
    return total;
}

std::string minute_of_day_text(int minute) {
    TOCSIN_ASSERT(minute >= 0 && minute <= last_minute);
    return fmt::format("{:02}:{:02}", minute / minutes_per_hour, minute % minutes_per_hour);
}

}  // namespace tocsin
