#include "engine/plan.hpp"

#include <algorithm>

#include "base/ulid.hpp"
#include "engine/case.hpp"
#include "engine/compose.hpp"

namespace tocsin {
namespace {

// Whether its claims count: the public sees it, or saw it and its alerts still fire.
bool claims_components(const Incident& incident) {
    return incident.standing == Standing::public_ || incident.standing == Standing::quiet;
}

// One plan at work.
struct Draft {
    const PageFacts& facts;
    WallTime now;
    PagePlan plan;
    std::map<ComponentId, Aim> aims;

    const DeliveryRecord* delivery_of(const IncidentId& id) const {
        const auto at = facts.deliveries.find(id);
        return at == facts.deliveries.end() ? nullptr : &at->second;
    }
    void wait_until(WallTime at) { plan.next = std::min(plan.next.value_or(at), at); }

    void add(const Incident& incident, PageCall call, CallPriority priority, Reason reason) {
        plan.calls.push_back({std::move(call),
                              priority,
                              incident.id,
                              incident.desired,
                              {},
                              incident.updated_at,
                              reason});
        note_records(plan.calls.back());
    }
    void note_records(PlannedCall& planned) const {
        for (const auto& [id, status] : components_written_by(planned.call)) {
            ComponentRecord record = aims.at(id).record.value_or(ComponentRecord{});
            record.maybe_written.insert(status);
            planned.records.emplace(id, record);
        }
    }
};

bool create_is_due(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery != nullptr && (delivery->statuspage_id || delivery->gone)) return false;
    // Nothing is announced that is over already, unless the rule wants it.
    return incident.desired.text > 0 && (!incident.gone_at || incident.publish_over);
}

bool update_is_due(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery == nullptr || !delivery->statuspage_id || delivery->gone) return false;
    const auto& acknowledged = delivery->acknowledged;
    // Closed by a person: theirs.  Closed by us: a relapse may open it again.
    if (delivery->over && acknowledged && !is_final(acknowledged->status)) return false;
    return acknowledged != incident.desired;
}

// Whether something is to be said of it; notes when, if not now.
bool is_due(Draft& draft, const Incident& incident) {
    if (incident.standing != Standing::public_) return false;
    const DeliveryRecord* delivery = draft.delivery_of(incident.id);
    if (delivery != nullptr && delivery->intent) return false;
    const bool tweet = delivery != nullptr && delivery->tweet_update;
    if (!tweet && !create_is_due(incident, delivery) && !update_is_due(incident, delivery))
        return false;
    if (delivery != nullptr && delivery->dead_letter && !delivery->bare_resolve &&
        delivery->dead_letter->target == incident.desired) {
        return false;
    }
    if (delivery != nullptr && delivery->next_try_at && draft.now < *delivery->next_try_at) {
        draft.wait_until(*delivery->next_try_at);
        return false;
    }
    return true;
}

CallPriority urgency(const Incident& incident, const DeliveryRecord* delivery) {
    if (is_final(incident.desired.status)) return CallPriority::resolve;
    if (delivery == nullptr || !delivery->acknowledged) return CallPriority::create;
    const PageState& before = *delivery->acknowledged;
    if (incident.desired.impact > before.impact) return CallPriority::raise;
    for (const auto& [component, status] : incident.desired.claims) {
        const auto said = before.claims.find(component);
        if (said == before.claims.end() || said->second < status) return CallPriority::raise;
    }
    return CallPriority::update;
}

ComponentStates worst_claims(const PageFacts& facts) {
    ComponentStates worst;
    for (const Incident* incident : facts.incidents) {
        if (!claims_components(*incident)) continue;
        for (const auto& [component, status] : incident->desired.claims) {
            const auto [at, added] = worst.emplace(component, status);
            if (!added) at->second = std::max(at->second, status);
        }
    }
    return worst;
}

// Whether a component may have to be written although no incident has anything to say.
bool components_may_differ(const PageFacts& facts, const ComponentStates& claims) {
    for (const auto& [id, record] : facts.page.components) {
        const auto claim = claims.find(id);
        if (!record.maybe_written.empty()) return true;
        if (record.written != (claim == claims.end() ? record.found : claim->second)) return true;
    }
    return std::any_of(claims.begin(), claims.end(), [&](const auto& claim) {
        return !facts.page.components.contains(claim.first);
    });
}

