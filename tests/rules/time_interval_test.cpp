// Time intervals: by tables, on the days on which clocks are put forward and back, and against a
// model that looks at every minute.
#include "rules/time_interval.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin {

void showValue(const TimeInterval& interval, std::ostream& out) {
    out << interval.location;
    const auto show = [&](const char* name, const std::vector<NumberRange>& ranges) {
        for (const NumberRange& r : ranges) out << ' ' << name << r.first << ':' << r.last;
    };
    show("times ", interval.times);
    show("weekdays ", interval.weekdays);
    show("days ", interval.days_of_month);
    show("months ", interval.months);
    show("years ", interval.years);
}

namespace {

using std::chrono::minutes;

WallTime at(const std::string& text) {
    return *parse_rfc3339(text);
}

TimeInterval in_zone(const std::string& location) {
    TimeInterval interval;
    interval.name = "t";
    interval.location = location;
    interval.zone = location == "UTC" ? nullptr : date::locate_zone(location);
    return interval;
}

std::string change_after(const TimeInterval& interval, const std::string& time) {
    const auto change = next_change(interval, at(time));
    return change ? format_rfc3339_seconds(*change) : "never";
}

TEST(TimeInterval, WithoutAnyFieldIsAlways) {
    EXPECT_TRUE(contains(in_zone("UTC"), at("2026-11-28T12:00:00Z")));
    EXPECT_EQ(change_after(in_zone("UTC"), "2026-11-28T12:00:00Z"), "never");
}

TEST(TimeInterval, BeginsWithItsFirstMinuteAndEndsBeforeItsLast) {
    TimeInterval interval = in_zone("UTC");
    interval.times = {{8 * 60, 18 * 60}, {22 * 60, 24 * 60}};
    const std::pair<const char*, bool> rows[] = {
        {"07:59:59.999Z", false}, {"08:00:00Z", true},      {"17:59:59.999Z", true},
        {"18:00:00Z", false},     {"22:00:00Z", true},      {"23:59:59.999Z", true},
        {"00:00:00Z", false},     {"09:00:00+02:00", false}};
    for (const auto& [time, expected] : rows) {
        EXPECT_EQ(contains(interval, at(std::string("2026-11-28T") + time)), expected) << time;
    }
    EXPECT_EQ(change_after(interval, "2026-11-28T00:00:00Z"), "2026-11-28T08:00:00Z");
    EXPECT_EQ(change_after(interval, "2026-11-28T07:59:59.999999Z"), "2026-11-28T08:00:00Z");
    EXPECT_EQ(change_after(interval, "2026-11-28T08:00:00Z"), "2026-11-28T18:00:00Z");
    EXPECT_EQ(change_after(interval, "2026-11-28T23:00:00Z"), "2026-11-29T00:00:00Z");
}

TEST(TimeInterval, NeedsEachFieldAndOneRangeOfIt) {
    TimeInterval interval = in_zone("UTC");
    interval.weekdays = {{1, 5}, {0, 0}};
    interval.months = {{11, 12}};
    interval.years = {{2026, 2026}};
    EXPECT_TRUE(contains(interval, at("2026-11-27T12:00:00Z")));   // A Friday.
    EXPECT_FALSE(contains(interval, at("2026-11-28T12:00:00Z")));  // A Saturday.
    EXPECT_TRUE(contains(interval, at("2026-11-29T12:00:00Z")));   // A Sunday.
    EXPECT_FALSE(contains(interval, at("2026-10-29T12:00:00Z")));
    EXPECT_FALSE(contains(interval, at("2027-11-26T12:00:00Z")));
    EXPECT_EQ(change_after(interval, "2026-11-28T12:00:00Z"), "2026-11-29T00:00:00Z");
    EXPECT_EQ(change_after(interval, "2026-11-29T12:00:00Z"), "2026-12-05T00:00:00Z");
    EXPECT_EQ(change_after(interval, "2026-12-31T12:00:00Z"), "2027-01-01T00:00:00Z");
    EXPECT_EQ(change_after(interval, "2027-01-01T00:00:00Z"), "never");
}

TEST(TimeInterval, CountsDaysFromTheEndOfEachMonth) {
    const auto on = [](NumberRange range, const std::string& day) {
        TimeInterval interval = in_zone("UTC");
        interval.days_of_month = {range};
        return contains(interval, at(day + "T12:00:00Z"));
    };
    EXPECT_TRUE(on({-1, -1}, "2026-02-28"));
    EXPECT_FALSE(on({-1, -1}, "2028-02-28"));
    EXPECT_TRUE(on({-1, -1}, "2028-02-29"));
    EXPECT_TRUE(on({-3, -1}, "2026-04-28"));
    EXPECT_FALSE(on({-3, -1}, "2026-04-27"));
    EXPECT_TRUE(on({25, -1}, "2026-04-30"));
    EXPECT_TRUE(on({30, 31}, "2026-04-30"));
    EXPECT_FALSE(on({31, 31}, "2026-04-30"));
    EXPECT_TRUE(on({-31, -29}, "2026-01-01"));
    // February has no day 30 from its end.
    EXPECT_FALSE(on({-31, -30}, "2026-02-01"));
    EXPECT_TRUE(on({-31, -28}, "2026-02-01"));
    TimeInterval last = in_zone("UTC");
    last.days_of_month = {{-1, -1}};
    EXPECT_EQ(change_after(last, "2026-01-31T12:00:00Z"), "2026-02-01T00:00:00Z");
    EXPECT_EQ(change_after(last, "2026-02-01T00:00:00Z"), "2026-02-28T00:00:00Z");
}

TEST(TimeInterval, IsReadFromTheClockOfItsZone) {
    TimeInterval interval = in_zone("Europe/Berlin");
    interval.times = {{8 * 60, 18 * 60}};
    interval.weekdays = {{1, 5}};
    EXPECT_EQ(change_after(interval, "2026-07-03T15:00:00Z"), "2026-07-03T16:00:00Z");
    EXPECT_EQ(change_after(interval, "2026-07-03T16:00:00Z"), "2026-07-06T06:00:00Z");
    EXPECT_EQ(change_after(interval, "2026-12-04T17:00:00Z"), "2026-12-07T07:00:00Z");
    // Half an hour from the others, and a date of its own.
    TimeInterval first = in_zone("Asia/Kolkata");
    first.days_of_month = {{1, 1}};
    EXPECT_EQ(change_after(first, "2026-07-15T00:00:00Z"), "2026-07-31T18:30:00Z");
}

// 2026-03-29, 02:00 CET becomes 03:00 CEST: no clock shows half past two.
TEST(TimeInterval, IsNeverInTheHourThatSpringLeavesOut) {
    TimeInterval gap = in_zone("Europe/Berlin");
    gap.times = {{2 * 60 + 15, 2 * 60 + 45}};
    EXPECT_EQ(change_after(gap, "2026-03-28T02:00:00Z"), "2026-03-30T00:15:00Z");
    TimeInterval over = in_zone("Europe/Berlin");
    over.times = {{60, 2 * 60 + 30}};
    EXPECT_EQ(change_after(over, "2026-03-29T00:00:00Z"), "2026-03-29T01:00:00Z");
    TimeInterval into = in_zone("Europe/Berlin");
    into.times = {{2 * 60 + 30, 4 * 60}};
    EXPECT_EQ(change_after(into, "2026-03-29T00:00:00Z"), "2026-03-29T01:00:00Z");
    EXPECT_EQ(change_after(into, "2026-03-29T01:00:00Z"), "2026-03-29T02:00:00Z");
}

// 2026-10-25, 03:00 CEST becomes 02:00 CET: every clock shows half past two twice.
TEST(TimeInterval, IsTwiceInTheHourThatAutumnRepeats) {
    TimeInterval twice = in_zone("Europe/Berlin");
    twice.times = {{2 * 60 + 15, 2 * 60 + 45}};
    EXPECT_EQ(change_after(twice, "2026-10-24T12:00:00Z"), "2026-10-25T00:15:00Z");
    EXPECT_EQ(change_after(twice, "2026-10-25T00:15:00Z"), "2026-10-25T00:45:00Z");
    EXPECT_EQ(change_after(twice, "2026-10-25T00:45:00Z"), "2026-10-25T01:15:00Z");
    EXPECT_EQ(change_after(twice, "2026-10-25T01:15:00Z"), "2026-10-25T01:45:00Z");
    TimeInterval until = in_zone("Europe/Berlin");
    until.times = {{60, 2 * 60 + 30}};
    EXPECT_EQ(change_after(until, "2026-10-24T23:00:00Z"), "2026-10-25T00:30:00Z");
    EXPECT_EQ(change_after(until, "2026-10-25T00:30:00Z"), "2026-10-25T01:00:00Z");
    EXPECT_EQ(change_after(until, "2026-10-25T01:00:00Z"), "2026-10-25T01:30:00Z");
}

// São Paulo put its clocks forward at midnight until 2018: that Sunday began at 01:00; and back at
// midnight: the Saturday before had 25 hours.
TEST(TimeInterval, KnowsDaysThatBeginOrEndTwice) {
    TimeInterval sunday = in_zone("America/Sao_Paulo");
    sunday.weekdays = {{0, 0}};
    EXPECT_EQ(change_after(sunday, "2018-11-03T12:00:00Z"), "2018-11-04T03:00:00Z");
    EXPECT_EQ(change_after(sunday, "2018-11-04T03:00:00Z"), "2018-11-05T02:00:00Z");
    EXPECT_EQ(change_after(sunday, "2018-02-17T12:00:00Z"), "2018-02-18T03:00:00Z");
    TimeInterval late = in_zone("America/Sao_Paulo");
    late.times = {{23 * 60, 24 * 60}};
    EXPECT_EQ(change_after(late, "2018-02-17T12:00:00Z"), "2018-02-18T01:00:00Z");
    EXPECT_EQ(change_after(late, "2018-02-18T01:00:00Z"), "2018-02-18T03:00:00Z");
    TimeInterval early = in_zone("America/Sao_Paulo");
    early.times = {{0, 60}};
    EXPECT_EQ(change_after(early, "2018-11-03T12:00:00Z"), "2018-11-05T02:00:00Z");
}

// Samoa went from Thursday to Saturday: its 30th of December 2011 never was.
TEST(TimeInterval, SkipsADayThatAZoneLeftOut) {
    TimeInterval friday = in_zone("Pacific/Apia");
    friday.weekdays = {{5, 5}};
    EXPECT_EQ(change_after(friday, "2011-12-29T12:00:00Z"), "2012-01-05T10:00:00Z");
}

TEST(TimeInterval, LooksNoFurtherThanItsHorizon) {
    TimeInterval interval = in_zone("Europe/Berlin");
    interval.years = {{2028, 2028}};
    EXPECT_EQ(change_after(interval, "2026-11-01T00:00:00Z"), "never");
    EXPECT_EQ(change_after(interval, "2026-11-26T22:59:59Z"), "never");
    EXPECT_EQ(change_after(interval, "2026-11-26T23:00:00Z"), "2027-12-31T23:00:00Z");
}

// The model: what the date library calls the local time, minute by minute, field by field.
bool is_in(const std::vector<NumberRange>& ranges, int value) {
    bool in = ranges.empty();
    for (const NumberRange& r : ranges) in = in || (r.first <= value && value <= r.last);
    return in;
}

bool model_contains(const TimeInterval& interval, WallTime time) {
    const std::chrono::sys_seconds point(
        std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()));
    const auto* zone = interval.zone == nullptr ? date::locate_zone("Etc/UTC") : interval.zone;
    const auto local = zone->to_local(point);
    const auto day = date::floor<date::days>(local);
    const date::year_month_day ymd(day);
    const int minute = static_cast<int>(date::floor<minutes>(local - day).count());
    const int month_days =
        static_cast<int>(static_cast<unsigned>((ymd.year() / ymd.month() / date::last).day()));
    const int number = static_cast<int>(static_cast<unsigned>(ymd.day()));
    bool in_day = interval.days_of_month.empty();
    for (const NumberRange& r : interval.days_of_month) {
        bool begun = false;
        // Walk the month as a calendar does, and note where the range begins and ends.
        for (int d = 1; d <= number; ++d) {
            const int from_end = d - month_days - 1;
            begun = begun || d == r.first || from_end == r.first || r.first < -month_days;
        }
        bool ended = r.last < -month_days;
        for (int d = 1; d < number; ++d)
            ended = ended || d == r.last || d - month_days - 1 == r.last;
        in_day = in_day || (begun && !ended);
    }
    bool in_time = interval.times.empty();
    for (const NumberRange& r : interval.times) {
        in_time = in_time || (r.first <= minute && minute < r.last);
    }
    return in_time && in_day &&
           is_in(interval.weekdays, static_cast<int>(date::weekday(day).c_encoding())) &&
           is_in(interval.months, static_cast<int>(static_cast<unsigned>(ymd.month()))) &&
           is_in(interval.years, static_cast<int>(ymd.year()));
}

