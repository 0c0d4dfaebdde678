// The calls of a plan that concern incidents: creates, updates, people, strays.
#include <gtest/gtest.h>

#include "tests/engine/page_scene.hpp"

namespace tocsin {
namespace {

// ---- Creates ----------------------------------------------------------------------------------

TEST(PlanCreate, IsMadeOnceAndKeepsItsAttempt) {
    PageScene scene;
    scene.holds(an_incident());
    const auto first = calls_of<CreateCall>(scene.plan());
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].marker.generation, IncidentId("checkout"));
    EXPECT_FALSE(first[0].marker.attempt.value.empty());
    scene.deliveries[IncidentId("checkout")].attempt = CallId("as-before");
    EXPECT_EQ(calls_of<CreateCall>(scene.plan())[0].marker.attempt, CallId("as-before"));
}

TEST(PlanCreate, IsNotSentWhileNothingFires) {
    PageScene scene;
    scene.holds(an_incident().with([](Incident& made) { made.gone_at = at(0s); }));
    EXPECT_TRUE(scene.plan().calls.empty());
    scene.incidents[0].publish_over = true;
    EXPECT_EQ(calls_of<CreateCall>(scene.plan()).size(), 1U);
}

Incident heir_of(const Incident& old) {
    return an_incident("heir").with([&](Incident& made) {
        made.key = old.key;
        made.predecessor = old.id;
    });
}

TEST(PlanCreate, WaitsUntilTheGenerationBeforeIsKnownToBeOver) {
    const Incident old = an_incident("old").resolved();
    PageScene scene;
    scene.holds(old, an_incident("old"), "p1").holds(heir_of(old));
    PagePlan plan = scene.plan();
    EXPECT_TRUE(calls_of<CreateCall>(plan).empty());
    ASSERT_EQ(plan.waiting.size(), 1U);
    EXPECT_EQ(plan.waiting[0], (std::pair{IncidentId("heir"), Reason::waits_for_predecessor}));
    scene.deliveries[old.id] = delivered(old, "p1");
    scene.view->incidents.at(StatuspageId("p1")) = page_incident(old, "p1");
    EXPECT_EQ(calls_of<CreateCall>(scene.plan()).size(), 1U);
}

TEST(PlanCreate, WaitsOverAGenerationThatThePageNeverHeardOf) {
    const Incident old = an_incident("old").resolved();
    const Incident unheard = an_incident("unheard").resolved().with([&](Incident& made) {
        made.standing = Standing::recorded;
        made.predecessor = old.id;
    });
    PageScene scene;
    scene.holds(old).holds(unheard).holds(heir_of(unheard));
    scene.deliveries[old.id].intent = Intent{};
    EXPECT_TRUE(calls_of<CreateCall>(scene.plan()).empty());
    scene.deliveries[old.id].intent.reset();
    scene.deliveries[old.id].over = true;
    EXPECT_EQ(calls_of<CreateCall>(scene.plan()).size(), 1U);
}

TEST(PlanCreate, WaitsWhileTheOutcomeOfTheGenerationBeforeIsUnknown) {
    const Incident old = an_incident("old").resolved();
    PageScene scene;
    scene.holds(old).holds(heir_of(old));
    scene.deliveries[old.id].intent = Intent{};
    EXPECT_TRUE(calls_of<CreateCall>(scene.plan()).empty());
}

TEST(PlanCreate, WaitsNotForAGenerationThatIsDeadLetteredDeletedOrClosed) {
    const Incident old = an_incident("old").resolved();
    PageScene scene;
    scene.holds(old, an_incident("old"), "p1").holds(heir_of(old));
    scene.deliveries[old.id].dead_letter = DeadLetter{old.desired, "update", 422, "no", 1, at(0s)};
    EXPECT_EQ(calls_of<CreateCall>(scene.plan()).size(), 1U);
    scene.deliveries[old.id].dead_letter->target.body = "an older text";
    EXPECT_TRUE(calls_of<CreateCall>(scene.plan()).empty());
    scene.deliveries[old.id].gone = true;
    EXPECT_EQ(calls_of<CreateCall>(scene.plan()).size(), 1U);
    PageScene closed;
    closed.holds(heir_of(old));
    EXPECT_EQ(calls_of<CreateCall>(closed.plan()).size(), 1U);
}

