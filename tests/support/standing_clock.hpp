// A clock that stands until a test moves it.
//
// One number is both times, so that what waits and what is due come together.
#pragma once

#include "base/time.hpp"

namespace tocsin {

struct StandingClock final : Clock {
    WallTime now{std::chrono::hours(24)};
    WallTime wall() const override { return now; }
    SteadyTime steady() const override { return SteadyTime(now.time_since_epoch()); }
};

}  // namespace tocsin
