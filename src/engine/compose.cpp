#include "engine/compose.hpp"

#include "base/assert.hpp"

namespace tocsin {
namespace {

// The component statuses that the call of this incident writes: what changes, and in a final call
// all that the incident concerned, since Statuspage resets nothing by itself.
ComponentStates written_with(const PageState& desired, const std::map<ComponentId, Aim>& aims) {
    ComponentStates states;
    for (const ComponentId& id : desired.concerned) {
        const auto at = aims.find(id);
        if (at == aims.end()) continue;
        const auto& status = is_final(desired.status) ? at->second.target : at->second.write;
        if (status) states.emplace(id, *status);
    }
    return states;
}

// Whether the page's status may be moved from `shown` to `desired` by us.
bool may_move(IncidentStatus acknowledged, IncidentStatus shown, IncidentStatus desired) {
    if (shown == desired) return false;
    // Where it stands is where we put it: back is a relapse, and allowed.
    return shown == acknowledged || desired > shown;
}

}  // namespace

CreateCall compose_create(const Incident& incident, const CallId& attempt,
                          const std::map<ComponentId, Aim>& aims) {
    const PageState& desired = incident.desired;
    CreateCall call;
    call.marker = {incident.key, incident.id, attempt};
    call.status = desired.status;
    call.name = desired.name;
    call.body = desired.body;
    call.impact = desired.impact;
    call.notify = desired.notice > 0;
    call.maintenance = desired.maintenance;
    if (incident.kind == RuleKind::backfill) {
        call.backfill_date = incident.backfill_date;
        return call;
    }
    call.component_ids.assign(desired.concerned.begin(), desired.concerned.end());
    if (incident.kind == RuleKind::maintenance) {
        call.tweet_maintenance = desired.tweet > 0;
        return call;
    }
    call.components = written_with(desired, aims);
    return call;
}

std::optional<UpdateCall> compose_update(const Incident& incident, const DeliveryRecord& delivery,
                                         const PageIncident& shown,
                                         const std::map<ComponentId, Aim>& aims) {
    TOCSIN_ASSERT(delivery.statuspage_id && delivery.acknowledged);
    const PageState& desired = incident.desired;
    const PageState& acknowledged = *delivery.acknowledged;
    UpdateCall call;
    call.incident = *delivery.statuspage_id;
    if (shown.status && may_move(acknowledged.status, *shown.status, desired.status)) {
        call.status = desired.status;
    }
    const bool text_due = desired.text > acknowledged.text && !desired.body.empty();
    if (text_due) call.body = desired.body;
    const bool notice_due = desired.notice > acknowledged.notice;
    call.notify = notice_due && (call.body || call.status);
    if (delivery.bare_resolve && is_final(desired.status)) {
        call.body.reset();
        return call.status ? std::optional(call) : std::nullopt;
    }
    if (desired.name != acknowledged.name && shown.name == acknowledged.name)
        call.name = desired.name;
    const bool impact_is_ours = shown.impact_override == acknowledged.impact;
    if (desired.impact && desired.impact != acknowledged.impact && impact_is_ours) {
        call.impact = desired.impact;
    }
    if (desired.concerned != acknowledged.concerned) {
        // The full set replaces: what people added stays.
        std::set<ComponentId> all = desired.concerned;
        all.insert(shown.components.begin(), shown.components.end());
        call.component_ids.emplace(all.begin(), all.end());
    }
    if (desired.maintenance && desired.maintenance != acknowledged.maintenance) {
        call.maintenance = desired.maintenance;
    }
    if (incident.kind == RuleKind::incident) call.components = written_with(desired, aims);
    const bool nothing = !call.status && !call.body && !call.name && !call.impact &&
                         !call.component_ids && !call.maintenance && call.components.empty();
    if (nothing) return std::nullopt;
    return call;
}

}  // namespace tocsin
