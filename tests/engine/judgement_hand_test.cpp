// What waits for a person, and what a person decides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/life.hpp"

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;

// ---- approve ------------------------------------------------------------------------------------

TEST(JudgementApprove, SaysTheTextThatWasShown) {
    Life life(a_rule().asks_for(1h));
    life.fire("A", "critical", "api").pass(5min);
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_TRUE(life.now().held_by.empty());
    EXPECT_EQ(life.desired().name, "checkout has trouble");
    EXPECT_EQ(life.desired().body, "We are looking at checkout.");
    EXPECT_EQ(life.desired().status, IncidentStatus::investigating);
    EXPECT_EQ(life.desired().impact, Impact::critical);
    EXPECT_EQ(life.desired().notice, 1U);
    EXPECT_EQ(life.claim("api"), ComponentStatus::major_outage);
    life.pass(2h);
    EXPECT_EQ(life.now().standing, Standing::public_) << "nobody is waited for any more";
}

TEST(JudgementApprove, CountsForNoOtherTextThanTheOneThatWasShown) {
    Life life(a_rule().asks_for(1h).with(
        [](Rule& rule) { rule.incident_name = a_text("{{ .Severity }} trouble"); }));
    life.fire("A", "warning");
    const std::string seen = text_mark(*life.now().proposal);
    life.fire("B", "critical");
    EXPECT_EQ(life.act(ActKind::approve, seen), Reason::act_outdated);
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.desired().name, "critical trouble");
}

TEST(JudgementApprove, HoldsForTheTextAndNotForTheNextOne) {
    Life life(a_rule().updates({Reason::severity_up}, 0s, "secret {{ .Severity }}"));
    life.guarded_by(a_guard("secret")).fire("A", "info").tell();
    life.pass(1min).fire("B", "warning");
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.desired().body, "secret warning");
    life.tell().pass(1min).fire("C", "critical");
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::guard});
    EXPECT_EQ(life.desired().body, "secret warning");
}

TEST(JudgementApprove, IsImpossibleWhereNothingWaits) {
    Life life(a_rule());
    life.fire("A");
    EXPECT_EQ(life.act(ActKind::approve), Reason::act_impossible);
    EXPECT_EQ(life.desired().text, 1U);
}

// ---- discard ------------------------------------------------------------------------------------

TEST(JudgementDiscard, KeepsQuietUntilAllItsAlertsHaveGoneOnce) {
    Life life(a_rule().asks_for(1h));
    life.fire("A");
    EXPECT_EQ(life.act(ActKind::discard), Reason::discarded);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    life.fire("B", "critical").resolve("A").pass(5h);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    EXPECT_TRUE(life.texts.empty());
    life.resolve("B").pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::held) << "another problem, another question";
}

TEST(JudgementDiscard, TakesWhatWaitsForAToken) {
    Life life(a_rule().limits(1, 1h, Overflow::queue));
    life.tokens = TokenBucket{RuleName("services"), 0.0, at(0s)};
    life.fire("A");
    EXPECT_EQ(life.act(ActKind::discard), Reason::discarded);
    life.pass(2h);
    EXPECT_EQ(life.now().standing, Standing::quiet);
}

TEST(JudgementDiscard, IsImpossibleOnWhatThePublicSees) {
    Life life(a_rule());
    life.fire("A");
    EXPECT_EQ(life.act(ActKind::discard), Reason::act_impossible);
    EXPECT_EQ(life.now().standing, Standing::public_);
}

// ---- resolve ------------------------------------------------------------------------------------

TEST(JudgementResolveByHand, EndsItForThePublicWhateverFires) {
    Life life(a_rule());
    life.fire("A", "critical", "api").tell();
    EXPECT_EQ(life.act(ActKind::resolve), Reason::resolved_by_hand);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.desired().body, "checkout works again.");
    life.pass(30s).fire("B");
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.now().standing, Standing::public_) << "the page has to be told yet";
    life.tell().pass(1min);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    life.pass(5h).fire("C");
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.next_generations, 0);
    life.resolve("A").resolve("B").resolve("C").pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

// semantics.md: what a person closed keeps its claims until its alerts have gone.
TEST(JudgementResolveByHand, KeepsItsClaimsUntilItsAlertsHaveGone) {
    Life life(a_rule());
    life.fire("A", "critical", "api").tell();
    life.act(ActKind::resolve);
    EXPECT_EQ(life.claim("api"), ComponentStatus::major_outage);
    life.tell().pass(1min);
    EXPECT_EQ(life.claim("api"), ComponentStatus::major_outage);
    life.resolve("A").pass(2min);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
}

