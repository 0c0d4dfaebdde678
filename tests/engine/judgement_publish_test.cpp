// Coming before the public, or not yet, or never.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/life.hpp"

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;

// ---- publish ------------------------------------------------------------------------------------

TEST(JudgementPublish, WaitsForAPersonWhereTheRuleSaysSo) {
    Life life(a_rule().asks_for(1h));
    life.fire("A", "critical", "api");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::publish});
    EXPECT_EQ(life.reasons, std::vector{Reason::approval_asked});
    ASSERT_TRUE(life.now().proposal);
    EXPECT_EQ(life.now().proposal->name, "checkout has trouble");
    EXPECT_EQ(life.now().proposal->body, "We are looking at checkout.");
    EXPECT_TRUE(life.now().proposal->notify);
    EXPECT_EQ(life.desired().text, 0U);
    EXPECT_TRUE(life.desired().claims.empty());
}

TEST(JudgementPublish, DependsOnTheSeverity) {
    const auto rule = a_rule().asks_for(1h).with([](Rule& of) {
        of.publish.values = {{critical(), Publish::auto_}};
    });
    EXPECT_EQ(Life(rule).fire("A", "critical").now().standing, Standing::public_);
    EXPECT_EQ(Life(rule).fire("A", "warning").now().standing, Standing::held);
}

TEST(JudgementPublish, GoesOutWhenTheSeverityRisesToOneThatAsksNobody) {
    Life life(a_rule().asks_for(1h).with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
    }));
    life.fire("A", "warning").pass(5min).fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.now().proposal, std::nullopt);
    EXPECT_EQ(life.now().dues.approval, std::nullopt);
    EXPECT_EQ(life.texts, std::vector<std::string>{"We are looking at checkout."});
}

TEST(JudgementPublish, ARiseFreesOnlyWhatWaitsBecauseOfPublish) {
    Life life(a_rule().asks_for(1h).with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
    }));
    life.guarded_by(a_guard("checkout")).fire("A", "warning");
    EXPECT_EQ(life.now().held_by, (std::set{HeldBy::publish, HeldBy::guard}));
    life.fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::guard});
}

TEST(JudgementPublish, AsksAboutTheTextOfThePresentSeverity) {
    Life life(a_rule().asks_for(1h).with(
        [](Rule& rule) { rule.incident_name = a_text("{{ .Severity }} trouble"); }));
    life.fire("A", "warning");
    EXPECT_EQ(life.now().proposal->name, "warning trouble");
    life.pass(10min).fire("B", "critical");
    EXPECT_EQ(life.now().proposal->name, "critical trouble");
    EXPECT_EQ(life.reasons, std::vector{Reason::approval_asked});
    EXPECT_EQ(life.now().dues.approval, at(1h)) << "who did not answer is not given longer";
}

TEST(JudgementPublish, RecordsAsMissedWhatIsOverBeforeAnybodyDecided) {
    Life life(a_rule().asks_for(1h));
    life.fire("A").pass(5min).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_THAT(life.all_reasons, Contains(Reason::missed));
    EXPECT_EQ(life.now().proposal, std::nullopt);
    life.pass(30min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementPublish, AsksAgainAboutWhatIsBackAfterItWasMissed) {
    Life life(a_rule().asks_for(1h));
    life.fire("A").pass(5min).resolve("A").pass(2min).fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().dues.approval, at(1h + 7min));
}

// ---- times --------------------------------------------------------------------------------------

// Only from 12:30 to 13:00 of the day.
RuleBuilder a_rule_of_half_past_twelve() {
    return a_rule().with([](Rule& rule) {
        TimeInterval half;
        half.name = "half";
        half.times = {{12 * 60 + 30, 13 * 60}};
        rule.active_intervals = {half};
    });
}

TEST(JudgementTimes, RecordWhileMutedAndPublishWhenTheTimeOpensIfItStillFires) {
    Life life(a_rule_of_half_past_twelve());
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons, std::vector{Reason::muted});
    EXPECT_EQ(life.now().dues.unmute, at(30min));
    life.pass(30min - 1s);
    EXPECT_EQ(life.desired().text, 0U);
    life.pass(1s);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.reasons, std::vector{Reason::opened});
}

TEST(JudgementTimes, SayNothingOfWhatIsOverWhenTheTimeOpens) {
    Life life(a_rule_of_half_past_twelve());
    life.fire("A").pass(5min).resolve("A").pass(1h);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_TRUE(life.texts.empty());
}

TEST(JudgementTimes, LetAPublicIncidentBeUpdatedAndResolvedAllTheSame) {
    Life life(a_rule_of_half_past_twelve());
    life.pass(45min).fire("A").tell().pass(20min);
    life.resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.texts.back(), "checkout works again.");
}

