// One rule: defaults, precedence, names, matchers, texts.
#include "config/read_rule.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

using std::chrono::minutes;

template <class T>
BySeverity<T> by_severity(std::map<std::string, T> values, std::optional<T> fallback = {}) {
    BySeverity<T> out;
    for (const auto& [name, value] : values) out.values.emplace(Severity(name), value);
    out.fallback = fallback;
    return out;
}

TEST(ReadRule, HasTheDefaultsOfTheContract) {
    const Rule rule = rule_of(smallest_rule);
    EXPECT_EQ(rule.name.value, "r");
    EXPECT_EQ(rule.file, "r0.toml");
    EXPECT_EQ(rule.kind, RuleKind::incident);
    EXPECT_FALSE(rule.continue_);
    EXPECT_FALSE(rule.catch_all);
    EXPECT_EQ(rule.page.name.value, "main");
    EXPECT_EQ(rule.page.id.value, "kctbh9vrtdwd");
    EXPECT_EQ(rule.page.timezone, "UTC");
    EXPECT_EQ(rule.page.components.size(), 2u);
    EXPECT_EQ(rule.key, "r");
    EXPECT_EQ(rule.group_by, std::vector<std::string>{"alertname"});
    EXPECT_TRUE(rule.requirements.empty());
    EXPECT_EQ(rule.for_, minutes(1));
    EXPECT_EQ(rule.keep_firing_for, minutes(2));
    EXPECT_EQ(rule.reopen_within, minutes(30));
    EXPECT_EQ(rule.min_duration, minutes(0));
    EXPECT_EQ(rule.reopen_as, ReopenAs::new_);
    EXPECT_EQ(rule.publish, by_severity<Publish>({}, Publish::auto_));
    EXPECT_FALSE(rule.publish_over);
    EXPECT_EQ(rule.impact, by_severity<Impact>({{"critical", Impact::critical},
                                                {"major", Impact::major},
                                                {"warning", Impact::minor},
                                                {"info", Impact::none}}));
    EXPECT_EQ(rule.component_status,
              by_severity<ComponentStatus>({{"critical", ComponentStatus::major_outage},
                                            {"major", ComponentStatus::partial_outage},
                                            {"warning", ComponentStatus::degraded_performance},
                                            {"info", ComponentStatus::operational}}));
    EXPECT_EQ(rule.incident_name->source(), "Trouble");
    EXPECT_EQ(rule.missing, Missing::fallback);
    EXPECT_FALSE(rule.limit.has_value());
    EXPECT_TRUE(rule.components.empty());
    EXPECT_EQ(rule.open.status, IncidentStatus::investigating);
    EXPECT_TRUE(rule.open.notify);
    EXPECT_FALSE(rule.open.twitter);
    EXPECT_FALSE(rule.open.body.has_value());
    EXPECT_FALSE(rule.update.has_value());
    EXPECT_FALSE(rule.monitoring.has_value());
    EXPECT_EQ(rule.resolved.status, IncidentStatus::resolved);
    EXPECT_TRUE(rule.resolved.notify);
    EXPECT_FALSE(rule.schedule.has_value());
}

