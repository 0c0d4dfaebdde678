// newest_time: the newest time that a set of changes holds, for the one clock.
//
// At start that clock begins at the later of system time and the newest time on record
// (semantics.md section 4).  Due times lie ahead and do not count.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "domain/changes.hpp"

namespace tocsin {

std::optional<WallTime> newest_time(const Changes& changes);

}  // namespace tocsin
