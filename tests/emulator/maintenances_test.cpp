// What moves by itself (behaviour 22).
#include "tests/emulator/maintenances.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

const char* const planned =
    R"("name":"m","status":"scheduled","component_ids":["api000000001"],)"
    R"("scheduled_for":"2026-06-08T01:00:00Z","scheduled_until":"2026-06-08T02:00:00Z")";
const char* const automatic =
    R"(,"scheduled_auto_in_progress":true,"scheduled_auto_completed":true,)"
    R"("auto_transition_to_maintenance_state":true,"auto_transition_to_operational_state":true)";

WallTime at(const char* text) {
    return *parse_rfc3339(text);
}

TEST(Behaviour22, AMaintenanceBeginsAndEndsByTheClock) {
    Asking page;
    const std::string id = page.create(std::string(planned) + automatic).at("/id");
    page.now = at("2026-06-08T00:59:59Z");
    EXPECT_EQ(page.get("/incidents/" + id).at("/status"), "scheduled");
    EXPECT_EQ(page.get("/incidents/" + id).at("/status"), "in_progress");
    EXPECT_EQ(page.status_of("api000000001"), "under_maintenance");
    page.now = at("2026-06-08T02:00:00Z");
    const Answer done = page.get("/incidents/" + id);
    EXPECT_EQ(done.at("/status"), "completed");
    EXPECT_EQ(done.at("/resolved_at"), "2026-06-08T02:00:00Z");
    EXPECT_EQ(page.status_of("api000000001"), "operational");
    EXPECT_EQ(page.model.journal().notifications().size(), 3U);
}

TEST(Behaviour22, WhatWasSleptThroughHasTheStampsItWouldHaveHad) {
    Asking page;
    const std::string id = page.create(std::string(planned) + automatic).at("/id");
    page.model.advance(at("2026-07-01T00:00:00Z"));
    page.now = at("2026-07-01T00:00:00Z");
    const Answer done = page.get("/incidents/" + id);
    EXPECT_EQ(done.at("/incident_updates/0/created_at"), "2026-06-08T02:00:00.000Z");
    EXPECT_EQ(done.at("/incident_updates/1/created_at"), "2026-06-08T01:00:00.000Z");
    EXPECT_EQ(done.at("/incident_updates/1/affected_components/0/new_status"), "under_maintenance");
}

TEST(Behaviour22, NothingMovesThatWasNotToldTo) {
    Asking page;
    const std::string id = page.create(planned).at("/id");
    page.now = at("2026-07-01T00:00:00Z");
    EXPECT_EQ(page.get("/incidents/" + id).at("/status"), "scheduled");
    // Begun by hand, it ends by itself only if it was told to.
    page.change(id, R"("status":"in_progress","scheduled_auto_completed":true)");
    EXPECT_EQ(page.get("/incidents/" + id).at("/status"), "completed");
    EXPECT_EQ(page.status_of("api000000001"), "operational");
}

TEST(Behaviour22, TheComponentsMoveOnlyIfTheyWereToldTo) {
    Asking page;
    page.create(std::string(planned) +
                R"(,"scheduled_auto_in_progress":true,"scheduled_auto_completed":true)");
    page.patch("/components/api000000001", R"({"component":{"status":"partial_outage"}})");
    for (const char* moment : {"2026-06-08T01:30:00Z", "2026-06-08T02:30:00Z"}) {
        page.now = at(moment);
        EXPECT_EQ(page.status_of("api000000001"), "partial_outage") << moment;
    }
    EXPECT_EQ(page.model.incidents("page00000001").front().status, "completed");
}

TEST(Behaviour22, TheAliasOfTheAutomaticBeginIsTaken) {
    Asking page;
    const Answer made = page.create(std::string(planned) + R"(,"scheduled_auto_transition":true)");
    EXPECT_EQ(made.at("/scheduled_auto_in_progress"), "true");
}

TEST(Behaviour22, NotificationsAtBeginAndEndAreChosenApart) {
    Asking page;
    page.create(std::string(planned) + automatic +
                R"(,"deliver_notifications":false,)"
                R"("auto_transition_deliver_notifications_at_start":false,)"
                R"("auto_transition_deliver_notifications_at_end":true)");
    page.model.advance(at("2026-07-01T00:00:00Z"));
    ASSERT_EQ(page.model.journal().notifications().size(), 1U);
    EXPECT_EQ(page.model.journal().notifications().front().status, "completed");
    Asking quiet(
        options_with([](ModelOptions& options) { options.auto_transition_notifies = false; }));
    quiet.create(std::string(planned) + automatic + R"(,"deliver_notifications":false)");
    quiet.model.advance(at("2026-07-01T00:00:00Z"));
    EXPECT_TRUE(quiet.model.journal().notifications().empty());
}

}  // namespace
}  // namespace tocsin
