// How an incident ends, and what happens when it did not.
#include <gtest/gtest.h>

#include "tests/engine/life.hpp"

namespace tocsin {
namespace {

// ---- monitoring -------------------------------------------------------------------------------

TEST(JudgementMonitoring, ComesBetweenTheLastAlertAndTheEnd) {
    Life life(a_rule().keeps_firing(2min).monitors(10min));
    life.fire("A", "warning", "api").tell().pass(1s).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::monitoring);
    EXPECT_EQ(life.desired().status, IncidentStatus::monitoring);
    EXPECT_EQ(life.desired().body, "We are watching checkout.");
    EXPECT_EQ(life.desired().notice, 1U);
    EXPECT_TRUE(life.desired().claims.empty());
    life.tell().pass(10min - 1s);
    EXPECT_EQ(life.phase(), Phase::monitoring);
    life.pass(1s);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

TEST(JudgementMonitoring, IsLeftOutWithoutItsTable) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").tell().pass(1s).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
}

TEST(JudgementMonitoring, GoesBackToOpenWithOneUpdate) {
    Life life(a_rule().keeps_firing(2min).monitors(10min).updates({Reason::severity_up}, 15min,
                                                                  "It is back."));
    life.fire("A", "warning", "api").tell().pass(1s).resolve("A").pass(5min).tell();
    ASSERT_EQ(life.phase(), Phase::monitoring);
    life.fire("A", "warning", "api");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.desired().status, IncidentStatus::investigating);
    EXPECT_EQ(life.desired().body, "It is back.");
    EXPECT_EQ(life.desired().text, 3U);
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
    EXPECT_EQ(life.reasons.back(), Reason::fires_again);
    life.pass(1h);
    EXPECT_EQ(life.desired().text, 3U);
}

TEST(JudgementMonitoring, GivesItsComponentsTheStatusThatItSays) {
    Life life(a_rule().keeps_firing(1min).monitors(10min).with([](Rule& rule) {
        rule.monitoring->component_status =
            BySeverity<ComponentStatus>{{}, ComponentStatus::degraded_performance};
    }));
    life.fire("A", "critical", "api").tell().pass(1s).resolve("A").pass(1min);
    EXPECT_EQ(life.claim("api"), ComponentStatus::degraded_performance);
    life.pass(10min);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
}

// ---- the end ----------------------------------------------------------------------------------

TEST(JudgementResolve, SaysItAndNotifiesAndLetsAllClaimsFall) {
    Life life(a_rule());
    life.fire("A", "warning", "api").tell().pass(1s).resolve("A").pass(2min);
    EXPECT_EQ(life.desired().body, "checkout works again.");
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.desired().notice, 2U);
    EXPECT_TRUE(life.desired().claims.empty());
    EXPECT_EQ(life.desired().concerned, std::set{component("api")});
    EXPECT_EQ(life.now().dues.close, life.time() + 30min);
}

TEST(JudgementResolve, OnlyRecordsWhatIsOverBeforeItWasEverSent) {
    Life life(a_rule());
    life.fire("A", "warning", "api").pass(1s).resolve("A").pass(2min);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons.back(), Reason::over_before_sent);
    EXPECT_TRUE(life.desired().claims.empty());
}

