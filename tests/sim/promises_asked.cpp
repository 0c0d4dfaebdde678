// What waits, is braked or was turned down stays unseen (semantics.md section 4, "publish",
// "[guard]", "storm", "flap", "muted times"; docs/approvals.md).
//
// What became public with one commit is looked at when that is durable.  Several entries may have
// been judged with it: so counts are of what stands there afterwards.
#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "rules/muted_times.hpp"
#include "tests/sim/fixed_rules.hpp"
#include "tests/sim/promises.hpp"

namespace tocsin {
namespace {

bool goes_on(const Incident& incident) {
    return incident.phase == Phase::open || incident.phase == Phase::monitoring;
}

bool is_public(const Incident& incident) {
    return incident.standing == Standing::public_;
}

// In the public's eyes, and counted by the storm brake.
bool counts_in_storm(const Incident& incident) {
    // What was ordered and the page would not have nobody sees.
    if (incident.order && incident.order->is_refused) return false;
    return is_public(incident) && goes_on(incident) && incident.kind == RuleKind::incident;
}

bool is_of_an_act(Reason reason) {
    constexpr std::array<Reason, 6> all{Reason::approved,       Reason::discarded,
                                        Reason::text_discarded, Reason::resolved_by_hand,
                                        Reason::act_outdated,   Reason::act_impossible};
    return std::find(all.begin(), all.end(), reason) != all.end();
}

}  // namespace

void Promises::note_timeline() {
    const auto& rows = evidence_.store.timeline_rows();
    for (; rows_noted_ < rows.size(); ++rows_noted_) {
        const TimelineRow& row = rows[rows_noted_];
        reasons_[row.incident].insert(row.reason);
        if (row.reason == Reason::resolved) resolved_now_.insert(row.incident);
        if (!is_of_an_act(row.reason)) continue;
        if (!row.actor.starts_with("operator-")) continue;
        effects_[row.actor].push_back(row.reason);
        const auto act = acts_.find(row.actor);
        if (act == acts_.end())
            return break_by("acts count once: " + row.actor + " did nothing that is on record");
        if (row.reason == Reason::approved) note_approval(row.incident, act->second.text);
        if (row.reason == Reason::discarded) discarded_.insert(row.incident);
    }
}

void Promises::note_approval(const IncidentId& id, const std::string& mark) {
    const SeenText* text = evidence_.operators.seen(mark);
    if (text == nullptr)
        return break_by("an approval sends what was approved: nobody saw what " + id.value +
                        " was approved for");
    approved_texts_[id].insert(*text);
    approved_now_[id] = *text;
}

// After fold_truth() and before the next change.
void Promises::note_standings(WallTime now) {
    approved_now_.clear();
    resolved_now_.clear();
    note_timeline();
    std::size_t went_on = 0;
    std::vector<const Incident*> fresh;
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        Known& known = known_[id];
        const bool shown = is_public(incident);
        const bool approved = approved_now_.contains(id);
        if (approved) check_approval(incident, known);
        if (shown && !known.is_public) {
            known.is_approved = approved;
            check_coming_out(incident, known);
            if (counts_in_storm(incident) && !approved) fresh.push_back(&incident);
        } else if (known.counts && counts_in_storm(incident) && !resolved_now_.contains(id)) {
            // Not one that was over, and is back, since something else came out.
            ++went_on;
        }
        if (!shown && !known.ever_public && !incident.desired.claims.empty())
            break_by("what waits stays unseen: " + id.value + " claims components");
        if (shown && incident.opened_at) opened_[incident.key].insert(*incident.opened_at);
        known.is_public = shown;
        known.ever_public = known.ever_public || shown;
        known.counts = counts_in_storm(incident);
        known.seen_at = now;
        known.text = incident.desired.text;
    }
    const auto& most = evidence_.rules.guard().open_incidents_max;
    if (most && !fresh.empty() && fresh.size() + went_on > *most)
        break_by("the storm is braked: " + fresh.back()->id.value + " is one of " +
                 std::to_string(fresh.size() + went_on) + " that are public");
}

void Promises::check_approval(const Incident& incident, const Known& known) {
    // Only where nothing else was said with the same commit.
    if (incident.desired.text != (known.is_public ? known.text : 0) + 1) return;
    const SeenText said{incident.desired.name, incident.desired.body};
    if (approved_now_.at(incident.id) != said)
        break_by("an approval sends what was approved: \"" + said.second + "\" of " +
                 incident.id.value);
}

