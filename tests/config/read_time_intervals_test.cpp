// [[time_interval]] and the names that rules use for them.
#include "config/read_time_intervals.hpp"

#include <date/tz.h>

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

const std::string office = smallest_main + R"([[time_interval]]
name          = "office"
location      = "Europe/Berlin"
times         = [{ start = "08:00", end = "12:00" }, { start = "13:00", end = "24:00" }]
weekdays      = ["monday:friday", "sunday"]
days_of_month = ["1:7", "-1"]
months        = ["may:august", "12"]
years         = ["2026:2028"]
[[time_interval]]
name = "ever"
)";

TEST(ReadTimeIntervals, GivesEachRuleThoseThatItNames) {
    const Rule rule = rule_of(smallest_rule +
                                  "mute_time_intervals = [\"office\"]\n"
                                  "active_time_intervals = [\"ever\", \"office\"]\n",
                              office);
    TimeInterval expected;
    expected.name = "office";
    expected.location = "Europe/Berlin";
    expected.zone = date::locate_zone("Europe/Berlin");
    expected.times = {{480, 720}, {780, 1440}};
    expected.weekdays = {{1, 5}, {0, 0}};
    expected.days_of_month = {{1, 7}, {-1, -1}};
    expected.months = {{5, 8}, {12, 12}};
    expected.years = {{2026, 2028}};
    EXPECT_EQ(rule.mute_intervals, std::vector<TimeInterval>{expected});
    TimeInterval ever;
    ever.name = "ever";
    EXPECT_EQ(rule.active_intervals, (std::vector<TimeInterval>{ever, expected}));
    EXPECT_TRUE(rule_of(smallest_rule, office).mute_intervals.empty());
}

TEST(ReadTimeIntervals, HearsDefaultsAndParents) {
    const std::string main = office + "[defaults]\nmute_time_intervals = [\"office\"]\n";
    EXPECT_EQ(rule_of(smallest_rule, main).mute_intervals.size(), 1u);
    EXPECT_TRUE(rule_of(smallest_rule + "mute_time_intervals = []\n", main).mute_intervals.empty());
}

TEST(ReadTimeIntervals, RefusesNamesThatAreNotThereOrStandTwice) {
    const auto found = [](const std::string& keys) {
        return found_in({.main = office, .rules = {smallest_rule + keys}});
    };
    EXPECT_EQ(found("mute_time_intervals = [\"ever\", \"ofice\"]\n"),
              Found{"r0.toml:6:32-39 E310"});
    EXPECT_EQ(found("active_time_intervals = [\"x\"]\n"), Found{"r0.toml:6:26-29 E310"});
    EXPECT_EQ(
        first_in({.main = office, .rules = {smallest_rule + "mute_time_intervals = [\"ofice\"]\n"}})
            .hint,
        "did you mean \"office\"?");
    const std::string twice = office + "[[time_interval]]\nname = \"ever\"\n";
    EXPECT_EQ(found_in_main(twice), Found{"tocsin.toml:22:8-14 E310"});
    EXPECT_EQ(first_in({.main = twice}).message,
              "time interval \"ever\" is there already, at tocsin.toml:20");
}

TEST(ReadTimeIntervals, RefusesWhatIsNoTimeAtItsPlace) {
    const auto found = [](const std::string& keys) {
        return found_in_main(smallest_main + "[[time_interval]]\nname = \"t\"\n" + keys);
    };
    const auto times = [&](const std::string& start, const std::string& end) {
        return found("times = [{ start = \"" + start + "\", end = \"" + end + "\" }]\n");
    };
    EXPECT_EQ(times("00:00", "24:00"), Found{});
    EXPECT_EQ(times("8:00", "18:00"), Found{"tocsin.toml:13:20-26 E207"});
    EXPECT_EQ(times("08:00", "24:01"), Found{"tocsin.toml:13:35-42 E207"});
    EXPECT_EQ(times("08:00", "08:00"), Found{"tocsin.toml:13:35-42 E207"});
    EXPECT_EQ(times("22:00", "06:00"), Found{"tocsin.toml:13:35-42 E207"});
    EXPECT_EQ(found("times = [{ start = \"08:00\" }]\n"), Found{"tocsin.toml:13:10-29 E205"});
    EXPECT_EQ(found("times = []\n"), Found{"tocsin.toml:13:9-11 E207"});
    EXPECT_EQ(found("[[time_interval.times]]\nstart = \"08:00\"\nend = \"07:00\"\n"),
              Found{"tocsin.toml:15:7-14 E207"});
}

TEST(ReadTimeIntervals, RefusesWhatIsNoDayMonthYearOrZoneAtItsPlace) {
    const auto found = [](const std::string& keys) {
        return found_in_main(smallest_main + "[[time_interval]]\nname = \"t\"\n" + keys);
    };
    EXPECT_EQ(found("weekdays = [\"monday\", \"mo\"]\n"), Found{"tocsin.toml:13:24-26 E207"});
    EXPECT_EQ(found("weekdays = [\"monday:fri\"]\n"), Found{"tocsin.toml:13:21-24 E207"});
    EXPECT_EQ(found("weekdays = [\"friday:monday\"]\n"), Found{"tocsin.toml:13:14-27 E207"});
    EXPECT_EQ(found("weekdays = []\n"), Found{"tocsin.toml:13:12-14 E207"});
    EXPECT_EQ(found("weekdays = \"monday\"\n"), Found{"tocsin.toml:13:12-20 E201"});
    EXPECT_EQ(found("days_of_month = [\"32\"]\n"), Found{"tocsin.toml:13:19-21 E207"});
    EXPECT_EQ(found("days_of_month = [1]\n"), Found{"tocsin.toml:13:18-19 E201"});
    EXPECT_EQ(found("months = [\"mai\"]\n"), Found{"tocsin.toml:13:12-15 E207"});
    EXPECT_EQ(found("years = [\"1969\"]\n"), Found{"tocsin.toml:13:11-15 E207"});
    EXPECT_EQ(found("location = \"Europe/Berln\"\n"), Found{"tocsin.toml:13:12-26 E207"});
    EXPECT_EQ(found("week_days = []\n"), Found{"tocsin.toml:13:1-10 E203"});
    EXPECT_EQ(found_in_main(smallest_main + "[[time_interval]]\n"),
              Found{"tocsin.toml:11:1-18 E205"});
}

}  // namespace
}  // namespace tocsin::testing