TEST(JudgementResolve, SendsAlsoWhatIsOverIfTheRuleWantsIt) {
    Life life(a_rule().with([](Rule& rule) { rule.publish_over = true; }));
    life.fire("A").pass(1s).resolve("A").pass(2min);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

TEST(JudgementResolve, SaysItToAPageThatMayHaveHeardOfIt) {
    Life life(a_rule());
    life.fire("A").begin_telling().pass(1s).resolve("A").pass(2min);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

// ---- back within reopen_within ----------------------------------------------------------------

Life resolved_and_told(const RuleBuilder& rule) {
    Life life(rule);
    life.fire("A", "warning", "api").tell().pass(1s).resolve("A").pass(2min).tell().pass(1min);
    return life;
}

TEST(JudgementRelapse, IsANewGenerationWithoutFor) {
    Life life = resolved_and_told(a_rule().waits(0s));
    life.fire("A");
    EXPECT_EQ(life.next_generations, 1);
    EXPECT_EQ(life.phase(), Phase::closed);
    const Incident old = life.now();
    const RulePtr rule = a_rule().waits(10min);
    Tally tally;
    tally.add(rule, an_alert().record(life.time()), "");
    const Incident next = begin_incident(*rule, old.key, old.group_labels, &old, true, life.time());
    EXPECT_EQ(next.predecessor, old.id);
    const Decision opened = decide(
        *rule, {next, tally, [] { return std::vector<const AlertRecord*>(); }}, {}, life.time());
    EXPECT_EQ(opened.incident.phase, Phase::open);
}

TEST(JudgementRelapse, IsTheSameIncidentAgainIfTheRuleSaysSo) {
    Life life = resolved_and_told(a_rule().reopens_the_same());
    life.fire("A", "warning", "api");
    EXPECT_EQ(life.next_generations, 0);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.desired().status, IncidentStatus::investigating);
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
    EXPECT_EQ(life.reasons.back(), Reason::relapsed);
}

TEST(JudgementRelapse, IsANewIncidentIfAPersonHadResolvedIt) {
    Life life(a_rule().reopens_the_same());
    life.fire("A").tell().pass(1s).resolve("A").pass(2min);
    life.delivery->over = true;  // And what was acknowledged is not our resolve.
    life.pass(1min).fire("A");
    EXPECT_EQ(life.next_generations, 1);
}

TEST(JudgementRelapse, IsANewIncidentIfThePageRefusesTheOldOne) {
    Life life = resolved_and_told(a_rule().reopens_the_same());
    const DeliveryRecord resolved = *life.delivery;
    life.fire("A");
    ASSERT_EQ(life.phase(), Phase::open);
    life.delivery = resolved;
    life.delivery->dead_letter = DeadLetter{life.desired(), "update", 422, "no", 1, life.time()};
    life.find(FindingKind::reopen_refused);
    EXPECT_EQ(life.next_generations, 1);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementRelapse, StaysResolvedIfThePageRefusesWhenNothingFiresAnyMore) {
    Life life = resolved_and_told(a_rule().reopens_the_same());
    const DeliveryRecord resolved = *life.delivery;
    life.fire("A").pass(1s).resolve("A");
    life.delivery = resolved;
    life.find(FindingKind::reopen_refused);
    EXPECT_EQ(life.next_generations, 0);
    EXPECT_EQ(life.phase(), Phase::resolved);
    life.pass(30min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementRelapse, TakesATokenAlsoForTheSameIncident) {
    Life life = resolved_and_told(a_rule().reopens_the_same().limits(5, 1000h, Overflow::queue));
    const double before = life.tokens->tokens;
    life.fire("A");
    EXPECT_NEAR(life.tokens->tokens, before - 1.0, 0.01);
}

TEST(JudgementRelapse, WithoutATokenIsANewIncidentThatOverflows) {
    Life life = resolved_and_told(a_rule().reopens_the_same().limits(1, 1000h, Overflow::queue));
    life.fire("A");
    EXPECT_EQ(life.next_generations, 1);
}

TEST(JudgementRelapse, AfterReopenWithinJoinsNothing) {
    Life life = resolved_and_told(a_rule());
    EXPECT_TRUE(takes_alerts(life.now(), &*life.delivery, life.time()));
    EXPECT_FALSE(takes_alerts(life.now(), &*life.delivery, life.time() + 30min));
}

TEST(JudgementRelapse, BeforeTheResolveWasSentIsNone) {
    Life life(a_rule());
    life.fire("A", "warning", "api").tell().pass(1s).resolve("A").pass(2min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    const PageState told = *life.delivery->acknowledged;
    life.pass(1min).fire("A", "warning", "api");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.next_generations, 0);
    // The page shows it as it was: nothing need be sent.
    EXPECT_EQ(life.desired(), told);
    EXPECT_EQ(life.reasons.back(), Reason::fires_again);
}

TEST(JudgementRelapse, BeforeTheResolveWasSentIsNoneHoweverLateItIs) {
    Life life(a_rule().reopens_within(1min));
    life.fire("A").tell().pass(1s).resolve("A").pass(1h);
    ASSERT_EQ(life.phase(), Phase::resolved);
    EXPECT_TRUE(takes_alerts(life.now(), &*life.delivery, life.time()));
}

TEST(JudgementRelapse, BeforeTheResolveWasSentKeepsTheSeverityOfNow) {
    Life life(a_rule());
    life.fire("A", "critical").tell().pass(1s).resolve("A").pass(3min).fire("B", "info").pass(1h);
    EXPECT_EQ(life.now().severity, info());
    EXPECT_EQ(life.desired().impact, Impact::minor);
}

TEST(JudgementRelapse, BeforeTheResolveWasSentSaysWhatElseWasLeftUnsaid) {
    Life life(a_rule().updates({Reason::severity_up}, 0s));
    life.fire("A", "warning").tell().pass(1s).fire("B", "critical").pass(1s);
    ASSERT_EQ(life.desired().text, 2U);  // And the page is not told of it.
    life.resolve("A").resolve("B").pass(3min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    life.fire("B", "critical").pass(1min);
    EXPECT_EQ(life.desired().body, "It is critical now.");
    EXPECT_GT(life.desired().text, life.delivery->acknowledged->text);
}

TEST(JudgementRelapse, CountsNoTextTwiceIfAnotherIsOnItsWay) {
    Life life(a_rule().updates({Reason::severity_up}, 0s));
    life.fire("A", "warning").tell().pass(1s).fire("B", "critical").begin_telling();
    const std::uint64_t on_its_way = life.delivery->intent->target.text;
    life.pass(1s).resolve("A").resolve("B").pass(3min).fire("B", "critical");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_GE(life.desired().text, on_its_way);
}

TEST(JudgementRelapse, FromUntoldMonitoringIsToldAsAReturn) {
    Life life(a_rule().keeps_firing(1min).monitors(5min).updates({}, 0s, "It is back."));
    life.fire("A").tell().pass(1s).resolve("A").pass(2min).tell().pass(5min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    life.fire("A");
    EXPECT_EQ(life.desired().status, IncidentStatus::investigating);
    EXPECT_EQ(life.desired().body, "It is back.");
}

TEST(JudgementRelapse, OfWhatThePageNeverHeardOfBeginsWithTheTextOfAnOpening) {
    Life life(a_rule().updates({Reason::severity_up}, 0s).with([](Rule& rule) {
        rule.publish_over = true;
    }));
    life.fire("A").pass(1s).resolve("A").pass(3min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    life.fire("A");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.desired().body, "We are looking at checkout.");
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.desired().status, IncidentStatus::investigating);
}

TEST(JudgementRelapse, OfWhatWasOverBeforeItWasSentOpensTheSameIncident) {
    Life life(a_rule());
    life.fire("A").pass(1s).resolve("A").pass(3min);
    ASSERT_EQ(life.now().standing, Standing::recorded);
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.desired().body, "We are looking at checkout.");
}

TEST(JudgementRelapse, OfWhatAPersonDeletedIsQuiet) {
    Life life = resolved_and_told(a_rule());
    life.delivery->gone = true;
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::quiet);
    EXPECT_EQ(life.next_generations, 0);
    EXPECT_EQ(life.reasons.back(), Reason::quiet_until_gone);
}

// ---- maintenance ------------------------------------------------------------------------------

Alert planned(AlertState state) {
    AlertBuilder alert = an_alert().firing("Planned").since(at(0s));
    if (state == AlertState::resolved) alert.resolved("Planned");
    return alert.annotation("starts_at", "2026-10-03T14:00:00Z")
        .annotation("ends_at", "2026-10-03T16:00:00Z");
}

TEST(JudgementMaintenanceEnd, CancelsItIfTheAlertEndsBeforeTheStart) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned(AlertState::firing)).tell().pass(119min);
    // The end comes before the start, and keep_firing_for after it.
    life.receive(planned(AlertState::resolved)).pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.desired().status, IncidentStatus::completed);
    EXPECT_EQ(life.desired().text, 2U);
}

