// What whoever ordered an incident is answered.
#include "intake/order_answers.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace tocsin {
namespace {

namespace json = boost::json;

json::object body_of(const HttpResponse& response) {
    EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
    return json::parse(response.body).as_object();
}

TEST(OrderAnswers, SayWhatIsWrong) {
    const HttpResponse response = order_refused(422, "incident[name]: \"missing\"");
    EXPECT_EQ(response.status, 422U);
    EXPECT_EQ(body_of(response).at("error").at("message"), "incident[name]: \"missing\"");
}

TEST(OrderAnswers, NameTheOrderThatIsUnderWay) {
    const HttpResponse response = order_under_way("01J");
    EXPECT_EQ(response.status, 202U);
    EXPECT_EQ(body_of(response), (json::object{{"status", "accepted"}, {"id", "01J"}}));
}

TEST(OrderAnswers, SayWhyItIsNotTaken) {
    const std::pair<Reason, unsigned> refusals[] = {
        {Reason::order_differs, 422}, {Reason::guard_denied, 422}, {Reason::storm, 503}};
    for (const auto& [reason, status] : refusals) {
        const HttpResponse response = order_not_taken(reason);
        EXPECT_EQ(response.status, status) << to_string(reason);
        EXPECT_EQ(response.headers.find("Retry-After").has_value(), status == 503);
    }
    EXPECT_EQ(order_lost().status, 503U);
}

TEST(OrderAnswers, GiveTheIncidentAsThePageTookIt) {
    Incident incident;
    incident.id = IncidentId("01J");
    incident.desired.name = "newer";
    DeliveryRecord delivery;
    delivery.statuspage_id = StatuspageId("i1");
    PageState& shown = delivery.acknowledged.emplace();
    shown.name = "Slow";
    shown.status = IncidentStatus::identified;
    shown.concerned = {ComponentId("a")};
    const HttpResponse response = order_done(incident, delivery, PageId("p1"));
    EXPECT_EQ(response.status, 201U);
    EXPECT_EQ(body_of(response),
              (json::object{{"id", "i1"},
                            {"page_id", "p1"},
                            {"name", "Slow"},
                            {"status", "identified"},
                            {"impact_override", nullptr},
                            {"created_at", "1970-01-01T00:00:00Z"},
                            {"scheduled_for", nullptr},
                            {"scheduled_until", nullptr},
                            {"components", json::array{json::object{{"id", "a"}}}},
                            {"metadata", {{"tocsin", {{"id", "01J"}}}}}}));
    shown.impact = Impact::major;
    shown.maintenance = MaintenancePlan{from_micros(1'000'000), from_micros(2'000'000)};
    const json::object planned = body_of(order_done(incident, delivery, PageId("p1")));
    EXPECT_EQ(planned.at("impact_override"), "major");
    EXPECT_EQ(planned.at("scheduled_for"), "1970-01-01T00:00:01Z");
    EXPECT_EQ(planned.at("scheduled_until"), "1970-01-01T00:00:02Z");
}

}  // namespace
}  // namespace tocsin
