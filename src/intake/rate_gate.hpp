// RateGate: how many requests a source may make, as a token bucket.
//
// Over it a sender gets 503, never 429: Alertmanager gives up on any 4xx and tries again on 5xx
// (senders.md section 2.1).
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace tocsin {

// `requests` per `per` on average and `burst` at once; requests 0: no limit.
struct RateGateLimit {
    std::uint32_t requests = 20;
    Duration per = std::chrono::seconds(1);
    std::uint32_t burst = 100;
};

class RateGate {
public:
    RateGate(RateGateLimit limit, SteadyTime now);

    // Lets one request through and answers zero, or says how long until one may come.
    Duration pass(SteadyTime now);

private:
    RateGateLimit limit_;
    double tokens_;
    SteadyTime filled_at_;
};

}  // namespace tocsin
