// What whoever ordered an incident is answered (contract.md section 7).
//
// As Statuspage answers where that can be: 201 with an incident that has its id, and an "error"
// where it is none.
#pragma once

#include <string_view>

#include "base/http.hpp"
#include "domain/delivery.hpp"
#include "domain/incident.hpp"

namespace tocsin {

// {"error":{"message":…}}
HttpResponse order_refused(unsigned code, std::string_view message);

// 202: it is on record, and the page has not answered yet.
// {"status":"accepted","id":"01J…"}; the id is tocsin's own, of the incident or else of the
// request.
HttpResponse order_under_way(std::string_view id);

// Why it is not taken: order_differs, guard_denied (422) or storm (503).
HttpResponse order_not_taken(Reason why);

// It was on record and can go nowhere any more (503): the page or the source was taken away.
HttpResponse order_lost();

// 201 with Statuspage's incident, as far as the record knows it: id, page_id, name, status,
// impact_override, scheduled_for, scheduled_until, components, created_at and, of ours, metadata.
// Requires: delivery.statuspage_id and delivery.acknowledged.
HttpResponse order_done(const Incident& incident, const DeliveryRecord& delivery,
                        const PageId& page);

}  // namespace tocsin
