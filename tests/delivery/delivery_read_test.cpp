// Reading: nothing is sent twice before the page was looked at, and what people did there counts.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/case.hpp"
#include "tests/delivery/office.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string all_incidents = "/v1/pages/page00000001/incidents";

std::string path_of(const Incident& incident, const Office& office) {
    return "/incidents/" + office.shown(incident).id;
}

std::size_t count_of(const std::vector<std::string>& words, std::string_view word) {
    return static_cast<std::size_t>(std::count(words.begin(), words.end(), word));
}

// ---- Outcomes that are not known -------------------------------------------------------------

struct Loss {
    const char* name;
    FaultRule rule;
};
class DeliveryLoss : public testing::TestWithParam<Loss> {};

TEST_P(DeliveryLoss, OfACreateLeavesOneIncidentAndOneNotification) {
    Office office;
    FaultRule rule = GetParam().rule;
    rule.method = "POST";
    office.page.faults().add(rule);
    Incident incident = office.delivered(1);
    EXPECT_EQ(office.said(Reason::outcome_unknown), 1U);
    EXPECT_EQ(office.shown_count(), 1U);
    EXPECT_EQ(office.page.journal().notifications().size(), 1U);
    const auto writes = office.writes();
    const bool adopted = office.said(Reason::adopted) == 1;
    ASSERT_EQ(writes.size(), adopted ? 1U : 2U);
    if (adopted) return;
    // Looked for twice, a minute apart, and then sent as it was.
    EXPECT_EQ(office.said(Reason::not_found_yet), 1U);
    EXPECT_GE(writes[1].at - writes[0].at, seconds(60));
    EXPECT_EQ(writes[0].request.body, writes[1].request.body);
}

TEST_P(DeliveryLoss, OfAnUpdateOrAResolveLeavesEachTextOnce) {
    for (const IncidentStatus status : {IncidentStatus::identified, IncidentStatus::resolved}) {
        Office office;
        Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
        FaultRule rule = GetParam().rule;
        rule.method = "PATCH";
        office.page.faults().add(rule);
        office.say(incident, status, "Something new.");
        office.work(minutes(10));
        EXPECT_EQ(office.word_of(incident), "acknowledged");
        ASSERT_EQ(office.shown(incident).updates.size(), 2U);
        EXPECT_EQ(office.shown(incident).updates[1].body, "Something new.");
        EXPECT_EQ(office.page.journal().notifications().size(), 2U);
        const bool over = is_final(status);
        EXPECT_EQ(office.status_of(api), over ? "operational" : "major_outage");
    }
}

TEST_P(DeliveryLoss, OfAComponentsWriteIsReadBeforeItIsWrittenAgain) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    Office::fall_quiet(incident);
    FaultRule rule = GetParam().rule;
    rule.path = "/v1/pages/page00000001/components/*";
    office.page.faults().add(rule);
    office.record(incident);
    office.asked.clear();
    office.work(minutes(20));
    EXPECT_EQ(office.status_of(api), "operational");
    const auto writes = office.writes();
    ASSERT_GE(writes.size(), 1U);
    EXPECT_EQ(writes[0].at_body("/component/status"), "operational");
    // It landed, and the next reading says so; or it did not, and is written once more.
    const bool landed = office.said(Reason::component_due) == 1;
    ASSERT_EQ(writes.size(), landed ? 1U : 2U);
    EXPECT_GE(writes.back().at - writes[0].at, landed ? seconds(0) : seconds(60));
}

FaultRule dropped(Fault fault) {
    return losing("", "", fault);
}
FaultRule failed(unsigned status, bool after_apply) {
    return answering("", "", status, std::nullopt, after_apply);
}

INSTANTIATE_TEST_SUITE_P(EveryLoss, DeliveryLoss,
                         testing::Values(Loss{"DropBefore", dropped(Fault::drop_before_apply)},
                                         Loss{"DropAfter", dropped(Fault::drop_after_apply)},
                                         Loss{"TruncatedBody", dropped(Fault::truncate_body)},
                                         Loss{"Silence", dropped(Fault::never_answer)},
                                         Loss{"Error503Before", failed(503, false)},
                                         Loss{"Error502After", failed(502, true)}),
                         [](const auto& one) { return std::string(one.param.name); });

