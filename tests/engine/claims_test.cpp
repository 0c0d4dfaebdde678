#include "engine/claims.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

std::vector<ClaimedComponent> claimed(const Rule& rule, const AlertRecord& alert) {
    return components_of(rule, alert, "alertmanager");
}

TEST(Claims, NameTheComponentOfTheAlertsOwnLabel) {
    EXPECT_EQ(claimed(a_rule(), an_alert().component("api").record()),
              (std::vector<ClaimedComponent>{{0, component("api")}}));
    EXPECT_TRUE(claimed(a_rule(), an_alert().record()).empty());
    EXPECT_TRUE(claimed(a_rule(), an_alert().component("nowhere").record()).empty());
}

TEST(Claims, MapTheLabelsValueWhereThereIsAMap) {
    const Rule rule = a_rule().with([](Rule& made) {
        made.components[0].map = {{"shop-api", ComponentAlias("api")}};
    });
    EXPECT_EQ(claimed(rule, an_alert().component("shop-api").record()),
              (std::vector<ClaimedComponent>{{0, component("api")}}));
    // The map is all there is: the value is no alias beside it.
    EXPECT_TRUE(claimed(rule, an_alert().component("api").record()).empty());
}

TEST(Claims, NameAFixedComponentForEveryAlert) {
    const Rule rule = a_rule().with([](Rule& made) {
        ComponentClaim fixed;
        fixed.name = ComponentAlias("db");
        made.components.push_back(fixed);
    });
    EXPECT_EQ(claimed(rule, an_alert().component("api").record()),
              (std::vector<ClaimedComponent>{{0, component("api")}, {1, component("db")}}));
}

TEST(Claims, LookAtTheAlertForWhen) {
    const Rule rule = a_rule().with([](Rule& made) {
        made.components[0].when = {std::get<Matcher>(parse_matcher("__severity__=critical"))};
    });
    EXPECT_TRUE(claimed(rule, an_alert().component("api").severity("warning").record()).empty());
    EXPECT_EQ(claimed(rule, an_alert().component("api").severity("page").record()).size(), 1U);
}

TEST(Claims, TellAnUnmappedComponentOnlyWhereTheRuleMinds) {
    const AlertRecord alert = an_alert().component("nowhere").record();
    EXPECT_FALSE(names_unmapped_component(a_rule(), alert, ""));
    const Rule strict =
        a_rule().with([](Rule& made) { made.components[0].on_unmapped = OnUnmapped::error; });
    EXPECT_TRUE(names_unmapped_component(strict, alert, ""));
    const Rule elsewhere = a_rule().with([](Rule& made) {
        made.components[0].on_unmapped = OnUnmapped::error;
        made.components[0].when = {std::get<Matcher>(parse_matcher("team=other"))};
    });
    EXPECT_FALSE(names_unmapped_component(elsewhere, alert, ""));
}

TEST(Claims, SayTheComponentsStatusElseThePhasesElseTheRules) {
    PhaseText phase;
    Rule rule = a_rule();
    EXPECT_EQ(status_of(rule, 0, phase, critical()), ComponentStatus::major_outage);
    phase.component_status = BySeverity<ComponentStatus>{{}, ComponentStatus::partial_outage};
    EXPECT_EQ(status_of(rule, 0, phase, critical()), ComponentStatus::partial_outage);
    rule.components[0].status = BySeverity<ComponentStatus>{
        {{critical(), ComponentStatus::degraded_performance}}, std::nullopt};
    EXPECT_EQ(status_of(rule, 0, phase, critical()), ComponentStatus::degraded_performance);
    // A severity that it leaves alone it leaves alone.
    EXPECT_EQ(status_of(rule, 0, phase, info()), std::nullopt);
}

}  // namespace
}  // namespace tocsin
