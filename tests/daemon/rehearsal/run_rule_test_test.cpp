// Tests of the tester: a test that is right passes, and a wrong expectation fails, each key of it,
// each missing, further, late or early call, and each wrong order.
#include "daemon/rehearsal/run_rule_test.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

// The whole story of one incident, with every key that an expectation may have.
const std::string whole_story = R"([[test]]
name = "t"
rule = "services"
[[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart", severity="major"}']
state = "pending"
[[test.at]]
time = "2m"
state = "open"
[[test.at.expect]]
call = "create"
page = "shop"
name = "Cart: slow"
status = "investigating"
impact = "major"
body_contains = "look at cart"
components = { cart = "partial_outage" }
notify = true
[[test.at]]
time = "20m"
fire = ['{alertname="Down", service="cart", severity="critical"}']
[[test.at.expect]]
call = "update"
name = "Cart: outage"
status = "identified"
impact = "critical"
body = "2 of 2 fail."
components = { cart = "major_outage", website = "major_outage" }
notify = false
[[test.at]]
time = "40m"
resolve = ["*"]
[[test.at]]
time = "43m"
state = "monitoring"
[[test.at.expect]]
call = "update"
name = "Cart: outage"
status = "monitoring"
components = { cart = "operational", website = "operational" }
[[test.at]]
time = "1h"
state = "resolved"
[[test.at.expect]]
call = "update"
status = "resolved"
body_like = "Over after .*"
[[test.at]]
time = "2h"
state = "none"
)";

class Story {
public:
    explicit Story(const std::string& tests) : config_(shop_config(tests)) {
        for (const RuleTest& test : config_.tests)
            outcomes_.push_back(run_rule_test(config_, test));
    }

    bool passed() const {
        return std::all_of(outcomes_.begin(), outcomes_.end(),
                           [](const TestOutcome& outcome) { return outcome.passed(); });
    }

    // Every failure with its details, a line each.
    std::string told() const {
        std::string text;
        for (const TestOutcome& outcome : outcomes_) {
            for (const TestFailure& failure : outcome.failures) {
                text += std::to_string(failure.place.line) + ": " + failure.message + "\n";
                for (const std::string& line : failure.details) text += "  " + line + "\n";
            }
        }
        return text;
    }

    bool tells(const std::string& words) const { return told().find(words) != std::string::npos; }

    const TestOutcome& first() const { return outcomes_.front(); }

private:
    Config config_;
    std::vector<TestOutcome> outcomes_;
};

std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

TEST(RunRuleTest, PassesAStoryThatIsToldRight) {
    const Story run(whole_story);
    EXPECT_TRUE(run.passed()) << run.told();
    EXPECT_EQ(run.first().calls.size(), 4u);
    EXPECT_EQ(run.first().steps.size(), 7u);
}

TEST(RunRuleTest, FailsForEachKeyThatIsWrong) {
    struct Wrong {
        std::string right, wrong, told;
    };
    const Wrong wrongs[] = {
        {"call = \"create\"", "call = \"update\"", "no such call was made: update \"Cart: slow\""},
        {"page = \"shop\"", "page = \"other\"", "- page = \"other\""},
        {"name = \"Cart: slow\"", "name = \"Cart: slo\"", "- name = \"Cart: slo\""},
        {"status = \"investigating\"", "status = \"identified\"", "- status = \"identified\""},
        {"impact = \"major\"", "impact = \"minor\"", "- impact = \"minor\""},
        {"body_contains = \"look at cart\"", "body_contains = \"look at search\"",
         "- body_contains = \"look at search\""},
        {"components = { cart = \"partial_outage\" }", "components = { cart = \"major_outage\" }",
         "- components = { cart = \"major_outage\" }"},
        {"components = { cart = \"partial_outage\" }",
         "components = { cart = \"partial_outage\", website = \"operational\" }",
         "+ components = { cart = \"partial_outage\" }"},
        {"components = { cart = \"partial_outage\" }", "components = {}", "- components = {}"},
        {"notify = true", "notify = false", "- notify = false"},
        {"name = \"Cart: outage\"", "name = \"Cart: slow\"", "- name = \"Cart: slow\""},
        {"body = \"2 of 2 fail.\"", "body = \"2 of 3 fail.\"", "+ body = \"2 of 2 fail.\""},
        {"body = \"2 of 2 fail.\"", "body = \"\"", "- body = \"\""},
        {"website = \"major_outage\" }", "website = \"partial_outage\" }", "- components = "},
        {"cart = \"major_outage\", website", "website", "- components = "},
        {"notify = false", "notify = true", "- notify = true"},
        {"status = \"monitoring\"", "status = \"resolved\"", "+ status = \"monitoring\""},
        {"body_like = \"Over after .*\"", "body_like = \"Over after\"", "- body_like = "},
        {"body_like = \"Over after .*\"", "body_like = \"ver after .*\"", "- body_like = "},
    };
    for (const Wrong& wrong : wrongs) {
        const Story run(with(whole_story, wrong.right, wrong.wrong));
        EXPECT_FALSE(run.passed()) << wrong.wrong;
        EXPECT_TRUE(run.tells(wrong.told)) << wrong.wrong << "\n" << run.told();
    }
}

TEST(RunRuleTest, FailsForEachStateThatIsWrong) {
    const std::string states[] = {"pending", "open", "monitoring", "resolved", "none"};
    for (const std::string& right : states) {
        for (const std::string& wrong : states) {
            if (right == wrong) continue;
            const Story run(
                with(whole_story, "state = \"" + right + "\"", "state = \"" + wrong + "\""));
            EXPECT_TRUE(run.tells("the state is " + right + ", not " + wrong)) << run.told();
        }
    }
}

TEST(RunRuleTest, FailsForACallThatIsNotExpected) {
    const std::string create =
        whole_story.substr(whole_story.find("[[test.at.expect]]\ncall = \"create\""),
                           whole_story.find("[[test.at]]\ntime = \"20m\"") -
                               whole_story.find("[[test.at.expect]]\ncall = \"create\""));
    const Story run(with(whole_story, create, ""));
    EXPECT_FALSE(run.passed());
    EXPECT_TRUE(run.tells("at 2m: create \"Cart: slow\" of rule \"services\" is not expected"))
        << run.told();
    const Story open(with(with(whole_story, create, ""), "rule = \"services\"",
                          "rule = \"services\"\nexhaustive = false"));
    EXPECT_TRUE(open.passed()) << open.told();
}

TEST(RunRuleTest, FailsForACallThatIsMadeOnce) {
    const std::string end = "[[test.at.expect]]\ncall = \"update\"\nstatus = \"resolved\"\n";
    for (const std::string head : {"", "exhaustive = false\n"}) {
        const Story run(with(whole_story, "rule = \"services\"\n", "rule = \"services\"\n" + head) +
                        end);
        EXPECT_FALSE(run.passed());
        EXPECT_TRUE(run.tells("at 2h: no such call was made: update with status resolved"))
            << run.told();
        EXPECT_TRUE(run.tells("made at another time, at 53m: update")) << run.told();
    }
}

TEST(RunRuleTest, FailsForACallAtAnotherTime) {
    const Story late(with(whole_story, "time = \"43m\"\nstate = \"monitoring\"",
                          "time = \"42m59s\"\nstate = \"open\""));
    EXPECT_FALSE(late.passed());
    EXPECT_TRUE(late.tells("at 42m59s: no such call was made")) << late.told();
    EXPECT_TRUE(late.tells("made at another time, at 43m")) << late.told();
    EXPECT_TRUE(late.tells("at 43m: update \"Cart: outage\" of rule \"services\" is not expected"))
        << late.told();
    const Story early(with(whole_story, "time = \"2m\"\nstate = \"open\"",
                           "time = \"1m59s\"\nstate = \"pending\""));
    EXPECT_FALSE(early.passed());
}

TEST(RunRuleTest, FailsForAnotherOrderWithinOneIncident) {
    const std::string fire = R"([[test.at]]
time = "0s"
fire = ['{alertname="Edge", instance="a"}']
[[test.at]]
time = "1h"
resolve = ["*"]
)";
    const std::string create = "[[test.at.expect]]\ncall = \"create\"\n";
    const std::string end = "[[test.at.expect]]\ncall = \"update\"\nstatus = \"resolved\"\n";
    const std::string both = R"([[test.at]]
time = "0s"
fire = ['{alertname="Edge", instance="a"}']
[[test.at]]
time = "0s"
resolve = ["*"]
)";
    const Story right(a_test(with(both, "resolve", "resolve") + end));
    EXPECT_FALSE(right.passed());  // The create belongs to the first of the two steps.
    const std::string story = R"([[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart"}']
