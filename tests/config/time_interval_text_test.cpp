// A time interval is read back as it was, alone and within the stored text of a rule.
#include "config/time_interval_text.hpp"

#include "config/read_time_intervals.hpp"
#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

const std::string intervals = R"([[time_interval]]
name = "a \"quoted\" näme"
location = "America/Sao_Paulo"
times = [{ start = "08:00", end = "24:00" }, { start = "00:00", end = "00:01" }]
weekdays = ["sunday", "monday:friday"]
days_of_month = ["-3:-1", "5"]
months = ["2:3"]
years = ["2026"]
[[time_interval]]
name = "ever"
)";

TEST(TimeIntervalText, IsReadBackAsTheSameInterval) {
    Report report;
    const TomlDocument document = read_toml({"t", intervals, FileRole::main}, report);
    const TimeIntervals read = read_time_intervals(document, report);
    ASSERT_EQ(read.size(), 2u);
    std::string text;
    for (const auto& [name, interval] : read) text += time_interval_text(interval);
    const TomlDocument again = read_toml({"t", text, FileRole::main}, report);
    EXPECT_EQ(read_time_intervals(again, report), read) << text;
    EXPECT_TRUE(report.found().empty());
}

// An incident outlives the files that its rule was read from.
TEST(TimeIntervalText, StandsInTheStoredTextOfARule) {
    const std::string main = smallest_main + intervals;
    const Rule rule = rule_of(smallest_rule +
                                  "mute_time_intervals = [\"ever\", 'a \"quoted\" näme']\n"
                                  "active_time_intervals = [\"ever\"]\n",
                              main);
    const auto back = load_rule(rule.text);
    ASSERT_TRUE(back) << back.error().message << '\n' << rule.text;
    Rule expected = rule;
    expected.file.clear();
    EXPECT_EQ(*back.value(), expected) << rule.text;
    EXPECT_EQ(rule.mute_intervals.size(), 2u);

    std::string later = main;
    later.replace(later.find("2:3"), 3, "2:4");
    EXPECT_NE(
        rule_of(smallest_rule + "mute_time_intervals = ['a \"quoted\" näme']\n", later).version,
        rule_of(smallest_rule + "mute_time_intervals = ['a \"quoted\" näme']\n", main).version);
    EXPECT_EQ(rule_of(smallest_rule, later).version, rule_of(smallest_rule).version);
}

TEST(TimeIntervalText, IsRefusedWhereItsZoneIsGone) {
    std::string text = rule_of(smallest_rule + "mute_time_intervals = ['a \"quoted\" näme']\n",
                               smallest_main + intervals)
                           .text;
    text.replace(text.find("Sao_Paulo"), 9, "Sao_Paula");
    const auto back = load_rule(text);
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace tocsin::testing
