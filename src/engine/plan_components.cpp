// The part of a plan that concerns components: whose claims count, what others hold, and what no
// incident's call writes.
#include "engine/case.hpp"
#include "engine/plan_draft.hpp"

namespace tocsin {
namespace {

// Whether its claims count: the public sees it or is about to, or saw it and its alerts still fire.
bool claims_components(const PlanDraft& draft, const Incident& incident) {
    if (incident.standing == Standing::quiet) return true;
    if (incident.standing != Standing::public_) return false;
    const DeliveryRecord* delivery = draft.delivery_of(incident.id);
    if (create_begun(delivery)) return true;
    // What the page refuses to create is not seen, until a later change of it is taken.
    return !create_refused(incident, delivery) && create_is_due(incident, delivery);
}

// Components that open incidents of others, or an active maintenance, name.
std::set<ComponentId> listed_by_others(const PageFacts& facts) {
    std::set<StatuspageId> ours;
    for (const auto& [id, delivery] : facts.deliveries) {
        if (delivery.statuspage_id) ours.insert(*delivery.statuspage_id);
    }
    std::set<ComponentId> listed = facts.view->under_maintenance;
    for (const auto& [id, incident] : facts.view->incidents) {
        // A maintenance that has not begun says nothing of its components yet.
        if (ours.contains(id) || is_over(incident) || incident.scheduled_for) continue;
        if (incident.marker && is_known(facts, incident.marker->generation)) continue;
        listed.insert(incident.components.begin(), incident.components.end());
    }
    return listed;
}

// Rows of components that need no call: ours again, or nothing to remember any more.
void settle_components(PlanDraft& draft) {
    PageRecord page = draft.facts.page;
    for (const auto& [id, aim] : draft.aims) {
        if (aim.write || draft.may_land.contains(id)) continue;
        if (aim.record)
            page.components.insert_or_assign(id, *aim.record);
        else
            page.components.erase(id);
    }
    if (page != draft.facts.page) draft.plan.page = std::move(page);
}

}  // namespace

ComponentStates worst_claims(const PlanDraft& draft) {
    ComponentStates worst;
    for (const Incident* incident : draft.facts.incidents) {
        if (!claims_components(draft, *incident)) continue;
        for (const auto& [component, status] : incident->desired.claims) {
            const auto [at, added] = worst.emplace(component, status);
            if (!added) at->second = std::max(at->second, status);
        }
    }
    return worst;
}

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

void find_aims(PlanDraft& draft, const ComponentStates& claims) {
    std::set<ComponentId> concerned;
    for (const Incident* incident : draft.facts.incidents) {
        if (!claims_components(draft, *incident)) continue;
        concerned.insert(incident->desired.concerned.begin(), incident->desired.concerned.end());
    }
    draft.may_land = may_still_be_written(draft.facts.page.page, draft.facts.deliveries);
    draft.may_land.insert(draft.facts.unsure.begin(), draft.facts.unsure.end());
    draft.aims =
        aims(draft.facts.page, *draft.facts.view, claims, concerned, listed_by_others(draft.facts));
}

void plan_components(PlanDraft& draft) {
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
    settle_components(draft);
}

}  // namespace tocsin
