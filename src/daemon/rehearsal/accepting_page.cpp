#include "daemon/rehearsal/accepting_page.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <iterator>

#include "base/assert.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr std::size_t per_page = 100;  // What delivery asks for.

HttpResponse answer_with(unsigned status, const json::value& body) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = json::serialize(body);
    return response;
}

HttpResponse not_found() {
    return answer_with(404, json::object{{"error", "not found"}});
}

std::string_view text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

bool is_set(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string_view> steps_of(std::string_view path) {
    std::vector<std::string_view> steps;
    while (!path.empty()) {
        path.remove_prefix(1);
        steps.push_back(path.substr(0, path.find('/')));
        path.remove_prefix(steps.back().size());
    }
    return steps;
}

// The number behind `page=`, from 1.
std::size_t page_number(std::string_view query) {
    for (std::size_t at = 0; at < query.size();) {
        const std::string_view pair = query.substr(at, query.find('&', at) - at);
        std::size_t number = 0;
        if (pair.starts_with("page=") &&
            std::from_chars(pair.data() + 5, pair.data() + pair.size(), number).ec == std::errc())
            return std::max<std::size_t>(number, 1);
        at += pair.size() + 1;
    }
    return 1;
}

bool is_listed(const json::object& incident, std::string_view list) {
    const std::string_view status = text_at(incident, "status");
    const bool maintenance = incident.contains("scheduled_for");
    if (list == "unresolved") return !maintenance && status != "resolved";
    if (list == "scheduled") return maintenance && status == "scheduled";
    if (list == "active_maintenance")
        return maintenance && (status == "in_progress" || status == "verifying");
    return true;
}

json::object fields_in(const HttpRequest& request, std::string_view of) {
    const json::value body = json::parse(request.body);
    return body.at(of).as_object();
}

}  // namespace

AcceptingPage::AcceptingPage(const PageConfig& page, const Clock& clock, Timetable& timetable,
                             Hooks hooks)
    : id_(page.id), clock_(clock), timetable_(timetable), hooks_(std::move(hooks)) {
    for (const auto& [alias, id] : page.components) {
        components_[id] = {
            {"id", id.value}, {"name", alias.value}, {"status", "operational"}, {"group", false}};
    }
}

void AcceptingPage::exchange(HttpRequest request, Duration, Done done) {
    timetable_.at(clock_.wall(), [this, request = std::move(request), done = std::move(done)] {
        done(answer(request));
    });
}

std::string AcceptingPage::now() const {
    return format_rfc3339(clock_.wall());
}

HttpResponse AcceptingPage::answer(const HttpRequest& request) {
    let_maintenances_go_on();
    const std::string_view target = request.target;
    const std::size_t mark = target.find('?');
    const std::string_view query = mark == target.npos ? "" : target.substr(mark + 1);
    std::vector<std::string_view> path = steps_of(target.substr(0, mark));
    TOCSIN_ASSERT(path.size() >= 2 && path[0] == "pages" && path[1] == percent_encode(id_.value));
    path.erase(path.begin(), path.begin() + 2);
    if (request.method == "GET") return read(path, query);
    TOCSIN_ASSERT(!path.empty());
    if (path[0] == "components") return write_component(request, ComponentId(std::string(path[1])));
    return write_incident(request, path.size() > 1 ? path[1] : std::string_view());
}

HttpResponse AcceptingPage::read(const std::vector<std::string_view>& path,
                                 std::string_view query) {
    if (path.empty()) return answer_with(200, json::object{{"id", id_.value}});
    static constexpr std::string_view lists[] = {"unresolved", "scheduled", "active_maintenance"};
    const bool one = path.size() > 1 &&
                     std::find(std::begin(lists), std::end(lists), path[1]) == std::end(lists);
    if (one) {
        for (const json::object& incident : incidents_) {
            if (text_at(incident, "id") == path[1]) return answer_with(200, incident);
        }
        return not_found();
    }
    json::array all;
    if (path[0] == "components") {
        for (const auto& [id, component] : components_) all.push_back(component);
    } else {
        const std::string_view list = path.size() > 1 ? path[1] : std::string_view();
        std::copy_if(incidents_.rbegin(), incidents_.rend(), std::back_inserter(all),
                     [&](const json::object& incident) { return is_listed(incident, list); });
    }
    const std::size_t begin = std::min(all.size(), (page_number(query) - 1) * per_page);
    const std::size_t end = std::min(all.size(), begin + per_page);
    return answer_with(200, json::array(all.begin() + begin, all.begin() + end));
}

