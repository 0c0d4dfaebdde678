#include "tests/sim/promises.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "tests/sim/fixed_rules.hpp"

namespace tocsin {
namespace {

// What the operator allows one key (PaceLimit), and the window that the page counts in.
constexpr std::size_t requests_max = 54;
constexpr Duration window = std::chrono::seconds(60);

bool is_over(const EmulatedIncident& incident) {
    return incident.status == "resolved" || incident.status == "completed" ||
           incident.status == "postmortem";
}

bool goes_on(const Incident& incident) {
    return incident.phase == Phase::open || incident.phase == Phase::monitoring;
}

std::string marker_text(const EmulatedIncident& incident, std::string_view member) {
    const auto* marker = incident.metadata.if_contains("tocsin");
    if (marker == nullptr || !marker->is_object()) return "";
    const auto* text = marker->get_object().if_contains(member);
    return text == nullptr ? "" : std::string(text->as_string());
}

// The incident that a PATCH makes resolved or completed; empty for any other request.
std::string resolved_by(const HttpRequest& request) {
    constexpr std::string_view below = "/incidents/";
    const std::size_t at = request.target.find(below);
    if (request.method != "PATCH" || at == std::string::npos) return "";
    const boost::json::value body = boost::json::parse(request.body);
    const auto* incident = body.as_object().if_contains("incident");
    if (incident == nullptr) return "";
    const auto* status = incident->as_object().if_contains("status");
    if (status == nullptr) return "";
    const std::string_view word = status->as_string();
    if (word != "resolved" && word != "completed") return "";
    return request.target.substr(at + below.size());
}

}  // namespace

const std::vector<EmulatedIncident>& Promises::shown() const {
    return evidence_.page.incidents(sim_page_id);
}

std::optional<IncidentId> Promises::generation_of(const EmulatedIncident& incident) const {
    const std::string text = marker_text(incident, "gen");
    if (text.empty()) return std::nullopt;
    return IncidentId(text);
}

std::vector<const EmulatedIncident*> Promises::unresolved(const IncidentId& generation) const {
    std::vector<const EmulatedIncident*> found;
    for (const EmulatedIncident& incident : shown()) {
        if (!is_over(incident) && generation_of(incident) == generation) found.push_back(&incident);
    }
    return found;
}

bool Promises::is_quiet_by_people(const Incident& incident) const {
    return incident.standing == Standing::quiet &&
           evidence_.people.closed_or_deleted(incident.id.value);
}

std::string Promises::holders_of(const AlertId& id) const {
    std::string text;
    for (const auto& [holder, members] : evidence_.store.ledger().members) {
        if (!members.contains(id)) continue;
        const Incident& incident = evidence_.store.ledger().incidents.at(holder);
        text += " " + holder.value + " (" + std::string(to_string(incident.phase)) + ", " +
                std::string(to_string(incident.standing)) + ", " +
                std::string(to_string(incident.reason)) + ")";
    }
    return text.empty() ? " nobody" : text;
}

void Promises::fold_truth(Sequence until) {
    const auto& entries = evidence_.store.entries();
    for (; folded_ < until; ++folded_.value) {
        if (const auto* act = std::get_if<OperatorAct>(&entries[folded_.value].what))
            acts_[act->by] = {Sequence{folded_.value + 1}, act->text};
        const auto* webhook = std::get_if<Webhook>(&entries[folded_.value].what);
        if (webhook == nullptr || webhook->source == sim_order_source) continue;
        fold_hearing(*webhook, evidence_.messages.at(webhook->id));
        for (const Said& said : evidence_.messages.at(webhook->id).said) {
            const SimAlert& alert = evidence_.senders.alerts()[said.alert];
            const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
            fold_window(id, said, webhook->received_at);
            if (said.late_copy) continue;
            if (!said.firing && fires(id)) ended_at_[id] = webhook->received_at;
            truth_[id] = said.firing;
            fold_episode(id, said, Sequence{folded_.value + 1});
        }
    }
}

bool Promises::fires(const AlertId& id) const {
    const auto at = truth_.find(id);
    return at != truth_.end() && at->second;
}

void Promises::note_what_is_durable(WallTime now) {
    const Sequence before = folded_;
    fold_truth(evidence_.store.ledger().cursor);
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        Wish& wish = wishes_[id];
        wish.notices = std::max(wish.notices, incident.desired.notice);
        const std::string& body = incident.desired.body;
        if (wish.bodies.empty() || wish.bodies.back() != body) wish.bodies.push_back(body);
    }
    note_stories(before);
    note_standings(now);
    note_orders(before, now);
    the_record_agrees_with_itself();
    stale_is_only_what_its_source_left_out();
}

std::optional<IncidentId> Promises::generation_resolved(const HttpRequest& request) const {
    const std::string id = resolved_by(request);
    const auto incident =
        std::find_if(shown().begin(), shown().end(), [&](const auto& one) { return one.id == id; });
    return incident == shown().end() ? std::nullopt : generation_of(*incident);
}

