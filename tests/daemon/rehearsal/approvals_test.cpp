// What waits for a person in tests of rules: it is expected as a call "approval", approved and
// discarded by labels, and decided by nobody but the test and the clock.
#include "daemon/rehearsal/run_rule_test.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

const std::string rules = R"([[rule]]
name = "asks"
matchers = ['alertname = "Edge"']
publish = { critical = "auto", default = "approval" }
approval = { timeout = "20m" }
group_by = ["region"]
for = "5m"
keep_firing_for = "0s"
page = "other"
incident_name = 'Trouble in {{ .GroupLabels.region }}'
fallback_name = "Trouble"
[[rule.component]]
name = "edge"
[rule.open]
status = "identified"
body = "We are at it."
[rule.update]
on = ["alerts"]
every = "1m"
body = "{{ len .Alerts }} alerts"
)";

const std::string asked = R"([[test]]
name = "t"
rule = "asks"
[[test.at]]
time = "0s"
fire = ['{alertname="Edge", region="fra", severity="major", pod="1"}']
[[test.at]]
time = "5m"
[[test.at.expect]]
call = "approval"
page = "other"
name = "Trouble in fra"
status = "identified"
impact = "major"
body = "We are at it."
notify = true
)";

std::string told(const std::string& tests) {
    const std::string guard = "[guard]\ndeny = ['2 alerts']\n";
    const Config config = config_of({.main = shop_main + guard, .rules = {rules + tests}});
    std::string text;
    for (const RuleTest& test : config.tests) {
        for (const TestFailure& failure : run_rule_test(config, test).failures) {
            text += failure.message + "\n";
            for (const std::string& line : failure.details) text += "  " + line + "\n";
        }
    }
    return text;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

TEST(Approvals, AreExpectedLikeCalls) {
    EXPECT_EQ(told(asked), "");
    for (const auto& [right, wrong] : std::vector<std::pair<std::string, std::string>>{
             {"call = \"approval\"", "call = \"create\""},
             {"page = \"other\"", "page = \"shop\""},
             {"in fra\"\nstatus", "in fr\"\nstatus"},
             {"status = \"identified\"\nimpact", "status = \"investigating\"\nimpact"},
             {"impact = \"major\"", "impact = \"minor\""},
             {"body = \"We are at it.\"\nnotify", "body = \"We are\"\nnotify"},
             {"notify = true", "notify = false"}}) {
        EXPECT_NE(told(with(asked, right, wrong)), "") << wrong;
    }
    EXPECT_NE(told(asked.substr(0, asked.find("[[test.at.expect]]"))).find("is not expected"),
              std::string::npos);
}

TEST(Approvals, PublishWhatIsApprovedByItsLabels) {
    const std::string create = R"([[test.at.expect]]
call = "create"
name = "Trouble in fra"
components = { edge = "partial_outage" }
)";
    for (const char* labels : {R"({region="fra"})", R"({pod="1"})",
                               R"({region="fra", severity="major"})", R"({absent=""})"}) {
        EXPECT_EQ(
            told(asked + "[[test.at]]\ntime = \"10m\"\napprove = ['" + labels + "']\n" + create),
            "")
            << labels;
    }
    EXPECT_EQ(told(asked + "[[test.at]]\ntime = \"10m\"\napprove = [\"*\"]\n" + create), "");
    EXPECT_NE(told(asked + "[[test.at]]\ntime = \"10m\"\n" + create), "");
}

TEST(Approvals, SayWhenNothingWaits) {
    EXPECT_EQ(told(asked + "[[test.at]]\ntime = \"10m\"\napprove = ['{region=\"ams\"}']\n"),
              "nothing waits for a person and has {region=\"ams\"}\n");
    EXPECT_EQ(told(asked + "[[test.at]]\ntime = \"25m1s\"\ndiscard = [\"*\"]\n"),
              "nothing waits for a person\n");
}

TEST(Approvals, EndWithADiscardOrTheTimeOut) {
    const std::string later = R"([[test.at]]
time = "30m"
fire = ["*"]
[[test.at]]
time = "40m"
resolve = ["*"]
[[test.at]]
time = "3h"
state = "none"
)";
    EXPECT_EQ(told(asked + "[[test.at]]\ntime = \"10m\"\ndiscard = ['{region=\"fra\"}']\n" + later),
              "");
    EXPECT_EQ(told(asked + later), "");
}

// Only the text waits of what the public knows already; here because of [guard].
TEST(Approvals, OfATextThatWaitsAreCallsToo) {
    const std::string story = R"([[test.at]]
time = "6m"
approve = ["*"]
[[test.at.expect]]
call = "create"
[[test.at]]
time = "10m"
fire = ['{alertname="Edge", region="fra", severity="warning"}']
[[test.at.expect]]
call = "approval"
body = "2 alerts"
status = "identified"
impact = "major"
[[test.at]]
time = "12m"
approve = ["*"]
[[test.at.expect]]
call = "update"
body = "2 alerts"
)";
    EXPECT_EQ(told(asked + story), "");
    EXPECT_NE(told(asked + with(story, "approve = [\"*\"]\n[[test.at.expect]]\ncall = \"update\"",
                                "discard = [\"*\"]\n[[test.at.expect]]\ncall = \"update\"")),
              "");
}

}  // namespace
}  // namespace tocsin::testing