TEST(ReadRule, ReadsEachKey) {
    const Rule rule = rule_of(R"([[rule]]
name = "r"
matchers = ['a = "b"', 'region =~ ".+"', 'annotations.note != ""']
continue = true
page = "main"
key = "shared"
group_by = ["a", "region"]
requires = ["team", "annotations.note"]
for = "2m"
keep_firing_for = "3m"
reopen_within = "4m"
reopen_as = "same"
publish = { critical = "auto", default = "record" }
publish_over = true
impact = "computed"
component_status = { critical = "major_outage", default = "under_maintenance" }
incident_name = "{{ .GroupLabels.region }} is down"
fallback_name = "Down"
missing = "empty"
limit = { incidents = 5, per = "1h", overflow = "queue", into = "Several" }
)");
    EXPECT_EQ(rule.matchers.size(), 3u);
    EXPECT_TRUE(rule.continue_);
    EXPECT_EQ(rule.key, "shared");
    EXPECT_EQ(rule.group_by, (std::vector<std::string>{"a", "region"}));
    EXPECT_EQ(rule.requirements, (std::vector<Requirement>{{false, "team"}, {true, "note"}}));
    EXPECT_EQ(rule.for_, minutes(2));
    EXPECT_EQ(rule.keep_firing_for, minutes(3));
    EXPECT_EQ(rule.reopen_within, minutes(4));
    EXPECT_EQ(rule.reopen_as, ReopenAs::same);
    EXPECT_EQ(rule.publish, by_severity<Publish>({{"critical", Publish::auto_}}, Publish::record));
    EXPECT_TRUE(rule.publish_over);
    EXPECT_FALSE(rule.impact.has_value());
    EXPECT_EQ(rule.component_status,
              by_severity<ComponentStatus>({{"critical", ComponentStatus::major_outage}},
                                           ComponentStatus::under_maintenance));
    EXPECT_EQ(rule.missing, Missing::empty);
    EXPECT_EQ(rule.limit, (Limit{5, minutes(60), Overflow::queue, "Several"}));
}

TEST(ReadRule, ReadsPhasesAndComponents) {
    const Rule rule = rule_of(smallest_rule + R"(
[[rule.component]]
from_label = "service"
map = { x = "api" }
on_unmapped = "error"
[[rule.component]]
name = "web"
when = ['service = "x"']
status = { critical = "partial_outage" }
[rule.open]
status = "identified"
notify = false
twitter = true
body = "Open."
component_status = "degraded_performance"
[rule.update]
on = ["alerts", "severity_down"]
every = "1m"
[rule.monitoring]
hold = "5m"
component_status = { default = "operational" }
[rule.resolved]
body = "Over."
)");
    ASSERT_EQ(rule.components.size(), 2u);
    EXPECT_EQ(rule.components[0].from_label, "service");
    EXPECT_EQ(rule.components[0].map.at("x").value, "api");
    EXPECT_EQ(rule.components[0].on_unmapped, OnUnmapped::error);
    EXPECT_EQ(rule.components[1].name->value, "web");
    EXPECT_EQ(rule.components[1].when.size(), 1u);
    EXPECT_EQ(rule.components[1].status->at(Severity("critical")), ComponentStatus::partial_outage);
    EXPECT_EQ(rule.components[1].status->at(Severity("major")), std::nullopt);
    EXPECT_EQ(rule.open.status, IncidentStatus::identified);
    EXPECT_FALSE(rule.open.notify);
    EXPECT_TRUE(rule.open.twitter);
    EXPECT_EQ(rule.open.body->source(), "Open.");
    EXPECT_EQ(rule.open.component_status->at(Severity("info")),
              ComponentStatus::degraded_performance);
    EXPECT_EQ(rule.update->status, std::nullopt);
    EXPECT_FALSE(rule.update->notify);
    EXPECT_EQ(rule.update->on, (std::set<Reason>{Reason::alerts_changed, Reason::severity_down}));
    EXPECT_EQ(rule.update->every, minutes(1));
    EXPECT_EQ(rule.monitoring->status, IncidentStatus::monitoring);
    EXPECT_FALSE(rule.monitoring->notify);
    EXPECT_EQ(rule.monitoring->hold, minutes(5));
    EXPECT_EQ(rule.resolved.body->source(), "Over.");
    const Rule bare = rule_of(smallest_rule + "[rule.update]\n[rule.monitoring]\n");
    EXPECT_EQ(bare.update->on, (std::set<Reason>{Reason::severity_up, Reason::components_changed}));
    EXPECT_EQ(bare.update->every, minutes(15));
    EXPECT_EQ(bare.monitoring->hold, minutes(10));
}