void Promises::never_a_false_all_clear(const HttpRequest& request) {
    const std::string id = resolved_by(request);
    if (id.empty()) return;
    const auto incident =
        std::find_if(shown().begin(), shown().end(), [&](const auto& one) { return one.id == id; });
    if (incident == shown().end()) return;
    const auto generation = generation_of(*incident);
    if (!generation) return break_by("a foreign incident is resolved: " + id);
    // One of two that are the same: the other one stays.
    if (unresolved(*generation).size() > 1) return;
    const auto members = evidence_.store.ledger().members.find(*generation);
    if (members == evidence_.store.ledger().members.end()) return;
    if (was_ended_by_operators(*generation)) return;
    for (const auto& [alert, rule] : members->second) {
        if (!fires(alert) || is_taken_for_over(alert)) continue;
        break_by("never a false all-clear: " + generation->value + " is resolved while " +
                 evidence_.store.ledger().alerts.at(alert).fingerprint.value + " fires");
    }
}

void Promises::rate_is_kept(const std::deque<WallTime>& begun) {
    for (std::size_t i = requests_max; i < begun.size(); ++i) {
        if (begun[i] - begun[i - requests_max] >= window) continue;
        return break_by("the rate is kept: more than " + std::to_string(requests_max) +
                        " requests in 60 s before " + format_rfc3339(begun[i]));
    }
}

void Promises::nobody_is_notified_without_cause() {
    std::map<std::string, std::uint64_t> sent;
    for (const SentNotification& one : evidence_.page.journal().notifications()) {
        if (one.status == "in_progress") continue;  // The page's own.
        ++sent[one.episode.substr(one.episode.find('/') + 1)];
    }
    for (const EmulatedIncident& incident : shown()) {
        const auto generation = generation_of(incident);
        for (const EmulatedUpdate& update : incident.updates) {
            const bool counted = generation && update.status == "completed" && is_by_page(update);
            if (counted && update.deliver_notifications) --sent[generation->value];
        }
    }
    for (const auto& [generation, count] : sent) {
        // What was deleted before its create was known to be made is made again.
        if (evidence_.people.deleted(generation)) continue;
        const auto wish = wishes_.find(IncidentId(generation));
        const std::uint64_t wanted = wish == wishes_.end() ? 0 : wish->second.notices;
        if (count <= wanted) continue;
        break_by("nobody is notified without cause: " + std::to_string(count) +
                 " notifications of " + generation + ", " + std::to_string(wanted) + " wanted");
    }
}

void Promises::changes_arrive_in_order() {
    for (const EmulatedIncident& incident : shown()) {
        const auto generation = generation_of(incident);
        if (!generation || !wishes_.contains(*generation)) continue;
        const auto& bodies = wishes_.at(*generation).bodies;
        auto at = bodies.begin();
        for (const EmulatedUpdate& update : incident.updates) {
            if (!update.body || update.body->empty() || People::wrote(*update.body)) continue;
            if (is_by_page(update)) continue;
            at = std::find(at, bodies.end(), *update.body);
            if (at != bodies.end()) continue;
            break_by("changes arrive in order: \"" + *update.body + "\" of " + generation->value);
            break;
        }
    }
}

void Promises::nothing_acknowledged_is_lost() {
    const Ledger& ledger = evidence_.store.ledger();
    if (ledger.cursor.value != evidence_.store.entries().size()) {
        return break_by("nothing acknowledged is lost: not everything is judged");
    }
    fold_truth(ledger.cursor);
    for (const SimAlert& alert : evidence_.senders.alerts()) {
        const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
        if (alert.ever_fired && fires(id) != alert.firing)
            break_by("the simulation is wrong: " + alert.name + " was not said again");
        const auto row = ledger.alerts.find(id);
        const bool recorded = row != ledger.alerts.end() && row->second.state == AlertState::firing;
        if (recorded == fires(id)) continue;
        break_by("nothing acknowledged is lost: " + alert.name +
                 (recorded ? " is over, and the record says it fires"
                           : " fires, and the record says it is over"));
    }
}

void Promises::one_incident_for_one_problem() {
    std::map<std::string, int> by_key;
    for (const EmulatedIncident& incident : shown()) {
        if (!is_over(incident)) ++by_key[marker_text(incident, "key")];
    }
    for (const auto& [key, count] : by_key) {
        if (count > 1)
            break_by("one incident for one problem: " + std::to_string(count) + " with key " + key);
    }
    for (const DuplicateEpisode& twice : evidence_.page.findings().duplicates_ever) {
        break_by("one incident for one problem: twice " + twice.episode);
    }
}

