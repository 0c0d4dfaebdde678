#include "tests/emulator/incidents.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "tests/emulator/components.hpp"
#include "tests/emulator/fields.hpp"
#include "tests/emulator/incident_fields.hpp"
#include "tests/emulator/views.hpp"
#include "tests/emulator/words.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

constexpr std::string_view silent_update_text = "We are looking into it.";

// Whether `id` can be affected by an incident; what cannot is refused or left out.
ApiResult<bool> is_taken(const ApiTurn& turn, std::string_view field, std::string_view id) {
    const EmulatedComponent* component = turn.page.find_component(id);
    if (component && !component->group) return true;
    const auto doubt = component ? turn.options.group_as_component : turn.options.unknown_component;
    const std::string what = component ? "is a group: " : "does not exist: ";
    if (doubt == ModelOptions::Doubtful::refuse) {
        return refuse_field(422, "incident[" + std::string(field) + "]", what + std::string(id));
    }
    turn.notes.push_back("ignored: " + std::string(field) + " " + what + std::string(id));
    return false;
}

// Leaves in `fields` only the components that an incident can affect.
ApiResult<void> check_components(const ApiTurn& turn, IncidentFields& fields) {
    if (fields.component_ids) {
        std::vector<std::string> taken;
        for (const std::string& id : *fields.component_ids) {
            TRY(const bool fits, is_taken(turn, "component_ids", id));
            if (fits && std::ranges::find(taken, id) == taken.end()) taken.push_back(id);
        }
        fields.component_ids = std::move(taken);
    }
    if (fields.components) {
        std::vector<std::pair<std::string, std::string>> taken;
        for (const auto& row : *fields.components) {
            TRY(const bool fits, is_taken(turn, "components", row.first));
            if (fits) taken.push_back(row);
        }
        fields.components = std::move(taken);
    }
    return success();
}

ApiResult<void> check_schedule(const EmulatedIncident& incident, const IncidentFields& fields) {
    const auto begins = fields.scheduled_for ? *fields.scheduled_for : incident.scheduled_for;
    const auto ends = fields.scheduled_until ? *fields.scheduled_until : incident.scheduled_until;
    const bool planned = fields.status && is_word_of(maintenance_status_words, *fields.status);
    if (planned && !begins) return refuse_field(422, "incident[scheduled_for]", "can't be blank");
    if (planned && !ends) return refuse_field(422, "incident[scheduled_until]", "can't be blank");
    if (begins && ends && *ends <= *begins) {
        return refuse_field(422, "incident[scheduled_until]", "must be after scheduled_for");
    }
    return success();
}

template <class T, class Given>
void take_if_given(T& field, const Given& given) {
    if (given) field = *given;
}

void take_plain_fields(EmulatedIncident& incident, const IncidentFields& fields) {
    take_if_given(incident.name, fields.name);
    take_if_given(incident.impact_override, fields.impact_override);
    take_if_given(incident.reminder_intervals, fields.reminder_intervals);
    take_if_given(incident.metadata, fields.metadata);
    take_if_given(incident.scheduled_for, fields.scheduled_for);
    take_if_given(incident.scheduled_until, fields.scheduled_until);
    take_if_given(incident.scheduled_remind_prior, fields.scheduled_remind_prior);
    take_if_given(incident.scheduled_auto_in_progress, fields.scheduled_auto_in_progress);
    take_if_given(incident.scheduled_auto_completed, fields.scheduled_auto_completed);
    take_if_given(incident.to_maintenance_state, fields.to_maintenance_state);
    take_if_given(incident.to_operational_state, fields.to_operational_state);
    take_if_given(incident.notify_at_start, fields.notify_at_start);
    take_if_given(incident.notify_at_end, fields.notify_at_end);
}

void add_relation(EmulatedIncident& incident, const std::string& id) {
    if (std::ranges::find(incident.component_ids, id) != incident.component_ids.end()) return;
    incident.component_ids.push_back(id);
}

// The relation, and the page-wide statuses, at once and whatever the incident's own status.
std::optional<std::vector<AffectedComponent>> take_components(ApiTurn& turn,
                                                              EmulatedIncident& incident,
                                                              const IncidentFields& fields) {
    if (fields.component_ids) {
        if (turn.options.ids_on_change == ModelOptions::IdsOnChange::replace) {
            incident.component_ids.clear();
        }
        for (const std::string& id : *fields.component_ids) add_relation(incident, id);
    }
    if (!fields.components || fields.components->empty()) return std::nullopt;
    if (turn.options.map_adds_relation) {
        for (const auto& row : *fields.components) add_relation(incident, row.first);
    }
    return set_component_statuses(turn.page, *fields.components, turn.now);
}

