// Orders on the board: one incident each, whatever the rules say and however often they come.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/order.hpp"
#include "tests/dispatch/judge_scene.hpp"

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(JudgeOrderOnBoard, BeginsOneIncidentForOneOrder) {
    JudgeScene scene({a_rule()});
    const OrderOutcome first = scene.order(an_order());
    EXPECT_EQ(first.reason, Reason::ordered);
    EXPECT_EQ(scene.order(an_order()), (OrderOutcome{Reason::ordered_again, first.incident}));
    ASSERT_EQ(scene.count(), 1U);
    const Incident& incident = *scene.board->incident(first.incident);
    EXPECT_EQ(incident.phase, Phase::open);
    EXPECT_EQ(scene.board->rule_of(incident), ordered_rule());
    EXPECT_EQ(scene.board->public_count({}), 1U);
    const auto timeline = scene.timeline();
    ASSERT_EQ(timeline.size(), 1U);
    EXPECT_EQ(timeline.front().actor, "source seed");
    EXPECT_EQ(timeline.front().reason, Reason::ordered);
}

TEST(JudgeOrderOnBoard, BeginsAnotherOnceTheFirstIsNotKnownAnyMore) {
    JudgeScene scene({a_rule()});
    const OrderOutcome first = scene.order(an_order());
    scene.tell();
    scene.pass(12min);
    const OrderOutcome second = scene.order(an_order());
    EXPECT_EQ(second.reason, Reason::ordered);
    EXPECT_NE(second.incident, first.incident);
    EXPECT_EQ(scene.count(), 2U) << "both go on";
    EXPECT_EQ(scene.order(an_order()).incident, second.incident) << "the newest is meant";
}

TEST(JudgeOrderOnBoard, RemembersTheOlderOneWhenTheNewestIsClosed) {
    JudgeScene scene({a_rule()});
    const IncidentId first = scene.order(an_order()).incident;
    scene.tell();
    scene.pass(12min);
    const IncidentId second = scene.order(an_order()).incident;
    scene.tell();
    scene.find(FindingKind::deleted_by_person, second);
    scene.pass(12min);
    ASSERT_EQ(scene.board->incident(second), nullptr) << "closed";
    ASSERT_NE(scene.board->newest_ordered("mark"), nullptr);
    EXPECT_EQ(scene.board->newest_ordered("mark")->id, first);
}

TEST(JudgeOrderOnBoard, TakesNothingInAStormAndNothingThatTheGuardDenies) {
    JudgeScene scene({a_rule()});
    scene.guard.open_incidents_max = 1;
    EXPECT_EQ(scene.order(an_order("a")).reason, Reason::ordered);
    EXPECT_EQ(scene.order(an_order("b")).reason, Reason::storm);
    scene.guard = a_guard("slow");
    EXPECT_EQ(scene.order(an_order("c")).reason, Reason::guard_denied);
    EXPECT_EQ(scene.count(), 1U);
}

TEST(JudgeOrderOnBoard, CountsWhatWaitsAndNotWhatThePageRefusedAsPublic) {
    JudgeScene scene({a_rule()});
    const IncidentId id = scene.order(an_order()).incident;
    EXPECT_EQ(scene.board->undelivered_orders(), 1U);
    DeliveryRecord row;
    row.incident = id;
    row.dead_letter =
        DeadLetter{scene.board->incident(id)->desired, "create", 422, "no", 1, scene.now};
    scene.deliveries[id] = row;
    scene.pass(2min);
    EXPECT_EQ(scene.board->public_count({}), 0U);
    EXPECT_EQ(scene.board->undelivered_orders(), 1U) << "it waits for a person";
    scene.tell();
    scene.pass(2min);
    EXPECT_EQ(scene.board->public_count({}), 1U);
    EXPECT_EQ(scene.board->undelivered_orders(), 0U);
}

TEST(JudgeOrderOnBoard, SaysNothingOnAPageThatIsRehearsed) {
    JudgeScene scene({a_rule()});
    scene.dry_pages.insert(PageName("main"));
    const OrderOutcome outcome = scene.order(an_order());
    EXPECT_EQ(outcome.reason, Reason::ordered);
    EXPECT_EQ(scene.board->incident(outcome.incident)->standing, Standing::quiet);
    EXPECT_EQ(scene.order(an_order()), (OrderOutcome{Reason::ordered_again, outcome.incident}));
}

TEST(JudgeOrderOnBoard, KeepsItsIncidentOverOtherRules) {
    JudgeScene scene({a_rule()});
    const IncidentId id = scene.order(an_order()).incident;
    scene.tell();
    scene.change_rules({});
    scene.pass(24h);
    EXPECT_EQ(scene.board->incident(id)->phase, Phase::open);
    EXPECT_EQ(scene.act(ActKind::resolve, id), Reason::resolved_by_hand);
    scene.tell();
    scene.pass(2min);
    EXPECT_EQ(scene.board->incident(id), nullptr) << "closed";
    EXPECT_EQ(scene.order(an_order()).reason, Reason::ordered);
}

}  // namespace
}  // namespace tocsin
