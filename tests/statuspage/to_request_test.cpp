// Every call as method, target, headers and JSON: what is sent, and what must never be.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "statuspage/protocol.hpp"
#include "tests/statuspage/calls.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

json::object incident_sent_by(const PageCall& call) {
    const json::value body = json::parse(to_request(an_address(), call).body);
    EXPECT_EQ(body.as_object().size(), 1U);
    return body.at("incident").as_object();
}

TEST(ToRequest, CreatesAnIncidentWithEveryParameter) {
    const HttpRequest request = to_request(an_address(), a_create());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/v1/pages/page12345678/incidents");
    EXPECT_EQ(request.headers.find("authorization"), "OAuth 0123456789abcdef");
    EXPECT_EQ(request.headers.find("content-type"), "application/json");
    EXPECT_EQ(json::parse(request.body), json::parse(R"({"incident":{
        "name": "Checkout is \"slow\" – EU",
        "status": "identified",
        "body": "We are looking.\nMore at 10:30.",
        "impact_override": "major",
        "component_ids": ["comp00000001", "comp00000002"],
        "components": {"comp00000001": "major_outage", "comp00000002": "degraded_performance"},
        "deliver_notifications": true,
        "metadata": {"tocsin": {"key": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
                                "gen": "01JBGENERATION000000000000",
                                "attempt": "01JBATTEMPT000000000000000"}}}})"));
}

TEST(ToRequest, LeavesOutWhatIsNotSet) {
    CreateCall call;
    call.name = "N";
    call.notify = false;
    EXPECT_EQ(incident_sent_by(call), json::parse(R"({
        "name": "N", "status": "investigating", "deliver_notifications": false,
        "metadata": {"tocsin": {"key": "", "gen": "", "attempt": ""}}})"));
}

// A components map would be applied at once, weeks before the maintenance.
TEST(ToRequest, NeverSendsAComponentsMapForAMaintenance) {
    EXPECT_EQ(incident_sent_by(a_maintenance()), json::parse(R"({
        "name": "Checkout is \"slow\" – EU",
        "status": "scheduled",
        "body": "We are looking.\nMore at 10:30.",
        "impact_override": "maintenance",
        "component_ids": ["comp00000001", "comp00000002"],
        "deliver_notifications": false,
        "metadata": {"tocsin": {"key": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
                                "gen": "01JBGENERATION000000000000",
                                "attempt": "01JBATTEMPT000000000000000"}},
        "scheduled_for": "2026-11-28T01:00:00Z",
        "scheduled_until": "2026-11-28T03:30:00Z",
        "scheduled_remind_prior": true,
        "scheduled_auto_in_progress": true,
        "scheduled_auto_completed": false,
        "auto_transition_to_maintenance_state": true,
        "auto_transition_to_operational_state": true,
        "auto_transition_deliver_notifications_at_start": false,
        "auto_transition_deliver_notifications_at_end": false,
        "auto_tweet_on_creation": true,
        "auto_tweet_one_hour_before": true,
        "auto_tweet_at_beginning": true,
        "auto_tweet_on_completion": true})"));
}

TEST(ToRequest, SendsEverySwitchOfAMaintenanceAsItIsSet) {
    CreateCall call = a_maintenance();
    call.maintenance->remind_prior = false;
    call.maintenance->auto_start = false;
    call.maintenance->auto_complete = true;
    call.maintenance->under_maintenance = false;
    call.tweet_maintenance = false;
    call.notify = true;
    const json::object incident = incident_sent_by(call);
    for (const char* off :
         {"scheduled_remind_prior", "scheduled_auto_in_progress",
          "auto_transition_to_maintenance_state", "auto_transition_to_operational_state",
          "auto_tweet_on_creation", "auto_tweet_one_hour_before", "auto_tweet_at_beginning",
          "auto_tweet_on_completion"}) {
        EXPECT_EQ(incident.at(off), json::value(false)) << off;
    }
    for (const char* on : {"scheduled_auto_completed", "deliver_notifications",
                           "auto_transition_deliver_notifications_at_start",
                           "auto_transition_deliver_notifications_at_end"}) {
        EXPECT_EQ(incident.at(on), json::value(true)) << on;
    }
}

// "If true, components cannot be specified."
TEST(ToRequest, NeverSendsComponentsWithABackfill) {
    const json::object incident = incident_sent_by(a_backfill());
    EXPECT_FALSE(incident.contains("components"));
    EXPECT_FALSE(incident.contains("component_ids"));
    EXPECT_EQ(incident.at("backfilled"), json::value(true));
    EXPECT_EQ(incident.at("backfill_date"), json::value("2026-11-20"));
    EXPECT_EQ(incident.at("deliver_notifications"), json::value(false));
}

