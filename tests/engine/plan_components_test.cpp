// The part of a plan that concerns components.
#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/engine/page_scene.hpp"

namespace tocsin {
namespace {

using Status = ComponentStatus;

ComponentStates written_by(const PagePlan& plan) {
    ComponentStates all;
    for (const PlannedCall& planned : plan.calls) {
        for (const auto& [id, status] : components_written_by(planned.call)) all[id] = status;
    }
    return all;
}

TEST(PlanComponents, WriteTheWorstClaimOfAllOpenIncidents) {
    PageScene scene;
    scene.holds(an_incident("a").claims("api", Status::partial_outage));
    scene.holds(an_incident("b").claims("api", Status::major_outage));
    EXPECT_EQ(written_by(scene.plan()),
              (ComponentStates{{component("api"), Status::major_outage}}));
}

TEST(PlanComponents, AreNotClaimedByWhatThePageRefusesToCreate) {
    PageScene scene;
    scene.holds(an_incident("a").claims("api", Status::partial_outage));
    scene.deliveries[IncidentId("a")].dead_letter =
        DeadLetter{scene.incidents[0].desired, "create", 422, "no", 1, at(0s)};
    EXPECT_TRUE(written_by(scene.plan()).empty());
    // A later change of it is tried again.
    ++scene.incidents[0].desired.text;
    EXPECT_EQ(written_by(scene.plan()).size(), 1U);
}

TEST(PlanComponents, NeverLowerAComponentThatAnotherIncidentHolds) {
    PageScene scene;
    scene.raised("api", Status::major_outage);
    scene.holds(an_incident("a").claims("api", Status::major_outage).resolved(),
                an_incident("a").claims("api", Status::major_outage), "p1");
    scene.holds(an_incident("b").claims("api", Status::major_outage),
                an_incident("b").claims("api", Status::major_outage), "p2");
    const auto updates = calls_of<UpdateCall>(scene.plan());
    ASSERT_EQ(updates.size(), 1U);
    // Said explicitly, since Statuspage resets nothing: what the other claims.
    EXPECT_EQ(updates[0].components, (ComponentStates{{component("api"), Status::major_outage}}));
}

TEST(PlanComponents, FallToWhatTheOtherIncidentsClaim) {
    PageScene scene;
    scene.raised("api", Status::major_outage);
    scene.holds(an_incident("a").claims("api", Status::major_outage).resolved(),
                an_incident("a").claims("api", Status::major_outage), "p1");
    scene.holds(an_incident("b").claims("api", Status::degraded_performance),
                an_incident("b").claims("api", Status::degraded_performance), "p2");
    EXPECT_EQ(written_by(scene.plan()),
              (ComponentStates{{component("api"), Status::degraded_performance}}));
}

// What an earlier call may still write is remembered through the call that ends the incident.
TEST(PlanComponents, RememberWhatMayStillLand) {
    PageScene scene;
    scene.holds(an_incident("a").claims("api", Status::major_outage).resolved(),
                an_incident("a").claims("api", Status::major_outage), "p1");
    ComponentRecord& record = scene.page.components[component("api")];
    record.maybe_written = {Status::major_outage};
    scene.unsure = {component("api")};
    const PagePlan plan = scene.plan();
    ASSERT_EQ(plan.calls.size(), 1U);
    EXPECT_EQ(plan.calls[0].records.at(component("api")).maybe_written,
              (std::set{Status::operational, Status::major_outage}));
    EXPECT_FALSE(plan.page.has_value());
}

TEST(PlanComponents, AreAllWrittenOnResolveAlsoThoseThatAreAsTheyShouldBe) {
    PageScene scene;
    scene.raised("api", Status::major_outage);
    const auto open = [] {
        return an_incident()
            .claims("api", Status::major_outage)
            .claims("web", Status::partial_outage);
    };
    scene.holds(open().resolved(), open(), "p1");  // And web fell before.
    const auto updates = calls_of<UpdateCall>(scene.plan());
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].components, (ComponentStates{{component("api"), Status::operational},
                                                      {component("web"), Status::operational}}));
}

