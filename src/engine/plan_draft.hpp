// PlanDraft: one plan at work.
//
// The engine's own; plan.hpp is what others see.  What is due is found first, then the calls of
// incidents are planned (plan_calls.cpp), then what remains of components (plan_components.cpp),
// for a component that an incident's call writes needs none of its own.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "engine/plan.hpp"

namespace tocsin {

struct PlanDraft {
    const PageFacts& facts;
    WallTime now;
    PagePlan plan;
    std::map<ComponentId, Aim> aims;
    std::vector<const Incident*> due;  // The most urgent first.
    std::set<IncidentId> adopted;      // Their rows are other ones from the next plan on.
    std::set<ComponentId> may_land;    // What earlier calls may still write.

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
            const auto known = facts.page.components.find(id);
            if (may_land.contains(id) && known != facts.page.components.end()) {
                if (!aims.at(id).record) record = known->second;
                record.maybe_written.insert(known->second.maybe_written.begin(),
                                            known->second.maybe_written.end());
            }
            record.maybe_written.insert(status);
            planned.records.emplace(id, record);
        }
    }
};

// plan.cpp.
bool create_is_due(const Incident& incident, const DeliveryRecord* delivery);
bool update_is_due(const Incident& incident, const DeliveryRecord* delivery);
CallPriority urgency(const Incident& incident, const DeliveryRecord* delivery);
// Whether an incident on record bears this generation.
bool is_known(const PageFacts& facts, const IncidentId& generation);

// plan_calls.cpp: at most one call for each incident, and those for strays (strays.hpp).
// Requires: draft.due and draft.aims.
void plan_incidents(PlanDraft& draft);

// plan_components.cpp.
// The worst that our open incidents say of each component.
ComponentStates worst_claims(const PlanDraft& draft);
// Whether a component may have to be written although no incident has anything to say.
bool components_may_differ(const PageFacts& facts, const ComponentStates& claims);
// Requires: a view.
void find_aims(PlanDraft& draft, const ComponentStates& claims);
// Components that differ and that no call of the draft writes; rows of those that need no call.
void plan_components(PlanDraft& draft);

}  // namespace tocsin
