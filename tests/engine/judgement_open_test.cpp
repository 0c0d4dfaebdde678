// Coming before the public, and what is said while the problem goes on.
#include <gtest/gtest.h>

#include "tests/engine/life.hpp"

namespace tocsin {
namespace {

constexpr Duration pause = 15min;

TEST(JudgementOpen, SaysTheOpeningOnceAndNotifies) {
    Life life(a_rule());
    life.fire("A", "critical", "api");
    const PageState& desired = life.desired();
    EXPECT_EQ(desired.name, "checkout has trouble");
    EXPECT_EQ(desired.body, "We are looking at checkout.");
    EXPECT_EQ(desired.status, IncidentStatus::investigating);
    EXPECT_EQ(desired.impact, Impact::critical);
    EXPECT_EQ(desired.text, 1U);
    EXPECT_EQ(desired.notice, 1U);
    EXPECT_EQ(desired.tweet, 0U);
    EXPECT_EQ(life.claim("api"), ComponentStatus::major_outage);
    EXPECT_EQ(desired.concerned, std::set{component("api")});
}

TEST(JudgementOpen, LeavesTheImpactToThePageIfItIsComputed) {
    Life life(a_rule().with([](Rule& rule) { rule.impact.reset(); }));
    life.fire("A", "critical");
    EXPECT_EQ(life.desired().impact, std::nullopt);
}

TEST(JudgementOpen, TweetsOnlyWhereTheRuleSaysSo) {
    Life life(a_rule().with([](Rule& rule) {
        rule.open.twitter = true;
        rule.open.notify = false;
    }));
    life.fire("A");
    EXPECT_EQ(life.desired().tweet, 1U);
    EXPECT_EQ(life.desired().notice, 0U);
}

TEST(JudgementOpen, PublishesNothingThatIsToBeRecorded) {
    Life life(a_rule().publishes(Publish::record));
    life.fire("A");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.desired().text, 0U);
    EXPECT_TRUE(life.desired().claims.empty());
    life.pass(1s).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    life.pass(30min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementOpen, PublishesARecordedIncidentWhenItGetsBadEnough) {
    Life life(a_rule().with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
        rule.publish.fallback = Publish::record;
    }));
    life.fire("A", "warning").pass(10min);
    ASSERT_EQ(life.now().standing, Standing::recorded);
    life.fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.desired().impact, Impact::critical);
}

// ---- limit ------------------------------------------------------------------------------------

Life no_token_left(const RuleBuilder& rule) {
    Life life(rule);
    life.tokens = TokenBucket{RuleName("services"), 0.0, at(0s)};
    return life;
}

TEST(JudgementLimit, TakesATokenForEachIncident) {
    Life life(a_rule().limits(2, 60min, Overflow::queue));
    life.fire("A");
    ASSERT_TRUE(life.tokens.has_value());
    EXPECT_DOUBLE_EQ(life.tokens->tokens, 1.0);
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementLimit, TakesNoTokenForWhatIsRecordedOrOfAnotherKind) {
    Life recorded(a_rule().publishes(Publish::record).limits(2, 60min, Overflow::queue));
    recorded.fire("A");
    EXPECT_FALSE(recorded.tokens.has_value());
    Life told_later(a_rule().tells_afterwards(0s).limits(2, 60min, Overflow::queue));
    told_later.fire("A");
    EXPECT_FALSE(told_later.tokens.has_value());
}

TEST(JudgementLimit, QueuesUntilATokenComes) {
    Life life = no_token_left(a_rule().limits(2, 60min, Overflow::queue));
    life.fire("A", "warning", "api");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::limit});
    EXPECT_TRUE(life.desired().claims.empty());
    EXPECT_EQ(life.reasons.back(), Reason::limit_queued);
    life.pass(30min - 1s);
    EXPECT_EQ(life.now().standing, Standing::held);
    life.pass(1s);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.reasons.back(), Reason::limit_freed);
    EXPECT_TRUE(life.now().held_by.empty());
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
}

TEST(JudgementLimit, RecordsOnlyWhatIsOverBeforeATokenCame) {
    Life life = no_token_left(a_rule().limits(1, 60min, Overflow::queue));
    life.fire("A").pass(50min).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons.back(), Reason::over_before_sent);
}

TEST(JudgementLimit, LeavesNoQueuedIncidentBehindIfItsTokenComesWhileNothingFires) {
    Life life = no_token_left(a_rule().limits(1, 60min, Overflow::queue));
    life.fire("A").pass(59min).resolve("A").pass(24h);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_TRUE(life.texts.empty());
}

