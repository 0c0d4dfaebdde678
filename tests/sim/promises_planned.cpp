// Maintenances and what is told afterwards (semantics.md section 4, "maintenance", "backfill").
//
// What the page does by itself with a maintenance is not ours: its own posts, the statuses that it
// moves on to, and the components that it sets when it begins and ends.
#include <algorithm>
#include <boost/json/parse.hpp>

#include "tests/sim/fixed_rules.hpp"
#include "tests/sim/promises.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_over(const EmulatedIncident& incident) {
    return incident.status == "resolved" || incident.status == "completed";
}

WallTime floor_seconds(WallTime time) {
    return std::chrono::floor<seconds>(time);
}

// Its two times as the page keeps them, in whole seconds; nothing if they cannot be read.
std::optional<Times> times_of(const std::optional<Window>& window) {
    if (!window) return std::nullopt;
    const auto from = parse_rfc3339(window->starts_at);
    const auto until = parse_rfc3339(window->ends_at);
    if (!from || !until) return std::nullopt;
    return Times{floor_seconds(*from), floor_seconds(*until)};
}

bool names(const EmulatedIncident& incident, const std::string& component) {
    const auto& ids = incident.component_ids;
    return std::find(ids.begin(), ids.end(), component) != ids.end();
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

// The name of what a rule made, by the texts of fixed_rules.cpp.
bool is_name_for(std::string_view name, std::string_view team, std::string_view service) {
    const std::string about(service);
    if (is_maintenance_team(team)) return name == "Work on " + about;
    if (is_backfill_team(team)) return name == about + " had trouble";
    return name == about + " has trouble" || name == about + " suffers" || name == "Trouble" ||
           (team == "merged" && name == "Several services have trouble");
}

}  // namespace

bool is_by_page(const EmulatedUpdate& update) {
    return update.body == "The maintenance has begun." || update.body == "The maintenance is over.";
}

// Of a late copy only if it is the newest that was heard of its alert.
void Promises::fold_window(const AlertId& alert, const Said& said, WallTime received_at) {
    const auto& before = episodes_[alert];
    const bool is_old = std::any_of(before.begin(), before.end(), [&](const Episode& heard) {
        return heard.ends_at && *heard.ends_at >= said.starts_at;
    });
    const auto times = times_of(said.window);
    if (times && !(said.late_copy && is_old)) windows_[alert].emplace(*times, received_at);
}

void Promises::fold_episode(const AlertId& alert, const Said& said, Sequence at) {
    const auto ends_at = said.firing ? std::nullopt : std::optional(said.ends_at);
    episodes_[alert].push_back({at, said.starts_at, ends_at});
}

// The generation that a call is of, whether it makes it or changes it.
std::optional<IncidentId> Promises::generation_called(const HttpRequest& request,
                                                      const json::object& fields) const {
    if (request.method == "POST") {
        const auto& marker = fields.at("metadata").as_object().at("tocsin").as_object();
        return IncidentId(text_of(marker, "gen"));
    }
    const std::string id = request.target.substr(request.target.rfind('/') + 1);
    const auto incident =
        std::find_if(shown().begin(), shown().end(), [&](const auto& one) { return one.id == id; });
    return incident == shown().end() ? std::nullopt : generation_of(*incident);
}

void Promises::calls_say_what_rules_say(const HttpRequest& request) {
    if (request.method == "GET") return;
    if (request.body.find(inside_word) != std::string::npos)
        break_by("texts are what rules say: " + request.body);
    const json::value body = json::parse(request.body);
    const auto* found = body.as_object().if_contains("incident");
    if (found == nullptr) return;
    const json::object& fields = found->as_object();
    const auto generation = generation_called(request, fields);
    if (!generation) return;
    const auto row = evidence_.store.ledger().incidents.find(*generation);
    if (row == evidence_.store.ledger().incidents.end()) return;
    const Incident& incident = row->second;
    if (incident.order) return check_ordered_call(request, fields, incident.id);
    const std::string team = incident.rule.value;
    if (fields.contains("name") &&
        !is_name_for(text_of(fields, "name"), team, incident.group_labels.get("service")))
        break_by("names are what rules say: \"" + text_of(fields, "name") + "\" of " + team);
    if (is_maintenance_team(team)) check_maintenance_call(request, fields, incident);
    if (is_backfill_team(team)) check_backfill_call(request, fields, incident);
}