// Between the create that was lost and the look, a person resolved it: it is in no list of
// unresolved ones.
TEST(DeliveryLook, FindsWhatAPersonResolvedMeanwhile) {
    Office office;
    office.start();
    office.page.faults().add(losing("POST", "", Fault::drop_after_apply));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::outcome_unknown) == 1; });
    office.person("PATCH", path_of(incident, office), R"({"incident":{"status":"resolved"}})");
    office.work(minutes(5));
    EXPECT_EQ(office.said(Reason::adopted), 1U);
    EXPECT_EQ(office.writes().size(), 1U);
    EXPECT_EQ(office.shown(incident).status, "resolved");
}

// What lands between two looks is adopted by the second.
TEST(DeliveryLook, AdoptsACreateThatLandsLate) {
    Office office;
    office.start();
    HttpRequest late;
    office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method != "POST") return std::nullopt;
        late = request;
        return HttpResponse{504, {}, ""};
    };
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::not_found_yet) == 1; });
    office.page.answer(late, office.clock.wall());
    office.work(minutes(5));
    EXPECT_EQ(office.writes().size(), 1U);
    EXPECT_EQ(office.word_of(incident), "acknowledged");
    EXPECT_EQ(office.shown(incident).status, "investigating");
}

// Both landed: the older stays, the other goes without a word to subscribers.
TEST(DeliveryLook, EndsTheSecondOfTwoThatLandedQuietly) {
    Office office;
    office.may_write_bare = true;
    office.start();
    HttpRequest late;
    office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method != "POST" || !late.method.empty()) return std::nullopt;
        late = request;
        return HttpResponse{504, {}, ""};
    };
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.word_of(incident) == "acknowledged"; });
    const std::string first = office.shown(incident).id;
    office.page.answer(late, office.clock.wall() + seconds(1));
    const std::size_t notified = office.page.journal().notifications().size();
    office.work(minutes(15));
    for (const EmulatedIncident& one : office.page.incidents("page00000001"))
        EXPECT_EQ(one.status, one.id == first ? "investigating" : "resolved");
    EXPECT_EQ(office.page.journal().notifications().size(), notified);
    EXPECT_EQ(count_of(office.drifted, "duplicate"), 1U);
}

// The first sending lands with the second: nobody waits for the next reconcile to see it.
TEST(DeliveryLook, ForASecondIsMadeAtOnceAfterACreateThatWasSentTwice) {
    Office office;
    office.may_write_bare = true;
    office.start();
    HttpRequest late;
    office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method != "POST") return std::nullopt;
        if (late.method.empty()) {
            late = request;
            return HttpResponse{504, {}, ""};
        }
        office.page.answer(late, office.clock.wall());
        return std::nullopt;
    };
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::send_again) == 1; });
    office.work(seconds(20));
    ASSERT_EQ(office.shown_count(), 2U);
    std::size_t open = 0;
    for (const EmulatedIncident& one : office.page.incidents("page00000001"))
        open += one.status == "resolved" ? 0U : 1U;
    EXPECT_EQ(open, 1U);
    EXPECT_EQ(office.word_of(incident), "acknowledged");
}

// … nor if the problem was over before it could be sent again.
TEST(DeliveryLook, ForACreateThatLandsAfterTheEndGoesOnForAWhile) {
    for (const bool lands : {false, true}) {
        Office office;
        office.may_write_bare = true;
        office.start();
        HttpRequest late;
        office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
            if (request.method != "POST") return std::nullopt;
            late = request;
            return HttpResponse{504, {}, ""};
        };
        Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        office.work_until([&] { return office.said(Reason::not_found_yet) == 1; });
        // As dispatch does with what was over before it was sent.
        incident.standing = Standing::recorded;
        office.say(incident, IncidentStatus::resolved, "");
        office.work(minutes(4));
        ASSERT_EQ(office.said(Reason::send_again), 1U);
        EXPECT_FALSE(is_settled(incident, &office.row(incident))) << "dispatch would close it";
        if (lands) office.page.answer(late, office.clock.wall());
        office.work(minutes(25));
        EXPECT_TRUE(is_settled(incident, &office.row(incident)));
        ASSERT_EQ(office.shown_count(), lands ? 1U : 0U);
        EXPECT_EQ(lands ? office.shown(incident).status : "resolved", "resolved");
        office.asked.clear();
        office.work(hours(1));
        EXPECT_TRUE(office.asked.empty()) << "nothing is left to watch";
    }
}

