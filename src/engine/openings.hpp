// Openings: how often an incident key was opened lately, for [rule.flap].
//
// A problem that comes and goes tells customers more about the monitoring than about itself.  What
// is counted are openings that the public would hear of: from pending, and from resolved.  Flapping
// ends when the key was quiet for `release_after`, and then counting begins anew.
#pragma once

#include "domain/delivery.hpp"
#include "rules/rule.hpp"

namespace tocsin {

// The record after one more opening.  `before` is null if there is none.
OpeningRecord opened_again(const OpeningRecord* before, const IncidentKey& key, const Flap& flap,
                           WallTime now);

}  // namespace tocsin
