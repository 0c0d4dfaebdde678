// What fits which kind of rule.
#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

const std::string maintenance = R"([[rule]]
name = "m"
kind = "maintenance"
matchers = ['alertname = "Planned"']
incident_name = "Work"
fallback_name = "Work"
requires = ["annotations.from", "annotations.to"]
schedule = { starts_at = "{{ .CommonAnnotations.from }}", ends_at = "{{ .CommonAnnotations.to }}" }
)";
const std::string backfill = R"([[rule]]
name = "b"
kind = "backfill"
matchers = ['alertname = "Down"']
incident_name = "Short"
fallback_name = "Short"
)";

TEST(RuleKind, ReadsAMaintenance) {
    const Rule rule = rule_of(maintenance);
    ASSERT_TRUE(rule.schedule.has_value());
    EXPECT_EQ(rule.schedule->starts_at.source(), "{{ .CommonAnnotations.from }}");
    EXPECT_FALSE(rule.schedule->remind_prior);
    EXPECT_TRUE(rule.schedule->auto_start);
    EXPECT_TRUE(rule.schedule->auto_complete);
    EXPECT_TRUE(rule.schedule->under_maintenance);
    EXPECT_EQ(rule.open.status, IncidentStatus::scheduled);
    EXPECT_EQ(rule.resolved.status, IncidentStatus::completed);
    EXPECT_TRUE(rule.component_status.values.empty());
}

TEST(RuleKind, ReadsABackfill) {
    const Rule rule = rule_of(backfill + "min_duration = \"3m\"\n[rule.resolved]\nbody = \"x\"\n");
    EXPECT_EQ(rule.min_duration, std::chrono::minutes(3));
    EXPECT_EQ(rule.resolved.status, IncidentStatus::resolved);
}

TEST(RuleKind, RefusesKeysThatDoNotFit) {
    struct Case {
        std::string text;
        Found found;
    };
    const Case cases[] = {
        {smallest_rule + "min_duration = \"1m\"\n", {"r0.toml:6:1-13 E313"}},
        {smallest_rule + "[rule.schedule]\nstarts_at = \"x\"\nends_at = \"y\"\n",
         {"r0.toml:6:1-16 E313"}},
        {maintenance + "min_duration = \"1m\"\n", {"r0.toml:9:1-13 E313"}},
        {maintenance + "limit = { incidents = 1, per = \"1h\" }\n", {"r0.toml:9:1-6 E313"}},
        {maintenance + "component_status = \"operational\"\n", {"r0.toml:9:1-17 E313"}},
        {maintenance + "[rule.monitoring]\nhold = \"1m\"\n", {"r0.toml:9:1-18 E313"}},
        {maintenance + "[rule.open]\ncomponent_status = \"operational\"\n",
         {"r0.toml:10:1-17 E313"}},
        {maintenance + "[[rule.component]]\nname = \"api\"\nstatus = \"operational\"\n",
         {"r0.toml:11:1-7 E313"}},
        {backfill + "[[rule.component]]\nname = \"api\"\n", {"r0.toml:7:1-19 E313"}},
        {backfill + "component = [{ name = \"api\" }]\n", {"r0.toml:7:14-30 E313"}},
        {backfill + "[rule.open]\nbody = \"x\"\n", {"r0.toml:7:1-12 E313"}},
        {backfill + "[rule.update]\nbody = \"x\"\n", {"r0.toml:7:1-14 E313"}},
        {backfill + "[rule.monitoring]\nbody = \"x\"\n", {"r0.toml:7:1-18 E313"}},
        {backfill + "limit = { incidents = 1, per = \"1h\" }\n", {"r0.toml:7:1-6 E313"}},
    };
    for (const Case& c : cases) EXPECT_EQ(found_in_rules(c.text), c.found) << c.text;
}

TEST(RuleKind, NeedsTheTimesOfAMaintenance) {
    const std::string bare = maintenance.substr(0, maintenance.find("schedule = "));
    EXPECT_EQ(found_in_rules(bare), Found{"r0.toml:1:1-9 E313"});
    EXPECT_EQ(found_in_rules(bare + "[rule.schedule]\nstarts_at = \"x\"\n"),
              Found{"r0.toml:8:1-16 E205"});
    EXPECT_EQ(found_in_rules(bare + "[rule.schedule]\n"),
              (Found{"r0.toml:8:1-16 E205", "r0.toml:8:1-16 E205"}));
}

TEST(RuleKind, RefusesStatusesOfAnotherKindOrPhase) {
    EXPECT_EQ(found_in_rules(smallest_rule + "[rule.open]\nstatus = \"scheduled\"\n"),
              Found{"r0.toml:7:10-21 E313"});
    EXPECT_EQ(first_in({.rules = {smallest_rule + "[rule.open]\nstatus = \"scheduled\"\n"}}).hint,
              "one of investigating, identified, monitoring");
    EXPECT_EQ(found_in_rules(smallest_rule + "[rule.open]\nstatus = \"resolved\"\n"),
              Found{"r0.toml:7:10-20 E313"});
    EXPECT_EQ(found_in_rules(smallest_rule + "[rule.resolved]\nstatus = \"monitoring\"\n"),
              Found{"r0.toml:7:10-22 E313"});
    EXPECT_EQ(found_in_rules(maintenance + "[rule.open]\nstatus = \"investigating\"\n"),
              Found{"r0.toml:10:10-25 E313"});
    EXPECT_EQ(found_in_rules(maintenance + "[rule.resolved]\nstatus = \"resolved\"\n"),
              Found{"r0.toml:10:10-20 E313"});
    EXPECT_EQ(found_in_rules(maintenance + "[rule.update]\nstatus = \"in_progress\"\n"), Found{});
}

// [defaults] speak to all rules; what does not fit one of them does not reach it.
TEST(RuleKind, IsNotReachedByDefaultsThatDoNotFit) {
    const std::string main = smallest_main + R"([defaults]
min_duration = "1m"
limit = { incidents = 1, per = "1h" }
component_status = "operational"
component = [{ name = "api", status = "operational" }]
open = { status = "identified", body = "x", component_status = "operational" }
monitoring = { hold = "1m" }
schedule = { starts_at = "x", ends_at = "y" }
)";
    const Config config =
        config_of({.main = main, .rules = {smallest_rule, maintenance, backfill}});
    const Rule& incident = *config.rules.find(RuleName("r"));
    const Rule& planned = *config.rules.find(RuleName("m"));
    const Rule& told = *config.rules.find(RuleName("b"));
    EXPECT_EQ(incident.min_duration, Duration(0));
    EXPECT_TRUE(incident.limit && incident.monitoring && !incident.schedule);
    EXPECT_EQ(incident.open.status, IncidentStatus::identified);
    EXPECT_TRUE(incident.components[0].status.has_value());
    EXPECT_TRUE(!planned.limit && !planned.monitoring && planned.schedule);
    EXPECT_EQ(planned.open.status, IncidentStatus::scheduled);
    EXPECT_EQ(planned.open.body->source(), "x");
    EXPECT_FALSE(planned.open.component_status.has_value());
    EXPECT_FALSE(planned.components.at(0).status.has_value());
    EXPECT_TRUE(!told.limit && !told.monitoring && !told.schedule && told.components.empty());
    EXPECT_EQ(told.min_duration, std::chrono::minutes(1));
    EXPECT_FALSE(told.open.body.has_value());
}

}  // namespace
}  // namespace tocsin::testing
