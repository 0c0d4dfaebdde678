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

OrderOutcome judged(const CreateOrder& order, const Incident* known = nullptr,
                    const Surroundings& others = {}, WallTime now = at(0s)) {
    return judge_order(order, known, others, now);
}

Incident begun(const CreateOrder& order) {
    return begin_ordered(order, judged(order).incident, at(0s));
}

TEST(JudgeOrder, NamesOneIncidentHoweverOftenItIsJudged) {
    const OrderOutcome first = judged(an_order());
    EXPECT_EQ(first.reason, Reason::ordered);
    EXPECT_EQ(judged(an_order()), first) << "a crash judges it again";
    EXPECT_NE(judged(an_order(), nullptr, {}, at(1s)).incident, first.incident);
    EXPECT_NE(judged(an_order("other")).incident, first.incident);
}

TEST(JudgeOrder, KnowsAContentForTenMinutes) {
    const Incident known = begun(an_order());
    EXPECT_EQ(known_until(known), at(10min));
    EXPECT_EQ(judged(an_order(), &known, {}, at(10min - 1s)),
              (OrderOutcome{Reason::ordered_again, known.id}));
    EXPECT_EQ(judged(an_order(), &known, {}, at(10min)).reason, Reason::ordered);
}

TEST(JudgeOrder, KnowsAKeyForADayAndRefusesAnotherOrderUnderIt) {
    const Incident known = begun(keyed());
    EXPECT_EQ(known_until(known), at(24h));
    for (const WallTime now : {at(0s), at(24h), at(240h)}) {
        EXPECT_EQ(judged(keyed(), &known, {}, now),
                  (OrderOutcome{Reason::ordered_again, known.id}));
        EXPECT_EQ(judged(keyed("other"), &known, {}, now), (OrderOutcome{Reason::order_differs}));
    }
}

TEST(JudgeOrder, TakesNoTextThatTheGuardDenies) {
    const Guard guard = a_guard("10\\.0\\.");
    Surroundings others;
    others.guard = &guard;
    CreateOrder order = an_order();
    EXPECT_EQ(judged(order, nullptr, others).reason, Reason::ordered);
    order.body = "10.0.0.7";
    EXPECT_EQ(judged(order, nullptr, others), (OrderOutcome{Reason::guard_denied}));
    order.body.clear();
    order.name = "10.0.0.7";
    EXPECT_EQ(judged(order, nullptr, others), (OrderOutcome{Reason::guard_denied}));
}

TEST(JudgeOrder, TakesNoIncidentInAStormButWhatIsPlannedOrPast) {
    Guard guard;
    guard.open_incidents_max = 3;
    Surroundings others;
    others.guard = &guard;
    others.public_count = 2;
    EXPECT_EQ(judged(an_order(), nullptr, others).reason, Reason::ordered);
    others.public_count = 3;
    EXPECT_EQ(judged(an_order(), nullptr, others), (OrderOutcome{Reason::storm}));
    CreateOrder past = an_order();
    past.kind = RuleKind::backfill;
    EXPECT_EQ(judged(past, nullptr, others).reason, Reason::ordered);
    const Incident known = begun(an_order());
    EXPECT_EQ(judged(an_order(), &known, others).reason, Reason::ordered_again);
}

TEST(BeginOrdered, SaysWhatWasOrdered) {
    CreateOrder order = an_order();
    order.status = IncidentStatus::identified;
    order.impact = Impact::major;
    order.components = {{ComponentId("a"), ComponentStatus::partial_outage},
                        {ComponentId("b"), ComponentStatus::operational}};
    order.concerned = {ComponentId("a"), ComponentId("b"), ComponentId("c")};
    order.tweet = true;
    const Incident incident = begun(order);
    EXPECT_EQ(incident.page, order.page);
    EXPECT_EQ(incident.phase, Phase::open);
    EXPECT_EQ(incident.standing, Standing::public_);
    EXPECT_EQ(incident.order, order.mark);
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

TEST(BeginOrdered, GivesEachIncidentAKeyOfItsOwn) {
    const Incident first = begun(an_order());
    const Incident second =
        begin_ordered(an_order(), judged(an_order(), nullptr, {}, at(11min)).incident, at(11min));
    EXPECT_NE(first.key, second.key);
}

}  // namespace
}  // namespace tocsin
