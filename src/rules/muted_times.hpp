// muted_times: whether a rule may speak now, and when that changes.
//
// A rule is muted while one of its mute intervals holds, or while it has active intervals and none
// of them holds (Alertmanager's mute_time_intervals and active_time_intervals).
// What this means for an incident is the engine's to say (semantics.md section 4, "muted times").
#pragma once

#include <optional>

#include "base/time.hpp"
#include "rules/rule.hpp"

namespace tocsin {

bool is_muted_at(const Rule& rule, WallTime time);

// The first time after `after` at which is_muted_at() gives another answer than at `after`; nothing
// if there is none within change_horizon (rules/time_interval.hpp).
std::optional<WallTime> next_time_change(const Rule& rule, WallTime after);

}  // namespace tocsin
