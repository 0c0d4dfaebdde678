// Which page does a name mean, and is it the one on which our incidents stand?
//
// A name of the configuration may come to mean another page.  What is on record under the name
// belongs to the page that it was written to.
#include <algorithm>

#include "delivery/delivery.hpp"
#include "engine/order.hpp"

namespace tocsin {

std::set<IncidentId> Delivery::shown_on(const PageName& page) const {
    std::set<IncidentId> shown;
    for (const auto& [id, row] : deliveries_) {
        if (row.page == page && (is_created(&row) || row.intent || row.attempt)) shown.insert(id);
    }
    return shown;
}

bool Delivery::is_bound(const PageName& page) const {
    const PageRecord* record = page_record(page);
    if (record == nullptr || !record->place) return false;
    // What was ordered on a page is for that page.
    const bool is_ordered = std::any_of(incidents_.begin(), incidents_.end(), [&](const auto& row) {
        const Incident& incident = row.second;
        return incident.page == page && incident.order && is_undelivered(incident);
    });
    return is_ordered || !record->components.empty() || !shown_on(page).empty();
}

bool Delivery::is_elsewhere(const Desk& desk) {
    return desk.record.place && desk.record.place != desk.page.place && !desk.page.dry_run;
}

bool Delivery::is_elsewhere(const PageName& page) const {
    const auto at = desks_.find(page);
    return at != desks_.end() && is_elsewhere(at->second);
}

// A dry run writes nothing, so it binds nothing.
void Delivery::settle_place(Desk& desk) {
    if (desk.page.dry_run || desk.page.place.empty()) return;
    if (desk.record.place == desk.page.place || is_bound(desk.page.name)) return;
    const bool moved = desk.record.place.has_value();
    if (moved) desk.record = PageRecord{desk.page.name, {}, {}, {}};
    desk.record.place = desk.page.place;
    dirty_pages_.insert(desk.page.name);
}

}  // namespace tocsin