TEST(DeliveryLook, OfASecondThatCannotBeEndedIsNotRepeatedAllTheTime) {
    Office office;
    office.may_write_bare = true;
    office.start();
    Incident incident = office.delivered(1);
    HttpRequest twin;
    for (const Office::Asked& one : office.writes()) twin = one.request;
    office.page.answer(twin, office.clock.wall() + seconds(1));
    office.page.faults().add([] {
        FaultRule rule = answering("PATCH", "", 422);
        rule.times = 0;
        return rule;
    }());
    office.asked.clear();
    office.work(hours(1));
    EXPECT_GE(office.writes().size(), 2U);
    EXPECT_LE(office.writes().size(), 13U) << "one in five minutes";
}

TEST(DeliveryLook, GoesOnUntilThePageAnswersAndSendsNothingMeanwhile) {
    Office office;
    office.start();
    office.page.faults().add(losing("POST", "", Fault::drop_after_apply));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::outcome_unknown) == 1; });
    office.is_unreachable = true;
    office.work(hours(2));
    EXPECT_EQ(office.word_of(incident), "unknown");
    EXPECT_GT(office.asked.size(), 20U);
    office.is_unreachable = false;
    office.work(minutes(10));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
    EXPECT_EQ(office.writes().size(), 1U);
}

// The page answers other questions: the breaker does not hold the look back, its back-off does.
TEST(DeliveryLook, ThatFailsIsRepeatedMoreAndMoreSeldom) {
    Office office;
    office.start();
    office.page.faults().add(losing("POST", "", Fault::drop_after_apply));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::outcome_unknown) == 1; });
    FaultRule rule = answering("GET", all_incidents + "/unresolved", 503);
    rule.times = 0;
    office.page.faults().add(rule);
    office.options.retry.breaker_failures = 1'000'000;
    office.delivery->reload(office.options);
    office.asked.clear();
    office.work(hours(2));
    EXPECT_EQ(office.word_of(incident), "unknown");
    EXPECT_LE(office.asked.size(), 70U);
    EXPECT_GE(office.asked.size(), 24U);
}

// It said yes and did nothing: it is asked again at the next reading, not all the time.
TEST(DeliveryLook, AsksOnceForEachReadingToEndASecond) {
    Office office;
    office.may_write_bare = true;
    Incident incident = office.delivered(1);
    const HttpRequest twin = office.writes().back().request;
    office.page.answer(twin, office.clock.wall() + seconds(1));
    office.twist = [&](HttpRequest request) -> std::optional<Result<HttpResponse>> {
        if (request.method != "PATCH") return std::nullopt;
        request.method = "GET";
        request.body.clear();
        return office.page.answer(request, office.clock.wall());
    };
    office.asked.clear();
    office.work(minutes(65));
    EXPECT_GE(office.writes().size(), 5U);
    EXPECT_LE(office.writes().size(), 7U);
}

TEST(DeliveryLook, IsMadeAfterARestartOfWhatWasSent) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.is_answer_held = false;
    office.work_until([&] { return office.writes().size() == 1; });
    office.page.answer(office.writes()[0].request, office.clock.wall());  // The answer never comes.
    office.restart(seconds(30));
    office.work(minutes(5));
    EXPECT_EQ(office.said(Reason::adopted), 1U);
    EXPECT_EQ(office.writes().size(), 1U);
    EXPECT_EQ(office.shown_count(), 1U);
}

