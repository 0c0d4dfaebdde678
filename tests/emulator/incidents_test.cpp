// Incidents: create, change, delete (behaviours 11 to 19).
#include "tests/emulator/incidents.hpp"

#include <set>

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

const char* const schedule =
    R"("scheduled_for":"2026-06-08T01:00:00Z","scheduled_until":"2026-06-08T02:00:00Z")";

TEST(Behaviour11, TheNameIsNeeded) {
    Asking page;
    EXPECT_EQ(page.create("").error(), "incident[name] is missing");
    EXPECT_EQ(page.create(R"("name":"  ")").status, 400U);
    EXPECT_EQ(page.create(R"("name":7)").status, 400U);
    Asking strict(options_with([](ModelOptions& options) { options.name_missing_status = 422; }));
    EXPECT_EQ(strict.create("").status, 422U);
}

TEST(Behaviour11, NameAndBodyHaveLimitsInCodePoints) {
    Asking page;
    std::string umlauts;
    for (int i = 0; i < 255; ++i) umlauts += "ä";
    EXPECT_EQ(page.create("\"name\":\"" + umlauts + "\"").status, 201U);
    EXPECT_EQ(page.create("\"name\":\"" + umlauts + "x\"").status, 422U);
    const std::string body(25'000, 'x');
    EXPECT_EQ(page.create("\"name\":\"a\",\"body\":\"" + body + "\"").status, 201U);
    EXPECT_EQ(page.create("\"name\":\"a\",\"body\":\"" + body + "x\"").status, 422U);
}

TEST(Behaviour11, WordsOutsideTheListsAreRefused) {
    Asking page;
    EXPECT_EQ(page.create(R"("name":"a","status":"broken")").status, 400U);
    EXPECT_EQ(page.create(R"("name":"a","status":"postmortem")").status, 400U);
    EXPECT_EQ(page.create(R"("name":"a","impact_override":"huge")").status, 400U);
    EXPECT_EQ(page.create(R"("name":"a","components":{"api000000001":"slow"})").status, 422U);
    Asking strict(options_with([](ModelOptions& options) { options.bad_status_status = 422; }));
    EXPECT_EQ(strict.create(R"("name":"a","status":"broken")").status, 422U);
}

TEST(Behaviour11, UnknownFieldsAreIgnoredAndNoted) {
    Asking page;
    const Answer made = page.create(R"("name":"a","message":"old","wants_twitter_update":true)");
    EXPECT_EQ(made.status, 201U);
    EXPECT_EQ(made.at("/incident_updates"), "[]");
    const auto& notes = page.model.journal().requests().back().notes;
    EXPECT_EQ(std::set(notes.begin(), notes.end()),
              (std::set<std::string>{"ignored: incident[message]",
                                     "ignored: incident[wants_twitter_update]"}));
}

TEST(Behaviour11, AMessageMayBeTheBody) {
    Asking page(options_with([](ModelOptions& options) { options.legacy_message = true; }));
    EXPECT_EQ(page.create(R"("name":"a","message":"old")").at("/incident_updates/0/body"), "old");
    EXPECT_FALSE(page.model.journal().requests().back().notes.empty());
}

TEST(Behaviour11, MetadataHoldsObjectsAndMayHaveALimit) {
    Asking page(options_with([](ModelOptions& options) { options.metadata_bytes_max = 40; }));
    EXPECT_EQ(page.create(R"("name":"a","metadata":{"k":"v"})").status, 422U);
    EXPECT_EQ(page.create(R"("name":"a","metadata":[])").status, 400U);
    EXPECT_EQ(page.create(R"("name":"a","metadata":{"k":{"v":1}})").at("/metadata/k/v"), "1");
    EXPECT_EQ(page.create(R"("name":"a","metadata":{"k":{"v":"0123456789012345678901234567890"}})")
                  .status,
              422U);
}

TEST(Behaviour11, UnknownComponentsAndGroupsAreRefusedOrIgnored) {
    for (const char* fields : {R"("name":"a","component_ids":["none00000001"])",
                               R"("name":"a","components":{"none00000001":"major_outage"})",
                               R"("name":"a","component_ids":["group0000001"])",
                               R"("name":"a","components":{"group0000001":"major_outage"})"}) {
        Asking page;
        EXPECT_EQ(page.create(fields).status, 422U) << fields;
        EXPECT_TRUE(page.model.incidents("page00000001").empty());
        Asking lenient(options_with([](ModelOptions& options) {
            options.unknown_component = ModelOptions::Doubtful::ignore;
            options.group_as_component = ModelOptions::Doubtful::ignore;
        }));
        const Answer made = lenient.create(fields);
        EXPECT_EQ(made.status, 201U) << fields;
        EXPECT_EQ(made.at("/components"), "[]");
    }
}

TEST(Behaviour11, ABackfilledIncidentHasItsDateAndNoComponentsAndNotifiesNobody) {
    Asking page;
    EXPECT_EQ(
        page.create(R"("name":"a","backfilled":true,"component_ids":["api000000001"])").status,
        422U);
    const Answer made =
        page.create(R"("name":"a","backfilled":true,"backfill_date":"2025-01-02","body":"b")");
    ASSERT_EQ(made.status, 201U);
    EXPECT_EQ(made.at("/status"), "resolved");
    EXPECT_EQ(made.at("/created_at"), "2025-01-02T00:00:00Z");
    EXPECT_EQ(made.at("/resolved_at"), "2025-01-02T00:00:00Z");
    EXPECT_TRUE(page.model.journal().notifications().empty());
    EXPECT_EQ(page.create(R"("name":"a","backfilled":true,"backfill_date":"once")").status, 400U);
}

TEST(Behaviour11, AMaintenanceNeedsItsBeginAndEnd) {
    Asking page;
    EXPECT_EQ(page.create(R"("name":"a","status":"scheduled")").status, 422U);
    EXPECT_EQ(
        page.create(R"("name":"a","status":"scheduled","scheduled_for":"2026-06-08T01:00:00Z")")
            .status,
        422U);
    EXPECT_EQ(
        page.create(R"("name":"a","status":"scheduled","scheduled_for":"2026-06-08T01:00:00Z",)"
                    R"("scheduled_until":"2026-06-08T01:00:00Z")")
            .status,
        422U);
    EXPECT_EQ(page.create(R"("name":"a","scheduled_for":"tomorrow")").status, 400U);
    // An incident of now with a schedule is accepted as it is.
    const Answer odd = page.create(std::string(R"("name":"a","status":"identified",)") + schedule);
    EXPECT_EQ(odd.status, 201U);
    EXPECT_EQ(odd.at("/scheduled_for"), "2026-06-08T01:00:00Z");
}

TEST(Behaviour12, TheDefaultsAreThoseOfTheDocument) {
    Asking page;
    const Answer made = page.create(R"("name":"a","body":"b")");
    ASSERT_EQ(made.status, 201U);
    EXPECT_EQ(made.at("/status"), "investigating");
    EXPECT_EQ(made.at("/metadata"), "{}");
    EXPECT_EQ(made.at("/impact"), "none");
    EXPECT_EQ(made.at("/incident_updates/0/deliver_notifications"), "true");
}

TEST(Behaviour12, TheAnswerHasEveryKeyOfARealOne) {
    Asking page;
    const Answer made = page.create(R"("name":"a","body":"b","component_ids":["api000000001"])");
    std::set<std::string> keys;
    for (const auto& member : made.body.as_object()) keys.emplace(member.key());
    const std::set<std::string> expected{"id",
                                         "components",
                                         "created_at",
                                         "impact",
                                         "impact_override",
                                         "incident_updates",
                                         "metadata",
                                         "monitoring_at",
                                         "name",
                                         "page_id",
                                         "postmortem_body",
                                         "postmortem_body_last_updated_at",
                                         "postmortem_ignored",
                                         "postmortem_notified_subscribers",
                                         "postmortem_notified_twitter",
                                         "postmortem_published_at",
                                         "resolved_at",
                                         "scheduled_auto_completed",
                                         "scheduled_auto_in_progress",
                                         "scheduled_for",
                                         "auto_transition_deliver_notifications_at_end",
                                         "auto_transition_deliver_notifications_at_start",
                                         "auto_transition_to_maintenance_state",
                                         "auto_transition_to_operational_state",
                                         "scheduled_remind_prior",
                                         "scheduled_reminded_at",
                                         "scheduled_until",
                                         "shortlink",
                                         "status",
                                         "updated_at",
                                         "reminder_intervals"};
    EXPECT_EQ(keys, expected);
    EXPECT_EQ(made.at("/resolved_at"), "null");
    EXPECT_EQ(made.body.at_pointer("/components/0").as_object().size(), 14U);
    EXPECT_EQ(made.body.at_pointer("/incident_updates/0").as_object().size(), 13U);
}

TEST(Behaviour13, ABodyMakesTheFirstUpdate) {
    Asking page;
    EXPECT_EQ(page.create(R"("name":"a")").at("/incident_updates"), "[]");
    const Answer made = page.create(R"("name":"a","body":"b","component_ids":["web000000001"])");
    EXPECT_EQ(made.at("/incident_updates/0/body"), "b");
    EXPECT_EQ(made.at("/incident_updates/0/affected_components"), "null");
    EXPECT_EQ(made.at("/incident_updates/0/incident_id"), made.at("/id"));
    Asking talkative(options_with([](ModelOptions& options) {
        options.silent_update = ModelOptions::SilentUpdate::default_text;
    }));
    EXPECT_NE(talkative.create(R"("name":"a")").at("/incident_updates/0/body"), "(absent)");
}

TEST(Behaviour13, SentStatusesShowAsAffectedComponents) {
    Asking page;
    const Answer made =
        page.create(R"("name":"a","body":"b",)"
                    R"("components":{"api000000001":"partial_outage","web000000001":""})");
    EXPECT_EQ(made.at("/incident_updates/0/affected_components/0"),
              R"({"code":"api000000001","name":"Backend - API",)"
              R"("old_status":"operational","new_status":"partial_outage"})");
    EXPECT_EQ(made.at("/incident_updates/0/affected_components/1/name"), "Web");
    EXPECT_EQ(made.at("/incident_updates/0/affected_components/1/new_status"), "operational");
}

TEST(Behaviour14, TwoOfTheSameAreTwo) {
    Asking page;
    const char* fields = R"("name":"a","metadata":{"tocsin":{"key":"k","gen":1}})";
    EXPECT_NE(page.create(fields).at("/id"), page.create(fields).at("/id"));
    EXPECT_EQ(page.get("/incidents/unresolved").size(), 2U);
}

TEST(Behaviour15, TheMapChangesThePageAtOnceEvenWhenScheduled) {
    Asking page;
    page.create(std::string(R"("name":"a","status":"scheduled",)") + schedule +
                R"(,"components":{"api000000001":"under_maintenance"})");
    EXPECT_EQ(page.status_of("api000000001"), "under_maintenance");
}

TEST(Behaviour15, IdsSetTheRelationAndNoStatus) {
    Asking page;
    const Answer made =
        page.create(R"("name":"a","component_ids":["api000000001","api000000001"])");
    EXPECT_EQ(made.body.at("components").as_array().size(), 1U);
    EXPECT_EQ(page.status_of("api000000001"), "operational");
}

TEST(Behaviour15, WhetherTheMapAddsToTheRelationIsASwitch) {
    const char* fields = R"("name":"a","components":{"api000000001":"major_outage"})";
    Asking page;
    EXPECT_EQ(page.create(fields).at("/components/0/id"), "api000000001");
    Asking apart(options_with([](ModelOptions& options) { options.map_adds_relation = false; }));
    EXPECT_EQ(apart.create(fields).at("/components"), "[]");
    EXPECT_EQ(apart.status_of("api000000001"), "major_outage");
}

TEST(Behaviour16, TheImpactFollowsTheWorstComponent) {
    const auto impact = [](const char* status) {
        Asking page;
        return page
            .create(std::string(R"("name":"a","components":{"web000000001":"operational",)") +
                    R"("api000000001":")" + status + "\"}")
            .at("/impact");
    };
    EXPECT_EQ(impact("operational"), "none");
    EXPECT_EQ(impact("degraded_performance"), "minor");
    EXPECT_EQ(impact("partial_outage"), "major");
    EXPECT_EQ(impact("major_outage"), "critical");
    Asking page;
    EXPECT_EQ(
        page.create(std::string(R"("name":"a","status":"scheduled",)") + schedule).at("/impact"),
        "maintenance");
    EXPECT_EQ(page.create(R"("name":"a","impact_override":"critical")").at("/impact"), "critical");
}