// ModelOptions::reset_on_resolve: what the call did not set itself becomes operational.
void reset_components(ApiTurn& turn, const EmulatedIncident& incident,
                      const IncidentFields& fields) {
    std::vector<std::pair<std::string, std::string>> reset;
    for (const std::string& id : incident.component_ids) {
        const bool set = fields.components &&
                         std::ranges::any_of(*fields.components,
                                             [&](const auto& row) { return row.first == id; });
        if (!set) reset.emplace_back(id, "operational");
    }
    set_component_statuses(turn.page, reset, turn.now);
}

void make_backfilled(EmulatedIncident& incident, const IncidentFields& fields, WallTime now) {
    const WallTime at = fields.backfill_date.value_or(now);
    incident.backfilled = true;
    incident.created_at = at;
    enter_status(incident, "resolved", at);
}

json::value member_of(const json::object& object, std::string_view name) {
    const auto found = object.find(name);
    return found == object.end() ? json::value(nullptr) : found->value();
}

std::string plain_text(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

void notify_subscribers(ApiTurn& turn, const EmulatedIncident& incident, std::string update_id,
                        WallTime at) {
    turn.journal.notify({at, turn.page.id, incident.id, std::move(update_id), incident.status,
                         incident.component_ids, episode_of(incident, turn.options.marker),
                         std::string(turn.by)});
}

void note_step_back(ApiTurn& turn, const EmulatedIncident& incident, std::string_view to) {
    if (!is_step_back(incident.status, to)) return;
    turn.journal.step_back({turn.now, turn.page.id, incident.id,
                            episode_of(incident, turn.options.marker), std::string(turn.by),
                            incident.status, std::string(to)});
}

}  // namespace

std::string episode_of(const EmulatedIncident& incident, std::string_view marker) {
    const json::value marked = member_of(incident.metadata, marker);
    if (!marked.is_object()) return {};
    const json::value key = member_of(marked.get_object(), "key");
    if (key.is_null()) return {};
    return plain_text(key) + "/" + plain_text(member_of(marked.get_object(), "gen"));
}

void enter_status(EmulatedIncident& incident, std::string status, WallTime at) {
    incident.status = std::move(status);
    if (incident.status == "monitoring" && !incident.monitoring_at) incident.monitoring_at = at;
    if ((incident.status == "resolved" || incident.status == "completed") &&
        !incident.resolved_at) {
        incident.resolved_at = at;
    }
}

void judge_impact(const ApiTurn& turn, EmulatedIncident& incident) {
    if (incident.impact_override) {
        incident.impact = *incident.impact_override;
        return;
    }
    std::string_view worst = impact_words.front();
    if (is_word_of(maintenance_status_words, incident.status)) {
        worst = "maintenance";
    } else {
        for (const std::string& id : incident.component_ids) {
            const EmulatedComponent* component = turn.page.find_component(id);
            if (!component) continue;
            const std::string_view impact = impact_word_of_component(component->status);
            if (rank_of_word(impact_words, impact) > rank_of_word(impact_words, worst))
                worst = impact;
        }
    }
    const bool lower =
        rank_of_word(impact_words, worst) < rank_of_word(impact_words, incident.impact);
    if (!lower || !turn.options.impact_never_decreases) incident.impact = worst;
}

void append_update(ApiTurn& turn, EmulatedIncident& incident, std::optional<std::string> body,
                   std::optional<std::vector<AffectedComponent>> affected, WallTime at,
                   bool notify) {
    EmulatedUpdate update;
    update.id = draw_emulated_id(turn.rng);
    update.status = incident.status;
    update.body = std::move(body);
    update.affected = std::move(affected);
    update.created_at = update.updated_at = update.display_at = at;
    update.deliver_notifications = notify;
    incident.updates.push_back(update);
    incident.updated_at = at;
    if (notify) notify_subscribers(turn, incident, update.id, at);
}

