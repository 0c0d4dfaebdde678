// What is due, on which view, in which order.
#include "engine/plan.hpp"

#include <gtest/gtest.h>

#include "tests/engine/page_scene.hpp"

namespace tocsin {
namespace {

TEST(Plan, IsEmptyWhereThePageShowsWhatIsDesired) {
    const PagePlan plan = PageScene().holds(an_incident(), an_incident(), "p1").plan();
    EXPECT_TRUE(plan.calls.empty());
    EXPECT_FALSE(plan.view_due);
    EXPECT_TRUE(plan.rows.empty() && plan.findings.empty() && !plan.page);
}

TEST(Plan, LooksAtThePageBeforeItTouchesIt) {
    PageScene scene;
    scene.holds(an_incident().says("worse"), an_incident(), "p1");
    scene.now = at(5s) + view_age_max + 1us;
    PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    EXPECT_EQ(plan.view_due, CallPriority::update);
    scene.view.reset();
    plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    EXPECT_TRUE(plan.view_due.has_value());
}

TEST(Plan, ReadsWithTheUrgencyOfTheCallThatWaits) {
    PageScene scene;
    scene.holds(an_incident("a").says("worse"), an_incident("a"), "p1");
    scene.holds(an_incident("b").resolved(), an_incident("b"), "p2");
    scene.view.reset();
    EXPECT_EQ(scene.plan().view_due, CallPriority::resolve);
}

TEST(Plan, ReadsAgainEveryReconcileAndNotForAnEmptyPage) {
    PageScene scene;
    scene.now = at(1h);
    EXPECT_FALSE(scene.plan().view_due);
    scene.holds(an_incident(), an_incident(), "p1");
    EXPECT_EQ(scene.plan().view_due, CallPriority::read);
    scene.now = at(60s);
    const PagePlan plan = scene.plan();
    EXPECT_FALSE(plan.view_due);
    EXPECT_EQ(plan.next, at(5s) + 10min);
}

TEST(Plan, ReadsAsOftenAsItIsToldToAlsoIfThatIsVeryOften) {
    PageScene scene;
    scene.reconcile = 1s;
    scene.holds(an_incident(), an_incident(), "p1");
    EXPECT_EQ(scene.plan().view_due, CallPriority::read);
    // What is due needs no newer view, and does not wait for one.
    scene.incidents[0] = an_incident().says("worse");
    EXPECT_FALSE(scene.plan().view_due);
    EXPECT_EQ(scene.plan().calls.size(), 1U);
}

// A create was looked for twice in vain, and then the problem was over: it may land late.
TEST(Plan, WatchesThePageForACreateThatMayLandAfterTheEnd) {
    PageScene scene;
    scene.holds(an_incident().resolved().with([](Incident& made) {
        made.standing = Standing::recorded;
        made.gone_at = at(0s);
    }));
    DeliveryRecord& row = scene.deliveries[scene.incidents[0].id];
    row.incident = scene.incidents[0].id;
    row.resent = true;
    scene.view.reset();
    EXPECT_EQ(scene.plan().view_due, CallPriority::read);

    scene.view.emplace().read_at = scene.now = at(10min) - 1us;
    EXPECT_TRUE(scene.plan().rows.empty()) << "it may land yet";
    scene.view->read_at = scene.now = at(10min);
    const PagePlan plan = scene.plan();
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_FALSE(plan.rows[0].resent) << "it never landed";

    const PageIncident landed = page_incident(an_incident(), "p1");
    scene.view->incidents.emplace(landed.id, landed);
    EXPECT_TRUE(scene.plan().rows.empty());
    ASSERT_EQ(calls_of<UpdateCall>(scene.plan()).size(), 1U) << "it is ended";
    EXPECT_EQ(calls_of<UpdateCall>(scene.plan())[0].incident, StatuspageId("p1"));
}

// Its create was sent twice and refused the second time: it waits for nothing but the first one.
TEST(Plan, WaitsNoLongerForACreateThatWasRefusedAfterItWasSentAgain) {
    PageScene scene;
    scene.holds(an_incident().resolved().with([](Incident& made) { made.publish_over = true; }));
    DeliveryRecord& row = scene.deliveries[scene.incidents[0].id];
    row.incident = scene.incidents[0].id;
    row.resent = true;
    row.dead_letter = DeadLetter{scene.incidents[0].desired, "create", 422, "no", 1, at(0s)};
    scene.view.emplace().read_at = scene.now = at(10min);
    const PagePlan plan = scene.plan();
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_FALSE(plan.rows[0].resent);
    EXPECT_TRUE(plan.calls.empty());
}

// It would be created although nothing fires any more; but a person gave it up meanwhile.
TEST(Plan, WatchesThePageForACreateOfWhatAPersonGaveUp) {
    for (const bool is_ordered : {false, true}) {
        PageScene scene;
        scene.holds(an_incident().with([&](Incident& made) {
            made.standing = Standing::quiet;
            made.publish_over = true;
            made.resolved_at = at(0s);
            made.gone_at = at(0s);
            if (is_ordered) made.order.emplace();
        }));
        DeliveryRecord& row = scene.deliveries[scene.incidents[0].id];
        row.incident = scene.incidents[0].id;
        row.resent = true;
        scene.view.reset();
        EXPECT_EQ(scene.plan().view_due, CallPriority::read) << is_ordered;
        scene.view.emplace().read_at = scene.now = at(10min);
        const PagePlan plan = scene.plan();
        ASSERT_EQ(plan.rows.size(), 1U) << is_ordered;
        EXPECT_FALSE(plan.rows[0].resent) << "it never landed";
        EXPECT_TRUE(plan.calls.empty());
    }
}

TEST(Plan, WantsToSeeFirstWhatIsDueAndMaintenancesLast) {
    PageScene scene;
    const auto planned = [](Incident& made) { made.kind = RuleKind::maintenance; };
    scene.holds(an_incident("a").with(planned), an_incident("a"), "p1");
    scene.incidents.back().desired = scene.deliveries.at(IncidentId("a")).acknowledged.value();
    scene.holds(an_incident("b"), an_incident("b"), "p2");
    scene.holds(an_incident("c").says("worse"), an_incident("c"), "p3");
    EXPECT_EQ(scene.plan().view_wants,
              (std::vector{StatuspageId("p3"), StatuspageId("p2"), StatuspageId("p1")}));
}

TEST(Plan, ReadsAgainIfTheViewDoesNotShowTheMostUrgentIncident) {
    PageScene scene;
    scene.holds(an_incident().says("worse"), an_incident(), "p1");
    scene.view->incidents.clear();
    const PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    EXPECT_EQ(plan.view_due, CallPriority::update);
}

TEST(Plan, GoesOnWithWhatTheViewShowsWhereItCannotShowEverything) {
    PageScene scene;
    scene.holds(an_incident("a").resolved(), an_incident("a"), "p1");
    scene.holds(an_incident("b").says("worse"), an_incident("b"), "p2");
    scene.view->incidents.erase(StatuspageId("p2"));
    const PagePlan plan = scene.plan();
    EXPECT_FALSE(plan.view_due);
    ASSERT_EQ(plan.calls.size(), 1U);
    EXPECT_EQ(plan.calls[0].incident, IncidentId("a"));
}

TEST(Plan, PutsResolvesBeforeCreatesBeforeRaisesBeforeUpdates) {
    PageScene scene;
    scene.holds(an_incident("a").says("news"), an_incident("a"), "p1");
    scene.holds(
        an_incident("b").with([](Incident& made) { made.desired.impact = Impact::critical; }),
        an_incident("b"), "p2");
    scene.holds(an_incident("c"));
    scene.holds(an_incident("d").resolved(), an_incident("d"), "p4");
    std::vector<CallPriority> order;
    for (const PlannedCall& planned : scene.plan().calls) order.push_back(planned.priority);
    EXPECT_EQ(order, (std::vector{CallPriority::resolve, CallPriority::create, CallPriority::raise,
                                  CallPriority::update}));
}

TEST(Plan, MakesAtMostOneCallOfManyChanges) {
    PageScene scene;
    IncidentBuilder incident = an_incident();
    for (int i = 0; i < 20; ++i) incident.says("text " + std::to_string(i));
    scene.holds(incident, an_incident(), "p1");
    const auto updates = calls_of<UpdateCall>(scene.plan());
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].body, "text 19");
}

