#include "admin/incident_json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

IncidentView a_view(const Incident& incident) {
    return {incident, 2, StatuspageId("p1"), "acknowledged", false};
}

// The fields that contract.md section 4.4 promises.
TEST(IncidentJson, HasEveryStableField) {
    const json::object shown = incident_json(a_view(an_incident()));
    for (const char* name :
         {"id", "key", "generation", "page", "rule", "phase", "standing", "held_by", "name",
          "severity", "alerts_firing", "statuspage_id", "delivery", "opened_at", "updated_at"}) {
        EXPECT_TRUE(shown.contains(name)) << name;
    }
    EXPECT_EQ(shown.at("id"), "checkout");
    EXPECT_EQ(shown.at("phase"), "open");
    EXPECT_EQ(shown.at("standing"), "public");
    EXPECT_EQ(shown.at("alerts_firing"), 2);
    EXPECT_EQ(shown.at("statuspage_id"), "p1");
    EXPECT_EQ(shown.at("opened_at"), "2026-10-03T12:00:00.000Z");
    EXPECT_TRUE(shown.at("approval").is_null());
    EXPECT_FALSE(shown.contains("timeline"));
}

TEST(IncidentJson, SaysNullForWhatIsNotKnown) {
    Incident incident = an_incident();
    incident.opened_at.reset();
    IncidentView view = a_view(incident);
    view.statuspage_id.reset();
    const json::object shown = incident_json(view);
    EXPECT_TRUE(shown.at("opened_at").is_null());
    EXPECT_TRUE(shown.at("statuspage_id").is_null());
}

TEST(IncidentJson, ShowsWhatAPersonIsAskedAbout) {
    Incident incident = an_incident();
    incident.standing = Standing::held;
    incident.held_by = {HeldBy::publish, HeldBy::guard};
    incident.desired.name.clear();
    incident.proposal = Proposal{"Slow", "A body.", true, false, warning(), {}, at(1min)};
    incident.dues.approval = at(1h);
    const json::object shown = incident_json(a_view(incident));
    EXPECT_EQ(shown.at("name"), "Slow");
    EXPECT_EQ(shown.at("held_by"), (json::array{"publish", "guard"}));
    const json::object& approval = shown.at("approval").as_object();
    EXPECT_EQ(approval.at("text").as_string(), text_mark(*incident.proposal));
    EXPECT_EQ(approval.at("name"), "Slow");
    EXPECT_EQ(approval.at("body"), "A body.");
    EXPECT_EQ(approval.at("until"), "2026-10-03T13:00:00.000Z");
}

// contract.md section 4.4 names it among the reasons.
TEST(IncidentJson, SaysThatItWaitsForTheEndOfAnotherStoresIncident) {
    IncidentView view = a_view(an_incident());
    view.waits_for_foreign = true;
    EXPECT_EQ(incident_json(view).at("held_by"), (json::array{"marker"}));
}

// What the public reads, not what waits behind it.
TEST(IncidentJson, NamesAPublicIncidentAsThePageDoes) {
    Incident incident = an_incident();
    incident.proposal = Proposal{"Other", "", false, false, warning(), {}, at(1min)};
    EXPECT_EQ(shown_name(incident), "checkout has trouble");
}

TEST(IncidentJson, ShowsAlertsAndTimelineSingly) {
    IncidentDetail detail;
    AlertRecord alert = an_alert().since(at(0s)).record();
    alert.missing_since = at(5min);
    detail.alerts = {alert};
    detail.alerts_total = 7;
    detail.timeline = {{IncidentId("checkout"), at(0s), "alice", Reason::approved, "why"}};
    const json::object shown = incident_json(a_view(an_incident()), detail);
    EXPECT_EQ(shown.at("alerts_total"), 7);
    const json::object& one = shown.at("alerts").as_array().front().as_object();
    EXPECT_EQ(one.at("labels").as_object().at("alertname"), "Slow");
    EXPECT_EQ(one.at("missing_since"), "2026-10-03T12:05:00.000Z");
    const json::object& row = shown.at("timeline").as_array().front().as_object();
    EXPECT_EQ(row.at("actor"), "alice");
    EXPECT_EQ(row.at("reason"), "approved");
    EXPECT_EQ(row.at("at"), "2026-10-03T12:00:00.000Z");
}

// An approval names the text; two texts never have one mark.
TEST(TextMark, DiffersWhereNameOrBodyOrTimesDiffer) {
    const auto mark = [](const char* name, const char* body) {
        return text_mark({name, body, true, false, warning(), {}, at(0s)});
    };
    EXPECT_EQ(mark("a", "b"), mark("a", "b"));
    EXPECT_NE(mark("a", "b"), mark("a", "c"));
    EXPECT_NE(mark("ab", ""), mark("a", "b"));
    EXPECT_EQ(mark("a", "b").size(), 12U);
    const auto planned = [](WallTime starts_at) {
        return text_mark(
            {"a", "b", true, false, warning(), MaintenancePlan{starts_at, at(2h)}, at(0s)});
    };
    EXPECT_EQ(planned(at(1h)), planned(at(1h)));
    EXPECT_NE(planned(at(1h)), planned(at(1min)));
    EXPECT_NE(planned(at(1h)), mark("a", "b"));
}

}  // namespace
}  // namespace tocsin