TEST(ReadRule, MapsOnlySeveritiesThatAreThere) {
    const std::string main =
        smallest_main + "[severity]\norder = [\"critical\", \"low\"]\ndefault = \"low\"\n";
    const Rule rule = rule_of(smallest_rule, main);
    EXPECT_EQ(rule.impact, by_severity<Impact>({{"critical", Impact::critical}}));
    EXPECT_EQ(rule.component_status,
              by_severity<ComponentStatus>({{"critical", ComponentStatus::major_outage}}));
    EXPECT_EQ(
        found_in({.main = main, .rules = {smallest_rule + "impact = { major = \"major\" }\n"}}),
        Found{"r0.toml:6:12-17 E310"});
    EXPECT_EQ(found_in_rules(smallest_rule + "publish = { critcal = \"auto\" }\n"),
              Found{"r0.toml:6:13-20 E310"});
}

TEST(ReadRule, TakesAutoForSeveritiesThatPublishDoesNotName) {
    const Rule rule = rule_of(smallest_rule + "publish = { info = \"record\" }\n");
    EXPECT_EQ(rule.publish.at(Severity("critical")), Publish::auto_);
    EXPECT_EQ(rule.publish.at(Severity("info")), Publish::record);
}

TEST(ReadRule, NeedsAPageWhereThereAreSeveral) {
    const std::string two = smallest_main + "[page.b]\nid = \"b1\"\napi_key = { env = \"B\" }\n";
    EXPECT_EQ(found_in({.main = two, .rules = {smallest_rule}}), Found{"r0.toml:1:1-9 E205"});
    EXPECT_EQ(found_in({.main = two, .rules = {smallest_rule + "page = \"man\"\n"}}),
              Found{"r0.toml:6:8-13 E310"});
    EXPECT_EQ(first_in({.main = two, .rules = {smallest_rule + "page = \"man\"\n"}}).hint,
              "did you mean \"main\"?");
    EXPECT_EQ(rule_of(smallest_rule + "page = \"b\"\n", two).page.id.value, "b1");
    EXPECT_EQ(rule_of(smallest_rule, two + "[defaults]\npage = \"b\"\n").page.id.value, "b1");
}

TEST(ReadRule, NeedsComponentsThatThePageHas) {
    EXPECT_EQ(found_in_rules(smallest_rule + "[[rule.component]]\nname = \"ap\"\n"),
              Found{"r0.toml:7:8-12 E310"});
    EXPECT_EQ(found_in_rules(smallest_rule +
                             "[[rule.component]]\nfrom_label = \"s\"\nmap = { x = \"wep\" }\n"),
              Found{"r0.toml:8:13-18 E310"});
    EXPECT_EQ(found_in_rules(smallest_rule + "[[rule.component]]\non_unmapped = \"error\"\n"),
              (Found{"r0.toml:6:1-19 E205", "r0.toml:7:1-12 E313"}));
    EXPECT_EQ(
        found_in_rules(smallest_rule + "[[rule.component]]\nname = \"api\"\nfrom_label = \"s\"\n"),
        Found{"r0.toml:6:1-19 E313"});
    EXPECT_EQ(found_in_rules(smallest_rule + "[[rule.component]]\nname = \"api\"\nwhen = ['x']\n"),
              Found{"r0.toml:8:11-12 E301"});
}

TEST(ReadRule, PointsIntoMatchers) {
    const auto with = [](const std::string& matcher) {
        return found_in_rules("[[rule]]\nname = \"r\"\npublish = \"record\"\nmatchers = [\n  " +
                              matcher + "\n]\n");
    };
    EXPECT_EQ(with("'a = \"b\"'"), Found{});
    EXPECT_EQ(with("'ä ='"), Found{"r0.toml:5:7-8 E301"});
    EXPECT_EQ(with("'a =~ \"x(y\"'"), Found{"r0.toml:5:10-13 E301"});
    EXPECT_EQ(with("\"a =~ \\\"\\\\\\\\d(y\\\"\""), Found{"r0.toml:5:11-18 E301"});
    EXPECT_EQ(with("\"a =~ x\\by\""), Found{"r0.toml:5:10-12 E302"});
    EXPECT_EQ(with("'a = b c'"), Found{"r0.toml:5:10-11 E301"});
    EXPECT_EQ(with("'a =~ \"bc\"'"), Found{"r0.toml:5:3-14 W409"});
}