TEST(JudgementTimes, AskNobodyWhileMuted) {
    Life life(a_rule_of_half_past_twelve().asks_for(1h));
    life.fire("A");
    EXPECT_EQ(life.now().proposal, std::nullopt);
    life.pass(30min);
    EXPECT_EQ(life.now().standing, Standing::held);
    // Who was asked before the time closed may still say yes after it.
    life.pass(40min);
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementTimes, KeepQuietWhatNobodyDecidedBeforeTheyClosed) {
    Life life(a_rule_of_half_past_twelve().asks_for(1h, true));
    life.pass(45min).fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    life.pass(1h);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons.back(), Reason::muted);
}

TEST(JudgementTimes, ReopenNothingWhileMuted) {
    Life life(a_rule_of_half_past_twelve().reopens_the_same());
    life.pass(45min).fire("A").tell().resolve("A").pass(2min).tell().pass(15min).fire("A");
    EXPECT_EQ(life.next_generations, 1);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

TEST(JudgementTimes, TellNoStoryThatEndedWhileMuted) {
    Life life(a_rule_of_half_past_twelve().tells_afterwards(1min));
    life.fire("A").pass(5min).resolve("A").pass(2min);
    EXPECT_EQ(life.phase(), Phase::resolved);
    EXPECT_EQ(life.reasons.back(), Reason::muted);
    life.pass(1h);
    EXPECT_TRUE(life.texts.empty());
}

// ---- storm --------------------------------------------------------------------------------------

TEST(JudgementStorm, AsksAPersonBeyondTheMost) {
    Life life(a_rule());
    life.guarded_by(a_storm_brake(15)).among(15).fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::storm});
}

TEST(JudgementStorm, LeavesTheLastOneThatFitsAlone) {
    Life life(a_rule());
    life.guarded_by(a_storm_brake(15)).among(14).fire("A");
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementStorm, KeepsWaitingForThePersonWhenTheNumberFalls) {
    Life life(a_rule());
    life.guarded_by(a_storm_brake(15)).among(15).fire("A").among(0).pass(10min).judge();
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::storm});
}

TEST(JudgementStorm, DropsWhereItIsToldTo) {
    Life life(a_rule());
    life.guarded_by(a_storm_brake(1, OnStorm::drop)).among(1).fire("A", "warning");
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons, std::vector{Reason::storm_dropped});
    life.among(0).fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::recorded);
}

// Nobody decided: then the brake decides, also over what was asked about before the storm.
TEST(JudgementStorm, DropsWhatATimeOutWouldHavePublished) {
    Life life(a_rule().asks_for(20min, true));
    life.guarded_by(a_storm_brake(1, OnStorm::drop)).fire("A").among(1).pass(20min);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons.back(), Reason::storm_dropped);
}

// A wait for `publish` that ends by itself lets nothing past the brake.
TEST(JudgementStorm, DropsWhatWaitedForAPersonAndNeedsNobodyAnyMore) {
    Life life(a_rule().asks_for(1h).with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
    }));
    life.guarded_by(a_storm_brake(1, OnStorm::drop)).fire("A", "warning").among(1);
    EXPECT_EQ(life.now().standing, Standing::held);
    life.fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons.back(), Reason::storm_dropped);
}

TEST(JudgementStorm, NeverHoldsBackAResolve) {
    Life life(a_rule());
    life.guarded_by(a_storm_brake(1)).fire("A").tell().among(7).resolve("A").pass(2min);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

TEST(JudgementStorm, HoldsARelapseToo) {
    Life life(a_rule().reopens_the_same());
    life.guarded_by(a_storm_brake(1)).fire("A").tell().resolve("A").pass(2min).tell();
    life.among(1).fire("A");
    EXPECT_EQ(life.next_generations, 1);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

// ---- flap ---------------------------------------------------------------------------------------

// Opens and is over once.
void come_and_go(Life& life) {
    life.fire("A").tell().pass(1min).resolve("A").pass(2min).tell().pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
    life.never_told();
}

RuleBuilder a_flapping_rule(FlapAction action) {
    return a_rule().reopens_within(1min).flaps(3, 2h, action, 1h);
}

TEST(JudgementFlap, HoldsTheNthOpenUntilItIsQuietForLongEnough) {
    Life life(a_flapping_rule(FlapAction::hold));
    come_and_go(life);
    come_and_go(life);
    life.fire("A");
    EXPECT_THAT(life.reasons, ElementsAre(Reason::flapping, Reason::opened));
    EXPECT_EQ(life.now().standing, Standing::public_);
    life.tell().pass(1min).resolve("A").pass(50min);
    EXPECT_EQ(life.phase(), Phase::open) << "quiet, and not for long enough";
    life.fire("A").pass(1min).resolve("A").pass(1h - 1s);
    EXPECT_EQ(life.phase(), Phase::open);
    life.pass(1s);
    EXPECT_EQ(life.phase(), Phase::resolved);
}

TEST(JudgementFlap, AsksAPersonWhereTheRuleSaysSo) {
    Life life(a_flapping_rule(FlapAction::approval));
    come_and_go(life);
    come_and_go(life);
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::flap});
}