TEST(JudgementMaintenanceEnd, LeavesTheCompletionToThePageIfItDoesThat) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned(AlertState::firing)).tell().pass(150min);
    life.receive(planned(AlertState::resolved)).pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.desired(), *life.delivery->acknowledged);
    // It is on record until then: its marker must not be taken for another store's.
    life.pass(80min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    life.pass(30min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementMaintenanceEnd, CompletesItItselfIfThePageDoesNot) {
    Life life(a_rule().plans_maintenance().with(
        [](Rule& rule) { rule.schedule->auto_complete = false; }));
    life.receive(planned(AlertState::firing)).tell().pass(150min);
    life.receive(planned(AlertState::resolved)).pass(2min);
    EXPECT_EQ(life.desired().status, IncidentStatus::completed);
}

TEST(JudgementMaintenanceEnd, GoesOnIfTheAlertIsBackBeforeAnythingWasSaid) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned(AlertState::firing)).tell().pass(150min);
    life.receive(planned(AlertState::resolved)).pass(3min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    Alert back = planned(AlertState::firing);
    back.starts_at = life.time();
    life.receive(back);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.next_generations, 0);
    EXPECT_EQ(life.desired(), *life.delivery->acknowledged);
}

// Whether a view showed yet that it is over or not.
TEST(JudgementMaintenanceEnd, IsAnotherOneIfTheAlertIsBackAfterThePageCompletedIt) {
    Life life(a_rule().plans_maintenance().reopens_within(10min));
    life.receive(planned(AlertState::firing)).tell().pass(239min);
    life.receive(planned(AlertState::resolved)).pass(3min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    Alert back = planned(AlertState::firing);
    back.starts_at = life.time();
    life.receive(back);
    EXPECT_EQ(life.next_generations, 1);
}

// The page refused the new times or has not heard of them: by the old ones it would go on.
TEST(JudgementMaintenanceEnd, CompletesItIfThePageDoesNotKnowItsTimes) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned(AlertState::firing)).tell().pass(150min);
    life.delivery->acknowledged->maintenance->starts_at = at(24h);
    life.delivery->acknowledged->maintenance->ends_at = at(25h);
    life.receive(planned(AlertState::resolved)).pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.desired().status, IncidentStatus::completed);
}