TEST(JudgementResolveByHand, SaysNothingOfWhatThePageNeverHeardOf) {
    Life life(a_rule());
    life.fire("A");
    EXPECT_EQ(life.act(ActKind::resolve), Reason::resolved_by_hand);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    life.resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementResolveByHand, IsImpossibleOnWhatIsNotPublicOrOverAlready) {
    Life held(a_rule().asks_for(1h));
    held.fire("A");
    EXPECT_EQ(held.act(ActKind::resolve), Reason::act_impossible);
    Life over(a_rule());
    over.fire("A").tell().resolve("A").pass(2min);
    EXPECT_EQ(over.act(ActKind::resolve), Reason::act_impossible);
}

// ---- nobody answers
// ------------------------------------------------------------------------------

TEST(JudgementTimeOut, DiscardsUnlessTheRuleSaysOtherwise) {
    Life life(a_rule().asks_for(20min));
    life.fire("A").pass(20min - 1s);
    EXPECT_EQ(life.now().standing, Standing::held);
    life.pass(1s);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    EXPECT_EQ(life.reasons, std::vector{Reason::discarded_by_timeout});
}

TEST(JudgementTimeOut, PublishesWhereTheRuleSaysSo) {
    Life life(a_rule().asks_for(20min, true));
    life.fire("A").pass(20min);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_THAT(life.reasons, ElementsAre(Reason::approval_timed_out, Reason::opened));
}

TEST(JudgementTimeOut, CountsForOneQuestionOnly) {
    Life life(a_rule().asks_for(20min, true));
    life.guarded_by(a_guard("checkout")).fire("A").pass(20min).resolve("A").pass(2min);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    life.guarded_by({}).fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::publish});
}

TEST(JudgementTimeOut, FreesOnlyWhatWaitsBecauseOfPublish) {
    Life life(a_rule().asks_for(20min, true));
    life.guarded_by(a_guard("checkout")).fire("A").pass(5h);
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::guard});
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
}

TEST(JudgementTimeOut, EndsWithARiseToASeverityThatAsksNobody) {
    Life life(a_rule().asks_for(20min).with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
    }));
    life.fire("A", "warning").pass(20min).fire("B", "info").pass(1h);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    life.fire("C", "critical");
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().impact, Impact::critical);
}

// Not what a person discarded: that stays quiet until its alerts have gone.
TEST(JudgementTimeOut, AloneEndsWithARise) {
    Life life(a_rule().asks_for(20min).with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
    }));
    life.fire("A", "warning");
    life.act(ActKind::discard);
    life.fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::quiet);
}

// What asked nobody because of its severity, but was stopped, does not ask for ever.
TEST(JudgementTimeOut, AsksNoSecondTimeWithoutARise) {
    Life life(a_rule());
    life.guarded_by(a_guard("checkout")).fire("A", "critical").pass(1h);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    life.pass(1h).fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::quiet);
}

// ---- a text of a public incident
// ------------------------------------------------------------------

TEST(JudgementWaitingText, LetsStatusImpactAndComponentsGoAtOnce) {
    Life life(
        a_rule().updates({Reason::severity_up}, 0s, "secret {{ .Severity }}").with([](Rule& r) {
            r.update->status = IncidentStatus::identified;
        }));
    life.guarded_by(a_guard("secret")).fire("A", "info", "api").tell();
    life.pass(1min).fire("B", "critical", "api");
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::guard});
    EXPECT_EQ(life.desired().status, IncidentStatus::identified);
    EXPECT_EQ(life.desired().impact, Impact::critical);
    EXPECT_EQ(life.claim("api"), ComponentStatus::major_outage);
    EXPECT_EQ(life.desired().body, "We are looking at checkout.");
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.desired().notice, 1U);
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.desired().body, "secret critical");
    EXPECT_EQ(life.desired().text, 2U);
}

TEST(JudgementWaitingText, IsDroppedByDiscardAndByTheTimeOut) {
    const auto rule = a_rule().updates({Reason::severity_up}, 0s, "secret {{ .Severity }}");
    Life by_hand(rule);
    by_hand.guarded_by(a_guard("secret")).fire("A", "info").tell().fire("B", "critical");
    EXPECT_EQ(by_hand.act(ActKind::discard), Reason::text_discarded);
    EXPECT_EQ(by_hand.now().standing, Standing::public_);
    EXPECT_EQ(by_hand.now().proposal, std::nullopt);
    Life by_time(rule);
    by_time.guarded_by(a_guard("secret")).fire("A", "info").tell().fire("B", "critical").pass(1h);
    EXPECT_EQ(by_time.now().proposal, std::nullopt);
    EXPECT_EQ(by_time.desired().body, "We are looking at checkout.");
}

