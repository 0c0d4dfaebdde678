#include "tests/statuspage/calls.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin {

PageAddress an_address() {
    return {"/v1", PageId("page12345678"), Secret("0123456789abcdef")};
}

CreateCall a_create() {
    CreateCall call;
    call.marker = {IncidentKey("0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"),
                   IncidentId("01JBGENERATION000000000000"), CallId("01JBATTEMPT000000000000000")};
    call.status = IncidentStatus::identified;
    call.name = "Checkout is \"slow\" \xE2\x80\x93 EU";
    call.body = "We are looking.\nMore at 10:30.";
    call.impact = Impact::major;
    call.component_ids = {ComponentId("comp00000001"), ComponentId("comp00000002")};
    call.components = {{ComponentId("comp00000001"), ComponentStatus::major_outage},
                       {ComponentId("comp00000002"), ComponentStatus::degraded_performance}};
    call.notify = true;
    return call;
}

CreateCall a_maintenance() {
    CreateCall call = a_create();
    call.status = IncidentStatus::scheduled;
    call.impact = Impact::maintenance;
    MaintenancePlan plan;
    plan.starts_at = *parse_rfc3339("2026-11-28T02:00:00+01:00");
    plan.ends_at = *parse_rfc3339("2026-11-28T03:30:00.250Z");
    plan.remind_prior = true;
    plan.auto_complete = false;
    call.maintenance = plan;
    call.tweet_maintenance = true;
    call.notify = false;
    return call;
}

CreateCall a_backfill() {
    CreateCall call = a_create();
    call.status = IncidentStatus::resolved;
    call.backfill_date = "2026-11-20";
    call.notify = false;
    return call;
}

UpdateCall an_update() {
    UpdateCall call;
    call.incident = StatuspageId("inc123456789");
    call.status = IncidentStatus::resolved;
    call.name = "Checkout was slow";
    call.body = "It is over.";
    call.impact = Impact::minor;
    call.component_ids = {{ComponentId("comp00000001")}};
    call.components = {{ComponentId("comp00000001"), ComponentStatus::operational}};
    call.notify = true;
    return call;
}

std::string an_incident_body(const CreateCall& call) {
    namespace json = boost::json;
    json::object incident;
    incident["id"] = "inc123456789";
    incident["page_id"] = "page12345678";
    incident["name"] = call.name;
    incident["status"] = to_string(call.status);
    incident["created_at"] = "2026-11-24T10:00:17Z";
    incident["metadata"] =
        json::object{{"tocsin", json::object{{"key", call.marker.key.value},
                                             {"gen", call.marker.generation.value},
                                             {"attempt", call.marker.attempt.value}}}};
    return json::serialize(incident);
}

HttpResponse a_response(unsigned status, std::string body, Headers headers) {
    return {status, std::move(headers), std::move(body)};
}

}  // namespace tocsin
