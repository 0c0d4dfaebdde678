// Incidents and components as the page describes them: what is read, forgiven and refused.
#include "statuspage/page_answer.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const PageId page("page12345678");

constexpr std::string_view full = R"({
  "id": "inc123456789", "page_id": "page12345678", "name": "API errors", "status": "monitoring",
  "impact": "major", "impact_override": "critical",
  "created_at": "2026-11-24T03:00:17.5-07:00", "updated_at": "2026-11-24T10:00:17Z",
  "scheduled_for": "2026-11-28T01:00:00.000Z", "scheduled_until": "2026-11-28T05:00:00+02:00",
  "metadata": {"tocsin": {"key": "k", "gen": "g", "attempt": "a"}, "other": {"x": {"y": 1}}},
  "components": [{"id": "comp1", "name": "API", "status": "partial_outage"}, {"id": "comp2"}],
  "incident_updates": [
    {"id": "u1", "status": "investigating", "body": "First.", "affected_components": null,
     "created_at": "2026-11-24T10:00:17.309Z"},
    {"id": "u2", "status": "postmortem", "body": null, "created_at": "2026-11-24T10:00:17.310Z"},
    {"id": "u3", "status": "monitoring", "body": "One.\r\nTwo.\rThree.\n",
     "created_at": "2026-11-24T05:10:00.000-05:00"}],
  "unknown": [1, 2]})";

TEST(PageAnswer, ReadsAllThatMattersOfAnIncident) {
    const auto incident = read_incident(full, page);
    ASSERT_TRUE(incident);
    EXPECT_EQ(incident->id, StatuspageId("inc123456789"));
    EXPECT_EQ(incident->name, "API errors");
    EXPECT_EQ(incident->status, IncidentStatus::monitoring);
    EXPECT_EQ(incident->impact, Impact::major);
    EXPECT_EQ(incident->impact_override, Impact::critical);
    EXPECT_EQ(incident->marker, (Marker{IncidentKey("k"), IncidentId("g"), CallId("a")}));
    EXPECT_EQ(incident->components, (std::vector{ComponentId("comp1"), ComponentId("comp2")}));
    EXPECT_EQ(incident->created_at, *parse_rfc3339("2026-11-24T10:00:17.5Z"));
    EXPECT_EQ(incident->scheduled_for, parse_rfc3339("2026-11-28T01:00:00Z"));
    EXPECT_EQ(incident->scheduled_until, parse_rfc3339("2026-11-28T03:00:00Z"));
}

TEST(PageAnswer, PutsTheNewestUpdateFirstWhateverTheOffsets) {
    const auto incident = read_incident(full, page);
    ASSERT_TRUE(incident);
    ASSERT_EQ(incident->updates.size(), 3U);
    EXPECT_EQ(incident->updates[0].id, UpdateId("u3"));
    EXPECT_EQ(incident->updates[1].id, UpdateId("u2"));
    EXPECT_EQ(incident->updates[2].id, UpdateId("u1"));
    EXPECT_EQ(incident->updates[1].status, std::nullopt);
    EXPECT_EQ(incident->updates[1].body, "");
}

// Else an update of ours looks edited by a person.
TEST(PageAnswer, TakesBothKindsOfLineEndForOne) {
    EXPECT_EQ(read_incident(full, page)->updates[0].body, "One.\nTwo.\rThree.\n");
}

TEST(PageAnswer, TakesUpdatesOfOneMomentInTheirOrder) {
    const auto incident = read_incident(
        R"({"id":"i","status":"resolved","incident_updates":[
            {"id":"b","created_at":"2026-11-24T10:00:17Z"},
            {"id":"a","created_at":"2026-11-24T10:00:17Z"}]})",
        page);
    ASSERT_TRUE(incident);
    EXPECT_EQ(incident->updates[0].id, UpdateId("b"));
}