ApiResult<ApiAnswer> create_incident(ApiTurn& turn, const ApiBody& body) {
    TRY(auto fields, read_incident_fields(body, IncidentVerb::create, turn.options, turn.notes));
    EmulatedIncident incident;
    TRYV(check_components(turn, fields));
    TRYV(check_schedule(incident, fields));

    incident.id = draw_emulated_id(turn.rng);
    incident.shortlink = "https://stspg.invalid/" + draw_emulated_id(turn.rng);
    incident.created_at = incident.updated_at = turn.now;
    take_plain_fields(incident, fields);
    if (fields.backfilled) {
        make_backfilled(incident, fields, turn.now);
    } else {
        enter_status(incident, fields.status.value_or("investigating"), turn.now);
    }
    const auto affected = take_components(turn, incident, fields);
    judge_impact(turn, incident);

    const bool notify = fields.deliver_notifications && !fields.backfilled;
    auto text = fields.body;
    if (text && text->empty()) text.reset();
    if (!text && turn.options.silent_update == ModelOptions::SilentUpdate::default_text) {
        text = std::string(silent_update_text);
    }
    if (text) {
        append_update(turn, incident, text, affected, incident.created_at, notify);
        incident.updated_at = turn.now;
    } else if (notify) {
        notify_subscribers(turn, incident, "", turn.now);
    }
    turn.page.incidents.push_back(std::move(incident));
    return ApiAnswer{201, view_incident(turn.page, turn.page.incidents.back(), turn.options,
                                        IncidentPlace::single)};
}

ApiResult<ApiAnswer> read_incident(const ApiTurn& turn, std::string_view id) {
    const EmulatedIncident* incident = turn.page.find_incident(id);
    if (!incident) return no_such_thing();
    return ApiAnswer{200, view_incident(turn.page, *incident, turn.options, IncidentPlace::single)};
}

ApiResult<ApiAnswer> change_incident(ApiTurn& turn, std::string_view id, const ApiBody& body) {
    EmulatedIncident* incident = turn.page.find_incident(id);
    if (!incident) return no_such_thing();
    TRY(auto fields, read_incident_fields(body, IncidentVerb::change, turn.options, turn.notes));
    if (is_closed_status_word(incident->status) && fields.any) {
        if (turn.options.change_of_resolved == ModelOptions::Doubtful::refuse) {
            return refuse_with(422, "the incident is " + incident->status);
        }
        turn.notes.push_back("warning: change of an incident that is " + incident->status);
    }
    if (fields.backfilled) turn.notes.push_back("ignored: incident[backfilled] of a change");
    TRYV(check_components(turn, fields));
    TRYV(check_schedule(*incident, fields));

    take_plain_fields(*incident, fields);
    const bool moved = fields.status && *fields.status != incident->status;
    if (moved) {
        note_step_back(turn, *incident, *fields.status);
        enter_status(*incident, *fields.status, turn.now);
    }
    const auto affected = take_components(turn, *incident, fields);
    if (moved && incident->status == "resolved" && turn.options.reset_on_resolve) {
        reset_components(turn, *incident, fields);
    }
    judge_impact(turn, *incident);
    const bool has_body = fields.body && !fields.body->empty();
    if (has_body || moved) {
        append_update(turn, *incident, has_body ? fields.body : std::nullopt, affected, turn.now,
                      fields.deliver_notifications);
    }
    if (fields.any) incident->updated_at = turn.now;
    return ApiAnswer{200, view_incident(turn.page, *incident, turn.options, IncidentPlace::single)};
}

ApiResult<ApiAnswer> delete_incident(ApiTurn& turn, std::string_view id) {
    const EmulatedIncident* incident = turn.page.find_incident(id);
    if (!incident) return no_such_thing();
    ApiAnswer answer{200, view_incident(turn.page, *incident, turn.options, IncidentPlace::single)};
    std::erase_if(turn.page.incidents, [&](const EmulatedIncident& row) { return row.id == id; });
    return answer;
}

ApiResult<ApiAnswer> change_update(ApiTurn& turn, std::string_view incident_id,
                                   std::string_view update_id, const ApiBody& body) {
    EmulatedIncident* incident = turn.page.find_incident(incident_id);
    if (!incident) return no_such_thing();
    const auto update = std::ranges::find(incident->updates, update_id, &EmulatedUpdate::id);
    if (update == incident->updates.end()) return no_such_thing();
    FieldReader reader(body);
    const auto text = reader.text("body");
    const auto display_at = reader.time("display_at");
    const auto deliver = reader.flag("deliver_notifications");
    const auto tweet = reader.flag("wants_twitter_update");
    if (!reader.problems().empty()) return ApiRefusal{400, reader.problems()};
    if (text && count_code_points(*text) > incident_body_code_points_max) {
        return refuse_field(422, reader.full_name("body"), "is too long");
    }
    for (const std::string& ignored : reader.rest()) {
        turn.notes.push_back("ignored: " + reader.full_name(ignored));
    }
    take_if_given(update->body, text);
    take_if_given(update->display_at, display_at);
    take_if_given(update->deliver_notifications, deliver);
    take_if_given(update->wants_twitter_update, tweet);
    if (!body.fields.empty()) update->updated_at = incident->updated_at = turn.now;
    return ApiAnswer{200, view_update(turn.page, *incident, *update, turn.options)};
}

}  // namespace tocsin
