// The order of an incident's life: for, gaps, keep_firing_for, doubt, silence, quiet.
#include "engine/judgement.hpp"

#include <gtest/gtest.h>

#include "tests/engine/life.hpp"

namespace tocsin {
namespace {

TEST(Judgement, OpensOnlyAfterFor) {
    Life life(a_rule().waits(60s));
    life.fire("A");
    EXPECT_EQ(life.phase(), Phase::pending);
    EXPECT_EQ(life.now().dues.open, at(60s));
    life.pass(59s);
    EXPECT_EQ(life.phase(), Phase::pending);
    life.pass(1s);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.now().opened_at, at(60s));
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.reasons, std::vector{Reason::opened});
}

TEST(Judgement, CountsForFromTheFirstWebhookAndNotFromStartsAt) {
    Life life(a_rule().waits(60s));
    life.receive(an_alert().firing("A").since(at(-1h)));
    EXPECT_EQ(life.phase(), Phase::pending);
    EXPECT_EQ(life.now().dues.open, at(60s));
}

TEST(Judgement, OpensInTheSameStepWithoutFor) {
    Life life(a_rule());
    life.fire("A");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.texts, std::vector<std::string>{"We are looking at checkout."});
}

TEST(Judgement, EndsAPendingIncidentAtAGap) {
    Life life(a_rule().waits(60s));
    life.fire("A").pass(30s).resolve("A");
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_EQ(life.reasons, std::vector{Reason::gap});
}

TEST(Judgement, KnowsNoGapWhileAnotherOfItsAlertsFires) {
    Life life(a_rule().waits(60s));
    life.fire("A").pass(30s).fire("B").pass(10s).resolve("A").pass(20s);
    EXPECT_EQ(life.phase(), Phase::open);
}

TEST(Judgement, NeverResolvesWhileAnyOfItsAlertsFires) {
    Life life(a_rule());
    life.fire("A").fire("B").tell().resolve("A").pass(24h);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.desired().status, IncidentStatus::investigating);
}

TEST(Judgement, ResolvesKeepFiringForAfterTheLastAlertWent) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").fire("B").tell().resolve("A").pass(10s).resolve("B");
    EXPECT_EQ(life.now().dues.gone, at(130s));
    EXPECT_EQ(life.reasons, std::vector{Reason::nothing_fires});
    life.pass(119s);
    EXPECT_EQ(life.phase(), Phase::open);
    life.pass(1s);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

TEST(Judgement, GoesOnAsIfNothingHadBeenIfItFiresAgainDuringKeepFiringFor) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").tell().pass(10s).resolve("A").pass(60s);
    const PageState before = life.desired();
    life.fire("A");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.desired(), before);
    EXPECT_EQ(life.reasons, std::vector{Reason::fires_again});
    life.pass(1h);
    EXPECT_EQ(life.phase(), Phase::open);
}

TEST(Judgement, CountsKeepFiringForAnewAfterEachReturn) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").tell().pass(1s).resolve("A").pass(90s).fire("A").pass(1s).resolve("A");
    EXPECT_EQ(life.now().dues.gone, life.time() + 2min);
}

TEST(Judgement, NeitherResolvesNorMonitorsWhileAnAlertIsDoubtful) {
    for (const bool monitors : {false, true}) {
        RuleBuilder rule = a_rule().keeps_firing(2min);
        if (monitors) rule.monitors(5min);
        Life life(rule);
        life.fire("A").tell().pass(10s).resolve("A").pass(60s).late_copy("A").pass(9min);
        EXPECT_EQ(life.phase(), Phase::open);
        EXPECT_EQ(life.desired().text, 1U);
    }
}

TEST(Judgement, CountsKeepFiringForAnewWhenADoubtEnds) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").tell().pass(10s).resolve("A").pass(60s).late_copy("A").pass(5min).resolve("A");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.now().dues.gone, life.time() + 2min);
    life.pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
}

TEST(Judgement, TakesADoubtThatLastedForARelapse) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").tell().pass(10s).resolve("A").pass(60s).late_copy("A").pass(10min);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.now().gone_at, std::nullopt);
    life.pass(24h);
    EXPECT_EQ(life.phase(), Phase::open);
}

TEST(Judgement, CreatesNothingForADoubtfulAlert) {
    // The page was not told yet when the last alert went; gone_at keeps delivery from creating.
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").pass(10s).resolve("A").pass(60s).late_copy("A");
    EXPECT_TRUE(life.now().gone_at.has_value());
}

TEST(Judgement, ResolvesAMonitoredIncidentOnlyWhenTheDoubtHasEnded) {
    Life life(a_rule().keeps_firing(2min).monitors(5min));
    life.fire("A").tell().pass(10s).resolve("A").pass(4min);
    ASSERT_EQ(life.phase(), Phase::monitoring);
    life.late_copy("A").pass(9min);
    EXPECT_EQ(life.phase(), Phase::monitoring);
    life.resolve("A");
    EXPECT_EQ(life.phase(), Phase::resolved);
}