TEST(Behaviour16, WhetherTheImpactDecreasesIsASwitch) {
    for (const bool never : {true, false}) {
        ModelOptions options;
        options.impact_never_decreases = never;
        Asking page(options);
        const std::string id =
            page.create(R"("name":"a","components":{"api000000001":"major_outage"})").at("/id");
        const Answer changed = page.change(id, R"("components":{"api000000001":"operational"})");
        EXPECT_EQ(changed.at("/impact"), never ? "critical" : "none");
    }
}

TEST(Behaviour17, AChangeTakesOnlyWhatIsGiven) {
    Asking page;
    const Answer made = page.create(
        R"("name":"a","body":"first","metadata":{"k":{"v":1}},"component_ids":["api000000001"])");
    const Answer changed = page.change(made.at("/id"), R"("status":"monitoring","body":"second")");
    EXPECT_EQ(changed.status, 200U);
    EXPECT_EQ(changed.at("/name"), "a");
    EXPECT_EQ(changed.at("/metadata"), made.at("/metadata"));
    EXPECT_EQ(changed.at("/components/0/id"), "api000000001");
    EXPECT_EQ(changed.at("/incident_updates/0/body"), "second");  // Newest first.
    EXPECT_EQ(changed.at("/incident_updates/0/status"), "monitoring");
    EXPECT_EQ(changed.at("/incident_updates/1/body"), "first");
    EXPECT_EQ(changed.at("/monitoring_at"), changed.at("/updated_at"));
    EXPECT_NE(changed.at("/updated_at"), made.at("/updated_at"));
    const Answer again = page.put("/incidents/" + made.at("/id"), R"({"incident":{"name":"b"}})");
    EXPECT_EQ(again.at("/name"), "b");
    EXPECT_EQ(again.at("/monitoring_at"), changed.at("/monitoring_at"));
}

