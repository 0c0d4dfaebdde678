// Outages, lost answers, storms and flapping, for as long as they take (docs/reliability.md).
#include "tests/sim/long_hours.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::vector<std::string> services(std::size_t count, std::size_t first = 0) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back("service-" + std::to_string(first + i));
    return names;
}

// The page's own limit, which nobody may reach, and the one that tocsin keeps to by default.
void expect_the_rate_is_kept(const LongHours& hours_) {
    std::vector<WallTime> asked = hours_.asked;
    std::sort(asked.begin(), asked.end());
    for (std::size_t i = 54; i < asked.size(); ++i)
        ASSERT_GE(asked[i] - asked[i - 54], seconds(60)) << "request " << i;
}

FaultRule fault(Fault kind, double probability) {
    FaultRule rule;
    rule.method = "POST";
    rule.path = "*/incidents";
    rule.fault = kind;
    rule.probability = probability;
    rule.times = 0;
    return rule;
}

// R8
TEST(LongHoursOutage, Of503LosesNothingAndIsAskedSeldomAndThenAllIsToldWithinAMinute) {
    LongHours world;
    FaultRule down;
    down.status = 503;
    down.times = 0;
    world.page.faults().add(down);
    world.say(services(20), true);
    world.pass(minutes(5));
    const std::size_t asked_first = world.asked.size();
    world.pass(minutes(55));
    // The breaker is open: one probe in half a minute at the most.
    EXPECT_LE(world.asked.size() - asked_first, 55U * 2);
    EXPECT_GT(world.asked.size(), asked_first);
    world.page.faults().replace({});
    world.pass(seconds(60 + 30));
    EXPECT_EQ(world.open_incidents().size(), 20U);
    expect_the_rate_is_kept(world);
    EXPECT_TRUE(world.page.findings().duplicates_ever.empty());
}

// R10
TEST(LongHoursLoss, OfAThousandAnswersToCreatesMakesNoSecondIncidentAndLosesNone) {
    LongHours world;
    world.page.faults().replace({fault(Fault::drop_after_apply, 0.4),
                                 fault(Fault::drop_before_apply, 0.4),
                                 fault(Fault::reset_mid_body, 0.7)});
    for (std::size_t round = 0; round < 10; ++round) {
        const auto hundred = services(100, 100 * round);
        world.say(hundred, true);
        world.pass(hours(2));
        const auto open = world.open_incidents();
        EXPECT_EQ(open.size(), 100U);
        for (const auto& [name, count] : open) EXPECT_EQ(count, 1U) << name;
        world.say(hundred, false);
        world.pass(hours(1));
        EXPECT_TRUE(world.open_incidents().empty());
    }
    const EmulatorFindings findings = world.page.findings();
    EXPECT_TRUE(findings.duplicates_ever.empty());
    EXPECT_EQ(findings.creates.size(), 1000U);
    expect_the_rate_is_kept(world);
}

// R18: what came while the budget was used up is told as it is then.
TEST(LongHoursStorm, OfAHundredThousandAlertsIsAtMostTwoCallsAnIncidentWhileThrottled) {
    LongHours world;
    constexpr std::size_t groups = 60;
    for (int round = 0; round < 100; ++round) {
        for (std::size_t group = 0; group < groups; ++group)
            world.say({"service-" + std::to_string(group)}, round % 2 == 0);
        world.pass(milliseconds(600));
    }
    world.say(services(groups), true);
    world.pass(minutes(10));
    EXPECT_EQ(world.open_incidents().size(), groups);
    expect_the_rate_is_kept(world);
    for (const auto& [incident, calls] : world.page.findings().calls) EXPECT_LE(calls, 2U);
}

// R19
TEST(LongHoursFlapping, OfFiftyKeysKeepsTheRateTheOrderAndTheLastState) {
    LongHours world;
    bool firing = false;
    for (Duration passed(0); passed < hours(1); passed += seconds(5)) {
        firing = !firing;
        world.say(services(50), firing);
        world.pass(seconds(5));
    }
    world.say(services(50), true);
    world.pass(minutes(30));
    EXPECT_EQ(world.open_incidents().size(), 50U);
    expect_the_rate_is_kept(world);
    EXPECT_TRUE(world.page.findings().duplicates_ever.empty());
    // A create is the first call of each incident, and nothing follows its end.
    EXPECT_TRUE(world.page.findings().steps_back.empty());
    world.say(services(50), false);
    world.pass(minutes(30));
    EXPECT_TRUE(world.open_incidents().empty());
    for (const auto& [episode, count] : world.page.findings().creates) EXPECT_EQ(count, 1U);
}

// R11: a page that takes every request and answers none.
TEST(LongHoursSilence, OfThePageMakesNoSecondIncident) {
    LongHours world;
    world.is_silent = true;
    world.say(services(3), true);
    world.pass(hours(1));
    world.is_silent = false;
    world.pass(minutes(10));
    EXPECT_EQ(world.open_incidents().size(), 3U);
    EXPECT_TRUE(world.page.findings().duplicates_ever.empty());
}

}  // namespace
}  // namespace tocsin