TEST(JudgementFlap, SuppressesWhereTheRuleSaysSo) {
    Life life(a_flapping_rule(FlapAction::suppress));
    come_and_go(life);
    come_and_go(life);
    life.fire("A", "warning");
    EXPECT_EQ(life.now().standing, Standing::recorded);
    EXPECT_EQ(life.reasons.back(), Reason::flap_suppressed);
    life.fire("B", "critical");
    EXPECT_EQ(life.now().standing, Standing::recorded);
}

TEST(JudgementFlap, EndsWhenTheKeyWasQuietForLongEnough) {
    Life life(a_flapping_rule(FlapAction::suppress));
    come_and_go(life);
    come_and_go(life);
    life.fire("A").pass(1min).resolve("A").pass(5min);
    EXPECT_EQ(life.phase(), Phase::closed);
    life.pass(1h).fire("A");
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementFlap, CountsOnlyWhatThePublicWouldHearOf) {
    Life life(a_flapping_rule(FlapAction::suppress).with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
        rule.publish.fallback = Publish::record;
    }));
    for (int time = 0; time < 3; ++time)
        life.fire("A", "warning").pass(1min).resolve("A").pass(10min);
    EXPECT_EQ(life.openings, std::nullopt);
    life.fire("A", "critical");
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.openings->opened.size(), 1U);
}

TEST(JudgementFlap, CountsAMutedOpeningWhenItsTimeCame) {
    Life life(a_rule_of_half_past_twelve().flaps(3, 2h, FlapAction::suppress, 1h));
    life.fire("A").pass(1min).resolve("A").pass(10min).fire("A");
    EXPECT_EQ(life.openings, std::nullopt);
    life.pass(30min);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.openings->opened.size(), 1U);
}

TEST(JudgementFlap, CountsARelapseOfTheSameIncident) {
    Life life(a_rule().reopens_the_same().flaps(2, 2h, FlapAction::approval, 1h));
    life.fire("A").tell().resolve("A").pass(2min).tell().fire("A");
    EXPECT_EQ(life.next_generations, 1) << "what needs a person is not reopened";
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
}

TEST(JudgementFlap, CountsWhatIsBackAfterItWasOverUnseen) {
    Life life(a_rule().asks_for(1h).flaps(2, 2h, FlapAction::suppress, 1h));
    life.fire("A").pass(1min).resolve("A").pass(2min);
    EXPECT_EQ(life.now().standing, Standing::recorded);
    life.fire("A");
    EXPECT_EQ(life.openings->opened.size(), 2U);
    EXPECT_EQ(life.reasons.back(), Reason::flap_suppressed);
}

TEST(JudgementFlap, DoesNotCountWhatIsBackBeforeItsEnd) {
    Life life(a_flapping_rule(FlapAction::suppress).monitors(10min));
    life.fire("A").tell();
    for (int i = 0; i < 5; ++i) life.resolve("A").pass(3min).tell().fire("A").tell();
    EXPECT_EQ(life.openings->opened.size(), 1U);
}

// ---- limit, with a person ----------------------------------------------------------------------

TEST(JudgementLimit, AsksAPersonWhereOverflowIsApproval) {
    Life life(a_rule().limits(1, 1h, Overflow::approval));
    life.tokens = TokenBucket{RuleName("services"), 0.0, at(0s)};
    life.fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::limit});
    ASSERT_TRUE(life.now().proposal);
    life.pass(59min);
    EXPECT_EQ(life.now().standing, Standing::held) << "a token does not decide for the person";
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementLimit, TakesNoTokenWhileAPersonIsAsked) {
    Life life(a_rule().asks_for(1h).limits(1, 1h, Overflow::drop));
    life.fire("A");
    EXPECT_EQ(life.tokens, std::nullopt);
    life.act(ActKind::approve);
    EXPECT_EQ(life.tokens->tokens, 0.0);
}

TEST(JudgementLimit, TakesNoTokenForATextThatIsStopped) {
    Life life(a_rule().limits(1, 1h, Overflow::drop));
    life.guarded_by(a_guard("checkout")).fire("A");
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.tokens, std::nullopt);
}

// ---- maintenance -------------------------------------------------------------------------------

AlertBuilder planned(WallTime starts_at) {
    return an_alert()
        .since(at(0s))
        .annotation("starts_at", format_rfc3339(starts_at))
        .annotation("ends_at", format_rfc3339(starts_at + 1h));
}