TEST(JudgementLimit, OpensNoQueuedIncidentForADoubtfulAlert) {
    Life life = no_token_left(a_rule().keeps_firing(30min).limits(1, 60min, Overflow::queue));
    life.fire("A").pass(50min).resolve("A").pass(5min).late_copy("A").pass(6min);
    EXPECT_EQ(life.now().standing, Standing::held);
    life.pass(4min);  // The doubt has lasted: it fires.
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementLimit, MergesIntoTheNewestOpenIncidentOfTheRule) {
    Life life = no_token_left(a_rule().limits(1, 60min, Overflow::merge));
    life.host("host").fire("A");
    EXPECT_EQ(life.merged_into, IncidentId("host"));
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_EQ(life.reasons.back(), Reason::merged);
}

TEST(JudgementLimit, QueuesWhereThereIsNoOpenHostToMergeInto) {
    Life life = no_token_left(a_rule().limits(1, 60min, Overflow::merge));
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    life.pass(60min);
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementLimit, DropsForGood) {
    Life life = no_token_left(a_rule().limits(1, 60min, Overflow::drop));
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons.back(), Reason::limit_dropped);
    // Also when there are tokens again and it changes.
    life.pass(2h).fire("B", "critical").pass(1min).resolve("B").pass(1h);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_TRUE(life.texts.empty());
}

// ---- severity ---------------------------------------------------------------------------------

TEST(JudgementSeverity, GoesUpAtOnceWithImpactAndComponents) {
    Life life(a_rule());
    life.fire("A", "warning", "api").tell().pass(1s).fire("B", "critical", "api");
    EXPECT_EQ(life.now().severity, critical());
    EXPECT_EQ(life.desired().impact, Impact::critical);
    EXPECT_EQ(life.claim("api"), ComponentStatus::major_outage);
    EXPECT_EQ(life.desired().text, 1U);  // Without [rule.update] nothing is said of it.
}

TEST(JudgementSeverity, GoesDownOnlyAfterKeepFiringFor) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A", "critical").fire("B", "info").tell().pass(10s).resolve("A").pass(119s);
    EXPECT_EQ(life.now().severity, critical());
    EXPECT_EQ(life.desired().impact, Impact::critical);
    life.pass(1s);
    EXPECT_EQ(life.now().severity, info());
    EXPECT_EQ(life.desired().impact, Impact::minor);
    EXPECT_EQ(life.now().worst, critical());
}

TEST(JudgementSeverity, DoesNotGoDownIfTheWorseIsBackInTime) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A", "critical").fire("B", "info").tell().pass(10s).resolve("A").pass(60s);
    life.fire("A", "critical").pass(1h);
    EXPECT_EQ(life.now().severity, critical());
}

TEST(JudgementSeverity, OfTheEndIsTheWorstThatItWas) {
    Life life(a_rule().keeps_firing(2min).with(
        [](Rule& rule) { rule.resolved.body = a_text("It was {{ .Severity }}."); }));
    life.fire("A", "critical").fire("B", "info").tell().pass(1s).resolve("A").pass(1h);
    ASSERT_EQ(life.now().severity, info());
    life.resolve("B").pass(2min);
    EXPECT_EQ(life.desired().impact, Impact::critical);
    EXPECT_EQ(life.desired().body, "It was critical.");
}

// ---- claims -----------------------------------------------------------------------------------

TEST(JudgementClaims, AreEachTheWorstOfTheComponentsOwnAlerts) {
    Life life(a_rule());
    life.fire("A", "info", "api").fire("B", "critical", "web").fire("C", "warning", "api");
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
    EXPECT_EQ(life.claim("web"), ComponentStatus::major_outage);
}

TEST(JudgementClaims, FallKeepFiringForAfterTheComponentsLastAlert) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A", "warning", "api").fire("B", "warning", "web").tell().pass(10s).resolve("A");
    EXPECT_EQ(life.now().dues.claims, at(130s));
    life.pass(119s);
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
    life.pass(1s);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
    EXPECT_EQ(life.claim("web"), ComponentStatus::partial_outage);
    EXPECT_TRUE(life.desired().concerned.contains(component("api")));
}

