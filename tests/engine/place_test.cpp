#include "engine/place.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

Placements placed(std::vector<RulePtr> rules, const AlertRecord& alert) {
    return place(RuleBook(std::move(rules), a_scale()), alert, "alertmanager");
}

TEST(Place, GivesAlertsOfSeveralGroupsAndSourcesOneKey) {
    const std::vector<RulePtr> rules{a_rule()};
    AlertRecord other = an_alert().firing("Down").label("instance", "b").record();
    other.source = SourceName("grafana");
    const Placements first = placed(rules, an_alert().label("instance", "a").record());
    const Placements second = placed(rules, other);
    ASSERT_EQ(first.placed.size(), 1U);
    ASSERT_EQ(second.placed.size(), 1U);
    EXPECT_EQ(first.placed[0].key, second.placed[0].key);
    EXPECT_EQ(first.placed[0].group_labels, Labels({{"service", "checkout"}}));
}

TEST(Place, GivesOtherGroupsOtherKeys) {
    const std::vector<RulePtr> rules{a_rule()};
    EXPECT_NE(placed(rules, an_alert().record()).placed[0].key,
              placed(rules, an_alert().service("search").record()).placed[0].key);
}

TEST(Place, MakesTheKeyOfPageKeyAndGroupOnly) {
    const Labels group({{"service", "checkout"}});
    const IncidentKey key = key_of(a_rule(), group);
    EXPECT_EQ(key.value.size(), 32U);
    const Rule renamed = a_rule().with([](Rule& rule) { rule.name = RuleName("renamed"); });
    EXPECT_EQ(key_of(renamed, group), key);
    const Rule shared = a_rule("another").with([](Rule& rule) { rule.key = "services"; });
    EXPECT_EQ(key_of(shared, group), key);
    const Rule other_key = a_rule().with([](Rule& rule) { rule.key = "other"; });
    EXPECT_NE(key_of(other_key, group), key);
    const Rule other_page = a_rule().with([](Rule& rule) { rule.page.id = PageId("other"); });
    EXPECT_NE(key_of(other_page, group), key);
    EXPECT_NE(key_of(a_rule(), Labels({{"team", "checkout"}})), key);
}

TEST(Place, MakesNoTwoGroupsOneKeyByJoiningTheirTexts) {
    EXPECT_NE(key_of(a_rule(), Labels({{"a", "b1:c"}})), key_of(a_rule(), Labels({{"a", "b"}})));
    EXPECT_NE(key_of(a_rule(), Labels({{"a", "bc"}, {"d", "e"}})),
              key_of(a_rule(), Labels({{"a", "b"}, {"d", "ce"}})));
}

TEST(Place, JoinsNothingWithoutALabelOfGroupBy) {
    const std::vector<RulePtr> rules{a_rule()};
    for (const AlertBuilder& alert :
         {AlertBuilder().firing("Slow"), AlertBuilder().firing("Slow").service("")}) {
        const Placements placements = placed(rules, alert.record());
        EXPECT_TRUE(placements.placed.empty());
        EXPECT_EQ(placements.unroutable, std::vector{Reason::group_label_missing});
    }
}

TEST(Place, LetsTheRuleThatTookItInVainHideLaterOnes) {
    const RulePtr later = a_rule("later").with([](Rule& rule) { rule.group_by = {"alertname"}; });
    const AlertRecord alert = AlertBuilder().firing("Slow").record();
    EXPECT_TRUE(placed({a_rule(), later}, alert).placed.empty());
    const RulePtr goes_on = a_rule().with([](Rule& rule) { rule.continue_ = true; });
    const Placements placements = placed({goes_on, later}, alert);
    ASSERT_EQ(placements.placed.size(), 1U);
    EXPECT_EQ(placements.placed[0].rule->name, RuleName("later"));
    EXPECT_EQ(placements.unroutable, std::vector{Reason::group_label_missing});
}

TEST(Place, RefusesAnAlertWithoutWhatTheRuleRequires) {
    const std::vector<RulePtr> rules{a_rule().with([](Rule& rule) {
        rule.requirements = {{true, "summary"}, {false, "team"}};
    })};
    const AlertBuilder alert = an_alert().label("team", "shop");
    EXPECT_EQ(placed(rules, alert.record()).unroutable, std::vector{Reason::requirement_missing});
    EXPECT_EQ(placed(rules, AlertBuilder(alert).annotation("summary", "").record()).unroutable,
              std::vector{Reason::requirement_missing});
    EXPECT_EQ(placed(rules, AlertBuilder(alert).annotation("summary", "x").record()).placed.size(),
              1U);
}

TEST(Place, RefusesAnAlertWhoseComponentIsUnmappedIfTheRuleSaysSo) {
    const std::vector<RulePtr> rules{
        a_rule().with([](Rule& rule) { rule.components[0].on_unmapped = OnUnmapped::error; })};
    EXPECT_EQ(placed(rules, an_alert().component("nowhere").record()).unroutable,
              std::vector{Reason::component_unmapped});
    EXPECT_EQ(placed(rules, an_alert().component("api").record()).placed.size(), 1U);
}

TEST(Place, SaysWhenNoRuleTakesIt) {
    EXPECT_EQ(placed({}, an_alert().record()).unroutable, std::vector{Reason::no_rule});
}

}  // namespace
}  // namespace tocsin