// An answer that is about something else says nothing about our call: here another page's.
TEST(DeliveryLook, IsMadeIfTheAnswerSpeaksOfAnotherPage) {
    Office office;
    Incident incident = office.delivered(1);
    office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method != "PATCH") return std::nullopt;
        office.twist = nullptr;
        HttpResponse response = office.page.answer(request, office.clock.wall());
        const auto at = response.body.find("\"page_id\":\"page00000001\"");
        EXPECT_NE(at, std::string::npos);
        response.body.replace(at, 24, "\"page_id\":\"page00000002\"");
        return response;
    };
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(5));
    EXPECT_EQ(office.said(Reason::outcome_unknown), 1U);
    EXPECT_EQ(office.said(Reason::adopted), 1U);
    EXPECT_EQ(office.shown(incident).updates.size(), 2U);
}

// ---- Views -----------------------------------------------------------------------------------

TEST(DeliveryView, ServesAllCallsOfHalfAMinute) {
    Office office;
    office.start();
    for (int number = 0; number < 10; ++number) {
        Incident incident = Office::open_incident(number);
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    }
    office.work(seconds(29));
    EXPECT_EQ(office.writes().size(), 10U);
    EXPECT_EQ(office.asked.size() - office.writes().size(), 3U);
}

// A store that is slow between reading and writing must not make the view older than it may be;
// the fixture looks at the age of the view at each write.
TEST(DeliveryView, IsReadAgainIfTheStoreWasSlow) {
    for (const std::size_t commits : {0U, 1U}) {
        Office office;
        office.start();
        Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        office.work_until([&] { return office.said(Reason::create_due) == 1; });
        for (std::size_t i = 0; i < commits; ++i) office.store.complete_next();
        office.is_store_held = true;
        office.work(minutes(1));
        office.is_store_held = false;
        EXPECT_EQ(office.writes().size(), 0U);
        office.work(minutes(1));
        EXPECT_EQ(office.writes().size(), 1U);
        EXPECT_EQ(office.word_of(incident), "acknowledged");
        EXPECT_EQ(office.said(Reason::outcome_unknown), 0U);
    }
}

TEST(DeliveryView, OfAComponentsWriteIsReadAgainIfTheStoreWasSlow) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    Office::fall_quiet(incident);
    office.record(incident);
    office.work_until([&] { return office.said(Reason::component_due) == 1; });
    office.is_store_held = true;
    office.work(minutes(1));
    office.is_store_held = false;
    const auto& record = office.delivery->page_record(PageName("main"))->components.at(api);
    EXPECT_TRUE(record.maybe_written.contains(ComponentStatus::operational));
    office.work(minutes(2));
    EXPECT_EQ(office.status_of(api), "operational");
}

TEST(DeliveryView, IsReadFromTheBeginningIfItTookTooLong) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.asked.size() == 1; });
    office.is_answer_held = true;
    office.work(seconds(40));
    office.is_answer_held = false;
    office.work(minutes(1));
    ASSERT_GT(office.asked.size(), 2U);
    EXPECT_NE(office.asked[1].request.target.find("unresolved?page=1"), std::string::npos);
    EXPECT_EQ(office.word_of(incident), "acknowledged");
}

TEST(DeliveryView, IsReadAtEveryReconcileAsLongAsThereIsSomethingToWatch) {
    Office office;
    Incident incident = office.delivered(1);
    office.asked.clear();
    office.work(minutes(61));
    EXPECT_EQ(office.asked.size(), 6U * 3U);
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(1));
    office.asked.clear();
    office.work(hours(1));
    EXPECT_TRUE(office.asked.empty());
}

// No dead letter could hold a reading; asking again at once would go on for ever.
TEST(DeliveryView, ThatIsRefusedParksThePage) {
    Office office;
    office.start();
    FaultRule rule = answering("GET", "*/components", 400);
    rule.times = 0;
    office.page.faults().add(rule);
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(30));
    EXPECT_LE(office.asked.size(), 93U) << "three a minute, for the other lists can be read";
    EXPECT_EQ(office.word_of(incident), "parked");
    office.page.faults().replace({});
    office.work(minutes(2));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
}

// ---- People ----------------------------------------------------------------------------------