// What may become public without being asked about, and when.
void Promises::check_coming_out(const Incident& incident, const Known& known) {
    const std::string of = incident.id.value + " of " + incident.rule.value;
    if (discarded_.contains(incident.id))
        break_by("what was discarded stays unseen: " + of + " is public");
    const RulePtr rule = evidence_.rules.of_team(incident.rule.value);
    if (known.is_approved || incident.kind != RuleKind::incident || !rule) return;
    const bool is_first_text = incident.desired.text == 1 && incident.text_at;
    if (is_first_text && is_muted_at(*rule, *incident.text_at))
        break_by("muted times are kept: " + of + " is published at " +
                 format_rfc3339(*incident.text_at));
    check_flap(incident, *rule);
    const auto members = evidence_.store.ledger().members.find(incident.id);
    if (members == evidence_.store.ledger().members.end()) return;
    const bool may_speak =
        std::any_of(evidence_.senders.alerts().begin(), evidence_.senders.alerts().end(),
                    [&](const SimAlert& alert) {
                        const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
                        return members->second.contains(id) &&
                               rule->publish.at(Severity(alert.severity)) == Publish::auto_;
                    });
    const bool is_waived = rule->approval.publish_on_timeout && incident.text_at &&
                           *incident.text_at >= incident.created_at + rule->approval.timeout;
    if (!may_speak && !is_waived)
        break_by("what waits stays unseen: " + of + " is public, and nobody approved it");
}

// A necessary condition: of these openings each followed soon on the one before, so that none
// ended the flapping, and they are as many as it takes.
bool Promises::surely_flaps(const std::set<WallTime>& openings, WallTime last, const Flap& flap) {
    auto at = openings.find(last);
    for (std::uint32_t i = 1; i < flap.opens; ++i) {
        if (at == openings.begin()) return false;
        const WallTime later = *at;
        --at;
        if (later - *at >= flap.release_after || last - *at >= flap.within) return false;
    }
    return true;
}

void Promises::check_flap(const Incident& incident, const Rule& rule) {
    if (!rule.flap || rule.flap->action == FlapAction::hold || !incident.opened_at) return;
    auto& openings = came_out_[incident.key];
    openings.insert(*incident.opened_at);
    // What comes out long after it opened, when its rule speaks again, flaps no more by then.
    if (incident.text_at && *incident.text_at > *incident.opened_at + rule.flap->release_after)
        return;
    if (surely_flaps(openings, *incident.opened_at, *rule.flap))
        break_by("what flaps is not opened: " + incident.id.value + " of " + rule.name.value);
}

void Promises::what_flaps_is_held(const HttpRequest& request, WallTime now) {
    const auto generation = generation_resolved(request);
    if (!generation || was_ended_by_operators(*generation)) return;
    const auto row = evidence_.store.ledger().incidents.find(*generation);
    if (row == evidence_.store.ledger().incidents.end() || !row->second.opened_at) return;
    const RulePtr rule = evidence_.rules.of_team(row->second.rule.value);
    if (!rule || !rule->flap || rule->flap->action != FlapAction::hold) return;
    // It was over once, after the quiet that ends the flapping, and then fired again untold.
    const auto& told = evidence_.store.timeline_rows();
    const auto ends = std::count_if(told.begin(), told.end(), [&](const TimelineRow& step) {
        return step.incident == *generation && step.reason == Reason::resolved;
    });
    if (ends > 1) return;
    const auto& openings = opened_[row->second.key];
    if (!surely_flaps(openings, *row->second.opened_at, *rule->flap)) return;
    // A generation after it may have taken all of them.
    const auto members = evidence_.store.ledger().members.find(*generation);
    if (members == evidence_.store.ledger().members.end()) return;
    for (const auto& [alert, by] : members->second) {
        const auto ended = ended_at_.find(alert);
        if (ended != ended_at_.end() && now - ended->second < rule->flap->release_after)
            break_by("what flaps is held: " + generation->value + " is resolved too early");
    }
}

void Promises::only_what_is_public_is_told(const HttpRequest& request) {
    if (request.method == "GET") return;
    const boost::json::value body = boost::json::parse(request.body);
    const auto* fields = body.as_object().if_contains("incident");
    if (fields == nullptr) return;
    const auto generation = generation_called(request, fields->as_object());
    if (generation && !known_[*generation].ever_public)
        break_by("what waits stays unseen: a call for " + generation->value);
}

void Promises::denied_texts_are_approved_first(const HttpRequest& request) {
    if (request.method == "GET") return;
    const boost::json::value body = boost::json::parse(request.body);
    const auto* found = body.as_object().if_contains("incident");
    if (found == nullptr) return;
    const boost::json::object& fields = found->as_object();
    const auto generation = generation_called(request, fields);
    if (!generation) return;
    const auto row = evidence_.store.ledger().incidents.find(*generation);
    const RulePtr rule = row == evidence_.store.ledger().incidents.end()
                             ? nullptr
                             : evidence_.rules.of_team(row->second.rule.value);
    const auto& approved = approved_texts_[*generation];
    const auto check = [&](const char* field, std::string SeenText::*part) {
        const auto* value = fields.if_contains(field);
        if (value == nullptr || !value->is_string()) return;
        const std::string said(value->as_string());
        const bool is_denied = evidence_.rules.guard().denies(said);
        const bool has_hole =
            rule && rule->missing == Missing::approval && said.find(hole) != std::string::npos;
        const bool is_approved = std::any_of(approved.begin(), approved.end(),
                                             [&](const auto& text) { return text.*part == said; });
        if ((is_denied || has_hole) && !is_approved)
            break_by("denied texts are approved first: \"" + said + "\" of " + generation->value);
    };
    check("name", &SeenText::first);
    check("body", &SeenText::second);
}