TEST(JudgementWaitingText, IsReplacedByANewerTextThatMayGo) {
    Life life(a_rule().updates({Reason::severity_up}, 0s, "secret {{ .Severity }}"));
    life.guarded_by(a_guard("secret")).fire("A", "info").tell().fire("B", "critical").tell();
    life.resolve("A").resolve("B").pass(2min);
    EXPECT_EQ(life.now().proposal, std::nullopt);
    EXPECT_EQ(life.desired().body, "checkout works again.");
}

// Never a false all-clear, and never a missing one: the end is told without its words.
TEST(JudgementWaitingText, OfTheEndWaitsWhileTheEndIsTold) {
    Life life(a_rule());
    life.guarded_by(a_guard("works again")).fire("A").tell().resolve("A").pass(2min);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.desired().body, "We are looking at checkout.");
    EXPECT_EQ(life.desired().notice, 1U);
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.desired().body, "checkout works again.");
    EXPECT_EQ(life.desired().notice, 2U);
}

TEST(JudgementWaitingText, IsMissedWhenTheIncidentIsClosed) {
    Life life(a_rule());
    life.guarded_by(a_guard("works again")).fire("A").tell().resolve("A").pass(2min).tell();
    life.pass(30min);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_THAT(life.all_reasons, Contains(Reason::missed));
}

// The page was told nothing yet: it must not begin with the words of the end.
TEST(JudgementWaitingText, KeepsAnIncidentUnseenThatThePageHasNotHeardOf) {
    Life life(a_rule().with([](Rule& rule) { rule.publish_over = true; }));
    life.fire("A").resolve("A").pass(2min);
    EXPECT_EQ(life.desired().body, "checkout works again.");
    life.guarded_by(a_guard("looking")).fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::guard});
}

// ---- backfill
// ------------------------------------------------------------------------------------

TEST(JudgementBackfill, ThatAsksWaitsWhenItIsOver) {
    Life life(a_rule().tells_afterwards(1min).asks_for(1h));
    life.fire("A").pass(5min).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.now().standing, Standing::held);
    life.pass(50min);
    EXPECT_EQ(life.phase(), Phase::resolved) << "it waits longer than reopen_within";
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_TRUE(life.now().publish_over);
    EXPECT_EQ(life.now().backfill_date, "2026-10-03");
    EXPECT_EQ(life.desired().body, "checkout works again.");
    life.tell().pass(1h);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementBackfill, ThatNobodyApprovedIsRecorded) {
    Life life(a_rule().tells_afterwards(1min).asks_for(1h));
    life.fire("A").pass(5min).resolve("A").pass(3h);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_THAT(life.all_reasons, Contains(Reason::discarded_by_timeout));
    EXPECT_TRUE(life.texts.empty());
}

TEST(JudgementBackfill, IsToldByTheTimeOutWhereTheRuleSaysSo) {
    Life life(a_rule().tells_afterwards(1min).asks_for(10min, true));
    life.fire("A").pass(5min).resolve("A").pass(2min + 10min);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().body, "checkout works again.");
}

TEST(JudgementBackfill, ThatFiresAgainBeforeAnybodyDecidedIsOneLongerStory) {
    Life life(a_rule().tells_afterwards(1min).asks_for(1h));
    life.fire("A").pass(5min).resolve("A").pass(3min).fire("A");
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.now().proposal, std::nullopt);
    life.pass(5min).resolve("A").pass(2min);
    EXPECT_EQ(life.now().standing, Standing::held);
}

// A person ended it and its words wait: whoever lets them go must not open it again.
TEST(JudgementResolveByHand, LeavesWordsOfTheEndThatWaitWordsOfTheEnd) {
    Life life(a_rule());
    life.guarded_by(a_guard("works again")).fire("A", "critical", "api").tell();
    life.act(ActKind::resolve);
    ASSERT_TRUE(life.now().proposal);
    life.tell().pass(5min);
    EXPECT_EQ(life.now().standing, Standing::public_) << "its words may still be told";
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.desired().body, "checkout works again.");
    life.tell().pass(1min);
    EXPECT_EQ(life.now().standing, Standing::quiet);
}

TEST(JudgementResolveByHand, WaitsForItsWordsNoLongerThanTheRuleSays) {
    Life life(a_rule());
    life.guarded_by(a_guard("works again")).fire("A").tell();
    life.act(ActKind::resolve);
    life.tell().pass(1h + 1min);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    EXPECT_EQ(life.now().proposal, std::nullopt);
    EXPECT_THAT(life.all_reasons, Contains(Reason::text_discarded));
    EXPECT_EQ(life.act(ActKind::approve), Reason::act_impossible);
}