[[test.at]]
time = "40m"
resolve = ["*"]
[[test.at]]
time = "1h"
)";
    const std::string first = "[[test.at.expect]]\ncall = \"update\"\nstatus = \"monitoring\"\n";
    const std::string second = "[[test.at.expect]]\ncall = \"update\"\nstatus = \"resolved\"\n";
    const std::string opened = with(story, "[[test.at]]\ntime = \"40m\"\nresolve = [\"*\"]\n",
                                    "[[test.at]]\ntime = \"40m\"\nresolve = [\"*\"]\n" + create);
    const Story in_order(a_test(opened + first + second));
    EXPECT_TRUE(in_order.passed()) << in_order.told();
    for (const std::string head : {"", "exhaustive = false\n"}) {
        const Story swapped(a_test(opened + second + first, head));
        EXPECT_FALSE(swapped.passed());
        EXPECT_TRUE(swapped.tells("the calls of one incident come in another order"))
            << swapped.told();
        EXPECT_TRUE(swapped.tells("(expected as number 2)")) << swapped.told();
    }
}

TEST(RunRuleTest, TakesIncidentsInAnyOrder) {
    const std::string steps = R"([[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart"}', '{alertname="Slow", service="search"}']
[[test.at]]
time = "2m"
)";
    const std::string cart = "[[test.at.expect]]\ncall = \"create\"\nname = \"Cart: slow\"\n";
    const std::string search = "[[test.at.expect]]\ncall = \"create\"\nname = \"Search: slow\"\n";
    const std::string any = "[[test.at.expect]]\ncall = \"create\"\n";
    for (const std::string& expects : {cart + search, search + cart, any + cart, any + search}) {
        const Story run(a_test(steps + expects));
        EXPECT_TRUE(run.passed()) << expects << run.told();
    }
    EXPECT_FALSE(Story(a_test(steps + cart + cart)).passed());
    EXPECT_FALSE(Story(a_test(steps + cart)).passed());
    EXPECT_FALSE(Story(a_test(steps + cart + search + any)).passed());
}