void Promises::check_maintenance_call(const HttpRequest& request, const json::object& fields,
                                      const Incident& incident) {
    const std::string of = " " + incident.id.value + " of " + incident.rule.value;
    if (fields.contains("components"))
        break_by("a maintenance is as planned: statuses of components in a call of" + of);
    const std::string from = text_of(fields, "scheduled_for");
    const auto times = times_of(Window{from, text_of(fields, "scheduled_until")});
    if (request.method == "POST" || !from.empty()) {
        const bool was_said =
            times && std::any_of(windows_.begin(), windows_.end(),
                                 [&](const auto& said) { return said.second.contains(*times); });
        if (!was_said) break_by("a maintenance is as planned: nobody said " + from + of);
    }
    const bool by_page = incident.rule.value == "planned";
    if (text_of(fields, "status") != "completed" || !by_page) return;
    if (was_ended_by_operators(incident.id)) return;
    const auto found = unresolved(incident.id);
    if (found.size() != 1) return;
    const auto& plan = incident.desired.maintenance;
    // Of times that it does not have the page makes nothing: then nobody else would end it.
    const bool is_known = plan && found[0]->scheduled_for == floor_seconds(plan->starts_at) &&
                          found[0]->scheduled_until == floor_seconds(plan->ends_at);
    if (is_known && (!incident.gone_at || *incident.gone_at >= plan->starts_at))
        break_by("a maintenance is as planned: completed by us:" + of);
}

void Promises::check_backfill_call(const HttpRequest& request, const json::object& fields,
                                   const Incident& incident) {
    const std::string of = " " + incident.id.value + " of " + incident.rule.value;
    if (request.method != "POST") return break_by("told once: a later call for" + of);
    const bool notifies = fields.at("deliver_notifications").as_bool();
    if (notifies != (incident.rule.value == "told"))
        break_by("told once: notifies or not against the rule:" + of);
    if (fields.contains("components") || fields.contains("component_ids"))
        break_by("told once: with components:" + of);
    const auto* backfilled = fields.if_contains("backfilled");
    if (backfilled == nullptr || !backfilled->as_bool())
        break_by("told once: not as a backfill:" + of);
    const auto story = stories_.find(incident.id);
    if (story == stories_.end() || !story->second.last)
        return break_by("told once: before it was over:" + of);
    const WallTime local = story->second.starts_at + sim_utc_offset;
    const std::string day = format_rfc3339(local).substr(0, 10);
    if (text_of(fields, "backfill_date") != day && !story->second.is_vague)
        break_by("told once: the day is " + text_of(fields, "backfill_date") + ", not " + day + of);
    const auto members = evidence_.store.ledger().members.find(incident.id);
    if (members == evidence_.store.ledger().members.end()) return;
    for (const auto& [alert, rule] : members->second) {
        if (fires(alert)) break_by("told once: while it fires:" + of);
    }
}

// What the senders said of one alert from the story's first message to its last.
void Promises::add_said(const AlertId& alert, Story& story) {
    for (const Episode& said : episodes_[alert]) {
        if (said.at <= story.before || said.at > story.last.value_or(said.at)) continue;
        if (said.ends_at) {
            story.ends_at = std::max(story.ends_at, *said.ends_at);
            continue;
        }
        story.starts_at = std::min(story.starts_at, said.starts_at);
        story.told.emplace(alert, said.starts_at);
    }
}

// What each story is, as long as it is on record.  `before`: of what was judged up to here all was
// noted already.
void Promises::note_stories(Sequence before) {
    // Of several messages judged at once nobody knows which began or ended it.
    const bool is_vague = folded_.value > before.value + 1;
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        if (!is_backfill_team(incident.rule.value)) continue;
        const auto [entry, begins] = stories_.try_emplace(id);
        Story& story = entry->second;
        if (begins) {
            story.rule = incident.rule.value;
            story.before = before;
            story.is_vague = is_vague || incident.resolved_at;
        }
        const bool is_over = incident.resolved_at.has_value();
        if (is_over != story.last.has_value()) {
            story.is_vague = story.is_vague || is_vague;
            story.last.reset();
            if (is_over) story.last = folded_;
        }
        const auto members = evidence_.store.ledger().members.find(id);
        if (members == evidence_.store.ledger().members.end()) continue;
        for (const auto& [alert, rule] : members->second) add_said(alert, story);
        // A doubt that nothing ended began it, not a message.
        if (begins && story.told.empty()) story.is_vague = true;
    }
}

void Promises::stories_are_told_once() {
    std::map<IncidentId, int> shown_of;
    for (const EmulatedIncident& incident : shown()) {
        if (const auto generation = generation_of(incident)) ++shown_of[*generation];
    }
    std::set<std::pair<AlertId, WallTime>> told;
    for (const auto& [id, story] : stories_) {
        told.insert(story.told.begin(), story.told.end());
        if (!story.last) continue;
        const bool quiet = evidence_.people.deleted(id.value) || refused_.contains(id);
        const bool is_long =
            story.rule == "told" || story.ends_at - story.starts_at >= backfilled_min_duration;
        const int count = shown_of[id];
        if (count == (is_long ? 1 : 0) || (quiet && count == 0)) continue;
        if (story.is_vague && count < 2) continue;
        break_by("told once: " + id.value + " of " + story.rule + ", " +
                 format_duration(story.ends_at - story.starts_at) + " long, is told " +
                 std::to_string(count) + " times");
    }
    if (evidence_.people.deleted_any()) return;
    for (const SimAlert& alert : evidence_.senders.alerts()) {
        if (alert.team != "told") continue;
        const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
        for (const Episode& said : episodes_[id]) {
            if (!said.ends_at && !told.contains({id, said.starts_at}))
                break_by("told once: " + alert.name + " since " + format_rfc3339(said.starts_at) +
                         " is in no story");
        }
    }
}