std::vector<NumberRange> any_ranges(int low, int high, bool half_open) {
    std::vector<NumberRange> ranges;
    const int count = *rc::gen::inRange(0, 3);
    for (int i = 0; i < count; ++i) {
        const int first = *rc::gen::inRange(low, high + (half_open ? 0 : 1));
        const int last = *rc::gen::inRange(half_open ? first + 1 : first, high + 1);
        ranges.push_back({first, last});
    }
    return ranges;
}

TimeInterval any_interval() {
    TimeInterval interval = in_zone(*rc::gen::element<std::string>(
        "UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata",
        "Pacific/Apia", "America/New_York"));
    interval.times = any_ranges(0, 24 * 60, true);
    interval.weekdays = any_ranges(0, 6, false);
    interval.months = any_ranges(1, 12, false);
    interval.years = any_ranges(2009, 2012, false);
    interval.days_of_month = *rc::gen::element(
        std::vector<NumberRange>{}, std::vector<NumberRange>{{1, 7}},
        std::vector<NumberRange>{{-1, -1}}, std::vector<NumberRange>{{29, 31}, {-31, -29}},
        std::vector<NumberRange>{{20, -5}});
    return interval;
}

RC_GTEST_PROP(TimeIntervalProperty, IsWhatAModelSaysMinuteByMinute, ()) {
    const TimeInterval interval = any_interval();
    WallTime time = at("2009-01-01T00:00:00Z") + minutes(*rc::gen::inRange(0, 4 * 365 * 1440));
    for (int i = 0; i < 300; ++i) {
        RC_ASSERT(contains(interval, time) == model_contains(interval, time));
        time += minutes(*rc::gen::inRange(1, 3000));
    }
}

// A scan by minutes of two weeks, wherever they lie, finds each change that next_change finds.
RC_GTEST_PROP(TimeIntervalProperty, ChangesWhereAScanFindsIt, ()) {
    const TimeInterval interval = any_interval();
    const WallTime start =
        at("2009-01-01T00:00:00Z") + minutes(*rc::gen::inRange(0, 4 * 365 * 1440));
    auto expected = next_change(interval, start);
    bool before = contains(interval, start);
    for (WallTime time = start + minutes(1); time < start + minutes(14 * 1440);
         time += minutes(1)) {
        const bool now = model_contains(interval, time);
        RC_ASSERT((now != before) == (expected == time));
        if (now != before) expected = next_change(interval, time);
        before = now;
    }
}

}  // namespace
}  // namespace tocsin