// Its create was begun and never landed; what is announced now are the times of now.
TEST(JudgementMaintenanceEnd, TakesTheNewTimesIfItWasNeverTold) {
    Life life(a_rule().plans_maintenance());
    life.receive(planned(AlertState::firing)).begin_telling().pass(1min);
    life.receive(planned(AlertState::resolved)).pass(2min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    life.never_told();
    Alert back = an_alert()
                     .firing("Planned")
                     .since(life.time())
                     .annotation("starts_at", "2026-10-05T01:00:00Z")
                     .annotation("ends_at", "2026-10-05T03:00:00Z");
    life.receive(back);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.desired().maintenance->starts_at, *parse_rfc3339("2026-10-05T01:00:00Z"));
}

// ---- backfill ---------------------------------------------------------------------------------

Alert outage(AlertState state, Duration since, Duration until) {
    AlertBuilder alert = an_alert().firing("Down").since(at(since));
    if (state == AlertState::resolved) alert.resolved("Down").until(at(until));
    return alert;
}

TEST(JudgementBackfill, IsToldOnceWhenItIsOver) {
    Life life(a_rule().tells_afterwards(3min));
    life.receive(outage(AlertState::firing, -5min, 0s)).pass(1min);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_TRUE(life.texts.empty());
    life.receive(outage(AlertState::resolved, -5min, 30s)).pass(2min);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.now().backfill_date, "2026-10-03");
    EXPECT_TRUE(life.now().publish_over);
    EXPECT_TRUE(life.desired().claims.empty());
    EXPECT_EQ(life.reasons.back(), Reason::told_afterwards);
}

TEST(JudgementBackfill, MeasuresItByTheSendersTimes) {
    // Seen for half a minute, but it lasted two by the sender's clock; and the other way round.
    Life too_short(a_rule().tells_afterwards(3min).keeps_firing(10min));
    too_short.receive(outage(AlertState::firing, -90s, 0s)).pass(1h);
    too_short.receive(outage(AlertState::resolved, -90s, 30s)).pass(10min);
    EXPECT_EQ(too_short.now().standing, Standing::recorded);
    EXPECT_EQ(too_short.reasons.back(), Reason::too_short);
    Life long_enough(a_rule().tells_afterwards(3min));
    long_enough.receive(outage(AlertState::firing, -150s, 0s)).pass(1s);
    long_enough.receive(outage(AlertState::resolved, -150s, 30s)).pass(2min);
    EXPECT_EQ(long_enough.now().standing, Standing::public_);
}

TEST(JudgementBackfill, IsNotToldIfItIsOnlyToBeRecorded) {
    Life life(a_rule().tells_afterwards(0s).publishes(Publish::record));
    life.fire("A").pass(1h).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.now().standing, Standing::recorded);
}

TEST(JudgementBackfill, ThatWasToldIsNotToldAgain) {
    Life life(a_rule().tells_afterwards(0s));
    life.fire("A").pass(1h).resolve("A").pass(2min);
    ASSERT_EQ(life.now().standing, Standing::public_);
    life.fire("A");
    EXPECT_EQ(life.next_generations, 1);
    EXPECT_EQ(life.desired().text, 1U);
}

// What was to be said of its being back is said of the new one, if of any.
TEST(JudgementRelapse, ThatThePageRefusesTakesItsWaitingTextAlong) {
    Life life =
        resolved_and_told(a_rule().reopens_the_same().updates({Reason::severity_up}, 0s, "secret"));
    const DeliveryRecord resolved = *life.delivery;
    life.guarded_by(a_guard("secret")).fire("A");
    ASSERT_TRUE(life.now().proposal);
    life.pass(1s).resolve("A");
    life.delivery = resolved;
    life.find(FindingKind::reopen_refused);
    EXPECT_EQ(life.now().proposal, std::nullopt);
    EXPECT_TRUE(life.now().held_by.empty());
}

}  // namespace
}  // namespace tocsin