// What all alerts of an incident say that its times are; nothing if they differ.
std::optional<Times> Promises::times_said(const IncidentId& id) const {
    std::optional<Window> common;
    const auto& members = evidence_.store.ledger().members.at(id);
    for (const SimAlert& alert : evidence_.senders.alerts()) {
        if (!members.contains(alert_id_of(alert.source, Fingerprint(alert.name)))) continue;
        if (common && common != alert.window) return std::nullopt;
        common = alert.window;
    }
    return times_of(common);
}

bool Promises::said_before(const Times& times, Duration notice) const {
    return std::all_of(windows_.begin(), windows_.end(), [&](const auto& said) {
        const auto at = said.second.find(times);
        return at == said.second.end() || times.first - at->second >= notice;
    });
}

bool Promises::said_after(const Times& times) const {
    return std::any_of(windows_.begin(), windows_.end(), [&](const auto& said) {
        const auto at = said.second.find(times);
        return at != said.second.end() && at->second >= times.second;
    });
}

bool Promises::is_over_by_plan(const EmulatedIncident& incident, WallTime now) {
    return incident.status == "completed" && incident.scheduled_auto_completed &&
           incident.scheduled_until && *incident.scheduled_until <= now;
}

bool Promises::runs_by_plan(const EmulatedIncident& incident, WallTime now) {
    return incident.status == "in_progress" && incident.scheduled_auto_completed &&
           incident.scheduled_until && *incident.scheduled_until > now;
}

bool Promises::is_under_maintenance(const std::string& component) const {
    return std::any_of(shown().begin(), shown().end(), [&](const EmulatedIncident& one) {
        return one.status == "in_progress" && names(one, component);
    });
}

bool Promises::was_left_by_maintenance(const std::string& component) const {
    if (evidence_.people.deleted_any()) return true;
    return std::any_of(shown().begin(), shown().end(), [&](const EmulatedIncident& one) {
        const auto updated = [&](std::string_view status, bool by_page) {
            return std::any_of(one.updates.begin(), one.updates.end(), [&](const auto& update) {
                return update.status == status && is_by_page(update) == by_page;
            });
        };
        return names(one, component) && updated("in_progress", true) && updated("completed", false);
    });
}

void Promises::check_maintenance(const SimAlert& alert, const Incident& incident, WallTime now) {
    const std::string of = incident.id.value + " of " + incident.rule.value;
    if (was_ended_by_operators(incident.id)) return;
    const auto wanted = times_said(incident.id);
    if (incident.standing == Standing::held || incident.is_timed_out) {
        // It may have been judged as late as a process stays away.
        const bool in_time = wanted && (alert.team == "planned" ||
                                        said_before(*wanted, staffed_min_notice + minutes(30)));
        // What nobody answered for stays unsaid, whatever times come afterwards.
        const bool came_late = wanted && incident.is_timed_out &&
                               !said_before(*wanted, wanted->first - *incident.resolved_at);
        if (in_time && !came_late)
            break_by("a maintenance is as planned: held though its times are good: " + of);
        return;
    }
    if (waits_after_refusal(incident.id) || is_quiet_by_people(incident)) return;
    std::vector<const EmulatedIncident*> found;
    for (const EmulatedIncident& one : shown()) {
        if (generation_of(one) == incident.id) found.push_back(&one);
    }
    if (found.size() != 1) {
        if (evidence_.people.deleted(incident.id.value)) return;
        return break_by("a maintenance is as planned: " + of + " stands there " +
                        std::to_string(found.size()) + " times");
    }
    const EmulatedIncident& one = *found.front();
    if (evidence_.people.marks().contains(one.id)) return;
    const Times times{*one.scheduled_for, *one.scheduled_until};
    const bool by_plan = is_over_by_plan(one, now);
    // Times that had passed when they were said came too late for it.
    if (by_plan && wanted && said_after(*wanted)) return;
    if (is_over(one) && !by_plan)
        return break_by("a maintenance is as planned: completed while its alert fires: " + of);
    if (wanted && times != *wanted)
        break_by("a maintenance is as planned: " + of + " is shown for " +
                 format_rfc3339(*one.scheduled_for) + ", not " + format_rfc3339(wanted->first));
}

void Promises::maintenances_are_as_planned(WallTime now) {
    const Ledger& ledger = evidence_.store.ledger();
    for (const SimAlert& alert : evidence_.senders.alerts()) {
        if (!alert.firing || !is_maintenance_team(alert.team)) continue;
        const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
        bool is_held_by_any = false;
        for (const auto& [holder, members] : ledger.members) {
            if (!members.contains(id)) continue;
            is_held_by_any = true;
            check_maintenance(alert, ledger.incidents.at(holder), now);
        }
        if (!is_held_by_any)
            break_by("a maintenance is as planned: " + alert.name + " is in no incident");
    }
}

}  // namespace tocsin
