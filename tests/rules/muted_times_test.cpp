// Whether a rule may speak now, and when that changes.
#include "rules/muted_times.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

WallTime at(const std::string& text) {
    return *parse_rfc3339(text);
}

TimeInterval hours(int first, int last) {
    TimeInterval interval;
    interval.times = {{first * 60, last * 60}};
    return interval;
}

std::string change_after(const Rule& rule, const std::string& time) {
    const auto change = next_time_change(rule, at(time));
    return change ? format_rfc3339_seconds(*change) : "never";
}

TEST(MutedTimes, WithoutIntervalsThereAreNone) {
    const Rule rule;
    EXPECT_FALSE(is_muted_at(rule, at("2026-11-28T12:00:00Z")));
    EXPECT_EQ(change_after(rule, "2026-11-28T12:00:00Z"), "never");
}

TEST(MutedTimes, AreThoseOfAnyMuteInterval) {
    Rule rule;
    rule.mute_intervals = {hours(8, 10), hours(9, 12), hours(20, 21)};
    EXPECT_FALSE(is_muted_at(rule, at("2026-11-28T07:59:00Z")));
    EXPECT_TRUE(is_muted_at(rule, at("2026-11-28T08:00:00Z")));
    EXPECT_TRUE(is_muted_at(rule, at("2026-11-28T11:00:00Z")));
    EXPECT_FALSE(is_muted_at(rule, at("2026-11-28T12:00:00Z")));
    // From one interval into the next nothing changes.
    EXPECT_EQ(change_after(rule, "2026-11-28T08:00:00Z"), "2026-11-28T12:00:00Z");
    EXPECT_EQ(change_after(rule, "2026-11-28T12:00:00Z"), "2026-11-28T20:00:00Z");
}

TEST(MutedTimes, AreAllTimesOutsideOfTheActiveIntervals) {
    Rule rule;
    rule.active_intervals = {hours(8, 12), hours(12, 18)};
    EXPECT_TRUE(is_muted_at(rule, at("2026-11-28T07:00:00Z")));
    EXPECT_FALSE(is_muted_at(rule, at("2026-11-28T08:00:00Z")));
    EXPECT_TRUE(is_muted_at(rule, at("2026-11-28T18:00:00Z")));
    EXPECT_EQ(change_after(rule, "2026-11-28T08:00:00Z"), "2026-11-28T18:00:00Z");
    EXPECT_EQ(change_after(rule, "2026-11-28T18:00:00Z"), "2026-11-29T08:00:00Z");
}

TEST(MutedTimes, WinOverActiveOnes) {
    Rule rule;
    rule.active_intervals = {hours(8, 18)};
    rule.mute_intervals = {hours(12, 13), hours(17, 19)};
    EXPECT_TRUE(is_muted_at(rule, at("2026-11-28T12:30:00Z")));
    EXPECT_EQ(change_after(rule, "2026-11-28T09:00:00Z"), "2026-11-28T12:00:00Z");
    EXPECT_EQ(change_after(rule, "2026-11-28T12:00:00Z"), "2026-11-28T13:00:00Z");
    EXPECT_EQ(change_after(rule, "2026-11-28T17:00:00Z"), "2026-11-29T08:00:00Z");
}

// Intervals that never agree change all the time, and the rule does not.
TEST(MutedTimes, EndTheSearchAtTheHorizon) {
    Rule rule;
    rule.mute_intervals = {hours(0, 12), hours(12, 24)};
    EXPECT_EQ(change_after(rule, "2026-11-28T09:00:00Z"), "never");
}

}  // namespace
}  // namespace tocsin