TEST(JudgementResolveByHand, RecordsItsWordsAsMissedWhenItsAlertsHaveGone) {
    Life life(a_rule().with([](Rule& rule) { rule.approval.publish_on_timeout = true; }));
    life.guarded_by(a_guard("works again")).fire("A").tell();
    life.act(ActKind::resolve);
    life.tell().pass(5h).resolve("A").pass(10min);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_THAT(life.all_reasons, Contains(Reason::missed));
}

// All its alerts have gone once, and the page shows it open still: what fires now is said.
TEST(JudgementResolveByHand, EndsWithItsAlertsThoughThePageWasNeverTold) {
    Life life(a_rule());
    life.fire("A").tell();
    life.act(ActKind::resolve);
    life.pass(1min).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_FALSE(life.now().is_ended_by_hand);
    life.pass(1h).fire("B");
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().status, IncidentStatus::investigating);
}

TEST(JudgementWaitingText, OfEachPhaseWaitsForItsOwnTime) {
    Life life(a_rule().updates({Reason::severity_up}, 0s, "secret {{ .Severity }}").monitors(2h));
    Guard guard = a_guard("secret|watching|works");
    life.guarded_by(guard).fire("A", "info").tell().fire("B", "critical").tell();
    ASSERT_EQ(life.now().dues.approval, life.time() + 1h);
    life.pass(30min).resolve("A").resolve("B").pass(2min).tell();
    ASSERT_EQ(life.phase(), Phase::monitoring);
    EXPECT_EQ(life.now().dues.approval, life.time() + 1h);
    life.pass(1h);
    EXPECT_EQ(life.now().proposal, std::nullopt);
    life.pass(1h).tell();
    ASSERT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.now().dues.approval, life.time() + 1h);
}

// What the public never saw claims no components, whoever discards it.
TEST(JudgementDiscard, LeavesNoClaimsOfWhatThePublicNeverSaw) {
    Life life(a_rule().monitors(1h).with([](Rule& rule) {
        rule.monitoring->component_status = by_severity(ComponentStatus::degraded_performance,
                                                        ComponentStatus::degraded_performance,
                                                        ComponentStatus::degraded_performance);
    }));
    life.fire("A", "critical", "api").resolve("A").pass(2min);
    ASSERT_EQ(life.phase(), Phase::monitoring);
    life.guarded_by(a_guard("looking")).fire("A", "critical", "api");
    ASSERT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
    life.act(ActKind::discard);
    EXPECT_EQ(life.claim("api"), ComponentStatus::operational);
}

// The page heard of nothing: what it hears first is what somebody approved.
TEST(JudgementApprove, DoesNotHoldForTheTextOfAnotherOpening) {
    Life life(a_rule().asks_for(1h).monitors(1h));
    life.fire("A", "critical");
    life.act(ActKind::approve);
    life.resolve("A").pass(2min);
    ASSERT_EQ(life.phase(), Phase::monitoring);
    life.fire("A", "critical");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::publish});
}

// "record" is no question that could be left unanswered.
TEST(JudgementTimeOut, PublishesNothingThatIsOnlyToBeRecorded) {
    Life life(a_rule().asks_for(20min, true).with([](Rule& rule) {
        rule.publish.values = {{Severity("info"), Publish::record}};
    }));
    life.fire("A", "critical").fire("B", "info").resolve("A").pass(1h);
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_TRUE(life.texts.empty());
    life.fire("C", "critical");
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementBackfill, IsNotToldByATimeOutWhileMuted) {
    Life life(a_rule().tells_afterwards(1min).asks_for(10min, true));
    life.fire("A").pass(5min).resolve("A").pass(2min);
    ASSERT_EQ(life.now().standing, Standing::held);
    life.change_rule(a_rule().tells_afterwards(1min).asks_for(10min, true).with([](Rule& rule) {
        rule.mute_intervals = {TimeInterval{}};
    }));
    life.pass(10min);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_THAT(life.all_reasons, Contains(Reason::muted));
    life.pass(1h);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementWaitingText, AsksNobodyAboutWhatThePublicReadsAlready) {
    Life life(a_rule().updates({Reason::alerts_changed}, 0s, "secret"));
    life.guarded_by(a_guard("secret|has trouble")).fire("A");
    ASSERT_EQ(life.act(ActKind::approve), Reason::approved) << "the name";
    life.tell().pass(1min).fire("B");
    ASSERT_EQ(life.act(ActKind::approve), Reason::approved) << "the update";
    life.tell().pass(1min).fire("C");
    EXPECT_EQ(life.now().proposal, std::nullopt);
    EXPECT_EQ(life.desired().text, 2U);
    life.resolve("A").resolve("B").resolve("C").pass(2min);
    EXPECT_EQ(life.now().proposal, std::nullopt);
    EXPECT_EQ(life.desired().body, "checkout works again.");
}

}  // namespace
}  // namespace tocsin
