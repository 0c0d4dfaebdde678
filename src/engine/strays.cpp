#include "engine/strays.hpp"

#include <algorithm>
#include <map>

#include "engine/look.hpp"

namespace tocsin {
namespace {

enum class Fate { leave, adopt, end };

Fate fate_of(const PageView& view, const Incident& incident, const DeliveryRecord* delivery,
             const PageIncident& shown) {
    if (delivery != nullptr && delivery->intent) return Fate::leave;  // Being looked for.
    const bool is_public = incident.standing == Standing::public_;
    if (delivery == nullptr || !delivery->statuspage_id) {
        return is_public ? Fate::adopt : Fate::end;
    }
    if (delivery->statuspage_id == shown.id) return Fate::leave;
    const auto own = view.incidents.find(*delivery->statuspage_id);
    if (delivery->over || delivery->gone) return Fate::end;
    if (own == view.incidents.end()) return Fate::leave;
    return is_public && !is_over(own->second) && is_older(shown, own->second) ? Fate::adopt
                                                                              : Fate::end;
}

}  // namespace

std::vector<Stray> strays(const PageView& view, const std::vector<const Incident*>& incidents,
                          const Deliveries& deliveries) {
    std::map<IncidentId, const Incident*> by_id;
    for (const Incident* incident : incidents) by_id.emplace(incident->id, incident);
    std::vector<Stray> found;
    for (const auto& [id, shown] : view.incidents) {
        if (!shown.marker || is_over(shown)) continue;
        const auto incident = by_id.find(shown.marker->generation);
        if (incident == by_id.end()) continue;
        const auto delivery = deliveries.find(incident->first);
        const Fate fate =
            fate_of(view, *incident->second,
                    delivery == deliveries.end() ? nullptr : &delivery->second, shown);
        if (fate == Fate::leave) continue;
        found.push_back({incident->second, &shown, fate == Fate::adopt});
    }
    return found;
}

DeliveryRecord adopted(const Incident& incident, DeliveryRecord row, const PageIncident& shown) {
    row.incident = incident.id;
    row.page = incident.page;
    row.statuspage_id = shown.id;
    PageState state = incident.desired;
    state.status = shown.status.value_or(state.status);
    state.name = shown.name;
    state.impact = shown.impact_override;
    state.claims.clear();
    state.concerned = {shown.components.begin(), shown.components.end()};
    if (state.maintenance && shown.scheduled_for && shown.scheduled_until) {
        state.maintenance->starts_at = *shown.scheduled_for;
        state.maintenance->ends_at = *shown.scheduled_until;
    }
    const bool is_told = std::any_of(
        shown.updates.begin(), shown.updates.end(),
        [&](const PageUpdate& update) { return same_text(update.body, incident.desired.body); });
    if (!is_told) {
        if (state.text > 0) --state.text;
        if (state.notice > 0) --state.notice;
        if (state.tweet > 0) --state.tweet;
    }
    row.acknowledged = std::move(state);
    row.attempt.reset();
    row.failures = 0;
    row.failing_since.reset();
    row.next_try_at.reset();
    row.dead_letter.reset();
    if (!shown.updates.empty()) row.own_updates.insert(shown.updates.back().id);
    return row;
}

}  // namespace tocsin
