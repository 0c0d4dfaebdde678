// to_request: a PageCall as Statuspage's API v1 wants it, in JSON.
//
// What is sent and what is not (statuspage.md sections 1.4 and 3, contract.md section 7):
//   - deliver_notifications always, since leaving it out means yes;
//   - components and component_ids in full; but no map for a maintenance, whose statuses would be
//     applied at once, and neither for a backfill, which may not have any;
//   - no reminder_intervals: what the page's owner set stays.
#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "statuspage/protocol.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr int per_page = 100;  // The most that is documented.

json::array to_array(const std::vector<ComponentId>& ids) {
    json::array array;
    for (const ComponentId& id : ids) array.emplace_back(id.value);
    return array;
}

json::object to_map(const ComponentStates& components) {
    json::object map;
    for (const auto& [id, status] : components) map[id.value] = to_string(status);
    return map;
}

void add_times(json::object& incident, const MaintenancePlan& plan) {
    incident["scheduled_for"] = format_rfc3339_seconds(plan.starts_at);
    incident["scheduled_until"] = format_rfc3339_seconds(plan.ends_at);
}

void add_maintenance(json::object& incident, const CreateCall& call) {
    const MaintenancePlan& plan = *call.maintenance;
    add_times(incident, plan);
    incident["scheduled_remind_prior"] = plan.remind_prior;
    incident["scheduled_auto_in_progress"] = plan.auto_start;
    incident["scheduled_auto_completed"] = plan.auto_complete;
    incident["auto_transition_to_maintenance_state"] = plan.under_maintenance;
    incident["auto_transition_to_operational_state"] = plan.under_maintenance;
    incident["auto_transition_deliver_notifications_at_start"] = call.notify;
    incident["auto_transition_deliver_notifications_at_end"] = call.notify;
    for (const char* when : {"auto_tweet_on_creation", "auto_tweet_one_hour_before",
                             "auto_tweet_at_beginning", "auto_tweet_on_completion"}) {
        incident[when] = call.tweet_maintenance;
    }
}

json::object incident_of(const CreateCall& call) {
    json::object incident;
    incident["name"] = call.name;
    incident["status"] = to_string(call.status);
    if (!call.body.empty()) incident["body"] = call.body;
    if (call.impact) incident["impact_override"] = to_string(*call.impact);
    if (!call.backfill_date && !call.component_ids.empty()) {
        incident["component_ids"] = to_array(call.component_ids);
    }
    if (!call.backfill_date && !call.maintenance && !call.components.empty()) {
        incident["components"] = to_map(call.components);
    }
    incident["deliver_notifications"] = call.notify;
    incident["metadata"] = {{"tocsin",
                             {{"key", call.marker.key.value},
                              {"gen", call.marker.generation.value},
                              {"attempt", call.marker.attempt.value}}}};
    if (call.maintenance) add_maintenance(incident, call);
    if (call.backfill_date) {
        incident["backfilled"] = true;
        incident["backfill_date"] = *call.backfill_date;
    }
    return incident;
}

json::object incident_of(const UpdateCall& call) {
    json::object incident;
    if (call.status) incident["status"] = to_string(*call.status);
    if (call.name) incident["name"] = *call.name;
    if (call.body && !call.body->empty()) incident["body"] = *call.body;
    if (call.impact) incident["impact_override"] = to_string(*call.impact);
    if (call.component_ids) incident["component_ids"] = to_array(*call.component_ids);
    if (!call.components.empty()) incident["components"] = to_map(call.components);
    incident["deliver_notifications"] = call.notify;
    if (call.maintenance) add_times(incident, *call.maintenance);
    return incident;
}

// Method, path below the page and body of each kind of call.
struct Parts {
    const char* method;
    std::string path;
    json::object body;
};

struct PartsOf {
    Parts operator()(const CreateCall& call) const {
        return {"POST", "/incidents", {{"incident", incident_of(call)}}};
    }
    Parts operator()(const UpdateCall& call) const {
        return {"PATCH", incident_path(call.incident), {{"incident", incident_of(call)}}};
    }
    Parts operator()(const ComponentCall& call) const {
        return {"PATCH",
                "/components/" + percent_encode(call.component.value),
                {{"component", {{"status", to_string(call.status)}}}}};
    }
    Parts operator()(const TweetCall& call) const {
        return {
            "PATCH",
            incident_path(call.incident) + "/incident_updates/" + percent_encode(call.update.value),
            {{"incident_update",
              {{"wants_twitter_update", true}, {"deliver_notifications", false}}}}};
    }
    Parts operator()(const ReadIncident& call) const {
        return {"GET", incident_path(call.incident), {}};
    }
    Parts operator()(const ListIncidents& call) const {
        const auto below = [&](const char* list) {
            return fmt::format("/incidents/{}?page={}&per_page={}", list, call.page, per_page);
        };
        switch (call.list) {
            case IncidentList::unresolved:
                return {"GET", below("unresolved"), {}};
            case IncidentList::scheduled:
                return {"GET", below("scheduled"), {}};
            case IncidentList::active_maintenance:
                return {"GET", below("active_maintenance"), {}};
            case IncidentList::all:
                break;
        }
        return {"GET", fmt::format("/incidents?limit={}&page={}", per_page, call.page), {}};
    }
    Parts operator()(const ListComponents& call) const {
        return {"GET", fmt::format("/components?page={}&per_page={}", call.page, per_page), {}};
    }
    Parts operator()(const ReadPage&) const { return {"GET", "", {}}; }

private:
    static std::string incident_path(const StatuspageId& incident) {
        return "/incidents/" + percent_encode(incident.value);
    }
};

}  // namespace

HttpRequest to_request(const PageAddress& address, const PageCall& call) {
    const Parts parts = std::visit(PartsOf{}, call);
    HttpRequest request;
    request.method = parts.method;
    request.target = fmt::format("{}/pages/{}{}", address.base_path,
                                 percent_encode(address.page.value), parts.path);
    request.headers.add("Authorization", fmt::format("OAuth {}", address.api_key.reveal()));
    request.headers.add("Accept", "application/json");
    if (!parts.body.empty()) {
        request.headers.add("Content-Type", "application/json");
        request.body = json::serialize(parts.body);
    }
    return request;
}

}  // namespace tocsin
