// compose: the smallest call that makes the page show what is desired of one incident.
//
// Pure differences: what the page has acknowledged, and what it shows now where people may have
// been at work.  A person's name, impact and status are never overwritten; a status is never moved
// back behind theirs (semantics.md section 5, "people").
#pragma once

#include <map>
#include <optional>

#include "domain/call.hpp"
#include "domain/delivery.hpp"
#include "engine/aim.hpp"

namespace tocsin {

CreateCall compose_create(const Incident& incident, const CallId& attempt,
                          const std::map<ComponentId, Aim>& aims);

// Nothing: the page shows it already, or what differs is a person's.
// Requires: delivery.statuspage_id and delivery.acknowledged.
std::optional<UpdateCall> compose_update(const Incident& incident, const DeliveryRecord& delivery,
                                         const PageIncident& shown,
                                         const std::map<ComponentId, Aim>& aims);

}  // namespace tocsin