TEST(Judgement, ConcludesNothingFromSilenceThatProvesNothing) {
    Life pending(a_rule().waits(60s));
    pending.quiet_until(at(5min)).fire("A").pass(4min);
    EXPECT_EQ(pending.phase(), Phase::pending);
    pending.pass(1min);
    EXPECT_EQ(pending.phase(), Phase::open);

    Life open(a_rule().keeps_firing(2min));
    open.fire("A").tell().pass(1s).resolve("A").quiet_until(at(5min)).pass(4min);
    EXPECT_EQ(open.phase(), Phase::open);
    open.pass(1min);
    EXPECT_EQ(open.phase(), Phase::resolved);

    Life monitored(a_rule().keeps_firing(1min).monitors(2min));
    monitored.fire("A").tell().pass(1s).resolve("A").pass(70s);
    ASSERT_EQ(monitored.phase(), Phase::monitoring);
    monitored.quiet_until(at(10min)).pass(8min);
    EXPECT_EQ(monitored.phase(), Phase::monitoring);
    monitored.pass(1min);
    EXPECT_EQ(monitored.phase(), Phase::resolved);
}

TEST(Judgement, LowersNoSeverityWhileSilenceProvesNothing) {
    Life life(a_rule().keeps_firing(1min));
    life.fire("A", "critical").fire("B", "warning").tell().pass(1s).resolve("A");
    life.quiet_until(at(5min)).pass(4min);
    EXPECT_EQ(life.now().severity, critical());
    life.pass(1min);
    EXPECT_EQ(life.now().severity, warning());
}

TEST(Judgement, ClosesWhenReopenWithinIsOverAndThePageWasTold) {
    Life life(a_rule().reopens_within(30min));
    life.fire("A").tell().pass(1s).resolve("A").pass(2min).tell();
    ASSERT_EQ(life.phase(), Phase::resolved);
    life.pass(29min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    life.pass(1min);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_EQ(life.reasons, std::vector{Reason::expired});
}

TEST(Judgement, ClosesNothingThatThePageWasNotTold) {
    Life life(a_rule().reopens_within(30min));
    life.fire("A").tell().pass(1s).resolve("A").pass(24h);
    EXPECT_EQ(life.phase(), Phase::resolved);
    life.tell().pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(Judgement, ClosesAnIncidentWhoseCreateWasWithdrawnInTheEnd) {
    // A create was being prepared when it was judged to be over, and never left.
    Life life(a_rule().reopens_within(30min));
    life.fire("A").pass(1s).begin_telling().resolve("A").pass(2min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.now().standing, Standing::public_);
    life.delivery->intent.reset();
    life.pass(30min);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_EQ(life.now().standing, Standing::recorded);
}

TEST(Judgement, SaysNothingOfAnIncidentThatAPersonClosed) {
    Life life(a_rule().updates({Reason::severity_up}, 0s));
    life.fire("A", "warning", "api").tell().find(FindingKind::closed_by_person);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    EXPECT_EQ(life.reasons, std::vector{Reason::closed_by_person});
    const std::uint64_t text = life.desired().text;
    life.fire("B", "critical", "web").pass(1h);
    EXPECT_EQ(life.desired().text, text);
    EXPECT_EQ(life.claim("web"), ComponentStatus::operational);
    EXPECT_EQ(life.phase(), Phase::open);
}

TEST(Judgement, KeepsTheClaimsOfAQuietIncidentUntilItsAlertsAreGone) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A", "warning", "api").tell().find(FindingKind::deleted_by_person).pass(1h);
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
    life.resolve("A").pass(1min);
    EXPECT_EQ(life.claim("api"), ComponentStatus::partial_outage);
    life.pass(1min);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
}

TEST(Judgement, IsQuietUntilAllAlertsHaveGoneOnce) {
    Life life(a_rule().keeps_firing(2min));
    life.fire("A").fire("B").tell().find(FindingKind::closed_by_person);
    life.pass(1s).resolve("A").pass(1h);
    EXPECT_EQ(life.phase(), Phase::open);
    life.resolve("B").pass(1min).fire("B").pass(1h);
    EXPECT_EQ(life.phase(), Phase::open);
    life.resolve("B").pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(Judgement, TakesNoNoteOfAPersonWhoClosedWhatIsOver) {
    Life life(a_rule());
    life.fire("A").tell().pass(1s).resolve("A").pass(2min);
    ASSERT_EQ(life.phase(), Phase::resolved);
    life.find(FindingKind::closed_by_person);
    EXPECT_EQ(life.now().standing, Standing::public_);
    // And is done with it, as the page shows it over.
    life.delivery->over = true;
    life.pass(30min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

}  // namespace
}  // namespace tocsin
