// [[test]] blocks: what is read of them, and every mistake at its exact place.
#include "config/read_tests.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// smallest_rule has five lines; what follows it begins on the sixth.
Found found_behind_rule(const std::string& text) {
    return found_in_rules(smallest_rule + text);
}

// Behind `[[test]]`, its name, and `[[test.at]]` with its time: from the tenth line on.
Found found_in_step(const std::string& text) {
    return found_behind_rule("[[test]]\nname = \"t\"\n[[test.at]]\ntime = \"1m\"\n" + text);
}

// Behind that and `[[test.at.expect]]`: from the eleventh line on.
Found found_in_expect(const std::string& text) {
    return found_in_step("[[test.at.expect]]\n" + text);
}

RuleTest the_test(const std::string& text, const std::string& main = smallest_main) {
    const Config config = config_of({.main = main, .rules = {smallest_rule + text}});
    if (config.tests.size() == 1) return config.tests.front();
    ADD_FAILURE() << config.tests.size() << " tests";
    return {};
}

const std::string whole_test = R"(
[[test]]
name = "all of it"
rule = "r"
start = 2026-10-03T12:00:00.5+02:00
exhaustive = false
[[test.at]]
time = "0s"
fire = ['{alertname="A", empty=""}',
 { labels = {a = "B"}, annotations = {x = "y"}, source = "am", starts_at = 2026-10-03T09:59:00Z }]
resolve = ["*"]
state = "pending"
[[test.at]]
time = "2m"
[[test.at.expect]]
call = "create"
page = "main"
name = " Trouble "
status = "investigating"
impact = "critical"
body_contains = "a"
body_like = 'a\nb.*'
components = { api = "major_outage", web = "operational" }
notify = true
[[test.at.expect]]
call = "update"
body = """
two
lines
"""
)";

TEST(ReadTests, GivesAllThatATestSays) {
    const RuleTest test = the_test(whole_test);
    EXPECT_EQ(test.name, "all of it");
    EXPECT_EQ(test.rule, RuleName("r"));
    EXPECT_EQ(test.start, *parse_rfc3339("2026-10-03T10:00:00.5Z"));
    EXPECT_FALSE(test.exhaustive);
    EXPECT_EQ(test.place, (FilePlace{"r0.toml", 8, 8, 19}));
    ASSERT_EQ(test.steps.size(), 2u);

    const TestStep& first = test.steps[0];
    EXPECT_EQ(first.place.line, 12u);
    ASSERT_EQ(first.fire.alerts.size(), 2u);
    EXPECT_EQ(first.fire.alerts[0].labels, (Labels{{"alertname", "A"}}));
    EXPECT_EQ(first.fire.alerts[0].source, SourceName("am"));
    EXPECT_FALSE(first.fire.alerts[0].is_source_given);
    EXPECT_FALSE(first.fire.alerts[0].annotations);
    EXPECT_TRUE(first.fire.alerts[1].is_source_given);
    EXPECT_EQ(first.fire.alerts[1].annotations, (Labels{{"x", "y"}}));
    EXPECT_EQ(first.fire.alerts[1].starts_at, parse_rfc3339("2026-10-03T09:59:00Z"));
    EXPECT_TRUE(first.resolve.all);
    EXPECT_EQ(first.state, TestState::pending);
    EXPECT_TRUE(first.expects.empty());
}