bool Promises::was_ended_by_operators(const IncidentId& id) const {
    const auto reasons = reasons_.find(id);
    return reasons != reasons_.end() && (reasons->second.contains(Reason::resolved_by_hand) ||
                                         reasons->second.contains(Reason::discarded));
}

// Why an incident may wait for a person, by what its rule and the guard say.
bool Promises::may_wait_for(HeldBy why, const Rule& rule) const {
    switch (why) {
        case HeldBy::publish:
            return true;  // check_coming_out
        case HeldBy::guard:
            return !evidence_.rules.guard().deny.empty() && rule.update.has_value();
        case HeldBy::missing:
            return rule.missing == Missing::approval;
        case HeldBy::schedule:
            return rule.kind == RuleKind::maintenance;
        case HeldBy::storm:
            return evidence_.rules.guard().open_incidents_max.has_value();
        case HeldBy::limit:
            return rule.limit.has_value();
        case HeldBy::flap:
            return rule.flap && rule.flap->action != FlapAction::hold;
    }
    return false;
}

// Why what fires is not shown; false: for no reason.
bool Promises::is_unseen_for_a_reason(const Incident& incident, WallTime now) const {
    const RulePtr rule = evidence_.rules.of_team(incident.rule.value);
    const auto& reasons = reasons_.at(incident.id);
    const bool waits = std::all_of(incident.held_by.begin(), incident.held_by.end(),
                                   [&](HeldBy why) { return may_wait_for(why, *rule); });
    switch (incident.standing) {
        case Standing::public_:
            return incident.is_ended_by_hand && reasons.contains(Reason::resolved_by_hand);
        case Standing::held:
            return waits && (incident.proposal || (rule->limit && !rule->mute_intervals.empty()));
        case Standing::recorded:
            return waits && (!incident.held_by.empty() || is_muted_at(*rule, now));
        case Standing::quiet:
            return discarded_.contains(incident.id) ||
                   reasons.contains(Reason::discarded_by_timeout) ||
                   reasons.contains(Reason::resolved_by_hand);
    }
    return false;
}

void Promises::what_waits_has_a_reason(WallTime now) {
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        if (incident.kind != RuleKind::incident || !goes_on(incident)) continue;
        const RulePtr rule = evidence_.rules.of_team(incident.rule.value);
        const std::string of = id.value + " of " + incident.rule.value;
        if (incident.standing == Standing::held && incident.held_by.empty())
            break_by("what waits has a reason: " + of + " has none");
        if (!incident.proposal) continue;
        const bool answers_itself = !rule->approval.publish_on_timeout;
        if (answers_itself && (!incident.dues.approval || *incident.dues.approval <= now))
            break_by("what waits has a reason: nobody answered for " + of);
        if (incident.proposal->asked_at > now || incident.held_by.empty())
            break_by("what waits has a reason: " + of + " asks about nothing");
    }
}

// Status, impact and components go although a text waits.
void Promises::what_is_public_is_up_to_date() {
    const Ledger& ledger = evidence_.store.ledger();
    const SeverityScale scale = sim_scale();
    for (const auto& [id, incident] : ledger.incidents) {
        const bool looked_at = incident.kind == RuleKind::incident && !incident.order &&
                               incident.standing == Standing::public_ &&
                               incident.phase == Phase::open;
        const auto found = unresolved(id);
        if (!looked_at || found.size() != 1 || waits_after_refusal(id)) continue;
        std::optional<Severity> worst;
        for (const SimAlert& alert : evidence_.senders.alerts()) {
            const AlertId alert_id = alert_id_of(alert.source, Fingerprint(alert.name));
            if (!fires(alert_id) || !ledger.members.at(id).contains(alert_id)) continue;
            const Severity severity(alert.severity);
            if (!worst || is_worse(scale, severity, *worst)) worst = severity;
        }
        const RulePtr rule = evidence_.rules.of_team(incident.rule.value);
        if (!worst || !rule->impact) continue;
        const std::string_view wanted = to_string(*rule->impact->at(*worst));
        if (found[0]->impact_override != wanted)
            break_by("what is public is up to date: " + id.value + " of " + rule->name.value +
                     " has not the impact " + std::string(wanted));
    }
}

void Promises::note_answer(Sequence sequence, Reason answer) {
    if (!answers_.emplace(sequence, answer).second)
        break_by("acts count once: act " + std::to_string(sequence.value) + " is answered twice");
}

void Promises::acts_count_once() {
    for (const auto& [by, effects] : effects_) {
        if (effects.size() > 1) break_by("acts count once: " + by + " had several effects");
    }
    for (const auto& [by, act] : acts_) {
        const auto answer = answers_.find(act.sequence);
        const auto effect = effects_.find(by);
        // Of an incident that was over nothing is on record.
        const bool was_there = effect != effects_.end();
        if (answer == answers_.end()) continue;
        const Reason stands = was_there ? effect->second.front() : Reason::act_impossible;
        if (answer->second != stands)
            break_by("acts count once: " + by + " was answered " +
                     std::string(to_string(answer->second)) + ", and it was " +
                     std::string(to_string(stands)));
    }
}

}  // namespace tocsin