TEST(RunRuleTest, PrintsWhatWasMadeAsABlockThatMakesTheTestPass) {
    const std::string steps = R"([[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart", severity="critical"}']
[[test.at]]
time = "2m"
)";
    const Story failed(a_test(steps));
    ASSERT_FALSE(failed.passed());
    std::string block;
    for (const std::string& line : failed.first().failures.back().details) {
        if (line.starts_with("    ")) block += line + "\n";
    }
    EXPECT_NE(block.find("[[test.at.expect]]"), std::string::npos);
    const Story pasted(a_test(steps + block));
    EXPECT_TRUE(pasted.passed()) << pasted.told();
    // And every key of it counts.
    EXPECT_FALSE(
        Story(a_test(steps + with(block, "\"major_outage\"", "\"operational\""))).passed());
}

TEST(RunRuleTest, SaysWhichRuleTookAnAlertThatIsNotForTheOneNamed) {
    const auto told = [](const std::string& rule, const std::string& alert) {
        const Story run(a_test("[[test.at]]\ntime = \"0s\"\nfire = ['" + alert + "']\n",
                               "exhaustive = false\nrule = \"" + rule + "\"\n"));
        return run.told();
    };
    EXPECT_EQ(told("services", R"({alertname="Slow", service="cart"})"), "");
    // The audit looks and lets others look too.
    EXPECT_EQ(told("services", R"({alertname="Slow", service="cart", severity="critical"})"), "");
    EXPECT_EQ(told("audit", R"({alertname="Slow", service="cart", severity="critical"})"), "");
    EXPECT_NE(told("services", R"({alertname="Edge", service="cart"})")
                  .find(R"(is taken by rule "edge", not by "services")"),
              std::string::npos);
    EXPECT_NE(told("edge", R"({alertname="Slow", service="cart", severity="critical"})")
                  .find(R"(is taken by rule "audit", "services", not by "edge")"),
              std::string::npos);
    EXPECT_NE(told("rest", R"({service="cart"})")
                  .find(R"(rule "rest" takes {service="cart"} and cannot use it: it lacks a )"
                        "label of group_by"),
              std::string::npos);
}

TEST(RunRuleTest, CountsRecordedIncidentsOnlyForTheRuleThatIsNamed) {
    const std::string step = R"([[test.at]]
time = "1h"
fire = ['{alertname="Other"}']
[[test.at]]
time = "2h"
state = ")";
    EXPECT_TRUE(Story(a_test(step + "none\"\n")).passed());
    EXPECT_TRUE(Story(a_test(step + "open\"\n", "rule = \"rest\"\n")).passed());
    EXPECT_FALSE(Story(a_test(step + "none\"\n", "rule = \"rest\"\n")).passed());
}

TEST(RunRuleTest, KnowsWhatItReached) {
    const Story run(whole_story);
    const Reached& reached = run.first().reached;
    EXPECT_EQ(reached.rules, (std::set<RuleName>{RuleName("audit"), RuleName("services")}));
    EXPECT_EQ(reached.components, (std::set<std::pair<RuleName, ComponentId>>{
                                      {RuleName("services"), ComponentId("c1")},
                                      {RuleName("services"), ComponentId("c3")}}));
    EXPECT_EQ(reached.phases, (std::set<std::pair<RuleName, std::string_view>>{
                                  {RuleName("services"), "open"},
                                  {RuleName("services"), "update"},
                                  {RuleName("services"), "monitoring"},
                                  {RuleName("services"), "resolved"}}));
}

}  // namespace
}  // namespace tocsin::testing