TEST(ReadTests, GivesAllThatAnExpectationSays) {
    const RuleTest test = the_test(whole_test);
    ASSERT_EQ(test.steps.size(), 2u);
    const TestStep& second = test.steps[1];
    EXPECT_EQ(second.time, minutes(2));
    EXPECT_FALSE(second.state);
    EXPECT_TRUE(second.fire.empty());
    ASSERT_EQ(second.expects.size(), 2u);
    const ExpectedCall& create = second.expects[0];
    EXPECT_EQ(create.call, CallWord::create);
    EXPECT_EQ(create.page, PageName("main"));
    EXPECT_EQ(create.name, "Trouble");
    EXPECT_EQ(create.status, IncidentStatus::investigating);
    EXPECT_EQ(create.impact, Impact::critical);
    EXPECT_EQ(create.body_contains, "a");
    ASSERT_TRUE(create.body_like);
    EXPECT_EQ(create.body_like->text, "a\\nb.*");
    EXPECT_EQ(create.components, (std::map<ComponentAlias, ComponentStatus>{
                                     {ComponentAlias("api"), ComponentStatus::major_outage},
                                     {ComponentAlias("web"), ComponentStatus::operational}}));
    EXPECT_EQ(create.notify, true);
    EXPECT_FALSE(create.body);
    const ExpectedCall& update = second.expects[1];
    EXPECT_EQ(update.call, CallWord::update);
    EXPECT_EQ(update.body, "two\nlines");
    EXPECT_FALSE(update.name || update.status || update.impact || update.notify);
    EXPECT_FALSE(update.components);
}

TEST(ReadTests, TakesAMondayAtNoonWhereNoStartIsGiven) {
    const RuleTest test = the_test("[[test]]\nname = \"t\"\n[[test.at]]\ntime = \"0s\"\n");
    EXPECT_EQ(test.start, *parse_rfc3339("2026-01-05T12:00:00Z"));
    EXPECT_TRUE(test.exhaustive);
    EXPECT_FALSE(test.rule);
}

TEST(ReadTests, TakesTheFirstAlertmanagerAsSourceAndAnyOtherOnlyWhereThereIsNone) {
    const std::string test =
        "[[test]]\nname = \"t\"\n[[test.at]]\ntime = \"0s\"\nfire = ['{a=\"b\"}']\n";
    const std::string grafana =
        "[source.a-grafana]\nkind = \"grafana\"\nauth = \"none\"\n"
        "[source.z-am]\nkind = \"alertmanager\"\nauth = \"none\"\n";
    const auto source_in = [&](const std::string& main) {
        return the_test(test, main).steps.front().fire.alerts.front().source.value;
    };
    EXPECT_EQ(source_in(smallest_main + grafana), "am");
    std::string without = smallest_main;
    without.replace(without.find("[source.am]"), std::string("[source.am]").size(), "[source.z]");
    EXPECT_EQ(source_in(without + "[source.a-grafana]\nkind = \"grafana\"\nauth = \"none\"\n"),
              "z");
    std::string only = smallest_main;
    only.replace(only.find("kind = \"alertmanager\""), 21, "kind = \"grafana\"");
    EXPECT_EQ(source_in(only), "am");
}

TEST(ReadTests, FindsTheTestsOfAllFilesInTheirOrder) {
    const std::string step = "[[test.at]]\ntime = \"0s\"\n";
    const Config config = config_of({.rules = {smallest_rule + "[[test]]\nname = \"b\"\n" + step +
                                                   "[[test]]\nname = \"a\"\n" + step,
                                               "[[test]]\nname = \"c\"\n" + step}});
    std::vector<std::string> names;
    for (const RuleTest& test : config.tests) names.push_back(test.name);
    EXPECT_EQ(names, (std::vector<std::string>{"b", "a", "c"}));
    EXPECT_EQ(config.tests.back().place, (FilePlace{"r1.toml", 2, 8, 11}));
}

struct Mistake {
    std::string text;
    Found found;
};