TEST(JudgementClaims, DoNotRiseAgainForALateCopy) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A", "warning", "api").fire("B", "warning", "web").tell().pass(10s).resolve("A");
    life.pass(5min).late_copy("A").pass(1s);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
    life.resolve("A").pass(1s);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
}

TEST(JudgementClaims, DoNotFallWhileTheirAlertIsDoubtful) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A", "warning", "api").fire("B", "warning", "web").tell().pass(10s).resolve("A");
    life.pass(1min).late_copy("A").pass(9min);
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
    life.resolve("A");
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
}

TEST(JudgementClaims, NeitherFallNorRiseBecauseOfSilenceThatProvesNothing) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A", "warning", "api").fire("B", "warning", "web").fire("C", "warning", "db").tell();
    life.pass(1s).resolve("A").pass(1h).resolve("B").pass(1min);
    ASSERT_EQ(life.claim("api"), ComponentStatus::operational);
    ASSERT_EQ(life.claim("web"), ComponentStatus::partial_outage);
    // As after a restart.
    life.quiet_until(life.time() + 5min).judge().pass(4min);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
    EXPECT_EQ(life.claim("web"), ComponentStatus::partial_outage);
    life.pass(1min);
    EXPECT_EQ(life.claim("web"), ComponentStatus::operational);
}

TEST(JudgementClaims, OfASeverityThatIsOperationalOnlyNameTheComponent) {
    Life life(a_rule().with(
        [](Rule& rule) { rule.component_status.values[info()] = ComponentStatus::operational; }));
    life.fire("A", "info", "api");
    EXPECT_TRUE(life.desired().claims.empty());
    EXPECT_EQ(life.desired().concerned, std::set{component("api")});
}

// ---- updates ----------------------------------------------------------------------------------

TEST(JudgementUpdate, SpeaksOnlyForTheReasonsThatTheRuleNames) {
    Life life(a_rule().updates({Reason::severity_up}, 0s));
    life.fire("A", "warning", "api").tell().pass(1s);
    life.fire("B", "warning", "web").pass(1h);  // Components and alerts changed.
    EXPECT_EQ(life.desired().text, 1U);
    life.fire("C", "critical", "api");
    EXPECT_EQ(life.desired().text, 2U);
    EXPECT_EQ(life.desired().body, "It is critical now.");
    EXPECT_EQ(life.reasons.back(), Reason::text_due);
}

TEST(JudgementUpdate, SpeaksOfEachReasonThatItNames) {
    Life components(a_rule().updates({Reason::components_changed}, 0s, "{{ .Components }}"));
    components.fire("A", "warning", "api").tell().pass(1s).fire("B", "warning", "web");
    EXPECT_EQ(components.desired().text, 2U);
    Life alerts(a_rule().updates({Reason::alerts_changed}, 0s, "{{ len .Alerts.Firing }} fire."));
    alerts.fire("A").tell().pass(1s).fire("B");
    EXPECT_EQ(alerts.desired().body, "2 fire.");
    alerts.pass(1s).resolve("A");
    EXPECT_EQ(alerts.desired().body, "1 fire.");
    Life down(a_rule().keeps_firing(1min).updates({Reason::severity_down}, 0s));
    down.fire("A", "critical").fire("B", "info").tell().pass(1s).resolve("A").pass(1min);
    EXPECT_EQ(down.desired().body, "It is info now.");
}

TEST(JudgementUpdate, NotifiesOnlyWhereTheRuleSaysSo) {
    for (const bool notify : {false, true}) {
        RuleBuilder rule = a_rule().updates({Reason::severity_up}, 0s);
        rule.with([&](Rule& made) { made.update->notify = notify; });
        Life life(rule);
        life.fire("A", "warning").tell().pass(1s).fire("B", "critical");
        EXPECT_EQ(life.desired().notice, notify ? 2U : 1U);
    }
}

TEST(JudgementUpdate, LeavesTheStatusUnlessItSaysOne) {
    RuleBuilder rule = a_rule().updates({Reason::severity_up}, 0s);
    Life same(rule);
    same.fire("A", "warning").tell().pass(1s).fire("B", "critical");
    EXPECT_EQ(same.desired().status, IncidentStatus::investigating);
    rule.with([](Rule& made) { made.update->status = IncidentStatus::identified; });
    Life moved(rule);
    moved.fire("A", "warning").tell().pass(1s).fire("B", "critical");
    EXPECT_EQ(moved.desired().status, IncidentStatus::identified);
}