TEST(Behaviour17, AnUpdateComesOfABodyOrAChangedStatus) {
    Asking page;
    const std::string id = page.create(R"("name":"a","body":"first")").at("/id");
    const auto updates = [&](const char* fields) {
        return page.change(id, fields).body.at("incident_updates").as_array().size();
    };
    EXPECT_EQ(updates(R"("status":"investigating")"), 1U);
    EXPECT_EQ(updates(R"("components":{"api000000001":"major_outage"})"), 1U);
    EXPECT_EQ(updates(R"("body":"second")"), 2U);
    EXPECT_EQ(updates(R"("body":"second")"), 3U);  // Not idempotent.
    EXPECT_EQ(updates(R"("status":"identified")"), 4U);
}

TEST(Behaviour17, AnEmptyChangeChangesNothing) {
    Asking page;
    const Answer made = page.create(R"("name":"a")");
    const Answer same = page.change(made.at("/id"), "");
    EXPECT_EQ(same.status, 200U);
    EXPECT_EQ(same.text, made.text);
    EXPECT_EQ(page.change("none00000001", "").status, 404U);
}

TEST(Behaviour17, WhetherIdsReplaceOrAddIsASwitch) {
    for (const bool replace : {true, false}) {
        ModelOptions options;
        if (!replace) options.ids_on_change = ModelOptions::IdsOnChange::add;
        Asking page(options);
        const std::string id =
            page.create(R"("name":"a","component_ids":["api000000001"])").at("/id");
        const Answer changed = page.change(id, R"("component_ids":["web000000001"])");
        EXPECT_EQ(changed.body.at("components").as_array().size(), replace ? 1U : 2U);
    }
}

