#include "tests/emulator/maintenances.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "tests/emulator/components.hpp"
#include "tests/emulator/incidents.hpp"

namespace tocsin {
namespace {

// When `incident` moves by itself next.
std::optional<WallTime> due_of(const EmulatedIncident& incident) {
    if (incident.status == "scheduled") {
        if (!incident.scheduled_auto_in_progress || !incident.scheduled_for) return std::nullopt;
        return std::max(*incident.scheduled_for, incident.created_at);
    }
    if (incident.status == "in_progress" || incident.status == "verifying") {
        if (!incident.scheduled_auto_completed || !incident.scheduled_until) return std::nullopt;
        return std::max(*incident.scheduled_until, incident.created_at);
    }
    return std::nullopt;
}

std::optional<std::vector<AffectedComponent>> move_components(ApiTurn& turn,
                                                              const EmulatedIncident& incident,
                                                              const char* status) {
    if (incident.component_ids.empty()) return std::nullopt;
    std::vector<std::pair<std::string, std::string>> wanted;
    for (const std::string& id : incident.component_ids) wanted.emplace_back(id, status);
    return set_component_statuses(turn.page, wanted, turn.now);
}

}  // namespace

std::optional<WallTime> next_transition(const EmulatedPage& page) {
    std::optional<WallTime> next;
    for (const EmulatedIncident& incident : page.incidents) {
        const auto due = due_of(incident);
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

void carry_out_transition(ApiTurn& turn) {
    const auto due = next_transition(turn.page);
    TOCSIN_ASSERT(due && *due <= turn.now);
    const auto incident = std::ranges::find_if(
        turn.page.incidents, [&](const EmulatedIncident& row) { return due_of(row) == due; });
    const bool begins = incident->status == "scheduled";
    enter_status(*incident, begins ? "in_progress" : "completed", *due);
    std::optional<std::vector<AffectedComponent>> affected;
    if (begins && incident->to_maintenance_state.value_or(false)) {
        affected = move_components(turn, *incident, "under_maintenance");
    } else if (!begins && incident->to_operational_state.value_or(false)) {
        affected = move_components(turn, *incident, "operational");
    }
    judge_impact(turn, *incident);
    const bool notify = (begins ? incident->notify_at_start : incident->notify_at_end)
                            .value_or(turn.options.auto_transition_notifies);
    append_update(turn, *incident,
                  begins ? "The maintenance has begun." : "The maintenance is over.", affected,
                  *due, notify);
}

}  // namespace tocsin
