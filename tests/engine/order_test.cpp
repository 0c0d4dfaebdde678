// Which order is which, what is not taken, and how its incident begins.
#include "engine/order.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

CreateOrder keyed(const std::string& content = "content") {
    CreateOrder order = an_order();
    order.mark = {"name", content, true};
    return order;
}

OrderOutcome judged(const CreateOrder& order, const OrderSurroundings& others = {},
                    WallTime now = at(0s)) {
    return judge_order(order, others, now);
}

Incident begun(const CreateOrder& order) {
    return begin_ordered(order, judged(order).incident, false, at(0s));
}

// The page has it since then.
Incident taken(const CreateOrder& order, WallTime at) {
    Incident incident = begun(order);
    incident.order->taken_at = at;
    return incident;
}

TEST(JudgeOrder, NamesOneIncidentHoweverOftenItIsJudged) {
    const OrderOutcome first = judged(an_order());
    EXPECT_EQ(first.reason, Reason::ordered);
    EXPECT_EQ(judged(an_order()), first) << "a crash judges it again";
    EXPECT_NE(judged(an_order(), {}, at(1s)).incident, first.incident);
    EXPECT_NE(judged(an_order("other")).incident, first.incident);
}

TEST(JudgeOrder, KnowsAContentForTenMinutesOfWhatThePageHas) {
    const Incident known = taken(an_order(), at(5min));
    EXPECT_EQ(known_until(known), at(15min));
    EXPECT_EQ(judged(an_order(), {&known}, at(15min - 1s)),
              (OrderOutcome{Reason::ordered_again, known.id}));
    EXPECT_EQ(judged(an_order(), {&known}, at(15min)).reason, Reason::ordered);
}

TEST(JudgeOrder, KnowsAContentAsLongAsThePageDoesNotHaveIt) {
    Incident known = begun(an_order());
    EXPECT_TRUE(is_undelivered(known));
    EXPECT_EQ(judged(an_order(), {&known}, at(240h)),
              (OrderOutcome{Reason::ordered_again, known.id}));
    known.standing = Standing::quiet;
    EXPECT_FALSE(is_undelivered(known)) << "a person gave it up";
    EXPECT_EQ(judged(an_order(), {&known}, at(240h)).reason, Reason::ordered);
}

TEST(JudgeOrder, KnowsAKeyForADayAndRefusesAnotherOrderUnderIt) {
    const Incident known = taken(keyed(), at(0s));
    EXPECT_EQ(known_until(known), at(24h));
    for (const WallTime now : {at(0s), at(24h), at(240h)}) {
        EXPECT_EQ(judged(keyed(), {&known}, now), (OrderOutcome{Reason::ordered_again, known.id}));
        EXPECT_EQ(judged(keyed("other"), {&known}, now), (OrderOutcome{Reason::order_differs}));
    }
}

TEST(JudgeOrder, TakesNoTextThatTheGuardDenies) {
    const Guard guard = a_guard("10\\.0\\.");
    OrderSurroundings others;
    others.guard = &guard;
    CreateOrder order = an_order();
    EXPECT_EQ(judged(order, others).reason, Reason::ordered);
    order.body = "10.0.0.7";
    EXPECT_EQ(judged(order, others), (OrderOutcome{Reason::guard_denied}));
    order.body.clear();
    order.name = "10.0.0.7";
    EXPECT_EQ(judged(order, others), (OrderOutcome{Reason::guard_denied}));
}

TEST(JudgeOrder, TakesNoIncidentInAStormButWhatIsPlannedOrPast) {
    Guard guard;
    guard.open_incidents_max = 3;
    OrderSurroundings others;
    others.guard = &guard;
    others.public_count = 2;
    EXPECT_EQ(judged(an_order(), others).reason, Reason::ordered);
    others.public_count = 3;
    EXPECT_EQ(judged(an_order(), others), (OrderOutcome{Reason::storm}));
    CreateOrder past = an_order();
    past.kind = RuleKind::backfill;
    EXPECT_EQ(judged(past, others).reason, Reason::ordered);
    const Incident known = begun(an_order());
    others.known = &known;
    EXPECT_EQ(judged(an_order(), others).reason, Reason::ordered_again);
}

TEST(JudgeOrder, TakesNothingWhileTooManyWaitForTheirPage) {
    OrderSurroundings others;
    others.undelivered = undelivered_orders_max - 1;
    EXPECT_EQ(judged(an_order(), others).reason, Reason::ordered);
    others.undelivered = undelivered_orders_max;
    EXPECT_EQ(judged(an_order(), others), (OrderOutcome{Reason::storm}));
}

TEST(BeginOrdered, SaysWhatWasOrdered) {
    CreateOrder order = an_order();
    order.status = IncidentStatus::identified;
    order.impact = Impact::major;
    order.components = {{ComponentId("a"), ComponentStatus::partial_outage}};
    order.concerned = {ComponentId("a"), ComponentId("b"), ComponentId("c")};
    order.tweet = true;
    const Incident incident = begun(order);
    EXPECT_EQ(incident.page, order.page);
    EXPECT_EQ(incident.phase, Phase::open);
    EXPECT_EQ(incident.standing, Standing::public_);
    EXPECT_EQ(incident.order->mark, order.mark);
    EXPECT_EQ(incident.order->page, order.page_id);
    EXPECT_EQ(incident.key.value.size(), 32U);
    EXPECT_EQ(incident.rule, ordered_rule()->name);
    PageState expected;
    expected.status = IncidentStatus::identified;
    expected.impact = Impact::major;
    expected.name = order.name;
    expected.body = order.body;
    expected.claims = {{ComponentId("a"), ComponentStatus::partial_outage}};
    expected.concerned = order.concerned;
    expected.text = expected.notice = expected.tweet = 1;
    EXPECT_EQ(incident.desired, expected);
    order.notify = false;
    EXPECT_EQ(begun(order).desired.notice, 0U);
}

TEST(BeginOrdered, SaysNothingInADryRun) {
    const Incident incident = begin_ordered(an_order(), judged(an_order()).incident, true, at(0s));
    EXPECT_EQ(incident.standing, Standing::quiet);
    EXPECT_EQ(incident.reason, Reason::dry_run);
    EXPECT_FALSE(is_undelivered(incident));
}

TEST(BeginOrdered, GivesEachIncidentAKeyOfItsOwn) {
    const Incident first = begun(an_order());
    const Incident second =
        begin_ordered(an_order(), judged(an_order(), {}, at(11min)).incident, false, at(11min));
    EXPECT_NE(first.key, second.key);
}

}  // namespace
}  // namespace tocsin