void Promises::the_page_shows_what_is_public(WallTime now) {
    const Ledger& ledger = evidence_.store.ledger();
    for (const auto& [id, incident] : ledger.incidents) {
        if (incident.standing != Standing::public_ || !goes_on(incident)) continue;
        if (waits_after_refusal(id) || incident.kind != RuleKind::incident) continue;
        const auto found = unresolved(id);
        if (found.size() != 1) {
            break_by("the page shows what is public: " + id.value + " stands there " +
                     std::to_string(found.size()) + " times");
        } else if (evidence_.people.marks().contains(found[0]->id)) {
            continue;  // people_are_respected
        } else if (found[0]->status != to_string(incident.desired.status) ||
                   found[0]->name != incident.desired.name) {
            break_by("the page shows what is public: " + id.value + " is \"" + found[0]->name +
                     "\", " + found[0]->status + ", not \"" + incident.desired.name + "\", " +
                     std::string(to_string(incident.desired.status)));
        }
    }
    for (const EmulatedIncident& incident : shown()) {
        const auto generation = generation_of(incident);
        if (is_over(incident) || !generation || runs_by_plan(incident, now)) continue;
        if (is_end_of_order_refused(*generation)) continue;
        const auto row = ledger.incidents.find(*generation);
        if (row == ledger.incidents.end() || !goes_on(row->second))
            break_by("the page shows what is public: " + generation->value + " is over");
    }
}

void Promises::what_fires_is_shown(WallTime now) {
    const Ledger& ledger = evidence_.store.ledger();
    for (const SimAlert& alert : evidence_.senders.alerts()) {
        if (is_maintenance_team(alert.team) || is_backfill_team(alert.team)) continue;
        const RulePtr rule = evidence_.rules.of_team(alert.team);
        if (!alert.firing || rule->publish.at(Severity(alert.severity)) == Publish::record)
            continue;
        const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
        const bool is_shown =
            std::any_of(ledger.members.begin(), ledger.members.end(), [&](const auto& row) {
                if (!row.second.contains(id)) return false;
                const Incident& incident = ledger.incidents.at(row.first);
                return !unresolved(row.first).empty() || is_quiet_by_people(incident) ||
                       waits_after_refusal(row.first) || is_unseen_for_a_reason(incident, now);
            });
        if (!is_shown)
            break_by("what fires is shown: " + alert.name + " is not; held by" + holders_of(id));
    }
}

void Promises::components_are_right() {
    std::map<std::string, ComponentStatus> wanted;
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        const bool claims = incident.standing == Standing::quiet ||
                            (incident.standing == Standing::public_ && goes_on(incident));
        if (!claims || was_never_taken(id)) continue;
        for (const auto& [component, status] : incident.desired.claims) {
            ComponentStatus& worst = wanted[component.value];
            worst = std::max(worst, status);
        }
    }
    for (const EmulatedComponent& component : evidence_.page.components(sim_page_id)) {
        if (component.status == "under_maintenance" && was_left_by_maintenance(component.id))
            continue;
        // Where people were at work it is theirs, and at most raised; likewise during maintenance.
        if (evidence_.people.components().contains(component.id) ||
            is_under_maintenance(component.id)) {
            const auto at_least = wanted[component.id];
            if (from_word<ComponentStatus>(component.status) < at_least)
                break_by("components are right: " + component.name + " is only " +
                         component.status + ", not " + std::string(to_string(at_least)));
            continue;
        }
        const std::string_view expected = to_string(wanted[component.id]);
        if (component.status != expected)
            break_by("components are right: " + component.name + " is " + component.status +
                     ", not " + std::string(expected));
    }
}

void Promises::nothing_is_stuck() {
    const Ledger& ledger = evidence_.store.ledger();
    for (const auto& [id, row] : ledger.deliveries) {
        if (row.dead_letter && !refused_.contains(id))
            break_by("nothing is stuck: " + id.value + ": " + row.dead_letter->reason);
        const auto incident = ledger.incidents.find(id);
        // An intent that is stored after its incident was closed is history: nothing is sent.
        if (incident == ledger.incidents.end()) continue;
        if (row.intent) break_by("nothing is stuck: " + id.value + " has a call under way");
        const bool due = incident->second.standing == Standing::public_ && row.statuspage_id &&
                         row.acknowledged != incident->second.desired && !row.over && !row.gone;
        if (due && !waits_after_refusal(id))
            break_by("nothing is stuck: " + id.value + " is not acknowledged as it is");
    }
}

void Promises::what_is_over_is_closed() {
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        // Nobody's alerts end it, and it may have to be known again.
        if (incident.order) continue;
        break_by("what is over is closed: " + id.value + " of " + incident.rule.value +
                 " is still " + std::string(to_string(incident.phase)) + ", " +
                 std::string(to_string(incident.standing)));
    }
    for (const EmulatedIncident& incident : shown()) {
        const auto generation = generation_of(incident);
        if (is_over(incident)) continue;
        const bool may_stand =
            generation && (goes_on_as_ordered(*generation) || is_end_of_order_refused(*generation));
        if (may_stand) continue;
        break_by("what is over is closed: " + incident.id + " stands open");
    }
}

}  // namespace tocsin