TEST(JudgementUpdate, SpeaksAtMostOnceInEachPauseAndThenOfTheLastChange) {
    Life life(a_rule().updates({Reason::severity_up, Reason::alerts_changed}, pause,
                               "{{ .Severity }}, {{ len .Alerts.Firing }} fire."));
    life.fire("A", "info").tell().pass(1min).fire("B", "warning").pass(1min).fire("C", "critical");
    EXPECT_EQ(life.texts.size(), 1U);
    // State does not wait.
    EXPECT_EQ(life.desired().impact, Impact::critical);
    EXPECT_EQ(life.now().dues.text, at(pause));
    life.pass(13min - 1s);
    EXPECT_EQ(life.texts.size(), 1U);
    life.pass(1s);
    EXPECT_EQ(life.texts.back(), "critical, 3 fire.");
    EXPECT_EQ(life.texts.size(), 2U);
    // The pause counts from the text before, whatever it was.
    life.pass(1min).fire("D", "critical").pass(13min);
    EXPECT_EQ(life.texts.size(), 2U);
    life.pass(1min);
    EXPECT_EQ(life.texts.size(), 3U);
}

TEST(JudgementUpdate, SendsNothingForAnEqualTextAndCountsNoPauseForIt) {
    Life life(a_rule().updates({Reason::alerts_changed, Reason::severity_up}, pause,
                               "It is {{ .Severity }} now."));
    life.fire("A", "warning").tell().pass(1h).fire("B", "critical");
    ASSERT_EQ(life.desired().text, 2U);
    const WallTime said_at = *life.now().text_at;
    life.pass(1h).fire("C", "critical");
    EXPECT_EQ(life.desired().text, 2U);
    EXPECT_EQ(life.desired().notice, 1U);
    EXPECT_EQ(life.now().text_at, said_at);
}

TEST(JudgementUpdate, SaysNothingWhileNothingFires) {
    Life life(a_rule().keeps_firing(1h).updates({Reason::alerts_changed}, pause,
                                                "{{ len .Alerts.Firing }} fire."));
    life.fire("A").tell().pass(1min).fire("B").pass(1min).resolve("A").resolve("B").pass(30min);
    EXPECT_EQ(life.texts.size(), 1U);
    EXPECT_EQ(life.now().dues.text, std::nullopt);
}

TEST(JudgementUpdate, ForgetsOldReasonsWhereTheRuleSaysNoUpdates) {
    Life life(a_rule());
    life.fire("A", "warning").tell().pass(1s).fire("B", "critical");
    EXPECT_TRUE(life.now().text_reasons.empty());
}

// ---- reload -----------------------------------------------------------------------------------

TEST(JudgementReload, UsesTheTextsOfTheNewRuleInTheNextUpdate) {
    Life life(a_rule().updates({Reason::severity_up}, 0s));
    life.fire("A", "warning").tell().pass(1s);
    life.change_rule(a_rule()
                         .updates({Reason::severity_up}, 0s, "New words: {{ .Severity }}.")
                         .with([](Rule& rule) { rule.version = RuleVersion("v2"); }));
    life.judge();
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.now().rule_version, RuleVersion("v1-services"));
    life.fire("B", "critical");
    EXPECT_EQ(life.desired().body, "New words: critical.");
    EXPECT_EQ(life.now().rule_version, RuleVersion("v2"));
}

// ---- maintenance ------------------------------------------------------------------------------

Alert planned(const std::string& from, const std::string& to) {
    return an_alert()
        .firing("Planned")
        .component("api")
        .since(at(0s))
        .annotation("starts_at", from)
        .annotation("ends_at", to);
}

TEST(JudgementMaintenance, IsScheduledAtTheTimesThatTheRuleRenders) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned("2026-10-05T01:00:00Z", "2026-10-05T03:00:00Z"));
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().status, IncidentStatus::scheduled);
    ASSERT_TRUE(life.desired().maintenance.has_value());
    EXPECT_EQ(life.desired().maintenance->starts_at, *parse_rfc3339("2026-10-05T01:00:00Z"));
    EXPECT_TRUE(life.desired().maintenance->auto_start);
    // It names its components and sets none: that would apply at once.
    EXPECT_EQ(life.desired().concerned, std::set{component("api")});
    EXPECT_TRUE(life.desired().claims.empty());
}