TEST(DeliveryPeople, WhoResolveAnIncidentAreBelieved) {
    Office office;
    Incident incident = office.delivered(1);
    office.work(minutes(1));
    office.person("PATCH", path_of(incident, office), R"({"incident":{"status":"resolved"}})");
    office.asked.clear();
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(15));
    EXPECT_TRUE(office.writes().empty());
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_EQ(office.found[0].kind, FindingKind::closed_by_person);
    EXPECT_EQ(office.found[0].incident, incident.id);
    EXPECT_EQ(office.word_of(incident), "none");
    EXPECT_EQ(count_of(office.drifted, "closed"), 1U);
}

TEST(DeliveryPeople, WhoResolveAnIncidentAreNoticedThoughNothingIsDue) {
    Office office;
    Incident incident = office.delivered(1);
    office.person("PATCH", path_of(incident, office), R"({"incident":{"status":"resolved"}})");
    office.work(minutes(11));
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_EQ(office.found[0].kind, FindingKind::closed_by_person);
}

TEST(DeliveryPeople, WhoDeleteAnIncidentAreBelieved) {
    Office office;
    Incident incident = office.delivered(1);
    office.work(minutes(1));
    office.person("DELETE", path_of(incident, office));
    office.asked.clear();
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(30));
    EXPECT_TRUE(office.writes().empty());
    EXPECT_EQ(office.shown_count(), 0U);
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_EQ(office.found[0].kind, FindingKind::deleted_by_person);
    EXPECT_EQ(office.word_of(incident), "none");
    EXPECT_EQ(count_of(office.drifted, "deleted"), 1U);
}

// Deleted after the page was read: the write itself meets the 404.
TEST(DeliveryPeople, WhoDeleteAnIncidentJustBeforeAWriteAreBelieved) {
    Office office;
    Incident incident = office.delivered(1);
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work_until([&] { return office.said(Reason::update_due) == 1; });
    office.person("DELETE", path_of(incident, office));
    office.work(minutes(30));
    EXPECT_EQ(office.said(Reason::incident_missing), 1U);
    EXPECT_EQ(office.writes().size(), 2U);
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_EQ(office.found[0].kind, FindingKind::deleted_by_person);
    EXPECT_TRUE(office.gave_up.empty());
}

TEST(DeliveryPeople, KeepTheNameTheImpactAndTheStatusThatTheyChose) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    incident.desired.impact = Impact::minor;
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(1));
    office.person("PATCH", path_of(incident, office),
                  R"({"incident":{"name":"Theirs","impact_override":"none",)"
                  R"("status":"monitoring","body":"A person writes."}})");
    incident.desired.name = "Trouble everywhere";
    incident.desired.impact = Impact::critical;
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(2));
    const EmulatedIncident& shown = office.shown(incident);
    EXPECT_EQ(shown.name, "Theirs");
    EXPECT_EQ(shown.impact_override, "none");
    EXPECT_EQ(shown.status, "monitoring");
    ASSERT_EQ(shown.updates.size(), 3U);
    EXPECT_EQ(shown.updates[2].body, "We know what it is.");
    for (const char* kind : {"name", "impact", "status"})
        EXPECT_EQ(count_of(office.drifted, kind), 1U) << kind;
    // Forward it goes on.
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(2));
    EXPECT_EQ(office.shown(incident).status, "resolved");
    EXPECT_EQ(office.shown(incident).name, "Theirs");
}

TEST(DeliveryPeople, WhoPublishAPostmortemClosedTheIncident) {
    Office office;
    Incident incident = office.delivered(1);
    office.work(minutes(1));
    const std::string path = path_of(incident, office);
    office.person("PATCH", path, R"({"incident":{"status":"resolved"}})");
    office.person("PUT", path + "/postmortem", R"({"postmortem":{"body_draft":"What happened."}})");
    office.person("PUT", path + "/postmortem/publish", R"({"postmortem":{}})");
    office.asked.clear();
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(15));
    EXPECT_TRUE(office.writes().empty());
    EXPECT_EQ(office.shown(incident).status, "postmortem");
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_EQ(office.found[0].kind, FindingKind::closed_by_person);
}

TEST(DeliveryPeople, KeepAComponentThatTheySet) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::partial_outage}});
    office.work(minutes(1));
    office.person("PATCH", "/components/" + api.value,
                  R"({"component":{"status":"under_maintenance"}})");
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(30));
    EXPECT_EQ(office.shown(incident).status, "resolved");
    EXPECT_EQ(office.status_of(api), "under_maintenance");
    EXPECT_EQ(count_of(office.drifted, "component"), 1U);
}