TEST(ReadTests, ReportsWhatIsWrongInAStep) {
    const Mistake mistakes[] = {
        {"fire = ['{alertname=\"A\"']\n", {"r0.toml:10:24-25 E301"}},
        {"fire = [\"{a=\\\"A\\\", b}\"]\n", {"r0.toml:10:21-22 E301"}},
        {"fire = [\"{a=\\\"\\b\\\"}\"]\n", {"r0.toml:10:15-17 E302"}},
        {"fire = ['{}']\n", {"r0.toml:10:9-13 E207"}},
        {"fire = ['{a=\"\"}']\n", {"r0.toml:10:9-17 E207"}},
        {"fire = [7]\n", {"r0.toml:10:9-10 E201"}},
        {"fire = \"*\"\n", {"r0.toml:10:8-11 E201"}},
        {"fire = [\"*\", '{a=\"b\"}']\n", {"r0.toml:10:8-24 E313"}},
        {"fire = [{ annotations = { a = \"b\" } }]\n", {"r0.toml:10:9-38 E205"}},
        {"fire = [{ labels = { a = \"\" } }]\n", {"r0.toml:10:9-32 E205"}},
        {"fire = [{ labels = { a = \"b\" }, source = \"an\" }]\n", {"r0.toml:10:42-46 E310"}},
        {"fire = [{ labels = { a = \"b\" }, label = \"an\" }]\n", {"r0.toml:10:33-38 E203"}},
        {"fire = [{ labels = { a = \"b\" }, starts_at = 2026-01-01T00:00:00 }]\n",
         {"r0.toml:10:45-64 E207"}},
        {"fire = ['{a=\"b\"}']\nresolve = ['{ a = \"b\" }']\n", {"r0.toml:11:12-25 E313"}},
        {"approve = ['{a=}']\n", {"r0.toml:10:16-17 E301"}},
        {"discard = [{ labels = { a = \"b\" }, source = \"am\" }]\n", {"r0.toml:10:36-42 E313"}},
        {"approve = [\"*\", \"*\"]\n", {"r0.toml:10:11-21 E313"}},
        {"state = \"closed\"\n", {"r0.toml:10:9-17 E206"}},
        {"[[test.at]]\ntime = \"59s\"\n", {"r0.toml:11:8-13 E207"}},
        {"[[test.at]]\nfire = [\"*\"]\n", {"r0.toml:10:1-12 E205"}},
    };
    for (const Mistake& mistake : mistakes)
        EXPECT_EQ(found_in_step(mistake.text), mistake.found) << mistake.text;
    EXPECT_EQ(found_in_step("[[test.at]]\ntime = \"1m\"\n"), Found{});
}

TEST(ReadTests, ReportsWhatIsWrongInAnExpectation) {
    const Mistake mistakes[] = {
        {"name = \"x\"\n", {"r0.toml:10:1-19 E205"}},
        {"call = \"created\"\n", {"r0.toml:11:8-17 E206"}},
        {"call = \"create\"\npage = \"mian\"\n", {"r0.toml:12:8-14 E310"}},
        {"call = \"create\"\nstatus = \"open\"\n", {"r0.toml:12:10-16 E206"}},
        {"call = \"create\"\nimpact = \"warning\"\n", {"r0.toml:12:10-19 E206"}},
        {"call = \"create\"\nnotify = \"yes\"\n", {"r0.toml:12:10-15 E201"}},
        {"call = \"create\"\nbody_like = 'a(b'\n", {"r0.toml:12:14-17 E301"}},
        {"call = \"create\"\nbody_like = \"a \\bb\"\n", {"r0.toml:12:16-18 E302"}},
        {"call = \"create\"\ncomponents = { apo = \"operational\" }\n", {"r0.toml:12:16-19 E310"}},
        {"call = \"create\"\ncomponents = { api = \"operationl\" }\n", {"r0.toml:12:22-34 E206"}},
        {"call = \"create\"\nbody = \"a\"\nbody_contains = \"b\"\n", {"r0.toml:13:1-14 E313"}},
        {"call = \"create\"\nbody = \"a\"\nbody_like = \"b\"\n", {"r0.toml:13:1-10 E313"}},
        {"call = \"component\"\nstatus = \"resolved\"\n", {"r0.toml:12:1-7 E313"}},
        {"call = \"component\"\nname = \"x\"\n", {"r0.toml:12:1-5 E313"}},
        {"call = \"component\"\nnotify = false\n", {"r0.toml:12:1-7 E313"}},
        {"call = \"component\"\nimpact = \"none\"\n", {"r0.toml:12:1-7 E313"}},
        {"call = \"component\"\nbody = \"x\"\n", {"r0.toml:12:1-5 E313"}},
        {"call = \"approval\"\ncomponents = { api = \"operational\" }\n", {"r0.toml:12:1-11 E313"}},
        {"call = \"component\"\ncomponents = { api = \"operational\", web = \"operational\" }\n",
         {"r0.toml:12:1-11 E313"}},
    };
    for (const Mistake& mistake : mistakes)
        EXPECT_EQ(found_in_expect(mistake.text), mistake.found) << mistake.text;
}