HttpResponse AcceptingPage::write_incident(const HttpRequest& request, std::string_view id) {
    // What is written of an incident update is a tweet, and leaves nothing to be read.
    const std::size_t update = request.target.rfind("/incident_updates/");
    if (hooks_.incident_written) hooks_.incident_written();
    if (update != std::string::npos)
        return answer_with(200, json::object{{"id", request.target.substr(update + 18)}});
    const json::object fields = fields_in(request, "incident");
    if (id.empty()) {
        json::object incident{{"id", "incident" + std::to_string(incidents_.size() + 1)},
                              {"page_id", id_.value},
                              {"created_at", now()},
                              {"impact", "none"},
                              {"components", json::array()},
                              {"incident_updates", json::array()}};
        put_fields(incident, fields);
        add_update(incident, fields);
        incidents_.push_back(incident);
        return answer_with(201, incident);
    }
    for (json::object& incident : incidents_) {
        if (text_at(incident, "id") != id) continue;
        put_fields(incident, fields);
        if (fields.contains("body") || fields.contains("status")) add_update(incident, fields);
        return answer_with(200, incident);
    }
    return not_found();
}

void AcceptingPage::put_fields(json::object& incident, const json::object& fields) {
    for (const std::string_view key :
         {"name", "status", "impact_override", "metadata", "scheduled_for", "scheduled_until",
          "scheduled_auto_in_progress", "scheduled_auto_completed"}) {
        if (const json::value* value = fields.if_contains(key)) incident[key] = *value;
    }
    if (const json::value* impact = fields.if_contains("impact_override"))
        incident["impact"] = *impact;
    put_components(incident, fields);
}

void AcceptingPage::put_components(json::object& incident, const json::object& fields) {
    if (const json::value* statuses = fields.if_contains("components")) {
        for (const auto& [id, status] : statuses->as_object()) {
            const auto component = components_.find(ComponentId(std::string(id)));
            if (component != components_.end()) component->second["status"] = status;
        }
    }
    if (const json::value* ids = fields.if_contains("component_ids")) {
        json::array named;
        for (const json::value& id : ids->as_array()) named.push_back(json::object{{"id", id}});
        incident["components"] = std::move(named);
    }
}

void AcceptingPage::add_update(json::object& incident, const json::object& fields) {
    json::array& updates = incident["incident_updates"].as_array();
    updates.insert(updates.begin(), json::object{{"id", "update" + std::to_string(++updates_)},
                                                 {"status", incident["status"]},
                                                 {"body", text_at(fields, "body")},
                                                 {"created_at", now()}});
}

HttpResponse AcceptingPage::write_component(const HttpRequest& request, const ComponentId& id) {
    const auto component = components_.find(id);
    if (component == components_.end()) return not_found();
    const json::object fields = fields_in(request, "component");
    const auto status = from_word<ComponentStatus>(text_at(fields, "status"));
    TOCSIN_ASSERT(status);
    if (hooks_.component_written) hooks_.component_written(id, *status);
    component->second["status"] = to_string(*status);
    return answer_with(200, component->second);
}

void AcceptingPage::let_maintenances_go_on() {
    const WallTime now = clock_.wall();
    for (json::object& incident : incidents_) {
        const auto begins = parse_rfc3339(text_at(incident, "scheduled_for"));
        const auto ends = parse_rfc3339(text_at(incident, "scheduled_until"));
        if (!begins || !ends) continue;
        const auto move = [&](std::string_view from, std::string_view to) {
            if (text_at(incident, "status") == from) incident["status"] = to;
        };
        if (is_set(incident, "scheduled_auto_in_progress") && *begins <= now)
            move("scheduled", "in_progress");
        if (is_set(incident, "scheduled_auto_completed") && *ends <= now)
            move("in_progress", "completed");
    }
}

}  // namespace tocsin
