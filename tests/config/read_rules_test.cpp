// Rules among themselves: `extends`, [defaults], order, reach.
#include "config/read_rules.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

using std::chrono::minutes;

std::string recorded(const std::string& name, const std::string& rest) {
    return "[[rule]]\nname = \"" + name + "\"\npublish = \"record\"\n" + rest;
}

// Each layer says one thing more; the nearest that says a thing is heard.
TEST(ReadRules, HearTheRuleThenItsParentsThenTheFileThenTheMainFile) {
    const std::string main = smallest_main +
                             "[defaults]\nfor = \"11m\"\nkeep_firing_for = \"12m\"\n"
                             "reopen_within = \"13m\"\nkey = \"14\"\nreopen_as = \"same\"\n";
    const std::string parents =
        "[defaults]\nreopen_as = \"new\"\ncontinue = true\n" +
        recorded("grandparent",
                 "matchers = ['a = b']\nfor = \"31m\"\nkeep_firing_for = \"32m\"\n") +
        recorded("parent", "extends = \"grandparent\"\nfor = \"21m\"\n");
    const std::string child = "[defaults]\nkeep_firing_for = \"42m\"\nreopen_within = \"43m\"\n" +
                              recorded("child", "extends = \"parent\"\nmatchers = ['c = d']\n");
    const Config config = config_of({.main = main, .rules = {parents, child}});
    const Rule& rule = *config.rules.find(RuleName("child"));
    EXPECT_EQ(rule.matchers.at(0).name, "c");      // Its own.
    EXPECT_EQ(rule.for_, minutes(21));             // Its parent's.
    EXPECT_EQ(rule.keep_firing_for, minutes(32));  // Its grandparent's, before its file's.
    EXPECT_EQ(rule.reopen_within, minutes(43));    // Its file's [defaults].
    EXPECT_EQ(rule.key, "14");                     // The main file's.
    EXPECT_EQ(rule.reopen_as, ReopenAs::same);     // Not those of the parent's file.
    EXPECT_FALSE(rule.continue_);
    EXPECT_EQ(config.rules.find(RuleName("parent"))->reopen_as, ReopenAs::new_);
    EXPECT_TRUE(config.rules.find(RuleName("parent"))->continue_);
}

TEST(ReadRules, MergePhasesKeyByKeyAndTakeAllElseWhole) {
    const std::string parent = smallest_rule + R"(
group_by = ["alertname", "service"]
requires = ["service"]
limit = { incidents = 5, per = "1h", into = "Several" }
impact = { critical = "critical", major = "major" }
severity = { label = "priority", aliases = { P0 = "critical" } }
[[rule.component]]
name = "api"
[[rule.component]]
name = "web"
[rule.open]
status = "identified"
body = "Parent."
[rule.monitoring]
hold = "1m"
[[rule]]
name = "child"
extends = "r"
matchers = ['x = y']
group_by = ["alertname"]
limit = { incidents = 2, per = "1m" }
impact = { critical = "minor" }
severity = { default = "info" }
[[rule.component]]
name = "web"
[rule.open]
body = "Child."
)";
    const Config config = config_of({.rules = {parent}});
    const Rule& child = *config.rules.find(RuleName("child"));
    EXPECT_EQ(child.group_by, std::vector<std::string>{"alertname"});
    EXPECT_EQ(child.requirements.size(), 1u);
    EXPECT_EQ(child.limit, (Limit{2, minutes(1), Overflow::merge, ""}));
    EXPECT_EQ(child.impact->values.size(), 1u);
    ASSERT_EQ(child.components.size(), 1u);
    EXPECT_EQ(child.components[0].name->value, "web");
    EXPECT_EQ(child.open.status, IncidentStatus::identified);
    EXPECT_EQ(child.open.body->source(), "Child.");
    EXPECT_EQ(child.monitoring->hold, minutes(1));
    EXPECT_EQ(child.severity.label, "severity");
    EXPECT_EQ(child.severity.fallback, Severity("info"));
    EXPECT_EQ(child.key, "child");
}

TEST(ReadRules, DoNotInheritTheNameNorTheCatchAll) {
    const std::string text = recorded("a", "matchers = ['a = b']\n") +
                             recorded("c", "extends = \"z\"\nmatchers = ['c = d']\n") +
                             recorded("z", "catch_all = true\n");
    const Config config = config_of({.rules = {text}});
    EXPECT_FALSE(config.rules.find(RuleName("c"))->catch_all);
    EXPECT_TRUE(config.rules.find(RuleName("z"))->catch_all);
}

TEST(ReadRules, RefuseParentsThatAreNotThereOrGoInACircle) {
    EXPECT_EQ(found_in_rules(smallest_rule + "extends = \"s\"\n"), Found{"r0.toml:6:11-14 E310"});
    EXPECT_EQ(found_in_rules(smallest_rule + "extends = \"r\"\n"), Found{"r0.toml:6:11-14 E310"});
    const std::string circle = recorded("a", "matchers = ['a = b']\nextends = \"b\"\n") +
                               recorded("b", "matchers = ['b = b']\nextends = \"a\"\n");
    EXPECT_EQ(found_in_rules(circle), (Found{"r0.toml:5:11-14 E310", "r0.toml:10:11-14 E310"}));
    EXPECT_EQ(first_in({.rules = {smallest_rule + "extends = \"databse\"\n" +
                                  recorded("database", "matchers = ['b = b']\n")}})
                  .hint,
              "did you mean \"database\"?");
}

