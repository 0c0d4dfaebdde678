// The recorded sequence, in order, and what is committed of it.
#include "dispatch/dispatch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dispatch/line_two.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Durable and offered, but nothing is done with it yet.
void offer(LineTwo& line, const Alert& alert, WallTime received_at) {
    AlertGroup group;
    group.alerts = {alert};
    line.store.append(a_webhook_of({alert}, the_source(), received_at),
                      [&line, group, received_at](const Result<Sequence>& sequence) {
                          line.dispatch->offer(sequence.value(), the_source(), received_at, group);
                      });
    line.store.complete_next();
}

Alert fires(const std::string& name, WallTime since) {
    return an_alert().firing(name).since(since);
}

Alert is_over(const std::string& name, WallTime since, WallTime until) {
    return an_alert().resolved(name).since(since).until(until);
}

// ---- One webhook ----------------------------------------------------------------------------

TEST(Dispatch, CommitsWhatItJudgedTogetherWithTheCursor) {
    LineTwo line({a_rule()});
    offer(line, fires("Slow", at(0s)), at(0s));
    line.dispatch->pump();
    EXPECT_EQ(line.store.waiting(), 1U);
    EXPECT_EQ(line.store.next(), "commit");
    EXPECT_TRUE(line.durable().alerts.empty());
    EXPECT_EQ(line.durable().cursor, Sequence{0});
    line.store.complete_next();
    EXPECT_EQ(line.durable().cursor, Sequence{1});
    EXPECT_EQ(line.durable().alerts.size(), 1U);
    EXPECT_EQ(line.only().standing, Standing::public_);
    EXPECT_EQ(line.durable().members.at(line.only().id).size(), 1U);
    EXPECT_EQ(line.durable().rules.size(), 1U);
}

TEST(Dispatch, TellsDeliveryOnlyWhatIsDurable) {
    LineTwo line({a_rule()});
    offer(line, fires("Slow", at(0s)), at(0s));
    line.dispatch->pump();
    EXPECT_THAT(line.told, IsEmpty());
    line.store.complete_next();
    ASSERT_EQ(line.told.size(), 1U);
    EXPECT_EQ(line.told[0], line.only());
}

TEST(Dispatch, MovesTheCursorPastAWebhookThatChangesNothing) {
    LineTwo line({a_rule()});
    line.receive({});
    EXPECT_EQ(line.durable().cursor, Sequence{1});
}

TEST(Dispatch, JudgesWhatCameDuringACommitTogetherInTheNext) {
    LineTwo line({a_rule()});
    offer(line, fires("A", at(0s)), at(0s));
    line.dispatch->pump();
    ASSERT_EQ(line.store.next(), "commit");
    // The appends wait behind the commit, so they are offered by hand.
    for (std::uint64_t i = 2; i <= 4; ++i) {
        AlertGroup group;
        group.alerts = {fires("A" + std::to_string(i), at(0s))};
        line.dispatch->offer(Sequence{i}, the_source(), at(0s), group);
        line.dispatch->pump();
    }
    EXPECT_EQ(line.store.waiting(), 1U);
    line.store.complete_next();
    EXPECT_EQ(line.durable().cursor, Sequence{1});
    EXPECT_EQ(line.store.waiting(), 1U);
    line.store.complete_next();
    EXPECT_EQ(line.durable().cursor, Sequence{4});
    EXPECT_EQ(line.durable().alerts.size(), 4U);
    EXPECT_TRUE(line.dispatch->is_idle());
}

TEST(Dispatch, JudgesAFindingInItsPlace) {
    LineTwo line({a_rule()});
    line.fire("Slow");
    const Finding finding{FindingKind::closed_by_person, line.only().id, line.now()};
    line.store.append(finding, [&](const Result<Sequence>& sequence) {
        line.dispatch->offer(sequence.value(), finding);
    });
    line.settle();
    EXPECT_EQ(line.only().standing, Standing::quiet);
    EXPECT_EQ(line.durable().cursor, Sequence{2});
}

TEST(Dispatch, SendsNothingOfWhatIsOnlyRecorded) {
    LineTwo line({a_rule().publishes(Publish::record)});
    line.fire("Slow", "checkout", "critical");
    line.pass(1min);
    line.resolve("Slow");
    line.pass(5min);
    ASSERT_FALSE(line.told.empty());
    for (const Incident& incident : line.told) {
        EXPECT_NE(incident.standing, Standing::public_);
        EXPECT_EQ(incident.desired.text, 0U);
        EXPECT_TRUE(incident.desired.claims.empty());
    }
}