TEST(DeliveryPeople, OfAnotherTocsinAreWaitedFor) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    office.person("POST", "/incidents",
                  R"({"incident":{"name":"Of another store","status":"investigating","metadata":)"
                  R"({"tocsin":{"key":")" +
                      incident.key.value +
                      R"(","gen":"01ARZ3NDEKTSV4RRFFQ69G9999","attempt":"a"}}}})");
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(45));
    EXPECT_TRUE(office.writes().empty());
    EXPECT_EQ(office.said(Reason::foreign_marker), 1U) << "said once";
    EXPECT_TRUE(office.delivery->waits_for_foreign(incident));
    const std::string foreign = office.page.incidents("page00000001")[0].id;
    office.person("PATCH", "/incidents/" + foreign, R"({"incident":{"status":"resolved"}})");
    office.work(minutes(12));
    EXPECT_EQ(office.shown(incident).status, "investigating");
    EXPECT_FALSE(office.delivery->waits_for_foreign(incident));
}

// Rows that say "done" must not be durable before dispatch can know why.
TEST(DeliveryPeople, AreToldToDispatchThoughTheStoreFailedFirst) {
    Office office;
    Incident incident = office.delivered(1);
    office.person("PATCH", path_of(incident, office), R"({"incident":{"status":"resolved"}})");
    office.work_until([&] { return office.store.next() == "append"; });
    office.store.fail_next(unavailable("the disk is full"));
    office.work(std::chrono::milliseconds(500));
    EXPECT_TRUE(office.found.empty());
    EXPECT_FALSE(office.row(incident).over);
    office.work(minutes(5));
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_EQ(office.found[0].kind, FindingKind::closed_by_person);
    EXPECT_TRUE(office.row(incident).over);
    EXPECT_EQ(office.problems.size(), 1U);
}

TEST(DeliveryPeople, AreToldToDispatchBeforeWhatAnOperatorSaysIsStored) {
    Office office;
    Incident incident = office.delivered(1);
    Incident other = office.delivered(2);
    office.person("PATCH", path_of(incident, office), R"({"incident":{"status":"resolved"}})");
    office.work_until([&] { return office.store.next() == "append"; });
    office.store.fail_next(unavailable("the disk is full"));
    office.is_store_held = true;
    office.delivery->act(QueueAct::drop, other.id, "ann", [](const Result<Reason>&) {});
    EXPECT_EQ(office.store.next(), "append");
    office.store.fail_next(unavailable("the disk is full"));
    EXPECT_FALSE(office.row(incident).over);
    EXPECT_TRUE(office.found.empty());
}

TEST(DeliveryPeople, AreToldOfOneByOneIfTheyClosedSeveral) {
    Office office;
    const Incident first = office.delivered(1);
    const Incident second = office.delivered(2);
    office.person("PATCH", path_of(first, office), R"({"incident":{"status":"resolved"}})");
    office.person("PATCH", path_of(second, office), R"({"incident":{"status":"resolved"}})");
    office.work(minutes(12));
    ASSERT_EQ(office.found.size(), 2U);
    EXPECT_NE(office.found[0].incident, office.found[1].incident);
}

TEST(DeliveryPeople, AreFoundAgainIfTheProcessDiesBeforeDispatchWasTold) {
    Office office;
    Incident incident = office.delivered(1);
    office.person("PATCH", path_of(incident, office), R"({"incident":{"status":"resolved"}})");
    office.work_until([&] { return office.store.next() == "append"; });
    office.restart(seconds(5));
    office.work(minutes(15));
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_TRUE(office.row(incident).over);
}

TEST(DeliveryPeople, AreCountedOnceForWhatTheyChangedHoweverOftenItIsRead) {
    Office office;
    Incident incident = office.delivered(1);
    office.person("PATCH", path_of(incident, office), R"({"incident":{"name":"Theirs"}})");
    office.work(hours(2));
    EXPECT_EQ(office.drifted, std::vector<std::string>{"name"});
}

}  // namespace
}  // namespace tocsin