TEST(ToRequest, UpdatesAnIncidentWithEveryField) {
    UpdateCall call = an_update();
    call.maintenance = a_maintenance().maintenance;
    const HttpRequest request = to_request(an_address(), call);
    EXPECT_EQ(request.method, "PATCH");
    EXPECT_EQ(request.target, "/v1/pages/page12345678/incidents/inc123456789");
    EXPECT_EQ(json::parse(request.body), json::parse(R"({"incident":{
        "status": "resolved", "name": "Checkout was slow", "body": "It is over.",
        "impact_override": "minor", "component_ids": ["comp00000001"],
        "components": {"comp00000001": "operational"}, "deliver_notifications": true,
        "scheduled_for": "2026-11-28T01:00:00Z", "scheduled_until": "2026-11-28T03:30:00Z"}})"));
}

// Left out, deliver_notifications means yes: a repair of a state would mail every subscriber.
TEST(ToRequest, NeverLeavesTheNotificationToThePage) {
    UpdateCall quiet;
    quiet.incident = StatuspageId("inc123456789");
    EXPECT_EQ(incident_sent_by(quiet), json::parse(R"({"deliver_notifications":false})"));
    for (const CreateCall& call : {a_create(), a_maintenance(), a_backfill()}) {
        EXPECT_TRUE(incident_sent_by(call).contains("deliver_notifications"));
    }
}

// The marker is of the create; a PATCH of metadata could wipe what others wrote there.
TEST(ToRequest, SendsTheMarkerWithTheCreateOnly) {
    EXPECT_FALSE(incident_sent_by(an_update()).contains("metadata"));
}

TEST(ToRequest, WritesOneComponent) {
    const HttpRequest request =
        to_request(an_address(),
                   ComponentCall{ComponentId("comp00000001"), ComponentStatus::under_maintenance});
    EXPECT_EQ(request.method, "PATCH");
    EXPECT_EQ(request.target, "/v1/pages/page12345678/components/comp00000001");
    EXPECT_EQ(request.body, R"({"component":{"status":"under_maintenance"}})");
}

TEST(ToRequest, TweetsAnUpdateAndNotifiesNobody) {
    const HttpRequest request =
        to_request(an_address(), TweetCall{StatuspageId("inc123456789"), UpdateId("upd1")});
    EXPECT_EQ(request.method, "PATCH");
    EXPECT_EQ(request.target,
              "/v1/pages/page12345678/incidents/inc123456789/incident_updates/upd1");
    EXPECT_EQ(request.body,
              R"({"incident_update":{"wants_twitter_update":true,"deliver_notifications":false}})");
}

TEST(ToRequest, ReadsInPagesAndWithoutABody) {
    const std::pair<PageCall, const char*> reads[]{
        {ReadIncident{StatuspageId("inc123456789")}, "/incidents/inc123456789"},
        {ListIncidents{IncidentList::unresolved, 2}, "/incidents/unresolved?page=2&per_page=100"},
        {ListIncidents{IncidentList::all, 3}, "/incidents?limit=100&page=3"},
        {ListIncidents{IncidentList::scheduled, 1}, "/incidents/scheduled?page=1&per_page=100"},
        {ListIncidents{IncidentList::active_maintenance, 1},
         "/incidents/active_maintenance?page=1&per_page=100"},
        {ListComponents{4}, "/components?page=4&per_page=100"},
        {ReadPage{}, ""},
    };
    for (const auto& [call, path] : reads) {
        const HttpRequest request = to_request(an_address(), call);
        EXPECT_EQ(request.method, "GET");
        EXPECT_EQ(request.target, std::string("/v1/pages/page12345678") + path);
        EXPECT_EQ(request.body, "");
        EXPECT_EQ(request.headers.find("content-type"), std::nullopt);
        EXPECT_EQ(request.headers.find("authorization"), "OAuth 0123456789abcdef");
    }
}

// Ids come from answers and files; none may reach another path or add a query.
TEST(ToRequest, EncodesIdsIntoOnePathSegment) {
    PageAddress address = an_address();
    address.page = PageId("../x?y");
    EXPECT_EQ(to_request(address, TweetCall{StatuspageId("a/b"), UpdateId("c#d e")}).target,
              "/v1/pages/..%2Fx%3Fy/incidents/a%2Fb/incident_updates/c%23d%20e");
    EXPECT_EQ(to_request(address, ComponentCall{ComponentId("a&b=c"), {}}).target,
              "/v1/pages/..%2Fx%3Fy/components/a%26b%3Dc");
}

TEST(ToRequest, PutsTheKeyIntoTheHeaderAndNowhereElse) {
    for (const PageCall& call : {PageCall(a_create()), PageCall(an_update()), PageCall(ReadPage{}),
                                 PageCall(ListComponents{1})}) {
        const HttpRequest request = to_request(an_address(), call);
        EXPECT_EQ(request.target.find("0123456789abcdef"), std::string::npos);
        EXPECT_EQ(request.body.find("0123456789abcdef"), std::string::npos);
    }
}

TEST(ToRequest, KeepsThePathOfAnotherBase) {
    PageAddress address = an_address();
    address.base_path = "";
    EXPECT_EQ(to_request(address, ReadPage{}).target, "/pages/page12345678");
}

}  // namespace
}  // namespace tocsin
