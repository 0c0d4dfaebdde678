// Which incident an alert belongs to, when that may change, and when an alert is forgotten.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dispatch/judge_scene.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RuleBuilder of_team(const std::string& team) {
    return a_rule(team).with([&](Rule& rule) { rule.matchers = {a_matcher("team=" + team)}; });
}

// ---- Placing ----------------------------------------------------------------------------------

TEST(JudgePlaces, AnAlertWithTheFirstRuleThatMatches) {
    JudgeScene scene({of_team("web"), of_team("web").with([](Rule& rule) {
                          rule.name = RuleName("later");
                          rule.key = "later";
                      }),
                      a_rule("rest").with([](Rule& rule) { rule.catch_all = true; })});
    scene.fire(an_alert().label("team", "web"));
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").rule, RuleName("web"));
    EXPECT_THAT(scene.matched, ElementsAre("web"));
}

TEST(JudgePlaces, AnAlertWithTheNextRuleTooWhereTheFirstSaysContinue) {
    JudgeScene scene({of_team("web").with([](Rule& rule) { rule.continue_ = true; }), a_rule("all"),
                      a_rule("never")});
    scene.fire(an_alert().label("team", "web"));
    EXPECT_EQ(scene.count(), 2U);
    EXPECT_THAT(scene.matched, ElementsAre("web", "all"));
    EXPECT_EQ(scene.board->holders(scene.record(an_alert().label("team", "web")).id).size(), 2U);
}

TEST(JudgePlaces, AnAlertThatTwoRulesPutIntoOneIncidentByTheMoreOpenOfThem) {
    const auto sharing = [](const char* name, Publish publish) {
        return a_rule(name).publishes(publish).with([](Rule& rule) {
            rule.key = "shared";
            rule.continue_ = true;
        });
    };
    JudgeScene scene({sharing("quiet", Publish::record), sharing("loud", Publish::auto_),
                      sharing("late", Publish::record)});
    scene.fire(an_alert());
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").standing, Standing::public_);
    EXPECT_EQ(scene.of("checkout").rule, RuleName("quiet"));  // Its texts are the first one's.
}

TEST(JudgePlaces, AMemberAnewByTheRuleThatTakesItsNewEpisode) {
    const auto sharing = [](const char* name, Publish publish) {
        return a_rule(name).publishes(publish).reopens_within(1h).with(
            [](Rule& rule) { rule.key = "shared"; });
    };
    JudgeScene scene({sharing("quiet", Publish::record)});
    scene.fire(an_alert());
    scene.pass(1min);
    scene.change_rules({sharing("loud", Publish::auto_)});
    scene.resolve(an_alert());
    scene.pass(1s);
    scene.fire(an_alert());
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").standing, Standing::public_);
}

TEST(JudgePlaces, WithCatchAllWhatNoOtherRuleTakes) {
    JudgeScene scene(
        {of_team("web"), a_rule("rest").with([](Rule& rule) { rule.catch_all = true; })});
    scene.fire(an_alert().label("team", "data"));
    EXPECT_EQ(scene.of("checkout").rule, RuleName("rest"));
}

TEST(JudgePlaces, AlertsOfOneKeyInOneIncident) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.receive({an_alert().firing("Errors"), an_alert().firing("Full").service("search")});
    EXPECT_EQ(scene.count(), 2U);
    EXPECT_THAT(scene.members(scene.of("checkout")), ElementsAre("Errors", "Slow"));
    EXPECT_THAT(scene.members(scene.of("search")), ElementsAre("Full"));
}

TEST(JudgePlaces, NowhereWhatNoRuleTakesAndSaysWhy) {
    JudgeScene scene({of_team("web")});
    scene.fire(an_alert());
    EXPECT_EQ(scene.count(), 0U);
    EXPECT_THAT(scene.unroutable, ElementsAre(Reason::no_rule));
    EXPECT_EQ(scene.record(an_alert()).unroutable, Reason::no_rule);
}

TEST(JudgePlaces, NowhereWhatLacksALabelOfItsGroup) {
    JudgeScene scene({of_team("web"), a_rule("rest")});
    const AlertBuilder nameless = AlertBuilder().firing("Slow").label("team", "web");
    scene.fire(nameless);
    EXPECT_EQ(scene.count(), 0U);
    EXPECT_EQ(scene.record(nameless).unroutable, Reason::group_label_missing);
    EXPECT_THAT(scene.unroutable, ElementsAre(Reason::group_label_missing));
}

// ---- Who stays, who moves -----------------------------------------------------------------------

TEST(JudgeMembers, StayWithAPublicIncidentWhateverRulesSayNow) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    const IncidentId id = scene.of("checkout").id;
    scene.change_rules({a_rule("other"), a_rule()});
    scene.pass(1min);
    scene.receive({an_alert().since(at(0s))});
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").id, id);
    EXPECT_EQ(scene.duplicates, 1U);
}

TEST(JudgeMembers, OfARecordedIncidentArePlacedAnewAfterOtherRulesCame) {
    JudgeScene scene({a_rule("quiet").publishes(Publish::record)});
    scene.fire(an_alert());
    scene.receive({an_alert().since(at(0s))});
    EXPECT_THAT(scene.matched, ElementsAre("quiet"));  // The same rules: not placed again.
    scene.change_rules({a_rule("loud"), a_rule("quiet").publishes(Publish::record)});
    EXPECT_EQ(scene.count(), 1U);  // Not by the reload alone.
    scene.receive({an_alert().since(at(0s))});
    ASSERT_EQ(scene.count(), 2U);
    const auto& holders = scene.board->holders(scene.record(an_alert()).id);
    ASSERT_EQ(holders.size(), 1U);
    EXPECT_EQ(holders[0].incident->rule, RuleName("loud"));
    EXPECT_EQ(holders[0].incident->standing, Standing::public_);
}