TEST(ReadTests, ReportsWhatIsWrongWithATestAsAWhole) {
    const std::string step = "[[test.at]]\ntime = \"0s\"\n";
    const Mistake mistakes[] = {
        {"[[test]]\nname = \"t\"\n", {"r0.toml:6:1-9 E205"}},
        {"[[test]]\n" + step, {"r0.toml:6:1-9 E205"}},
        {"[[test]]\nname = \"t\"\nrule = \"q\"\n" + step, {"r0.toml:8:8-11 E310"}},
        {"[[test]]\nname = \"t\"\nstart = 2026-01-01\n" + step, {"r0.toml:8:9-19 E201"}},
        {"[[test]]\nname = \"t\"\nstart = 2026-01-01T00:00:00\n" + step, {"r0.toml:8:9-28 E207"}},
        {"[[test]]\nname = \"t\"\n" + step + "[[test]]\nname = \"t\"\n" + step,
         {"r0.toml:11:8-11 E310"}},
    };
    for (const Mistake& mistake : mistakes)
        EXPECT_EQ(found_behind_rule(mistake.text), mistake.found) << mistake.text;
}

TEST(ReadTests, NamesBothPlacesOfANameThatStandsTwice) {
    const std::string test = "[[test]]\nname = \"twice\"\n[[test.at]]\ntime = \"0s\"\n";
    const Diagnostic found = first_in({.rules = {smallest_rule + test, test}});
    EXPECT_EQ(found.message, "test \"twice\" is there already, at r0.toml:7");
    EXPECT_EQ(short_form(found), "r1.toml:2:8-15 E310");
}

// A component of another page than the expectation's, or than that of the test's rule, is none.
TEST(ReadTests, KnowsWhichPageAComponentBelongsTo) {
    const std::string main = smallest_main +
                             "[page.other]\nid = \"zzq1x9f2b7ce\"\napi_key = { file = \"/k\" }\n"
                             "[page.other.components]\nedge = \"e1\"\n";
    const std::string rule = smallest_rule + "page = \"main\"\n";
    const auto found = [&](const std::string& head, const std::string& keys) {
        return found_in({.main = main,
                         .rules = {rule + "[[test]]\nname = \"t\"\n" + head +
                                   "[[test.at]]\ntime = \"0s\"\n[[test.at.expect]]\n" + keys}});
    };
    const std::string edge = "call = \"create\"\ncomponents = { edge = \"operational\" }\n";
    EXPECT_EQ(found("", edge), Found{});
    EXPECT_EQ(found("", "page = \"other\"\n" + edge), Found{});
    EXPECT_EQ(found("", "page = \"main\"\n" + edge), Found{"r0.toml:14:16-20 E310"});
    EXPECT_EQ(found("rule = \"r\"\n", edge), Found{"r0.toml:14:16-20 E310"});
    EXPECT_EQ(found("rule = \"r\"\n", "page = \"other\"\n" + edge), Found{});
}

TEST(ReadTests, ProvesNothingByNamesWhereAFileCannotBeRead) {
    const std::string test =
        "[[test]]\nname = \"t\"\nrule = \"elsewhere\"\n[[test.at]]\ntime = \"0s\"\nfire = ['{a']\n";
    const Found found = found_in({.rules = {smallest_rule + test, "[[rule]\n"}});
    EXPECT_EQ(found, (Found{"r0.toml:11:12-13 E301", "r1.toml:1:8-9 E101"}));
}

}  // namespace
}  // namespace tocsin::testing