TEST(Plan, WaitsForTheNextTryOfWhatFailed) {
    PageScene scene;
    scene.holds(an_incident().says("worse"), an_incident(), "p1");
    scene.deliveries.begin()->second.next_try_at = at(60s);
    EXPECT_TRUE(scene.plan().calls.empty());
    EXPECT_EQ(scene.plan().next, at(60s));
}

TEST(Plan, SendsNothingTwiceWhileItsOutcomeIsUnknown) {
    PageScene scene;
    scene.holds(an_incident().says("worse"), an_incident(), "p1");
    scene.deliveries.begin()->second.intent = Intent{};
    EXPECT_TRUE(scene.plan().calls.empty());
}

TEST(Plan, TriesADeadLetterAgainOnlyWhenSomethingElseIsToBeSaid) {
    PageScene scene;
    scene.holds(an_incident().says("worse"), an_incident(), "p1");
    scene.deliveries.begin()->second.dead_letter =
        DeadLetter{scene.incidents[0].desired, "update", 422, "no", 1, at(0s)};
    EXPECT_TRUE(scene.plan().calls.empty());
    ++scene.incidents[0].desired.text;
    scene.incidents[0].desired.body = "other words";
    EXPECT_EQ(calls_of<UpdateCall>(scene.plan()).size(), 1U);
}

TEST(Plan, SendsARefusedResolveOnceMoreWithStatusAlone) {
    PageScene scene;
    scene.holds(an_incident().resolved(), an_incident(), "p1");
    DeliveryRecord& row = scene.deliveries.begin()->second;
    row.dead_letter = DeadLetter{scene.incidents[0].desired, "update", 422, "no", 1, at(0s)};
    row.bare_resolve = true;
    const auto updates = calls_of<UpdateCall>(scene.plan());
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_FALSE(updates[0].body.has_value());
    EXPECT_EQ(updates[0].status, IncidentStatus::resolved);
}

TEST(Plan, SaysNothingOfWhatThePublicIsNotToSee) {
    for (const Standing standing : {Standing::held, Standing::recorded, Standing::quiet}) {
        PageScene scene;
        scene.holds(an_incident().with([&](Incident& made) { made.standing = standing; }));
        EXPECT_TRUE(scene.plan().calls.empty());
    }
}

}  // namespace
}  // namespace tocsin