TEST(Behaviour18, ResolvingLeavesTheComponentsAsTheyAre) {
    for (const bool reset : {false, true}) {
        ModelOptions options;
        options.reset_on_resolve = reset;
        Asking page(options);
        const std::string id =
            page.create(R"("name":"a","components":{"api000000001":"major_outage"})").at("/id");
        const Answer resolved = page.change(id, R"("status":"resolved")");
        EXPECT_EQ(resolved.at("/resolved_at"), resolved.at("/updated_at"));
        EXPECT_EQ(page.status_of("api000000001"), reset ? "operational" : "major_outage");
    }
}

TEST(Behaviour18, AChangeOfAResolvedIncidentReopensItOrIsRefused) {
    Asking page;
    const std::string id = page.create(R"("name":"a","status":"resolved")").at("/id");
    const Answer reopened = page.change(id, R"("status":"investigating","body":"again")");
    EXPECT_EQ(reopened.status, 200U);
    EXPECT_EQ(reopened.at("/status"), "investigating");
    EXPECT_EQ(page.model.journal().requests().back().notes.front(),
              "warning: change of an incident that is resolved");
    Asking strict(options_with([](ModelOptions& options) {
        options.change_of_resolved = ModelOptions::Doubtful::refuse;
    }));
    const std::string other = strict.create(R"("name":"a","status":"resolved")").at("/id");
    EXPECT_EQ(strict.change(other, R"("body":"again")").status, 422U);
    EXPECT_EQ(strict.change(other, "").status, 200U);
}

