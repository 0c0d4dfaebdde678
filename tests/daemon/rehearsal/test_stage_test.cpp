// The alerts of a test: what fires anew, what fires on, and what a label set means.
#include "daemon/rehearsal/test_stage.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

TestOutcome outcome_of(const Config& config) {
    return run_rule_test(config, config.tests.front());
}

// What was said of the failures, a line each.
std::vector<std::string> failures_of(const std::string& steps, const std::string& head = "") {
    const Config config = shop_config(a_test(steps, "exhaustive = false\n" + head));
    std::vector<std::string> told;
    for (const TestFailure& failure : outcome_of(config).failures) told.push_back(failure.message);
    return told;
}

const std::vector<std::string> none;

TEST(TestStage, FiresAnewWhatWasResolvedAndOnWhatFires) {
    // The repeat starts nothing anew: `for` runs from the first.
    EXPECT_EQ(failures_of(R"([[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart"}']
[[test.at]]
time = "1m"
fire = ['{service="cart", alertname="Slow"}']
[[test.at]]
time = "2m"
state = "open"
[[test.at.expect]]
call = "create"
[[test.at]]
time = "10m"
resolve = ['{alertname="Slow", service="cart"}']
[[test.at]]
time = "30m"
state = "resolved"
[[test.at]]
time = "31m"
fire = ['{alertname="Slow", service="cart"}']
[[test.at.expect]]
call = "create"
)"),
              none);
}

TEST(TestStage, KeepsAnnotationsUntilOthersAreGiven) {
    const std::string config_rules = R"([[rule]]
name = "noted"
matchers = ['alertname = "N"']
for = "0s"
keep_firing_for = "0s"
page = "shop"
incident_name = 'Seen {{ .CommonAnnotations.note }}'
fallback_name = "Unseen"
[[test]]
name = "t"
[[test.at]]
time = "0s"
fire = [{ labels = { alertname = "N" }, annotations = { note = "one" } }]
[[test.at.expect]]
call = "create"
name = "Seen one"
[[test.at]]
time = "1h"
resolve = ["*"]
[[test.at.expect]]
call = "update"
name = "Seen one"
[[test.at]]
time = "3h"
fire = ['{alertname="N"}']
[[test.at.expect]]
call = "create"
name = "Seen one"
)";
    const Config config = config_of({.main = shop_main, .rules = {config_rules}});
    const TestOutcome outcome = outcome_of(config);
    EXPECT_TRUE(outcome.passed()) << outcome.failures.front().message;
}

TEST(TestStage, ResolvesTheExactAlertElseAllThatHaveTheLabels) {
    const std::string fire = R"([[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart"}', '{alertname="Slow", service="cart", pod="1"}',
        '{alertname="Slow", service="search", pod="2"}']
[[test.at]]
time = "10m"
resolve = ['SET']
[[test.at]]
time = "13m"
state = "STATE"
)";
    const auto told = [&](const std::string& set, const std::string& state) {
        std::string steps = fire;
        steps.replace(steps.find("SET"), 3, set);
        steps.replace(steps.find("STATE"), 5, state);
        return failures_of(steps);
    };
    // The other one of the cart fires on.
    EXPECT_EQ(told(R"({alertname="Slow", service="cart"})", "open"), none);
    EXPECT_EQ(told(R"({alertname="Slow"})", "monitoring"), none);
    EXPECT_EQ(told(R"({alertname="Slow", service="search"})", "open"), none);
    EXPECT_EQ(told(R"({pod="3"})", "open"),
              std::vector<std::string>{R"(no alert {pod="3"} was fired before)"});
}

TEST(TestStage, TakesAResolvedThatComesTwice) {
    EXPECT_EQ(failures_of(R"([[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart"}']
[[test.at]]
time = "1m"
resolve = ['{alertname="Slow", service="cart"}']
[[test.at]]
time = "2m"
resolve = ['{alertname="Slow", service="cart"}']
state = "none"
)"),
              none);
}

TEST(TestStage, SaysWhenAStarMeansNobody) {
    EXPECT_EQ(failures_of("[[test.at]]\ntime = \"0s\"\nresolve = [\"*\"]\n"),
              std::vector<std::string>{"nothing fires that could be resolved"});
    EXPECT_EQ(failures_of("[[test.at]]\ntime = \"0s\"\nfire = [\"*\"]\n"),
              std::vector<std::string>{"nothing fires that could fire on"});
}

// datacenter and service stand in [source.am] labels; what the alert has counts first.
TEST(TestStage, AddsTheLabelsOfTheSource) {
    EXPECT_EQ(failures_of(R"([[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart"}']
[[test.at]]
time = "2m"
[[test.at.expect]]
call = "create"
name = "Cart: slow"
)"),
              none);
    EXPECT_EQ(failures_of("[[test.at]]\ntime = \"0s\"\nfire = ['{alertname=\"Slow\"}']\n",
                          "rule = \"services\"\n"),
              std::vector<std::string>{
                  R"({alertname="Slow"} is taken by rule "rest", not by "services")"});
}

TEST(TestStage, KeepsOneAlertOfTwoSourcesApart) {
    EXPECT_EQ(failures_of(R"([[test.at]]
time = "0s"
fire = [{ labels = { alertname = "Slow", service = "cart" } },
        { labels = { alertname = "Slow", service = "cart" }, source = "grafana" }]
[[test.at]]
time = "10m"
resolve = [{ labels = { alertname = "Slow", service = "cart" }, source = "grafana" }]
[[test.at]]
time = "20m"
state = "open"
[[test.at]]
time = "21m"
resolve = ['{service="cart", alertname="Slow"}']
[[test.at]]
time = "24m"
state = "monitoring"
)"),
              none);
}

// An alert that has fired for an hour already is told with its true length.
TEST(TestStage, TakesTheStartThatIsGiven) {
    EXPECT_EQ(failures_of(R"([[test.at]]
time = "0s"
fire = [{ labels = { alertname = "Slow", service = "cart" }, starts_at = 2026-01-05T11:00:00Z }]
[[test.at]]
time = "10m"
resolve = ["*"]
[[test.at]]
time = "30m"
[[test.at.expect]]
call = "update"
status = "resolved"
body = "Over after 1h 10m 0s."
)"),
              none);
}

}  // namespace
}  // namespace tocsin::testing