TEST(PlanCreate, WaitsForAPersonWhereAnotherStoresMarkerHasTheKey) {
    PageScene scene;
    scene.holds(an_incident());
    PageIncident theirs = page_incident(an_incident("another-store"), "p9");
    theirs.marker->key = scene.incidents[0].key;
    scene.view->incidents.emplace(theirs.id, theirs);
    const PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    ASSERT_EQ(plan.waiting.size(), 1U);
    EXPECT_EQ(plan.waiting[0].second, Reason::foreign_marker);
    scene.view->incidents.at(theirs.id).status = IncidentStatus::resolved;
    EXPECT_EQ(calls_of<CreateCall>(scene.plan()).size(), 1U);
}

// ---- Updates ----------------------------------------------------------------------------------

TEST(PlanUpdate, AcknowledgesWithoutACallWhatThePageShowsAlready) {
    PageScene scene;
    scene.holds(an_incident().with([](Incident& made) { ++made.desired.notice; }), an_incident(),
                "p1");
    const PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_EQ(plan.rows[0].acknowledged, scene.incidents[0].desired);
}

TEST(PlanUpdate, ReopensWhatWeResolved) {
    const Incident over = an_incident().resolved();
    PageScene scene;
    scene.holds(an_incident().with([&](Incident& made) {
        made.desired.text = over.desired.text + 1;
        made.desired.body = "It is back.";
    }),
                over, "p1");
    const auto updates = calls_of<UpdateCall>(scene.plan());
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].status, IncidentStatus::investigating);
}

TEST(PlanUpdate, ReopensNothingThatHasAPostmortem) {
    PageScene scene;
    scene.holds(an_incident().says("It is back.").says("Really."), an_incident().resolved(), "p1");
    scene.view->incidents.begin()->second.status.reset();
    const PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    ASSERT_EQ(plan.findings.size(), 1U);
    EXPECT_EQ(plan.findings[0].kind, FindingKind::reopen_refused);
    // And finds it once.
    ASSERT_EQ(plan.rows.size(), 1U);
    scene.deliveries.begin()->second = plan.rows[0];
    EXPECT_TRUE(scene.plan().findings.empty());
}

TEST(PlanUpdate, TweetsWhenNothingElseIsDue) {
    PageScene scene;
    scene.holds(an_incident(), an_incident(), "p1");
    scene.deliveries.begin()->second.tweet_update = UpdateId("u1");
    PagePlan plan = scene.plan();
    ASSERT_EQ(calls_of<TweetCall>(plan).size(), 1U);
    EXPECT_EQ(plan.calls[0].target, *scene.deliveries.begin()->second.acknowledged);
    scene.incidents[0].desired.text = 2;
    scene.incidents[0].desired.body = "worse";
    plan = scene.plan();
    EXPECT_EQ(calls_of<UpdateCall>(plan).size(), 1U);
    EXPECT_TRUE(calls_of<TweetCall>(plan).empty());
}

TEST(PlanUpdate, TweetsAlsoOfTheEnd) {
    const Incident over = an_incident().resolved();
    PageScene scene;
    scene.holds(over, over, "p1");
    scene.deliveries.begin()->second.tweet_update = UpdateId("u2");
    EXPECT_EQ(calls_of<TweetCall>(scene.plan()).size(), 1U);
}

// ---- People -----------------------------------------------------------------------------------

TEST(PlanPeople, FindsAnIncidentThatAPersonResolvedAndPatchesItNoMore) {
    for (const auto status :
         {std::optional(IncidentStatus::resolved), std::optional<IncidentStatus>()}) {
        PageScene scene;
        scene.holds(an_incident().says("worse"), an_incident(), "p1");
        scene.view->incidents.begin()->second.status = status;
        const PagePlan plan = scene.plan();
        EXPECT_TRUE(plan.calls.empty());
        ASSERT_EQ(plan.findings.size(), 1U);
        EXPECT_EQ(plan.findings[0].kind, FindingKind::closed_by_person);
        ASSERT_EQ(plan.rows.size(), 1U);
        EXPECT_TRUE(plan.rows[0].over);
        scene.deliveries.begin()->second = plan.rows[0];
        EXPECT_TRUE(scene.plan().findings.empty());
        EXPECT_TRUE(scene.plan().calls.empty());
    }
}

TEST(PlanPeople, ResolvesNothingThatAPersonResolvedFirst) {
    PageScene scene;
    scene.holds(an_incident().resolved(), an_incident(), "p1");
    scene.view->incidents.begin()->second.status = IncidentStatus::resolved;
    const PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    EXPECT_TRUE(plan.findings.empty());
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_TRUE(closed_by_person(&plan.rows[0]));
}