TEST(Dispatch, ForgetsAlertsThatEndedInTheRecordToo) {
    LineTwo line({a_rule().reopens_within(5min)});
    line.fire("Slow");
    line.fire("Errors", "search");
    line.pass(1min);
    line.resolve("Slow");
    line.pass(40min);
    EXPECT_FALSE(line.is_open("checkout"));
    EXPECT_THAT(line.alerts_on_record(), ElementsAre("Errors"));
}

// ---- Order and time -------------------------------------------------------------------------

TEST(DispatchTime, FiresWhatIsDueBeforeAWebhookThatIsLater) {
    LineTwo line({a_rule().waits(1min)});
    line.fire("Slow");
    // Nobody comes to look for a while.
    line.clock.move_to(at(90s));
    offer(line, is_over("Slow", at(0s), at(90s)), at(90s));
    line.settle();
    EXPECT_THAT(line.steps_taken, ElementsAre("first_alert", "opened", "nothing_fires"));
    EXPECT_EQ(line.only().opened_at, at(1min));
}

TEST(DispatchTime, FiresNothingBeforeAWebhookThatIsEarlier) {
    LineTwo line({a_rule().waits(1min)});
    line.fire("Slow");
    line.clock.move_to(at(90s));
    offer(line, is_over("Slow", at(0s), at(30s)), at(30s));
    line.settle();
    EXPECT_THAT(line.steps_taken, ElementsAre("first_alert", "gap"));
    EXPECT_TRUE(line.durable().incidents.empty());
}

TEST(DispatchTime, JudgesAWebhookAtTheTimeItWasReceived) {
    LineTwo line({a_rule()});
    line.clock.move_to(at(90s));
    offer(line, fires("Slow", at(0s)), at(30s));
    line.settle();
    EXPECT_EQ(line.only().created_at, at(30s));
}

TEST(DispatchTime, GoesBackForNoWebhook) {
    LineTwo line({a_rule()});
    line.pass(90s);
    offer(line, fires("Slow", at(0s)), at(30s));
    line.settle();
    EXPECT_EQ(line.only().created_at, at(90s));
}

TEST(DispatchTime, RunsNoTimerWhileWebhooksWait) {
    constexpr int alerts_of_one_commit = 5'000;
    LineTwo line({a_rule().waits(1min)});
    line.fire("Slow");
    line.clock.move_to(at(90s));
    AlertGroup storm;
    for (int i = 0; i < alerts_of_one_commit; ++i) {
        storm.alerts.push_back(AlertBuilder().firing("Nameless").label("n", std::to_string(i)));
    }
    line.record(storm.alerts);
    line.dispatch->offer(Sequence{2}, the_source(), at(10s), storm);
    offer(line, is_over("Slow", at(0s), at(30s)), at(30s));
    line.dispatch->pump();
    line.store.complete_next();
    EXPECT_EQ(line.durable().cursor, Sequence{2});  // One commit stays small.
    line.settle();
    EXPECT_THAT(line.steps_taken, ElementsAre("first_alert", "gap"));
}

TEST(DispatchTime, RunsNoTimerBeforeAWebhookThatIsStillOnItsWayIntoTheStore) {
    LineTwo line({a_rule().keeps_firing(5min)});
    line.fire("Slow");
    line.resolve("Slow");
    line.pass(4min);
    const Alert again = an_alert().firing("Errors").since(at(5min - 1s));
    line.under_way = at(5min - 1s);
    line.clock.move_to(at(6min));
    line.settle();
    EXPECT_EQ(line.only().phase, Phase::open);
    EXPECT_GT(line.dispatch->next_due(), at(6min));  // The store's answer will wake it.
    line.under_way.reset();
    line.receive_at(at(5min - 1s), {again});
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1h);
    EXPECT_EQ(line.only().phase, Phase::open);
}

TEST(DispatchTime, RunsATimerThatWasReachedBeforeTheWebhookOnItsWay) {
    LineTwo line({a_rule().keeps_firing(5min)});
    line.fire("Slow");
    line.resolve("Slow");
    line.under_way = at(5min + 1s);
    line.clock.move_to(at(6min));
    line.settle();
    EXPECT_EQ(line.only().resolved_at, at(5min));
}

TEST(DispatchTime, SaysWhenItWillHaveSomethingToDo) {
    LineTwo line({a_rule().waits(20s)});
    const WallTime alive_again = at(30s);
    EXPECT_EQ(line.dispatch->next_due(), alive_again);
    line.fire("Slow");
    EXPECT_EQ(line.dispatch->next_due(), at(20s));
    offer(line, fires("Errors", at(0s)), at(0s));
    EXPECT_EQ(line.dispatch->next_due(), line.now());
    line.dispatch->pump();
    EXPECT_FALSE(line.dispatch->next_due());  // The store will wake it.
}