RuleBuilder a_rule_with_notice(Duration notice) {
    return a_rule().plans_maintenance().with(
        [&](Rule& rule) { rule.schedule->min_notice = notice; });
}

TEST(JudgementMaintenance, ThatLeavesTooLittleNoticeWaitsForAPerson) {
    Life life(a_rule_with_notice(1h));
    life.receive(planned(at(30min)));
    EXPECT_EQ(life.now().standing, Standing::held);
    EXPECT_EQ(life.now().held_by, std::set{HeldBy::schedule});
    EXPECT_THAT(life.reasons, ElementsAre(Reason::schedule_too_soon, Reason::approval_asked));
    EXPECT_EQ(life.act(ActKind::approve), Reason::approved);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().maintenance->starts_at, at(30min));
}

TEST(JudgementMaintenance, IsApprovedForNoOtherTimesThanThoseThatWereShown) {
    Life life(a_rule_with_notice(1h));
    life.receive(planned(at(30min)));
    const std::string seen = text_mark(*life.now().proposal);
    life.receive(planned(at(40min)));
    EXPECT_EQ(life.act(ActKind::approve, seen), Reason::act_outdated);
    EXPECT_EQ(life.now().standing, Standing::held);
    life.receive(an_alert().since(at(0s)).annotation("starts_at", "tomorrow"));
    EXPECT_EQ(life.act(ActKind::approve), Reason::act_impossible);
    life.receive(planned(at(30min)));
    EXPECT_EQ(life.act(ActKind::approve, seen), Reason::approved);
    EXPECT_EQ(life.desired().maintenance->starts_at, at(30min));
}

TEST(JudgementMaintenance, WithEnoughNoticeAsksNobody) {
    Life life(a_rule_with_notice(1h));
    life.receive(planned(at(1h)));
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementMaintenance, WithTimesThatNobodyCanReadCannotBeApprovedAndWaitsAsLongAsItTakes) {
    Life life(a_rule_with_notice(0s));
    life.receive(an_alert().since(at(0s)).annotation("starts_at", "tomorrow"));
    EXPECT_THAT(life.reasons, ElementsAre(Reason::schedule_unreadable, Reason::approval_asked));
    EXPECT_EQ(life.act(ActKind::approve), Reason::act_impossible);
    life.pass(5h);
    EXPECT_EQ(life.now().standing, Standing::held);
    life.receive(planned(at(9h)));
    EXPECT_EQ(life.now().standing, Standing::public_);
}

TEST(JudgementFlap, IsRememberedUntilItWasQuietForLongEnoughHoweverLongItFired) {
    Life life(a_rule().flaps(2, 1h, FlapAction::suppress, 30min));
    life.fire("A").pass(10h).resolve("A");
    EXPECT_EQ(life.openings->forget_at, life.time() + 30min);
}

TEST(JudgementFlap, OfAKeyThatWasMergedIsQuietFromThenOn) {
    Life life(a_rule().flaps(2, 1h, FlapAction::hold, 30min).limits(1, 1h, Overflow::merge));
    life.tokens = TokenBucket{RuleName("services"), 0.0, at(0s)};
    life.host("host").fire("A");
    ASSERT_EQ(life.merged_into, IncidentId("host"));
    EXPECT_EQ(life.openings->quiet_since, life.time());
}

TEST(JudgementTimes, ThatNeverOpenAreToldOnce) {
    Life life(a_rule().with([](Rule& rule) { rule.mute_intervals = {TimeInterval{}}; }));
    life.fire("A").pass(1min).fire("B");
    EXPECT_EQ(life.all_reasons, std::vector{Reason::muted});
    EXPECT_EQ(life.now().standing, Standing::recorded);
}

// Life checks after each judgement that no due time is left behind.
TEST(JudgementUnseen, LeavesNoTimeBehindThatItDoesNotWaitForAnyMore) {
    Life over_limit(a_rule().limits(1, 1h, Overflow::approval).with([](Rule& rule) {
        rule.approval.timeout = 5h;
    }));
    over_limit.tokens = TokenBucket{RuleName("services"), 0.0, at(0s)};
    over_limit.fire("A").pass(2h);
    EXPECT_EQ(over_limit.now().held_by, std::set{HeldBy::limit});
    EXPECT_EQ(over_limit.now().dues.token, std::nullopt);

    Life unanswered(a_rule().asks_for(1h).keeps_firing(10min));
    unanswered.fire("A").pass(55min).resolve("A").pass(5min);
    EXPECT_EQ(unanswered.now().standing, Standing::quiet);
    unanswered.pass(10min);
    EXPECT_EQ(unanswered.phase(), Phase::closed);
}

}  // namespace
}  // namespace tocsin