TEST(JudgementMaintenance, WaitsWhileItsTimesCannotBeRead) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned("soon", "later"));
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::schedule});
    life.receive(planned("2026-10-05T01:00:00Z", "2026-10-05T03:00:00Z"));
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementMaintenance, IsPublishedWhenItIsBackAfterItWasOverUnpublished) {
    Life life(a_rule().plans_maintenance());
    Alert planned_badly = planned("soon", "later");
    life.receive(planned_badly).pass(1min);
    planned_badly.state = AlertState::resolved;
    planned_badly.ends_at = life.time();
    life.receive(planned_badly).pass(2min);
    ASSERT_EQ(life.now().standing, Standing::recorded);
    Alert again = planned("2026-10-05T01:00:00Z", "2026-10-05T03:00:00Z");
    again.starts_at = life.time();
    life.receive(again);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().maintenance->starts_at, *parse_rfc3339("2026-10-05T01:00:00Z"));
}

TEST(JudgementMaintenance, WaitsIfItLeavesLessNoticeThanTheRuleAsksFor) {
    const auto rule =
        a_rule().plans_maintenance().with([](Rule& made) { made.schedule->min_notice = 1h; });
    Life late(rule);
    late.receive(planned("2026-10-03T12:59:00Z", "2026-10-03T14:00:00Z"));
    EXPECT_EQ(late.now().standing, Standing::held);
    Life early(rule);
    early.receive(planned("2026-10-03T13:00:00Z", "2026-10-03T14:00:00Z"));
    EXPECT_EQ(early.now().standing, Standing::public_);
}

TEST(JudgementMaintenance, SendsNewTimesWithoutAText) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned("2026-10-05T01:00:00Z", "2026-10-05T03:00:00Z")).tell();
    life.receive(planned("2026-10-06T01:00:00Z", "2026-10-06T03:00:00Z"));
    EXPECT_EQ(life.desired().maintenance->starts_at, *parse_rfc3339("2026-10-06T01:00:00Z"));
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.reasons, std::vector{Reason::schedule_changed});
    // New times that cannot be read change nothing.
    life.receive(planned("soon", "later"));
    EXPECT_EQ(life.desired().maintenance->starts_at, *parse_rfc3339("2026-10-06T01:00:00Z"));
}

// Held once, it was over before anybody heard of it; now its times can be read.
TEST(JudgementMaintenance, IsAnnouncedIfItsAlertIsBackWithTimesThatCanBeRead) {
    Life life(a_rule().plans_maintenance().reopens_within(10min));
    life.receive(planned("soon", "later"));
    Alert over = planned("soon", "later");
    over.state = AlertState::resolved;
    over.ends_at = at(1s);
    life.receive(over).pass(2min);
    ASSERT_EQ(life.now().standing, Standing::recorded);
    Alert back = planned("2026-10-05T01:00:00Z", "2026-10-05T03:00:00Z");
    back.starts_at = life.time();
    life.receive(back);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().text, 1U);
}

// What is planned when the announced times are over is another maintenance.
TEST(JudgementMaintenance, BeginsAnewIfNewTimesComeAfterThePageHasCompletedIt) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned("2026-10-03T13:00:00Z", "2026-10-03T14:00:00Z")).tell().pass(119min);
    life.receive(planned("2026-10-03T13:00:00Z", "2026-10-03T15:00:00Z")).tell();
    EXPECT_EQ(life.next_generations, 0);
    life.pass(62min);
    life.receive(planned("2026-10-05T01:00:00Z", "2026-10-05T03:00:00Z"));
    EXPECT_EQ(life.next_generations, 1);
    EXPECT_EQ(life.reasons.front(), Reason::schedule_changed);
    EXPECT_EQ(life.desired(), *life.delivery->acknowledged);
    EXPECT_EQ(life.now().gone_at, life.time());  // What fires is the new one's.
}

TEST(JudgementMaintenance, FollowsNewTimesWhereThePageDoesNotCompleteIt) {
    Life life(a_rule().plans_maintenance().with(
        [](Rule& rule) { rule.schedule->auto_complete = false; }));
    life.receive(planned("2026-10-03T13:00:00Z", "2026-10-03T14:00:00Z")).tell().pass(3h);
    life.receive(planned("2026-10-05T01:00:00Z", "2026-10-05T03:00:00Z"));
    EXPECT_EQ(life.next_generations, 0);
    EXPECT_EQ(life.desired().maintenance->starts_at, *parse_rfc3339("2026-10-05T01:00:00Z"));
}

}  // namespace
}  // namespace tocsin
