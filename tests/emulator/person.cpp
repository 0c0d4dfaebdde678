#include "tests/emulator/person.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace tocsin {

namespace json = boost::json;

namespace {

using Kind = PersonAct::Kind;

Result<void> need(const std::string& member, std::string_view name) {
    if (!member.empty()) return success();
    return refused("the act needs \"" + std::string(name) + "\"");
}

PersonCall change_of(const PersonAct& act, json::object fields) {
    fields["deliver_notifications"] = act.notify;
    return {"PATCH", "/incidents/" + act.incident, {{"incident", std::move(fields)}}};
}

void put(json::object& fields, std::string_view name, const std::string& value) {
    if (!value.empty()) fields[name] = json::string(value);
}

Result<PersonCall> call_of_edit(const PersonAct& act, const EmulatedIncident& incident) {
    TRYV(need(act.body, "body"));
    if (act.update.empty() && incident.updates.empty())
        return refused("there is no update to edit");
    const std::string& update = act.update.empty() ? incident.updates.back().id : act.update;
    return PersonCall{"PATCH",
                      "/incidents/" + act.incident + "/incident_updates/" + update,
                      {{"incident_update", json::object{{"body", act.body}}}}};
}

Result<PersonCall> call_of_post(const PersonAct& act) {
    TRYV(need(act.body, "body"));
    json::object fields{{"body", act.body}};
    put(fields, "status", act.status);
    return change_of(act, std::move(fields));
}

PersonCall call_of_resolve(const PersonAct& act, const EmulatedIncident& incident) {
    json::object fields{{"status", incident.scheduled_for ? "completed" : "resolved"}};
    put(fields, "body", act.body);
    return change_of(act, std::move(fields));
}

Result<PersonCall> call_of_rename(const PersonAct& act) {
    TRYV(need(act.name, "name"));
    return change_of(act, {{"name", act.name}});
}

PersonCall call_of_override(const PersonAct& act) {
    json::object fields{{"impact_override", nullptr}};
    put(fields, "impact_override", act.impact);
    return change_of(act, std::move(fields));
}

Result<PersonCall> call_of_move(const PersonAct& act) {
    TRYV(need(act.status, "status"));
    return change_of(act, {{"status", act.status}});
}

PersonCall call_of_reschedule(const PersonAct& act) {
    json::object fields;
    put(fields, "scheduled_for", act.from);
    put(fields, "scheduled_until", act.until);
    return change_of(act, std::move(fields));
}

// What is done to an incident that is there.
Result<PersonCall> call_on_incident(const PersonAct& act, const EmulatedIncident& incident) {
    switch (act.kind) {
        case Kind::post:
            return call_of_post(act);
        case Kind::edit:
            return call_of_edit(act, incident);
        case Kind::resolve:
            return call_of_resolve(act, incident);
        case Kind::remove:
            return PersonCall{"DELETE", "/incidents/" + act.incident, {}};
        case Kind::rename:
            return call_of_rename(act);
        case Kind::override_impact:
            return call_of_override(act);
        case Kind::move:
            return call_of_move(act);
        default:
            return call_of_reschedule(act);
    }
}

Result<PersonCall> call_of_open(const PersonAct& act) {
    TRYV(need(act.name, "name"));
    json::object fields{{"name", act.name}, {"deliver_notifications", act.notify}};
    put(fields, "body", act.body);
    put(fields, "status", act.status);
    put(fields, "impact_override", act.impact);
    if (!act.component.empty()) fields["component_ids"] = json::array{json::string(act.component)};
    if (act.kind == Kind::schedule) {
        TRYV(need(act.from, "from"));
        TRYV(need(act.until, "until"));
        fields["status"] = "scheduled";
        put(fields, "scheduled_for", act.from);
        put(fields, "scheduled_until", act.until);
        for (const char* name :
             {"scheduled_auto_in_progress", "scheduled_auto_completed",
              "auto_transition_to_maintenance_state", "auto_transition_to_operational_state"}) {
            fields[name] = act.automatic;
        }
    }
    return PersonCall{"POST", "/incidents", {{"incident", std::move(fields)}}};
}

Result<PersonCall> call_of_set(const PersonAct& act) {
    TRYV(need(act.component, "component"));
    TRYV(need(act.status, "status"));
    return PersonCall{"PATCH",
                      "/components/" + act.component,
                      {{"component", json::object{{"status", act.status}}}}};
}

// The text of the act that a member of that name sets; null if there is none.
std::string* text_member(PersonAct& act, std::string_view name) {
    if (name == "page") return &act.page;
    if (name == "incident") return &act.incident;
    if (name == "update") return &act.update;
    if (name == "component") return &act.component;
    if (name == "name") return &act.name;
    if (name == "body") return &act.body;
    if (name == "status") return &act.status;
    if (name == "impact") return &act.impact;
    if (name == "from") return &act.from;
    if (name == "until") return &act.until;
    return nullptr;
}

bool* flag_member(PersonAct& act, std::string_view name) {
    if (name == "automatic") return &act.automatic;
    return name == "notify" ? &act.notify : nullptr;
}

Result<Kind> read_kind(const json::object& written) {
    const auto word = written.find("act");
    if (word == written.end() || !word->value().is_string()) return refused("\"act\" is a text");
    const std::string_view wanted = word->value().get_string();
    const auto found = std::ranges::find(person_act_words, wanted);
    if (found == person_act_words.end()) return refused("there is no such \"act\"");
    return static_cast<Kind>(found - person_act_words.begin());
}

}  // namespace

Result<PersonCall> call_of_act(const PersonAct& act, EmulatedPage& page) {
    if (act.kind == Kind::open || act.kind == Kind::schedule) return call_of_open(act);
    if (act.kind == Kind::set) return call_of_set(act);
    TRYV(need(act.incident, "incident"));
    const EmulatedIncident* incident = page.find_incident(act.incident);
    if (!incident) return refused("there is no incident \"" + act.incident + "\"");
    return call_on_incident(act, *incident);
}

Result<PersonAct> read_person_act(const json::object& written) {
    PersonAct act;
    TRY(act.kind, read_kind(written));
    for (const auto& member : written) {
        const std::string name(member.key());
        if (name == "act") continue;
        std::string* text = text_member(act, name);
        bool* flag = flag_member(act, name);
        if (text && member.value().is_string()) {
            *text = std::string(member.value().get_string());
        } else if (flag != nullptr && member.value().is_bool()) {
            *flag = member.value().get_bool();
        } else if (text || flag != nullptr) {
            return refused("the value of \"" + name + "\" is not one it can take");
        } else {
            return refused("an act has no member \"" + name + "\"");
        }
    }
    return act;
}

}  // namespace tocsin
