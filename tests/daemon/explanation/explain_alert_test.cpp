#include "daemon/explanation/explain_alert.hpp"

#include "tests/daemon/explanation/explained.hpp"

namespace tocsin::testing {
namespace {

const Labels cart_critical{{"alertname", "Down"}, {"service", "cart"}, {"severity", "critical"}};

const RuleLook& look_of(const AlertExplanation& explained, const std::string& rule) {
    for (const RuleLook& look : explained.rules) {
        if (look.rule->name.value == rule) return look;
    }
    ADD_FAILURE() << "no rule " << rule;
    return explained.rules.front();
}

TEST(ExplainAlert, ShowsEveryRuleInOrderWithEveryMatcherAndItsValue) {
    const Config config = shop_config();
    const auto explained = explain_alert(config.rules, record_of(cart_critical), "alertmanager");
    ASSERT_EQ(explained.rules.size(), config.rules.rules().size());
    for (std::size_t i = 0; i < explained.rules.size(); ++i) {
        EXPECT_EQ(explained.rules[i].rule, config.rules.rules()[i]);
        EXPECT_EQ(explained.rules[i].matchers.size(), config.rules.rules()[i]->matchers.size());
    }
    EXPECT_EQ(look_of(explained, "services").matchers,
              (std::vector<MatcherLook>{{"alertname=~\"Down|Slow\"", "Down", true},
                                        {"service=~\"cart|search\"", "cart", true}}));
    EXPECT_EQ(look_of(explained, "edge").matchers,
              (std::vector<MatcherLook>{{"alertname=\"Edge\"", "Down", false}}));
    EXPECT_EQ(explained.severity, Severity("critical"));
}

TEST(ExplainAlert, TellsWhatIsTakenFromWhatWouldMatch) {
    const Config config = shop_config();
    const auto explained = explain_alert(config.rules, record_of(cart_critical), "alertmanager");
    const auto taken_of = [&](const std::string& rule) {
        const RuleLook& look = look_of(explained, rule);
        return std::pair(look.matched, look.taken);
    };
    EXPECT_EQ(taken_of("audit"), std::pair(true, true));  // It says `continue`.
    EXPECT_EQ(taken_of("services"), std::pair(true, true));
    EXPECT_EQ(taken_of("edge"), std::pair(false, false));
    EXPECT_EQ(taken_of("rest"), std::pair(true, false));  // The catch-all.
}

TEST(ExplainAlert, AgreesWithTheRuleBookAndWithPlace) {
    const Config config = shop_config();
    for (const char* alertname : {"Down", "Edge", "Short", "Other"}) {
        for (const char* service : {"cart", "search", "mail", ""}) {
            for (const char* severity : {"critical", "info"}) {
                const AlertRecord alert = record_of(
                    {{"alertname", alertname}, {"service", service}, {"severity", severity}});
                const auto explained = explain_alert(config.rules, alert, "alertmanager");
                std::vector<RulePtr> taken;
                std::vector<IncidentKey> keys, placed;
                for (const RuleLook& look : explained.rules) {
                    if (look.taken) taken.push_back(look.rule);
                    if (look.placement) keys.push_back(look.placement->key);
                    EXPECT_EQ(look.taken, look.placement || look.unroutable);
                }
                EXPECT_EQ(taken, config.rules.match(alert.source, "alertmanager", alert.labels,
                                                    alert.annotations));
                for (const auto& one : place(config.rules, alert, "alertmanager").placed) {
                    placed.push_back(one.key);
                }
                EXPECT_EQ(keys, placed) << alertname << service << severity;
            }
        }
    }
}

TEST(ExplainAlert, SaysWhatAnUnroutableAlertLacks) {
    const Config config = config_of({.rules = {R"([[rule]]
name = "grouped"
matchers = ['alertname = "A"']
continue = true
group_by = ["alertname", "region", "zone"]
incident_name = "x"
fallback_name = "x"
[[rule]]
name = "needing"
matchers = ['alertname = "A"']
continue = true
requires = ["alertname", "team", "annotations.summary"]
incident_name = "x"
fallback_name = "x"
[[rule]]
name = "mapping"
matchers = ['alertname = "A"']
incident_name = "x"
fallback_name = "x"
[[rule.component]]
from_label = "part"
on_unmapped = "error"
)"}});
    const auto explained = explain_alert(
        config.rules, record_of({{"alertname", "A"}, {"zone", "z"}, {"part", "none"}}), "generic");
    const auto unroutable_of = [&](const std::string& rule) {
        const RuleLook& look = look_of(explained, rule);
        EXPECT_TRUE(look.taken && look.unroutable && !look.placement) << rule;
        return look.unroutable.value_or(Unroutable{});
    };
    EXPECT_EQ(unroutable_of("grouped").reason, Reason::group_label_missing);
    EXPECT_EQ(unroutable_of("grouped").missing, std::vector<std::string>{"region"});
    EXPECT_EQ(unroutable_of("needing").reason, Reason::requirement_missing);
    EXPECT_EQ(unroutable_of("needing").missing,
              (std::vector<std::string>{"team", "annotations.summary"}));
    EXPECT_EQ(unroutable_of("mapping").reason, Reason::component_unmapped);
    EXPECT_EQ(unroutable_of("mapping").missing, std::vector<std::string>{"part"});
}

TEST(ExplainAlert, SeesTheExtraNamesAndAnnotations) {
    const Config config = config_of({.rules = {R"([[rule]]
name = "r"
matchers = ['__source__ = am', '__kind__ = grafana', '__severity__ = critical',
            '__state_reason__ = Paused', 'annotations.note = n', 'gone = ""']
incident_name = "x"
fallback_name = "x"
)"}});
    const auto explained = explain_alert(
        config.rules,
        record_of({{"severity", "page"}}, {{"note", "m"}, {"grafana_state_reason", "Paused"}}),
        "grafana");
    std::vector<std::string> values;
    for (const MatcherLook& one : explained.rules[0].matchers) {
        values.push_back(one.value + (one.matched ? " yes" : " no"));
    }
    EXPECT_EQ(values, (std::vector<std::string>{"am yes", "grafana yes", "critical yes",
                                                "Paused yes", "m no", " yes"}));
}

}  // namespace
}  // namespace tocsin::testing
