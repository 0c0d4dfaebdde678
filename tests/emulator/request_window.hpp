// RequestWindow: how many requests one key may make, and when the next (behaviour 24).
//
// A sliding window of so many requests in any so many seconds, and in strict mode also never two
// within one second.  What the answer says of it (420 or 429, Retry-After) is not decided here.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.hpp"

namespace tocsin {

class RequestWindow {
public:
    struct Limits {
        std::uint64_t requests_max;  // In any `span`; 0: no limit.
        Duration span;
        bool one_per_second = false;
        bool rejected_count = false;  // Whether what was rejected fills the window too.
    };

    // Nothing if the request may pass; otherwise how long until a slot is free (above zero).
    // Requires: `now` never goes back between calls.
    std::optional<Duration> admit(const Limits& limits, WallTime now);

private:
    std::deque<WallTime> counted_;
};

}  // namespace tocsin