TEST(ReadRule, PointsIntoTemplates) {
    EXPECT_EQ(found_in_rules(smallest_rule + "[rule.open]\nbody = 'ä {{ .Nope }}'\n"),
              Found{"r0.toml:7:14-19 E303"});
    EXPECT_EQ(found_in_rules(smallest_rule + "[rule.resolved]\nbody = '''\nfine\n  {{ if }}\n'''\n")
                  .size(),
              1u);
    const Diagnostic d = first_in(
        {.rules = {smallest_rule + "[rule.resolved]\nbody = '''\nfine\nä {{ .Nope }}\n'''\n"}});
    EXPECT_EQ(short_form(d), "r0.toml:9:6-11 E303");
    EXPECT_EQ(found_in_rules("[[rule]]\nname = \"r\"\nmatchers = ['a = b']\n"
                             "incident_name = \"\\t{{ .Nope }}\"\nfallback_name = \"x\"\n"),
              Found{"r0.toml:4:23-28 E303"});
    EXPECT_EQ(found_in_rules(smallest_rule +
                             "[rule.open]\nbody = '{{ .StartsAt | tz \"Europe/Berlinn\" }}'\n"),
              Found{"r0.toml:7:27-43 E303"});
    EXPECT_EQ(
        found_in_rules(smallest_rule +
                       "[rule.open]\nbody = \"{{ if match \\\"a(\\\" .Status }}{{ end }}\"\n"),
        Found{"r0.toml:7:21-27 E303"});
}

TEST(ReadRule, NeedsNamesUnlessAllIsRecorded) {
    const std::string bare = "[[rule]]\nname = \"r\"\nmatchers = ['a = b']\n";
    EXPECT_EQ(found_in_rules(bare), (Found{"r0.toml:1:1-9 E205", "r0.toml:1:1-9 E205"}));
    EXPECT_EQ(found_in_rules(bare + "publish = \"record\"\n"), Found{});
    EXPECT_EQ(found_in_rules(bare + "publish = { critical = \"record\", default = \"record\" }\n"),
              Found{});
    EXPECT_EQ(found_in_rules(bare + "publish = { critical = \"record\" }\n").size(), 2u);
}

TEST(ReadRule, RefusesTextsThatThePageDoesNotTake) {
    const std::string bare = "[[rule]]\nname = \"r\"\nmatchers = ['a = b']\n";
    const std::string letters(256, 'x');
    EXPECT_EQ(found_in_rules(bare + "incident_name = \"" + letters + "\"\nfallback_name = \"x\"\n"),
              Found{"r0.toml:4:17-275 E207"});
    EXPECT_EQ(found_in_rules(bare + "incident_name = \"x\"\nfallback_name = \"" + letters + "\"\n"),
              Found{"r0.toml:5:17-275 E207"});
    EXPECT_EQ(found_in_rules(bare + "incident_name = \"x\"\nfallback_name = \"a {{ .Status }}\"\n"),
              Found{"r0.toml:5:17-34 E207"});
    EXPECT_EQ(
        found_in_rules(smallest_rule + "[rule.open]\nbody = \"" + std::string(25001, 'x') + "\"\n"),
        Found{"r0.toml:7:8-25011 E207"});
}

TEST(ReadRule, RefusesARuleThatTakesEverythingWithoutSayingSo) {
    EXPECT_EQ(found_in_rules("[[rule]]\nname = \"r\"\npublish = \"record\"\n"),
              Found{"r0.toml:1:1-9 E311"});
    EXPECT_EQ(found_in_rules("[[rule]]\nname = \"r\"\npublish = \"record\"\nmatchers = []\n"),
              Found{"r0.toml:4:12-14 E311"});
    EXPECT_EQ(found_in_rules("[[rule]]\nname = \"r\"\npublish = \"record\"\ncatch_all = true\n"),
              Found{});
    EXPECT_EQ(found_in_rules(smallest_rule + "catch_all = true\n"), Found{"r0.toml:6:1-10 E311"});
}

