#include "engine/plan.hpp"

#include "engine/case.hpp"
#include "engine/plan_draft.hpp"

namespace tocsin {

bool create_is_due(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery != nullptr && (delivery->statuspage_id || delivery->gone)) return false;
    // Nothing is announced that is over already, unless the rule wants it.
    return incident.desired.text > 0 && (!incident.gone_at || incident.publish_over);
}

bool update_is_due(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery == nullptr || !delivery->statuspage_id || delivery->gone) return false;
    const auto& acknowledged = delivery->acknowledged;
    // Closed by a person: theirs.  Closed by us: a relapse may open it again.
    if (closed_by_person(delivery)) return false;
    return acknowledged != incident.desired;
}

CallPriority urgency(const Incident& incident, const DeliveryRecord* delivery) {
    const bool is_there = delivery != nullptr && delivery->statuspage_id;
    // What is told when it is over ends nothing that the page shows.
    if (is_final(incident.desired.status))
        return is_there ? CallPriority::resolve : CallPriority::update;
    if (delivery == nullptr || !delivery->acknowledged) return CallPriority::create;
    const PageState& before = *delivery->acknowledged;
    if (incident.desired.impact > before.impact) return CallPriority::raise;
    for (const auto& [component, status] : incident.desired.claims) {
        const auto said = before.claims.find(component);
        if (said == before.claims.end() || said->second < status) return CallPriority::raise;
    }
    return CallPriority::update;
}

bool is_known(const PageFacts& facts, const IncidentId& generation) {
    return facts.deliveries.contains(generation) ||
           std::any_of(facts.incidents.begin(), facts.incidents.end(),
                       [&](const Incident* incident) { return incident->id == generation; });
}

namespace {

// Whether something is to be said of it; notes when, if not now.
bool is_due(PlanDraft& draft, const Incident& incident) {
    if (incident.standing != Standing::public_) return false;
    const DeliveryRecord* delivery = draft.delivery_of(incident.id);
    if (delivery != nullptr && (delivery->intent || delivery->gone)) return false;
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

// Incidents that are still to be watched or written to, those first that are due; of the others
// the maintenances last, which no list of unresolved ones need hold.
std::vector<StatuspageId> wanted_incidents(const PlanDraft& draft) {
    std::vector<StatuspageId> due, watched, planned;
    for (const Incident* incident : draft.due) {
        const DeliveryRecord* delivery = draft.delivery_of(incident->id);
        if (delivery != nullptr && delivery->statuspage_id) due.push_back(*delivery->statuspage_id);
    }
    for (const Incident* incident : draft.facts.incidents) {
        const DeliveryRecord* delivery = draft.delivery_of(incident->id);
        if (delivery == nullptr || !delivery->statuspage_id || delivery->gone) continue;
        if (delivery->over || incident->standing != Standing::public_) continue;
        const StatuspageId& id = *delivery->statuspage_id;
        if (std::find(due.begin(), due.end(), id) != due.end()) continue;
        (incident->kind == RuleKind::maintenance ? planned : watched).push_back(id);
    }
    due.insert(due.end(), watched.begin(), watched.end());
    due.insert(due.end(), planned.begin(), planned.end());
    return due;
}

// Whether the view is fresh and shows the most urgent incident that is due; others that it does
// not show have their turn with the next one.
bool is_view_enough(const PlanDraft& draft) {
    if (!is_fresh(draft.facts.view, draft.now)) return false;
    for (const Incident* incident : draft.due) {
        const DeliveryRecord* delivery = draft.delivery_of(incident->id);
        if (delivery == nullptr || !delivery->statuspage_id) continue;
        return draft.facts.view->incidents.contains(*delivery->statuspage_id) ||
               draft.facts.view->missing.contains(*delivery->statuspage_id);
    }
    return true;
}

void find_due(PlanDraft& draft) {
    for (const Incident* incident : draft.facts.incidents) {
        if (is_due(draft, *incident)) draft.due.push_back(incident);
    }
    std::stable_sort(draft.due.begin(), draft.due.end(), [&](const auto* a, const auto* b) {
        return urgency(*a, draft.delivery_of(a->id)) < urgency(*b, draft.delivery_of(b->id));
    });
}

// How long after the end of a problem a create of it may still land.
constexpr Duration landing_time_max = std::chrono::minutes(10);

// Whether the page is watched for it only because a create that was looked for in vain may land
// late: nothing else would end it then.
bool may_land_late(const PlanDraft& draft, const Incident& incident) {
    const DeliveryRecord* delivery = draft.delivery_of(incident.id);
    // What the page refuses is not sent again, however due it is, and what a person ended neither.
    const bool is_sent_again = incident.standing == Standing::public_ &&
                               create_is_due(incident, delivery) &&
                               !create_refused(incident, delivery);
    return may_have_landed(delivery) && !delivery->intent && incident.gone_at && !is_sent_again;
}

bool is_watched_for_late_creates(const PlanDraft& draft) {
    return std::any_of(draft.facts.incidents.begin(), draft.facts.incidents.end(),
                       [&](const Incident* incident) { return may_land_late(draft, *incident); });
}

// A view of long after shows none: it never landed.
void settle_late_creates(PlanDraft& draft) {
    const PageView& view = *draft.facts.view;
    for (const Incident* incident : draft.facts.incidents) {
        if (!may_land_late(draft, *incident)) continue;
        if (view.read_at < *incident->gone_at + landing_time_max) continue;
        const bool is_shown =
            std::any_of(view.incidents.begin(), view.incidents.end(), [&](const auto& entry) {
                const PageIncident& shown = entry.second;
                return shown.marker && shown.marker->generation == incident->id && !is_over(shown);
            });
        if (is_shown) continue;
        DeliveryRecord row = *draft.delivery_of(incident->id);
        row.resent = false;
        draft.plan.rows.push_back(std::move(row));
    }
}

}  // namespace

PagePlan plan(const PageFacts& facts, WallTime now) {
    PlanDraft draft{facts, now, {}, {}, {}, {}, {}};
    find_due(draft);
    std::optional<CallPriority> urgent;
    if (!draft.due.empty())
        urgent = urgency(*draft.due.front(), draft.delivery_of(draft.due.front()->id));
    const ComponentStates claims = worst_claims(draft);
    const bool unseen_change = !facts.view || facts.view->read_at < facts.changed_at;
    if (!urgent && unseen_change && components_may_differ(facts, claims))
        urgent = CallPriority::update;

    draft.plan.view_wants = wanted_incidents(draft);
    const bool on_page = !draft.plan.view_wants.empty() || !facts.page.components.empty() ||
                         is_watched_for_late_creates(draft);
    const bool reread = on_page && (!facts.view || now - facts.view->read_at >= facts.reconcile);
    if (on_page && facts.view) draft.wait_until(facts.view->read_at + facts.reconcile);
    // What is due goes first on a view that serves for it, however often the page is to be read.
    if (!is_view_enough(draft) || (reread && !urgent)) {
        if (urgent || reread) draft.plan.view_due = urgent.value_or(CallPriority::read);
        return std::move(draft.plan);
    }

    find_aims(draft, claims);
    plan_incidents(draft);
    settle_late_creates(draft);
    plan_components(draft);
    std::stable_sort(
        draft.plan.calls.begin(), draft.plan.calls.end(),
        [](const PlannedCall& a, const PlannedCall& b) { return a.priority < b.priority; });
    return std::move(draft.plan);
}

}  // namespace tocsin