TEST(PlanComponents, GoBackToWhatWasFoundBefore) {
    PageScene scene;
    scene.raised("api", Status::major_outage, Status::degraded_performance);
    scene.holds(an_incident().claims("api", Status::major_outage).resolved(),
                an_incident().claims("api", Status::major_outage), "p1");
    EXPECT_EQ(written_by(scene.plan()),
              (ComponentStates{{component("api"), Status::degraded_performance}}));
}

TEST(PlanComponents, AreNotLoweredWhileAForeignIncidentOrAnActiveMaintenanceListsThem) {
    for (const bool maintenance : {false, true}) {
        PageScene scene;
        scene.raised("api", Status::major_outage);
        scene.holds(an_incident().claims("api", Status::major_outage).resolved(),
                    an_incident().claims("api", Status::major_outage), "p1");
        if (maintenance)
            scene.view->under_maintenance = {component("api")};
        else
            scene.foreign("theirs", "api");
        const PagePlan plan = scene.plan();
        EXPECT_EQ(calls_of<UpdateCall>(plan).size(), 1U);
        EXPECT_TRUE(written_by(plan).empty());
    }
}

TEST(PlanComponents, AreLoweredInSpiteOfAMaintenanceThatHasNotBegun) {
    PageScene scene;
    scene.raised("api", Status::major_outage);
    scene.holds(an_incident().claims("api", Status::major_outage).resolved(),
                an_incident().claims("api", Status::major_outage), "p1");
    scene.foreign("theirs", "api");
    scene.view->incidents.at(StatuspageId("theirs")).scheduled_for = at(100h);
    EXPECT_EQ(written_by(scene.plan()), (ComponentStates{{component("api"), Status::operational}}));
}

TEST(PlanComponents, AreNotLoweredIfAPersonWroteThem) {
    PageScene scene;
    scene.raised("api", Status::degraded_performance).shows("api", Status::major_outage);
    scene.holds(an_incident().claims("api", Status::degraded_performance).resolved(),
                an_incident().claims("api", Status::degraded_performance), "p1");
    EXPECT_TRUE(written_by(scene.plan()).empty());
}

TEST(PlanComponents, AreClaimedByPublishedIncidentsOnly) {
    for (const Standing standing : {Standing::held, Standing::recorded}) {
        PageScene scene;
        scene.holds(an_incident().claims("api", Status::major_outage).with([&](Incident& made) {
            made.standing = standing;
        }));
        EXPECT_TRUE(scene.plan().calls.empty());
    }
}

TEST(PlanComponents, AreNotClaimedByWhatIsOverBeforeItWasSent) {
    PageScene scene;
    scene.holds(an_incident().claims("api", Status::major_outage).with([](Incident& made) {
        made.gone_at = at(0s);
    }));
    EXPECT_TRUE(scene.plan().calls.empty());
}

TEST(PlanComponents, KeepTheClaimsOfAnIncidentThatAPersonClosed) {
    PageScene scene;
    scene.raised("api", Status::major_outage);
    const Incident closed =
        an_incident().claims("api", Status::major_outage).with([](Incident& made) {
            made.standing = Standing::quiet;
        });
    scene.holds(closed, closed, "p1");
    scene.deliveries.begin()->second.over = true;
    scene.view->incidents.begin()->second.status = IncidentStatus::resolved;
    EXPECT_TRUE(scene.plan().calls.empty());
    // When it is forgotten, a component call restores what we raised.
    scene.incidents.clear();
    scene.deliveries.clear();
    const auto calls = calls_of<ComponentCall>(scene.plan());
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0], (ComponentCall{component("api"), Status::operational}));
}

TEST(PlanComponents, NeedNoCallOfTheirOwnWhereAnIncidentsCallWritesThem) {
    PageScene scene;
    scene.holds(an_incident("a").claims("api", Status::major_outage));
    scene.holds(an_incident("b").claims("web", Status::major_outage),
                an_incident("b").claims("web", Status::major_outage), "p2");
    const PagePlan plan = scene.plan();
    EXPECT_EQ(calls_of<CreateCall>(plan).size(), 1U);
    // Drift of a component whose incident has nothing to say.
    EXPECT_EQ(calls_of<ComponentCall>(plan),
              (std::vector<ComponentCall>{{component("web"), Status::major_outage}}));
}