// Components that open incidents of others, or an active maintenance, name.
std::set<ComponentId> listed_by_others(const PageFacts& facts) {
    std::set<StatuspageId> ours;
    for (const auto& [id, delivery] : facts.deliveries) {
        if (delivery.statuspage_id) ours.insert(*delivery.statuspage_id);
    }
    std::set<ComponentId> listed = facts.view->under_maintenance;
    for (const auto& [id, incident] : facts.view->incidents) {
        if (ours.contains(id) || is_over(incident)) continue;
        listed.insert(incident.components.begin(), incident.components.end());
    }
    return listed;
}

bool is_known(const PageFacts& facts, const IncidentId& generation) {
    return facts.deliveries.contains(generation) ||
           std::any_of(facts.incidents.begin(), facts.incidents.end(),
                       [&](const Incident* incident) { return incident->id == generation; });
}

// Another store's open incident with this key stands on the page.
bool meets_foreign_marker(const PageFacts& facts, const IncidentKey& key) {
    return std::any_of(facts.view->incidents.begin(), facts.view->incidents.end(),
                       [&](const auto& entry) {
                           const PageIncident& shown = entry.second;
                           return shown.marker && shown.marker->key == key && !is_over(shown) &&
                                  !is_known(facts, shown.marker->generation);
                       });
}

bool waits_for_predecessor(const Draft& draft, const Incident& incident) {
    if (!incident.predecessor) return false;
    const DeliveryRecord* before = draft.delivery_of(*incident.predecessor);
    if (before == nullptr || before->gone || before->over || before->dead_letter) return false;
    return before->statuspage_id || before->intent;
}

