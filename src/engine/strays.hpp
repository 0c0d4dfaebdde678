// strays: which open incidents on the page bear a marker of ours and are not the one on record?
//
// A create whose outcome stayed unknown may land late, or twice.  Two open incidents of one
// generation: the older stays, the other is ended without a notification.  One that was never
// known to have landed is adopted while there is something to tell, else ended.  An unknown
// marker is another store's: foreign, and none of ours (semantics.md section 5).
#pragma once

#include <vector>

#include "domain/delivery.hpp"
#include "domain/incident.hpp"
#include "engine/page_view.hpp"

namespace tocsin {

struct Stray {
    const Incident* incident = nullptr;   // Whose marker it bears.
    const PageIncident* shown = nullptr;  // Points into the view.
    bool adopt = false;                   // It is the incident's from now on; else it is ended.
};

// `incidents`: all of the page on record.
std::vector<Stray> strays(const PageView& view, const std::vector<const Incident*>& incidents,
                          const Deliveries& deliveries);

// The row of an incident that is this one on the page from now on: acknowledged is what it shows.
DeliveryRecord adopted(const Incident& incident, DeliveryRecord row, const PageIncident& shown);

}  // namespace tocsin