TEST(PageAnswer, ForgivesNullsAndMissingFields) {
    const auto incident = read_incident(
        R"({"id":"i","status":"postmortem","name":null,"impact":null,"impact_override":"gigantic",
            "metadata":null,"components":null,"incident_updates":[null,7],"created_at":"?",
            "scheduled_for":null})",
        page);
    ASSERT_TRUE(incident);
    PageIncident expected;
    expected.id = StatuspageId("i");
    EXPECT_EQ(*incident, expected);
    EXPECT_TRUE(is_over(*incident));
}

// An incident without any status would count as over, and its alerts as nobody's.
TEST(PageAnswer, NeedsAnIdAndAStatus) {
    EXPECT_FALSE(read_incident(R"({"status":"resolved"})", page));
    EXPECT_FALSE(read_incident(R"({"id":"","status":"resolved"})", page));
    EXPECT_FALSE(read_incident(R"({"id":"i"})", page));
    EXPECT_FALSE(read_incident(R"({"id":"i","status":null})", page));
}

TEST(PageAnswer, RefusesAnIncidentOfAnotherPage) {
    constexpr std::string_view body = R"({"id":"i","status":"resolved","page_id":"other"})";
    EXPECT_FALSE(read_incident(body, page));
    EXPECT_TRUE(read_incident(body, PageId()));
}

TEST(PageAnswer, TakesHalfAMarkerForNone) {
    for (const char* metadata :
         {R"({"tocsin":{"key":"k","gen":"g"}})", R"({"tocsin":{"key":"k","gen":7,"attempt":"a"}})",
          R"({"tocsin":"k"})", R"({"tocsin":{"key":"","gen":"g","attempt":"a"}})", "[]", "7"}) {
        const auto incident = read_incident(
            std::string(R"({"id":"i","status":"resolved","metadata":)") + metadata + "}", page);
        ASSERT_TRUE(incident) << metadata;
        EXPECT_EQ(incident->marker, std::nullopt) << metadata;
    }
}

// What is absent from a list counts as gone: half a list would resolve what still is there.
TEST(PageAnswer, NeverReadsHalfAList) {
    EXPECT_EQ(read_incidents(R"([{"id":"i","status":"resolved"}])", page)->size(), 1U);
    EXPECT_FALSE(read_incidents(R"([{"id":"i","status":"resolved"},{"name":"x"}])", page));
    EXPECT_FALSE(read_incidents(R"([{"id":"i","status":"resolved"})", page));
    EXPECT_FALSE(read_incidents(R"({"incidents":[]})", page));
    EXPECT_FALSE(read_components(R"([{"id":"a"},null])"));
}

TEST(PageAnswer, ReadsComponentsAndTellsGroups) {
    const auto components = read_components(
        R"([{"id":"c1","name":"API","status":"major_outage","group":false,"group_id":null},
            {"id":"c2","name":"Backend","status":"on_fire","group":true},{"id":"c3"}])");
    ASSERT_TRUE(components);
    EXPECT_EQ(*components, (std::vector<PageComponent>{
                               {ComponentId("c1"), "API", ComponentStatus::major_outage, false},
                               {ComponentId("c2"), "Backend", std::nullopt, true},
                               {ComponentId("c3"), "", std::nullopt, false}}));
}

TEST(PageAnswer, FindsTheIdOfAnObjectOnly) {
    EXPECT_EQ(read_id(R"({"id":"p"})"), "p");
    for (const char* body : {"", "[]", R"(["p"])", R"({"id":7})", R"({"id":""})", "{"}) {
        EXPECT_EQ(read_id(body), std::nullopt) << body;
    }
}

// Metadata of foreign incidents is not ours to judge.
TEST(PageAnswer, ReadsPastDeepForeignMetadata) {
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    EXPECT_TRUE(read_incident(
        R"({"id":"i","status":"resolved","metadata":{"x":{"y":)" + deep + "}}}", page));
    EXPECT_FALSE(read_incident(std::string(100'000, '['), page));
}

}  // namespace
}  // namespace tocsin