TEST(DispatchTime, NotesThatItIsAliveAndOnlyThatWhenNothingHappens) {
    LineTwo line({a_rule()});
    line.pass(10min);
    EXPECT_EQ(line.durable().alive_at, at(10min));
    EXPECT_LE(line.steps, 22U);  // Not more often than every 30 s.
}

// ---- Reading back ---------------------------------------------------------------------------

TEST(DispatchReads, WhatIsOnRecordAndWasNeverOffered) {
    LineTwo line({a_rule()});
    line.die();
    line.record({fires("Slow", at(0s))});
    line.record({fires("Errors", at(0s))});
    line.start();
    EXPECT_FALSE(line.dispatch->is_idle());
    line.settle();
    EXPECT_EQ(line.durable().cursor, Sequence{2});
    EXPECT_THAT(line.alerts_on_record(), ElementsAre("Errors", "Slow"));
    EXPECT_TRUE(line.dispatch->is_idle());
}

TEST(DispatchReads, BackInOrderWhatDidNotFitInMemory) {
    constexpr std::uint64_t rounds =
        1'100;  // Twice as many webhooks: more than 2,000 that may wait.
    LineTwo line({a_rule().keeps_firing(1h)});
    for (std::uint64_t i = 0; i < rounds; ++i) {
        const WallTime now = at(std::chrono::milliseconds(2 * i));
        const WallTime then = at(std::chrono::milliseconds(2 * i + 1));
        line.clock.move_to(then);
        offer(line, fires("Slow", now), now);
        offer(line, is_over("Slow", now, then), then);
    }
    EXPECT_LE(line.dispatch->backlog(), 2'000U);
    line.dispatch->pump();
    EXPECT_EQ(line.store.next(), "read");
    line.settle();
    EXPECT_EQ(line.durable().cursor, Sequence{2 * rounds});
    EXPECT_TRUE(line.dispatch->is_idle());
    // Each was judged, once, in its place: it began and ended so often.
    std::map<std::string, int> count;
    for (const std::string& step : line.steps_taken) ++count[step];
    EXPECT_EQ(count["first_alert"], 1);
    EXPECT_EQ(count["nothing_fires"], rounds);
    EXPECT_EQ(count["fires_again"], rounds - 1);
    EXPECT_EQ(line.duplicates, 0U);
}

TEST(DispatchReads, AndJudgesOnceWhatIsOfferedMeanwhile) {
    LineTwo line({a_rule()});
    line.die();
    line.record({fires("A", at(0s))});
    line.start();
    line.dispatch->pump();
    ASSERT_EQ(line.store.next(), "read");
    // Durable before the read, told before its answer: it stands in both.
    AlertGroup group;
    group.alerts = {fires("A", at(0s))};
    line.dispatch->offer(Sequence{1}, the_source(), at(0s), group);
    line.settle();
    offer(line, fires("B", at(0s)), at(0s));
    line.settle();
    EXPECT_EQ(line.duplicates, 0U);
    EXPECT_EQ(line.durable().cursor, Sequence{2});
    EXPECT_THAT(line.alerts_on_record(), ElementsAre("A", "B"));
}

TEST(DispatchReads, AgainAfterASecondWhenTheStoreFails) {
    LineTwo line({a_rule()});
    line.die();
    line.record({fires("A", at(0s))});
    line.start();
    line.dispatch->pump();
    line.store.fail_next(unavailable("the disk is full"));
    EXPECT_THAT(line.problems, ElementsAre(HasSubstr("the disk is full")));
    EXPECT_EQ(line.store.waiting(), 0U);
    EXPECT_FALSE(line.dispatch->is_idle());
    EXPECT_EQ(line.dispatch->next_due(), at(1s));
    line.pass(1s);
    EXPECT_EQ(line.durable().cursor, Sequence{1});
}

TEST(DispatchReads, PastABodyThatCannotBeDecodedAnyMoreAndSaysSo) {
    LineTwo line({a_rule()});
    line.die();
    line.record({fires("A", at(0s))});
    line.record_body("{ not JSON");
    line.record({fires("B", at(0s))});
    line.start();
    line.settle();
    EXPECT_EQ(line.durable().cursor, Sequence{3});
    EXPECT_THAT(line.alerts_on_record(), ElementsAre("A", "B"));
    EXPECT_THAT(line.problems, ElementsAre(HasSubstr("cannot be decoded any more")));
}

TEST(DispatchReads, PastASourceThatIsNotConfiguredAnyMoreAndSaysSo) {
    LineTwo line({a_rule()});
    line.die();
    line.record_body("{}", SourceName("gone"));
    line.record({fires("B", at(0s))});
    line.start();
    line.settle();
    EXPECT_EQ(line.durable().cursor, Sequence{2});
    EXPECT_THAT(line.problems, ElementsAre(HasSubstr("\"gone\"")));
}

}  // namespace
}  // namespace tocsin