TEST(JudgeMembers, ThatWereUnroutableArePlacedAnewAfterOtherRulesCame) {
    JudgeScene scene({of_team("web")});
    scene.fire(an_alert());
    scene.change_rules({a_rule()});
    scene.receive({an_alert().since(at(0s))});
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_FALSE(scene.record(an_alert()).unroutable);
}

TEST(JudgeMembers, OfANewEpisodeLeaveWhereRulesDoNotPutThemAnyMore) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.fire(an_alert().firing("Errors"));
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.change_rules({of_team("none")});
    scene.pass(1min);
    scene.fire(an_alert());
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.record(an_alert()).unroutable, Reason::no_rule);
    EXPECT_THAT(scene.board->holders(scene.record(an_alert()).id), IsEmpty());
}

TEST(JudgeMembers, ThatRepeatThemselvesChangeNoIncident) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.board->take_changes();
    scene.pass(1min);
    scene.receive({an_alert().since(at(0s)).annotation("note", "new")});
    const Changes changes = scene.board->take_changes();
    EXPECT_THAT(changes.incidents, IsEmpty());
    EXPECT_EQ(changes.alerts.size(), 1U);
    EXPECT_EQ(changes.alerts[0].annotations.get("note"), "new");
    EXPECT_EQ(changes.alerts[0].received_at, at(1min));
    EXPECT_EQ(scene.duplicates, 1U);
}

// ---- Doubt and oblivion ---------------------------------------------------------------------

TEST(JudgeDoubts, ALateCopyAndOpensOnlyWhenNoResolvedCame) {
    JudgeScene scene({a_rule().keeps_firing(0s).reopens_within(1min)});
    scene.fire(an_alert());
    scene.pass(1min);
    scene.tell();
    scene.resolve(an_alert().since(at(0s)));
    scene.tell();
    scene.pass(2min);
    ASSERT_EQ(scene.count(), 0U);
    scene.receive({an_alert().since(at(0s))});
    scene.pass(9min);
    EXPECT_EQ(scene.count(), 0U);
    scene.pass(1min);
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").opened_at, at(13min));
}

TEST(JudgeDoubts, OfAMemberEndWithItsIncidentFiringAgain) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert().since(at(0s)));
    scene.pass(1min);
    scene.receive({an_alert().since(at(0s))});
    scene.pass(10min - 1s);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
    EXPECT_TRUE(scene.of("checkout").gone_at);
    scene.pass(1s);
    EXPECT_FALSE(scene.of("checkout").gone_at);
    EXPECT_EQ(scene.steps.back(), Reason::fires_again);
}

TEST(JudgeDoubts, NothingOnceTheResolvedWasRepeated) {
    JudgeScene scene({a_rule().keeps_firing(0s).reopens_within(1min)});
    scene.fire(an_alert());
    scene.pass(1min);
    scene.tell();
    scene.resolve(an_alert().since(at(0s)));
    scene.tell();
    scene.pass(2min);
    scene.receive({an_alert().since(at(0s))});
    scene.pass(1min);
    scene.resolve(an_alert().since(at(0s)));
    scene.pass(15min);
    EXPECT_EQ(scene.count(), 0U);
}

TEST(JudgeDoubts, AsLongAsSilenceProvesNothing) {
    JudgeScene scene({a_rule().keeps_firing(0s).reopens_within(1min)});
    scene.fire(an_alert());
    scene.resolve(an_alert().since(at(0s)));
    scene.tell();
    scene.pass(2min);
    scene.receive({an_alert().since(at(0s))});
    scene.pass(9min);
    // Its source was refused in between, and is heard again only now.
    scene.silences[the_source()] = scene.now + 5min;
    scene.pass(4min);
    EXPECT_EQ(scene.count(), 0U);
    scene.pass(1min);
    EXPECT_EQ(scene.count(), 1U);
}

TEST(JudgeForgets, AlertsThatAreOverAndThatNobodyHolds) {
    JudgeScene scene({of_team("web")});
    scene.fire(an_alert());
    scene.fire(an_alert().firing("Errors"));
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(20min - 1s);
    EXPECT_TRUE(scene.knows(an_alert()));
    scene.pass(1s);
    EXPECT_FALSE(scene.knows(an_alert()));
    EXPECT_TRUE(scene.knows(an_alert().firing("Errors")));  // That one fires.
    EXPECT_FALSE(scene.board->next_due());
}

TEST(JudgeForgets, AlertsAlsoWhereNoStaleWindowIsWanted) {
    JudgeScene scene({a_rule().reopens_within(1h)});
    scene.sources[the_source()].stale_window = 0s;
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(30min);
    EXPECT_TRUE(scene.knows(an_alert()));
    scene.tell();
    scene.pass(1h);
    EXPECT_FALSE(scene.knows(an_alert()));
}

TEST(JudgeForgets, NoAlertThatAnIncidentHolds) {
    JudgeScene scene({a_rule().keeps_firing(0s).reopens_within(1h)});
    scene.fire(an_alert());
    scene.tell();
    scene.resolve(an_alert());
    scene.tell();
    scene.pass(59min);
    EXPECT_TRUE(scene.knows(an_alert()));
    scene.pass(12min);  // Closed after an hour; looked at every stale_window.
    EXPECT_EQ(scene.count(), 0U);
    EXPECT_FALSE(scene.knows(an_alert()));
}

}  // namespace
}  // namespace tocsin