TEST(Behaviour18, ADeletedIncidentIsAnsweredOnceAndThen404) {
    Asking page;
    const std::string id = page.create(R"("name":"a")").at("/id");
    const Answer deleted = page.remove("/incidents/" + id);
    EXPECT_EQ(deleted.status, 200U);
    EXPECT_EQ(deleted.at("/id"), id);
    EXPECT_EQ(page.get("/incidents/" + id).status, 404U);
    EXPECT_EQ(page.remove("/incidents/" + id).status, 404U);
    EXPECT_EQ(page.get("/incidents").text, "[]");
}

TEST(Behaviour19, AnUpdateOfAnIncidentCanBeChanged) {
    Asking page;
    const Answer made = page.create(R"("name":"a","body":"b")");
    const Answer other = page.create(R"("name":"a","body":"b")");
    const std::string update = "/incident_updates/" + made.at("/incident_updates/0/id");
    const std::string path = "/incidents/" + made.at("/id") + update;
    const Answer changed =
        page.patch(path, R"({"incident_update":{"body":"c","wants_twitter_update":true,)"
                         R"("display_at":"2026-06-01T00:00:00Z","deliver_notifications":false}})");
    EXPECT_EQ(changed.status, 200U);
    EXPECT_EQ(changed.at("/body"), "c");
    EXPECT_EQ(changed.at("/wants_twitter_update"), "true");
    EXPECT_EQ(changed.at("/display_at"), "2026-06-01T00:00:00.000Z");
    EXPECT_EQ(changed.at("/deliver_notifications"), "false");
    EXPECT_EQ(page.get("/incidents/" + made.at("/id")).at("/incident_updates/0/body"), "c");
    EXPECT_EQ(
        page.patch("/incidents/" + other.at("/id") + update, R"({"incident_update":{}})").status,
        404U);
    EXPECT_EQ(page.patch(path, R"({"incident_update":{"body":7}})").status, 400U);
}

}  // namespace
}  // namespace tocsin