void plan_create(Draft& draft, const Incident& incident, const DeliveryRecord* delivery) {
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
bool take_note_of_people(Draft& draft, const Incident& incident, const DeliveryRecord& delivery) {
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
    if (is_final(incident.desired.status) || by_schedule)
        row.acknowledged = incident.desired;
    else
        draft.plan.findings.push_back({FindingKind::closed_by_person, incident.id, draft.now});
    draft.plan.rows.push_back(std::move(row));
    return true;
}

void plan_update(Draft& draft, const Incident& incident, const DeliveryRecord& delivery) {
    const PageIncident& shown = draft.facts.view->incidents.at(*delivery.statuspage_id);
    if (delivery.tweet_update && !update_is_due(incident, &delivery)) {
        draft.add(incident, TweetCall{*delivery.statuspage_id, *delivery.tweet_update},
                  CallPriority::update, Reason::tweet_due);
        draft.plan.calls.back().target = *delivery.acknowledged;
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

// A create that was sent again after an unknown outcome may have landed twice: the younger goes.
void plan_twins(Draft& draft, const Incident& incident, const DeliveryRecord& delivery) {
    for (const auto& [id, shown] : draft.facts.view->incidents) {
        const bool twin = shown.marker && shown.marker->generation == incident.id &&
                          id != *delivery.statuspage_id && !is_over(shown);
        if (!twin) continue;
        UpdateCall quietly;
        quietly.incident = id;
        quietly.status = incident.kind == RuleKind::maintenance ? IncidentStatus::completed
                                                                : IncidentStatus::resolved;
        draft.add(incident, quietly, CallPriority::resolve, Reason::superseded);
        draft.plan.calls.back().incident.reset();
    }
}

// Components that differ and that no incident's call of this plan writes.
void plan_components(Draft& draft) {
    std::set<ComponentId> covered;
    for (const PlannedCall& planned : draft.plan.calls) {
        for (const auto& [id, status] : components_written_by(planned.call)) covered.insert(id);
    }
    for (const auto& [id, aim] : draft.aims) {
        if (!aim.write || covered.contains(id)) continue;
        const auto& shown = draft.facts.view->components.at(id).status;
        const bool up = *aim.write > *shown;
        draft.plan.calls.push_back({ComponentCall{id, *aim.write},
                                    up ? CallPriority::raise : CallPriority::update,
                                    std::nullopt,
                                    {},
                                    {},
                                    draft.facts.changed_at,
                                    Reason::component_due});
        draft.note_records(draft.plan.calls.back());
    }
}

// Rows of components that need no call: ours again, or nothing to remember any more.
void settle_components(Draft& draft) {
    PageRecord page = draft.facts.page;
    for (const auto& [id, aim] : draft.aims) {
        if (aim.write) continue;
        if (aim.record)
            page.components.insert_or_assign(id, *aim.record);
        else
            page.components.erase(id);
    }
    if (page != draft.facts.page) draft.plan.page = std::move(page);
}

std::set<StatuspageId> shown_incidents(const Draft& draft) {
    std::set<StatuspageId> wanted;
    for (const Incident* incident : draft.facts.incidents) {
        const DeliveryRecord* delivery = draft.delivery_of(incident->id);
        if (delivery == nullptr || !delivery->statuspage_id || delivery->gone) continue;
        if (delivery->over && !update_is_due(*incident, delivery)) continue;
        if (incident->standing == Standing::public_) wanted.insert(*delivery->statuspage_id);
    }
    return wanted;
}

}  // namespace

PagePlan plan(const PageFacts& facts, WallTime now) {
    Draft draft{facts, now, {}, {}};
    std::optional<CallPriority> urgent;
    std::vector<const Incident*> due;
    for (const Incident* incident : facts.incidents) {
        if (!is_due(draft, *incident)) continue;
        due.push_back(incident);
        const CallPriority priority = urgency(*incident, draft.delivery_of(incident->id));
        urgent = std::min(urgent.value_or(priority), priority);
    }
    const ComponentStates claims = worst_claims(facts);
    const bool unseen_change = !facts.view || facts.view->read_at < facts.changed_at;
    if (!urgent && unseen_change && components_may_differ(facts, claims))
        urgent = CallPriority::update;

    draft.plan.view_wants = shown_incidents(draft);
    const bool on_page = !draft.plan.view_wants.empty() || !facts.page.components.empty();
    const bool reread = on_page && (!facts.view || now - facts.view->read_at >= facts.reconcile);
    if (on_page && facts.view) draft.wait_until(facts.view->read_at + facts.reconcile);
    if (!is_fresh(facts.view, now) ||
        !std::all_of(draft.plan.view_wants.begin(), draft.plan.view_wants.end(),
                     [&](const StatuspageId& id) {
                         return facts.view->incidents.contains(id) ||
                                facts.view->missing.contains(id);
                     })) {
        if (urgent || reread) draft.plan.view_due = urgent.value_or(CallPriority::read);
        return std::move(draft.plan);
    }

    std::set<ComponentId> concerned;
    for (const Incident* incident : facts.incidents) {
        if (!claims_components(*incident)) continue;
        concerned.insert(incident->desired.concerned.begin(), incident->desired.concerned.end());
    }
    draft.aims = aims(facts.page, *facts.view, claims, concerned, listed_by_others(facts));
    for (const Incident* incident : facts.incidents) {
        const DeliveryRecord* delivery = draft.delivery_of(incident->id);
        if (incident->standing != Standing::public_ || (delivery != nullptr && delivery->intent))
            continue;
        const bool is_wanted = std::find(due.begin(), due.end(), incident) != due.end();
        if (delivery == nullptr || !delivery->statuspage_id) {
            if (is_wanted) plan_create(draft, *incident, delivery);
            continue;
        }
        if (!draft.plan.view_wants.contains(*delivery->statuspage_id)) continue;
        if (take_note_of_people(draft, *incident, *delivery)) continue;
        if (is_wanted) plan_update(draft, *incident, *delivery);
        plan_twins(draft, *incident, *delivery);
    }
    plan_components(draft);
    settle_components(draft);
    std::stable_sort(
        draft.plan.calls.begin(), draft.plan.calls.end(),
        [](const PlannedCall& a, const PlannedCall& b) { return a.priority < b.priority; });
    return std::move(draft.plan);
}

}  // namespace tocsin