TEST(PlanPeople, FindsAnIncidentThatAPersonDeleted) {
    PageScene scene;
    scene.holds(an_incident(), an_incident(), "p1");
    scene.view->incidents.clear();
    scene.view->missing = {StatuspageId("p1")};
    const PagePlan plan = scene.plan();
    ASSERT_EQ(plan.findings.size(), 1U);
    EXPECT_EQ(plan.findings[0].kind, FindingKind::deleted_by_person);
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_TRUE(plan.rows[0].gone);
    scene.deliveries.begin()->second = plan.rows[0];
    EXPECT_TRUE(scene.plan().findings.empty());
}

TEST(PlanPeople, TakeNoMaintenanceThatThePageCompletedItselfForAPersonsAct) {
    const Incident planned = an_incident().with([](Incident& made) {
        made.kind = RuleKind::maintenance;
        made.desired.status = IncidentStatus::scheduled;
        made.desired.maintenance = MaintenancePlan{at(-2h), at(-1h)};
    });
    PageScene scene;
    scene.holds(planned, planned, "p1");
    for (const auto moved : {IncidentStatus::in_progress, IncidentStatus::verifying}) {
        scene.view->incidents.begin()->second.status = moved;
        const PagePlan plan = scene.plan();
        EXPECT_TRUE(plan.findings.empty() && plan.rows.empty() && plan.calls.empty());
    }
    scene.view->incidents.begin()->second.status = IncidentStatus::completed;
    const PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.findings.empty());
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_TRUE(plan.rows[0].over);
}

// The page ended it before it heard of its new times: dispatch begins another one with them.
TEST(PlanPeople, FindAMaintenanceThatMissedItsNewTimes) {
    const auto planned = [](Duration from) {
        return an_incident().with([&](Incident& made) {
            made.kind = RuleKind::maintenance;
            made.desired.status = IncidentStatus::scheduled;
            made.desired.maintenance = MaintenancePlan{at(from), at(from + 1h)};
        });
    };
    PageScene scene;
    scene.holds(planned(5h), planned(-2h), "p1");
    scene.view->incidents.begin()->second.status = IncidentStatus::completed;
    const PagePlan plan = scene.plan();
    ASSERT_EQ(plan.findings.size(), 1U);
    EXPECT_EQ(plan.findings[0].kind, FindingKind::reopen_refused);
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_TRUE(plan.rows[0].over);
    EXPECT_EQ(plan.rows[0].acknowledged->maintenance->starts_at, at(-2h));
    EXPECT_TRUE(plan.calls.empty());
}

TEST(PlanPeople, NeverTouchAForeignIncident) {
    PageScene scene;
    scene.foreign("theirs", "api").holds(an_incident());
    for (const PlannedCall& planned : scene.plan().calls) {
        EXPECT_TRUE(std::holds_alternative<CreateCall>(planned.call));
    }
}

// ---- Strays -----------------------------------------------------------------------------------

TEST(PlanStrays, EndsATwinQuietly) {
    PageScene scene;
    scene.holds(an_incident(), an_incident(), "p1");
    PageIncident twin = page_incident(an_incident(), "p2");
    twin.created_at = at(5s);
    scene.view->incidents.emplace(twin.id, twin);
    const PagePlan plan = scene.plan();
    ASSERT_EQ(plan.calls.size(), 1U);
    const auto& call = std::get<UpdateCall>(plan.calls[0].call);
    EXPECT_EQ(call.incident, StatuspageId("p2"));
    EXPECT_EQ(call.status, IncidentStatus::resolved);
    EXPECT_FALSE(call.notify);
    EXPECT_FALSE(call.body.has_value());
    EXPECT_FALSE(plan.calls[0].incident.has_value());
}

TEST(PlanStrays, AdoptsACreateThatLandedLateInsteadOfSendingItAgain) {
    PageScene scene;
    scene.holds(an_incident());
    scene.deliveries[IncidentId("checkout")].attempt = CallId("attempt-checkout");
    const PageIncident landed = page_incident(an_incident(), "p1");
    scene.view->incidents.emplace(landed.id, landed);
    const PagePlan plan = scene.plan();
    EXPECT_TRUE(plan.calls.empty());
    ASSERT_EQ(plan.rows.size(), 1U);
    EXPECT_EQ(plan.rows[0].statuspage_id, StatuspageId("p1"));
}

TEST(PlanStrays, EndsWhatLandedAfterItWasOverHere) {
    PageScene scene;
    scene.holds(an_incident().with([](Incident& made) { made.standing = Standing::recorded; }));
    const PageIncident landed = page_incident(an_incident(), "p1");
    scene.view->incidents.emplace(landed.id, landed);
    const auto updates = calls_of<UpdateCall>(scene.plan());
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].status, IncidentStatus::resolved);
}

}  // namespace
}  // namespace tocsin
