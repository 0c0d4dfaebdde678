#include "tests/sim/people.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/assert.hpp"
#include "tests/sim/fixed_rules.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

bool is_over(const EmulatedIncident& incident) {
    return incident.status == "resolved" || incident.status == "completed";
}

std::string generation_of(const EmulatedIncident& incident) {
    const auto* marker = incident.metadata.if_contains("tocsin");
    if (marker == nullptr || !marker->is_object()) return "";
    return std::string(marker->get_object().at("gen").as_string());
}

}  // namespace

People::People(Rng rng, StatuspageModel& page, std::function<void(const std::string&)> tell)
    : rng_(rng), page_(page), tell_(std::move(tell)) {
    edit_ = rng_.below(3) == 0;
    delete_ = rng_.below(4) == 0;
}

bool People::closed_or_deleted(std::string_view generation) const {
    return std::any_of(marks_.begin(), marks_.end(), [&](const auto& entry) {
        return entry.second.generation == generation &&
               (entry.second.closed_at || entry.second.deleted_at);
    });
}

bool People::deleted(std::string_view generation) const {
    return std::any_of(marks_.begin(), marks_.end(), [&](const auto& entry) {
        return entry.second.generation == generation && entry.second.deleted_at;
    });
}

bool People::deleted_any() const {
    return std::any_of(marks_.begin(), marks_.end(),
                       [](const auto& entry) { return entry.second.deleted_at.has_value(); });
}

PeopleMark& People::mark(const EmulatedIncident& incident) {
    PeopleMark& mark = marks_[incident.id];
    mark.generation = generation_of(incident);
    return mark;
}

const EmulatedIncident* People::any_of_ours(bool also_over) {
    std::vector<const EmulatedIncident*> ours;
    for (const EmulatedIncident& incident : page_.incidents(sim_page_id)) {
        const bool fits = also_over || !is_over(incident);
        if (fits && !generation_of(incident).empty()) ours.push_back(&incident);
    }
    return ours.empty() ? nullptr : ours[rng_.below(ours.size())];
}

void People::ask(std::string_view method, const std::string& below, const json::object& body,
                 WallTime now) {
    HttpRequest request;
    request.method = method;
    request.target = "/v1/pages/" + std::string(sim_page_id) + below;
    request.headers.add("Authorization", "OAuth " + std::string(sim_people_key));
    request.headers.add("Content-Type", "application/json");
    if (!body.empty()) request.body = json::serialize(body);
    tell_("people: " + request.method + " " + below + " " + request.body);
    const HttpResponse response = page_.answer(request, now);
    TOCSIN_ASSERT(response.status < 300);
}

void People::close(WallTime now) {
    const EmulatedIncident* incident = any_of_ours(false);
    if (incident == nullptr) return;
    PeopleMark& note = mark(*incident);
    note.closed_at = now;
    note.posts.push_back("People: solved " + std::to_string(++count_));
    const bool planned = incident->scheduled_for.has_value();
    ask("PATCH", "/incidents/" + incident->id,
        {{"incident", json::object{{"status", planned ? "completed" : "resolved"},
                                   {"body", note.posts.back()},
                                   {"deliver_notifications", false}}}},
        now);
}

void People::remove(WallTime now) {
    const EmulatedIncident* incident = any_of_ours(rng_.below(4) == 0);
    if (incident == nullptr) return;
    mark(*incident).deleted_at = now;
    ask("DELETE", "/incidents/" + std::string(incident->id), {}, now);
}

void People::rename(WallTime now) {
    const EmulatedIncident* incident = any_of_ours(false);
    if (incident == nullptr) return;
    PeopleMark& note = mark(*incident);
    note.renamed_at = now;
    note.name = "A better name " + std::to_string(++count_);
    ask("PATCH", "/incidents/" + incident->id, {{"incident", json::object{{"name", note.name}}}},
        now);
}

void People::post(WallTime now) {
    const EmulatedIncident* incident = any_of_ours(false);
    if (incident == nullptr) return;
    PeopleMark& note = mark(*incident);
    note.posts.push_back("People: we know " + std::to_string(++count_));
    ask("PATCH", "/incidents/" + incident->id,
        {{"incident", json::object{{"body", note.posts.back()}, {"deliver_notifications", false}}}},
        now);
}

void People::move_on(WallTime now) {
    const EmulatedIncident* incident = any_of_ours(false);
    if (incident == nullptr || incident->status != "investigating") return;
    PeopleMark& note = mark(*incident);
    note.moved_at = now;
    note.status = rng_.below(2) == 0 ? "identified" : "monitoring";
    ask("PATCH", "/incidents/" + incident->id,
        {{"incident", json::object{{"status", note.status}, {"deliver_notifications", false}}}},
        now);
}

void People::set_component(WallTime now) {
    static constexpr std::array<std::string_view, 5> statuses{"operational", "under_maintenance",
                                                              "degraded_performance",
                                                              "partial_outage", "major_outage"};
    const std::string id(sim_components[rng_.below(sim_components.size())]);
    components_.insert(id);
    ask("PATCH", "/components/" + id,
        {{"component", json::object{{"status", statuses[rng_.below(statuses.size())]}}}}, now);
}

void People::open_or_close_own(WallTime now) {
    for (const EmulatedIncident& incident : page_.incidents(sim_page_id)) {
        if (is_over(incident) || !generation_of(incident).empty()) continue;
        return ask(
            "PATCH", "/incidents/" + std::string(incident.id),
            {{"incident", json::object{{"status", "resolved"}, {"deliver_notifications", false}}}},
            now);
    }
    const json::array concerned{sim_components[rng_.below(sim_components.size())]};
    ask("POST", "/incidents",
        {{"incident", json::object{{"name", "People have trouble too"},
                                   {"status", "investigating"},
                                   {"component_ids", concerned},
                                   {"deliver_notifications", false}}}},
        now);
}

void People::act(WallTime now) {
    if (delete_ && rng_.below(40) == 0) remove(now);
    if (!edit_ || rng_.below(10) > 0) return;
    switch (rng_.below(6)) {
        case 0:
            return close(now);
        case 1:
            return rename(now);
        case 2:
            return post(now);
        case 3:
            return move_on(now);
        case 4:
            return set_component(now);
        default:
            return open_or_close_own(now);
    }
}

void People::leave(WallTime now) {
    edit_ = delete_ = false;
    std::vector<std::string> own;
    for (const EmulatedIncident& incident : page_.incidents(sim_page_id)) {
        if (!is_over(incident) && generation_of(incident).empty()) own.push_back(incident.id);
    }
    for (const std::string& id : own) {
        ask("PATCH", "/incidents/" + id,
            {{"incident", json::object{{"status", "resolved"}, {"deliver_notifications", false}}}},
            now);
    }
}

}  // namespace tocsin
