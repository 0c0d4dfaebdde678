#include "delivery/drift.hpp"

#include "engine/look.hpp"

namespace tocsin {
namespace {

// Requires: row.statuspage_id and row.acknowledged.
void compare(const PageIncident& shown, const DeliveryRecord& row, std::set<Drift>& drift) {
    const PageState& acknowledged = *row.acknowledged;
    const std::string& id = row.statuspage_id->value;
    // A maintenance goes on by itself.
    if (!acknowledged.maintenance && shown.status != acknowledged.status)
        drift.insert({is_over(shown) ? "closed" : "status", id});
    if (!same_text(shown.name, acknowledged.name)) drift.insert({"name", id});
    if (shown.impact_override != acknowledged.impact) drift.insert({"impact", id});
}

bool is_second(const PageIncident& shown, const Deliveries& deliveries) {
    if (!shown.marker || is_over(shown)) return false;
    const auto row = deliveries.find(shown.marker->generation);
    return row != deliveries.end() && !row->second.intent && row->second.statuspage_id &&
           row->second.statuspage_id != shown.id;
}

}  // namespace

std::set<Drift> drift_of(const PageView& view, const PageRecord& page,
                         const Deliveries& deliveries) {
    std::set<Drift> drift;
    for (const auto& [incident, row] : deliveries) {
        const bool watched = row.statuspage_id && row.acknowledged && !row.intent && !row.gone;
        if (row.page != page.page || !watched || row.over) continue;
        if (view.missing.contains(*row.statuspage_id))
            drift.insert({"deleted", row.statuspage_id->value});
        const auto shown = view.incidents.find(*row.statuspage_id);
        if (shown != view.incidents.end()) compare(shown->second, row, drift);
    }
    for (const auto& [id, shown] : view.incidents) {
        if (is_second(shown, deliveries)) drift.insert({"duplicate", id.value});
    }
    for (const auto& [id, record] : page.components) {
        const auto shown = view.components.find(id);
        if (shown == view.components.end() || !shown->second.status || !record.written) continue;
        const ComponentStatus status = *shown->second.status;
        if (status != *record.written && !record.maybe_written.contains(status))
            drift.insert({"component", id.value});
    }
    return drift;
}

bool shows(const PageView& view, const Drift& drift) {
    if (drift.kind == "component") return view.components.contains(ComponentId(drift.id));
    const StatuspageId id(drift.id);
    // A second one that is over is in no list.
    return drift.kind == "duplicate" || view.incidents.contains(id) || view.missing.contains(id);
}

}  // namespace tocsin