TEST(PlanComponents, NoteWhatMayBeWrittenBeforeItIs) {
    PageScene scene;
    scene.shows("api", Status::degraded_performance);
    scene.holds(an_incident().claims("api", Status::major_outage));
    const PagePlan plan = scene.plan();
    ASSERT_EQ(plan.calls.size(), 1U);
    const ComponentRecord& record = plan.calls[0].records.at(component("api"));
    EXPECT_TRUE(record.maybe_written.contains(Status::major_outage));
    EXPECT_EQ(record.found, Status::degraded_performance);
}

TEST(PlanComponents, RememberWhatACallOfUnknownOutcomeMayYetWrite) {
    PageScene scene;
    ComponentRecord record;
    record.maybe_written = {Status::major_outage};
    scene.page.components[component("api")] = record;
    scene.holds(an_incident().resolved());
    DeliveryRecord& row = scene.deliveries[IncidentId("checkout")];
    row.page = PageName("main");
    Intent intent;
    CreateCall create;
    create.components = {{component("api"), Status::major_outage}};
    intent.what = create;
    intent.state = IntentState::unknown;
    row.intent = intent;
    EXPECT_FALSE(scene.plan().page.has_value());
    row.intent.reset();
    const auto page = scene.plan().page;
    ASSERT_TRUE(page.has_value());
    EXPECT_TRUE(page->components.empty());
}

TEST(PlanComponents, AreReadForAChangeThatNoIncidentTellsAndOnlyOnce) {
    PageScene scene;
    scene.raised("api", Status::major_outage);
    scene.view->read_at = at(5s);
    scene.changed_at = at(50s);
    scene.now = at(60s);
    EXPECT_EQ(scene.plan().view_due, CallPriority::update);
    scene.changed_at = at(0s);
    EXPECT_FALSE(scene.plan().view_due);
}

// Random pages, rows and incidents: nothing is lowered that we did not write, that others list or
// that another of our incidents claims.
TEST(PlanComponents, AreNeverLoweredIfTheyAreNotOurs) {
    const std::vector<Status> all{Status::operational, Status::under_maintenance,
                                  Status::degraded_performance, Status::partial_outage,
                                  Status::major_outage};
    const std::vector<std::string> aliases{"api", "web", "db"};
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Rng rng(seed);
        const auto any = [&] { return all[rng.below(all.size())]; };
        PageScene scene;
        for (const std::string& alias : aliases) {
            scene.shows(alias, any());
            if (rng.below(2) == 0) {
                ComponentRecord record;
                record.found = any();
                record.found_listed = rng.below(2) == 0;
                record.written = any();
                if (rng.below(3) == 0) record.maybe_written = {any()};
                scene.page.components[component(alias)] = record;
            }
            if (rng.below(4) == 0) scene.foreign("theirs-" + alias, alias);
        }
        for (const char* name : {"a", "b", "c"}) {
            IncidentBuilder shown = an_incident(name);
            shown.claims(aliases[rng.below(3)], any());
            IncidentBuilder wanted = shown;
            if (rng.below(2) == 0) wanted.resolved();
            scene.holds(wanted, shown, std::string("p-") + name);
        }
        for (const auto& [id, status] : written_by(scene.plan())) {
            const Status present = *scene.view->components.at(id).status;
            if (status >= present) continue;
            const ComponentRecord& record = scene.page.components.at(id);
            EXPECT_TRUE(record.written == present || record.maybe_written.contains(present))
                << "seed " << seed;
            const std::string alias = id.value.substr(3);
            const bool listed = scene.view->incidents.contains(StatuspageId("theirs-" + alias));
            const bool outdated =
                record.found == Status::under_maintenance && record.found_listed && !listed;
            EXPECT_TRUE(outdated || status >= record.found) << "seed " << seed;
            EXPECT_TRUE(!listed || record.found_listed) << "seed " << seed;
            for (const Incident& incident : scene.incidents) {
                const auto claim = incident.desired.claims.find(id);
                if (claim == incident.desired.claims.end()) continue;
                EXPECT_GE(status, claim->second) << "seed " << seed;
            }
        }
    }
}

}  // namespace
}  // namespace tocsin