TEST(ReadRules, RefuseANameTwiceAndNameBothPlaces) {
    const Files files{.rules = {smallest_rule, recorded("r", "matchers = ['b = c']\n")}};
    EXPECT_EQ(found_in(files), Found{"r1.toml:2:8-11 E310"});
    EXPECT_EQ(first_in(files).message, "rule \"r\" is there already, at r0.toml:2");
}

TEST(ReadRules, RefuseACatchAllThatIsNotLast) {
    EXPECT_EQ(found_in({.rules = {recorded("all", "catch_all = true\n"), smallest_rule}}),
              Found{"r0.toml:2:8-13 E311"});
    EXPECT_EQ(found_in({.rules = {smallest_rule, recorded("all", "catch_all = true\n")}}), Found{});
}

TEST(ReadRules, FindRulesThatNoAlertReaches) {
    const auto pair = [](const std::string& first, const std::string& second) {
        return found_in_rules(recorded("a", first) + recorded("b", second));
    };
    EXPECT_EQ(pair("matchers = ['x = y']\n", "matchers = ['x = y']\n"),
              Found{"r0.toml:6:8-11 E312"});
    EXPECT_EQ(pair("matchers = ['x = y']\n", "matchers = ['z =~ \".+\"', 'x=\"y\"']\n"),
              Found{"r0.toml:6:8-11 E312"});
    EXPECT_EQ(pair("matchers = ['x =~ \"y.*\"']\n", "matchers = ['x =~ \"y.*\"', 'z = a']\n"),
              Found{"r0.toml:6:8-11 W312"});
    EXPECT_EQ(pair("matchers = ['x = y', 'z = a']\n", "matchers = ['x = y']\n"), Found{});
    EXPECT_EQ(pair("matchers = ['x = y']\ncontinue = true\n", "matchers = ['x = y']\n"), Found{});
    EXPECT_EQ(pair("matchers = ['x = y']\n", "matchers = ['x != y']\n"), Found{});
    EXPECT_EQ(pair("matchers = ['annotations.x = y']\n", "matchers = ['x = y']\n"), Found{});
    // A pattern takes the one value that the other asks for, and more.
    EXPECT_EQ(pair("matchers = ['x =~ \"a|y\"']\n", "matchers = ['x = y', 'z = a']\n"),
              Found{"r0.toml:6:8-11 W312"});
    EXPECT_EQ(pair("matchers = ['x =~ \"y[0-9]\"']\n", "matchers = ['x = y1']\n"),
              Found{"r0.toml:6:8-11 W312"});
    EXPECT_EQ(pair("matchers = ['x =~ \"y.*\"', 'z = a']\n",
                   "matchers = ['z = a', 'x =~ \"y.*\"', 'b = c']\n"),
              Found{"r0.toml:6:8-11 W312"});
    EXPECT_EQ(pair("matchers = ['__source__ =~ \"a.*\"']\n", "matchers = ['__source__ = am']\n"),
              Found{"r0.toml:6:8-11 W312"});
    EXPECT_EQ(pair("matchers = ['x =~ \"a|b\"']\n", "matchers = ['x = y']\n"), Found{});
    EXPECT_EQ(pair("matchers = ['x =~ \".+\"']\n", "matchers = ['x = \"\"', 'a = b']\n"), Found{});
    EXPECT_EQ(pair("matchers = ['x =~ \"a.*\"']\n", "matchers = ['x =~ \"ab.*\"']\n"), Found{});
    EXPECT_EQ(pair("matchers = ['y != b', 'x = y']\n", "matchers = ['x = y']\n"), Found{});
}

TEST(ReadRules, WarnOfFileNamesThatSortOtherwiseThanTheyRead) {
    const std::vector<SourceFile> files{
        {"tocsin.toml", smallest_main, FileRole::main},
        {"rules.d/10-a.toml", smallest_rule, FileRole::rules},
        {"rules.d/9-b.toml", recorded("b", "matchers = ['b = c']\n"), FileRole::rules}};
    EXPECT_EQ(short_forms(load_and_forget_tests(files)), Found{"rules.d/9-b.toml W402"});
}

TEST(ReadRules, KeepTheOrderOfFilesAndPositions) {
    const Config config = config_of({.rules = {recorded("z", "matchers = ['a = 1']\n") +
                                                   recorded("y", "matchers = ['a = 2']\n"),
                                               recorded("x", "matchers = ['a = 3']\n")}});
    std::vector<std::string> names;
    for (const RulePtr& rule : config.rules.rules()) names.push_back(rule->name.value);
    EXPECT_EQ(names, (std::vector<std::string>{"z", "y", "x"}));
    EXPECT_EQ(config.rules_by_file,
              (std::map<std::string, std::size_t>{{"r0.toml", 2}, {"r1.toml", 1}}));
}

}  // namespace
}  // namespace tocsin::testing