TEST(ReadRule, RefusesAGroupLabelTwice) {
    EXPECT_EQ(found_in_rules(smallest_rule + "group_by = [\"alertname\", \"alertname\"]\n"),
              Found{"r0.toml:6:26-37 E207"});
    EXPECT_EQ(found_in_rules(smallest_rule + "group_by = [\"\"]\n"), Found{"r0.toml:6:13-15 E207"});
}

TEST(ReadRule, WarnsOfLabelsThatATextMayMiss) {
    const auto with = [](const std::string& keys, const std::string& body) {
        return found_in_rules(smallest_rule + keys + "[rule.open]\nbody = '" + body + "'\n");
    };
    EXPECT_EQ(with("", "{{ .CommonLabels.region }}"), Found{"r0.toml:7:12-32 W401"});
    EXPECT_EQ(with("", "{{ .GroupLabels.region }}"), Found{"r0.toml:7:12-31 W401"});
    EXPECT_EQ(with("", "{{ .CommonAnnotations.note }}"), Found{"r0.toml:7:12-35 W401"});
    EXPECT_EQ(with("", "{{ with .CommonLabels.region }}{{ . }}{{ end }}"), Found{});
    EXPECT_EQ(with("", "{{ .GroupLabels.alertname }}"), Found{});
    EXPECT_EQ(with("", "{{ .CommonLabels.alertname }}"), Found{});
    EXPECT_EQ(with("requires = [\"region\"]\n", "{{ .CommonLabels.region }}"), Found{});
    EXPECT_EQ(with("requires = [\"region\"]\n", "{{ .CommonAnnotations.region }}"),
              Found{"r0.toml:8:12-37 W401"});
    EXPECT_EQ(with("requires = [\"annotations.note\"]\n", "{{ .CommonAnnotations.note }}"),
              Found{});
    EXPECT_EQ(
        with("requires = [\"region\"]\ngroup_by = [\"region\"]\n", "{{ .GroupLabels.region }}"),
        Found{});
    EXPECT_EQ(with("publish = \"record\"\n", "{{ .CommonLabels.region }}"), Found{});
    EXPECT_EQ(
        found_in_rules("[[rule]]\nname = \"r\"\nmatchers = ['region = \"eu\"']\n"
                       "incident_name = \"{{ .CommonLabels.region }}\"\nfallback_name = \"x\"\n"),
        Found{});
}

TEST(ReadRule, WarnsOfGroupLabelsThatNoMatcherRequires) {
    const auto with = [](const std::string& matcher, const std::string& keys) {
        return found_in_rules("[[rule]]\nname = \"r\"\npublish = \"record\"\nmatchers = ['" +
                              matcher + "']\n" + keys);
    };
    EXPECT_EQ(with("a = b", "group_by = [\"c\"]\n"), Found{"r0.toml:5:13-16 W404"});
    EXPECT_EQ(with("c = b", "group_by = [\"c\"]\n"), Found{});
    EXPECT_EQ(with("c != \"\"", "group_by = [\"c\"]\n"), Found{});
    EXPECT_EQ(with("c =~ \".+\"", "group_by = [\"c\"]\n"), Found{});
    EXPECT_EQ(with("c =~ \".*\"", "group_by = [\"c\"]\n"), Found{"r0.toml:5:13-16 W404"});
    EXPECT_EQ(with("a = b", "group_by = [\"c\"]\nrequires = [\"c\"]\n"), Found{});
    EXPECT_EQ(with("a = b", "group_by = [\"alertname\"]\n"), Found{});
    EXPECT_EQ(found_in({.main = smallest_main + "[defaults]\ngroup_by = [\"c\"]\n",
                        .rules = {smallest_rule}}),
              Found{"r0.toml:1:1-9 W404"});
}

TEST(ReadRule, WarnsOfAForThatCustomersWillNotWaitFor) {
    EXPECT_EQ(found_in_rules(smallest_rule + "for = \"31m\"\n"), Found{"r0.toml:6:7-12 W408"});
    EXPECT_EQ(found_in_rules(smallest_rule + "for = \"30m\"\n"), Found{});
}

}  // namespace
}  // namespace tocsin::testing
