// The texts of a time interval: each is read, refused where it is wrong, and written again.
#include "config/calendar_range.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using enum CalendarField;

struct Row {
    CalendarField field;
    std::string_view text;
    NumberRange range;
    std::string_view written;
};

TEST(CalendarRange, IsReadAndWrittenAgain) {
    const Row rows[] = {
        {weekdays, "monday:friday", {1, 5}, "monday:friday"},
        {weekdays, "Sunday", {0, 0}, "sunday"},
        {weekdays, "saturday:saturday", {6, 6}, "saturday"},
        {days_of_month, "1", {1, 1}, "1"},
        {days_of_month, "1:7", {1, 7}, "1:7"},
        {days_of_month, "-3:-1", {-3, -1}, "-3:-1"},
        {days_of_month, "25:-1", {25, -1}, "25:-1"},
        {days_of_month, "31:-1", {31, -1}, "31:-1"},
        {months, "MAY:august", {5, 8}, "may:august"},
        {months, "1:12", {1, 12}, "january:december"},
        {months, "december", {12, 12}, "december"},
        {years, "2026", {2026, 2026}, "2026"},
        {years, "2026:2028", {2026, 2028}, "2026:2028"},
    };
    for (const Row& row : rows) {
        const auto parsed = parse_calendar_range(row.field, row.text);
        ASSERT_TRUE(std::holds_alternative<NumberRange>(parsed)) << row.text;
        EXPECT_EQ(std::get<NumberRange>(parsed), row.range) << row.text;
        EXPECT_EQ(calendar_range_text(row.field, row.range), row.written);
    }
}

TEST(CalendarRange, IsRefusedAtThePartThatIsWrong) {
    struct Wrong {
        CalendarField field;
        std::string_view text;
        std::size_t offset, length;
        std::string_view hint;
    };
    const Wrong rows[] = {
        {weekdays, "mondey", 0, 6, "did you mean \"monday\"?"},
        {weekdays, "monday:fryday", 7, 6, "did you mean \"friday\"?"},
        {weekdays, "1:5", 0, 1, "for example \"monday\" or \"monday:friday\""},
        {weekdays, "friday:monday", 0, 13, "write two ranges"},
        {weekdays, "", 0, 0, "for example \"monday\" or \"monday:friday\""},
        {days_of_month, "0", 0, 1, "from 1 to 31, or from -31 to -1, where -1 is the last day"},
        {days_of_month, "1:32", 2, 2, "from 1 to 31, or from -31 to -1, where -1 is the last day"},
        {days_of_month, "-32", 0, 3, "from 1 to 31, or from -31 to -1, where -1 is the last day"},
        {days_of_month, "7:1", 0, 3, "write two ranges"},
        {days_of_month, "-1:-3", 0, 5, "write two ranges"},
        {days_of_month, "-3:2", 0, 4, "write two ranges"},
        {days_of_month, "20:-15", 0, 6, "write two ranges"},
        {months, "13", 0, 2, "for example \"may\", \"5\" or \"may:august\""},
        {months, "may:", 4, 0, "for example \"may\", \"5\" or \"may:august\""},
        {months, "agust", 0, 5, "did you mean \"august\"?"},
        {months, "november:2", 0, 10, "write two ranges"},
        {years, "26", 0, 2, "for example \"2026\" or \"2026:2028\""},
        {years, "2026:2027:2028", 5, 9, "for example \"2026\" or \"2026:2028\""},
        {years, "2026 ", 0, 5, "for example \"2026\" or \"2026:2028\""},
        {years, "+2026", 0, 5, "for example \"2026\" or \"2026:2028\""},
    };
    for (const Wrong& row : rows) {
        const auto parsed = parse_calendar_range(row.field, row.text);
        const auto* error = std::get_if<RangeError>(&parsed);
        ASSERT_NE(error, nullptr) << row.text;
        EXPECT_EQ(error->offset, row.offset) << row.text;
        EXPECT_EQ(error->length, row.length) << row.text;
        EXPECT_EQ(error->hint, row.hint) << row.text;
    }
}

TEST(MinuteOfDay, IsTwoDigitsEachUpToTheEndOfTheDay) {
    EXPECT_EQ(parse_minute_of_day("00:00"), 0);
    EXPECT_EQ(parse_minute_of_day("08:05"), 485);
    EXPECT_EQ(parse_minute_of_day("24:00"), 1440);
    for (const auto* text : {"", "8:00", "08:0", "24:01", "25:00", "08:60", "08-00", "-1:00",
                             " 8:00", "08:00:00", "0a:00"}) {
        EXPECT_EQ(parse_minute_of_day(text), std::nullopt) << text;
    }
    for (const int minute : {0, 1, 485, 1439, 1440}) {
        EXPECT_EQ(parse_minute_of_day(minute_of_day_text(minute)), minute);
    }
}

}  // namespace
}  // namespace tocsin
