// What a person decides is an entry of the sequence like any other, and answered when it is
// durable.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dispatch/line_two.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<RulePtr> asking() {
    return {a_rule().asks_for(1h)};
}

std::string mark_of(const Incident& incident) {
    return text_mark(incident.proposal.value());
}

TEST(DispatchActs, AreJudgedInTheirPlaceAndAnsweredWhenTheyAreDurable) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    const Sequence sequence = line.decide(ActKind::approve, waiting.id, mark_of(waiting));
    EXPECT_THAT(line.answers, IsEmpty());
    line.settle();
    EXPECT_THAT(line.answers, ElementsAre(std::pair(sequence, Reason::approved)));
    EXPECT_EQ(line.only().standing, Standing::public_);
    EXPECT_EQ(line.durable().cursor, sequence);
}

TEST(DispatchActs, ThatComeTooLateAreAnsweredTooAndChangeNothing) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    line.decide(ActKind::approve, waiting.id, "another text");
    line.decide(ActKind::resolve, waiting.id, "");
    line.decide(ActKind::approve, IncidentId("nobody"), "");
    line.settle();
    ASSERT_EQ(line.answers.size(), 3U);
    EXPECT_EQ(line.answers[0].second, Reason::act_outdated);
    EXPECT_EQ(line.answers[1].second, Reason::act_impossible);
    EXPECT_EQ(line.answers[2].second, Reason::act_impossible);
    EXPECT_EQ(line.only().standing, Standing::held);
}

// The process died before it was judged: the person has decided all the same.
TEST(DispatchActs, ThatAreOnRecordAreJudgedAfterARestart) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    line.decide(ActKind::approve, waiting.id, mark_of(waiting), false);
    line.die();
    line.start();
    line.settle();
    EXPECT_EQ(line.only().standing, Standing::public_);
}

TEST(DispatchActs, AreJudgedAgainAfterAFailedCommitAndAnsweredOnce) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    const Sequence sequence = line.decide(ActKind::approve, waiting.id, mark_of(waiting));
    line.wrong_step = line.steps;
    line.mishap = Mishap::fails;
    line.settle();
    line.pass(2s);
    EXPECT_THAT(line.answers, ElementsAre(std::pair(sequence, Reason::approved)));
    EXPECT_EQ(line.only().standing, Standing::public_);
    EXPECT_EQ(line.only().desired.text, 1U);
}

TEST(DispatchActs, ThatTwoPeopleDoAtOnceAreDoneOnce) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    line.decide(ActKind::approve, waiting.id, mark_of(waiting));
    line.decide(ActKind::approve, waiting.id, mark_of(waiting));
    line.settle();
    ASSERT_EQ(line.answers.size(), 2U);
    EXPECT_EQ(line.answers[1].second, Reason::act_impossible);
    EXPECT_EQ(line.only().desired.text, 1U);
}

TEST(DispatchActs, StandInTheTimelineWithWhoDidThem) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    line.decide(ActKind::approve, waiting.id, mark_of(waiting));
    line.settle();
    std::vector<std::pair<std::string, Reason>> told;
    for (const TimelineRow& row : line.store.timeline_rows())
        told.emplace_back(row.actor, row.reason);
    EXPECT_THAT(told, ElementsAre(std::pair("dispatch", Reason::first_alert),
                                  std::pair("dispatch", Reason::approval_asked),
                                  std::pair("alice", Reason::approved)));
}

// ---- What waits, over restarts and reloads -----------------------------------------------------

TEST(DispatchWaiting, SurvivesARestartWithItsTimeOut) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    line.pass(30min);
    line.die();
    line.start();
    line.settle();
    EXPECT_EQ(line.only().proposal, waiting.proposal);
    line.pass(29min);
    EXPECT_EQ(line.only().standing, Standing::held);
    line.pass(1min);
    EXPECT_EQ(line.only().standing, Standing::quiet);
}

TEST(DispatchWaiting, GoesOnAfterAReload) {
    LineTwo line(asking());
    line.fire("A");
    const Incident waiting = line.only();
    line.reload(asking());
    EXPECT_EQ(line.only(), waiting);
    line.decide(ActKind::approve, waiting.id, mark_of(waiting));
    line.settle();
    EXPECT_EQ(line.only().standing, Standing::public_);
}

TEST(DispatchWaiting, RemembersHowOftenAKeyWasOpenedOverARestart) {
    LineTwo line({a_rule().reopens_within(1min).flaps(2, 2h, FlapAction::suppress, 1h)});
    line.fire("A");
    line.pass(1min);
    line.resolve("A");
    line.pass(5min);
    line.die();
    line.start(Duration(0));
    line.settle();
    line.pass(1min);
    line.fire("A");
    EXPECT_EQ(line.only().standing, Standing::recorded);
}

}  // namespace
}  // namespace tocsin
