// The calls of a plan that concern incidents: what is due of each, what people did to it, strays.
#include "base/ulid.hpp"
#include "engine/compose.hpp"
#include "engine/plan_draft.hpp"
#include "engine/strays.hpp"

namespace tocsin {
namespace {

// Another store's open incident with this key stands on the page.
bool meets_foreign_marker(const PageFacts& facts, const IncidentKey& key) {
    return std::any_of(facts.view->incidents.begin(), facts.view->incidents.end(),
                       [&](const auto& entry) {
                           const PageIncident& shown = entry.second;
                           return shown.marker && shown.marker->key == key && !is_over(shown) &&
                                  !is_known(facts, shown.marker->generation);
                       });
}

bool waits_for_predecessor(const PlanDraft& draft, const Incident& incident) {
    if (!incident.predecessor) return false;
    const DeliveryRecord* delivery = draft.delivery_of(*incident.predecessor);
    if (delivery != nullptr && (delivery->gone || delivery->over)) return false;
    const auto& all = draft.facts.incidents;
    const auto before = std::find_if(all.begin(), all.end(), [&](const Incident* other) {
        return other->id == *incident.predecessor;
    });
    if (before == all.end()) return false;
    if (delivery == nullptr) {
        // What was over before it was sent stands for the one before it.
        return create_is_due(**before, nullptr) || waits_for_predecessor(draft, **before);
    }
    const bool given_up =
        delivery->dead_letter && delivery->dead_letter->target == (*before)->desired;
    if (given_up && !delivery->intent) return false;
    return delivery->statuspage_id || delivery->intent || create_is_due(**before, delivery);
}

void plan_create(PlanDraft& draft, const Incident& incident, const DeliveryRecord* delivery) {
    if (waits_for_predecessor(draft, incident)) {
        draft.plan.waiting.emplace_back(incident.id, Reason::waits_for_predecessor);
        return;
    }
    if (meets_foreign_marker(draft.facts, incident.key)) {
        draft.plan.waiting.emplace_back(incident.id, Reason::foreign_marker);
        return;
    }
    const bool again = delivery != nullptr && delivery->attempt;
    const CallId attempt =
        again ? *delivery->attempt : CallId(make_ulid(draft.now, incident.id.value + "/create"));
    draft.add(incident, compose_create(incident, attempt, draft.aims), urgency(incident, delivery),
              Reason::create_due);
}

// What people did to it since; true if nothing of ours is to be sent.
bool take_note_of_people(PlanDraft& draft, const Incident& incident,
                         const DeliveryRecord& delivery) {
    const StatuspageId& id = *delivery.statuspage_id;
    DeliveryRecord row = delivery;
    if (draft.facts.view->missing.contains(id)) {
        row.gone = true;
        draft.plan.findings.push_back({FindingKind::deleted_by_person, incident.id, draft.now});
        draft.plan.rows.push_back(std::move(row));
        return true;
    }
    const auto shown = draft.facts.view->incidents.find(id);
    if (shown == draft.facts.view->incidents.end()) return true;
    const bool by_us = delivery.acknowledged && is_final(delivery.acknowledged->status);
    if (!is_over(shown->second) || delivery.over || by_us) return false;
    const bool by_schedule = delivery.acknowledged && delivery.acknowledged->maintenance &&
                             delivery.acknowledged->maintenance->auto_complete;
    row.over = true;
    // What was acknowledged stays as it is: it tells that it was not our call that ended it.
    const bool missed = by_schedule && !is_final(incident.desired.status) &&
                        incident.desired.maintenance != delivery.acknowledged->maintenance;
    if (missed)
        // It was over before it heard of its new times: they are those of another one.
        draft.plan.findings.push_back({FindingKind::reopen_refused, incident.id, draft.now});
    else if (by_schedule)
        row.acknowledged = incident.desired;
    else if (!is_final(incident.desired.status))
        draft.plan.findings.push_back({FindingKind::closed_by_person, incident.id, draft.now});
    draft.plan.rows.push_back(std::move(row));
    return true;
}

// It bears a postmortem: it is told to its end, and what fires again is another story.
void refuse_reopening(PlanDraft& draft, const Incident& incident, const DeliveryRecord& delivery) {
    DeliveryRecord row = delivery;
    row.dead_letter = DeadLetter{incident.desired, "update", 422, "the incident has a postmortem",
                                 row.failures + 1, draft.now};
    draft.plan.findings.push_back({FindingKind::reopen_refused, incident.id, draft.now});
    draft.plan.rows.push_back(std::move(row));
}

void plan_update(PlanDraft& draft, const Incident& incident, const DeliveryRecord& delivery) {
    const PageIncident& shown = draft.facts.view->incidents.at(*delivery.statuspage_id);
    if (delivery.tweet_update && !update_is_due(incident, &delivery)) {
        draft.add(incident, TweetCall{*delivery.statuspage_id, *delivery.tweet_update},
                  CallPriority::update, Reason::tweet_due);
        draft.plan.calls.back().target = *delivery.acknowledged;
        return;
    }
    if (!shown.status && !is_final(incident.desired.status)) {
        refuse_reopening(draft, incident, delivery);
        return;
    }
    auto update = compose_update(incident, delivery, shown, draft.aims);
    if (!update) {
        DeliveryRecord row = delivery;
        row.acknowledged = incident.desired;
        row.over = row.over || is_over(shown);
        row.bare_resolve = false;
        draft.plan.rows.push_back(std::move(row));
        return;
    }
    const bool final = is_final(incident.desired.status);
    const Reason reason = final          ? Reason::resolve_due
                          : update->body ? Reason::update_due
                                         : Reason::state_due;
    draft.add(incident, std::move(*update), urgency(incident, &delivery), reason);
}

// What bears our marker and is not the one on record; see strays.hpp.
void plan_strays(PlanDraft& draft) {
    for (const Stray& stray :
         strays(*draft.facts.view, draft.facts.incidents, draft.facts.deliveries)) {
        if (draft.adopted.contains(stray.incident->id))
            continue;  // The next plan sees which is older.
        if (stray.adopt) {
            const DeliveryRecord* row = draft.delivery_of(stray.incident->id);
            draft.plan.rows.push_back(
                adopted(*stray.incident, row == nullptr ? DeliveryRecord{} : *row, *stray.shown));
            draft.adopted.insert(stray.incident->id);
            continue;
        }
        UpdateCall quietly;
        quietly.incident = stray.shown->id;
        quietly.status =
            stray.shown->scheduled_for ? IncidentStatus::completed : IncidentStatus::resolved;
        draft.add(*stray.incident, quietly, CallPriority::resolve, Reason::superseded);
        draft.plan.calls.back().incident.reset();
    }
}

}  // namespace

void plan_incidents(PlanDraft& draft) {
    plan_strays(draft);
    for (const Incident* incident : draft.facts.incidents) {
        const DeliveryRecord* delivery = draft.delivery_of(incident->id);
        if (incident->standing != Standing::public_ || draft.adopted.contains(incident->id))
            continue;
        if (delivery != nullptr && delivery->intent) continue;
        const bool is_wanted =
            std::find(draft.due.begin(), draft.due.end(), incident) != draft.due.end();
        if (delivery == nullptr || !delivery->statuspage_id) {
            if (is_wanted) plan_create(draft, *incident, delivery);
            continue;
        }
        if (delivery->gone || (delivery->over && !is_wanted)) continue;
        if (take_note_of_people(draft, *incident, *delivery)) continue;
        if (is_wanted) plan_update(draft, *incident, *delivery);
    }
}

}  // namespace tocsin
