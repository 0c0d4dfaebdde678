#include "intake/rate_gate.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin {

RateGate::RateGate(RateGateLimit limit, SteadyTime now)
    : limit_(limit), tokens_(std::max(limit.burst, 1U)), filled_at_(now) {}

Duration RateGate::pass(SteadyTime now) {
    if (limit_.requests == 0) return Duration(0);
    const double per_token = static_cast<double>(limit_.per.count()) / limit_.requests;
    const double refill = static_cast<double>((now - filled_at_).count()) / per_token;
    tokens_ = std::min(static_cast<double>(std::max(limit_.burst, 1U)), tokens_ + refill);
    filled_at_ = now;
    // Refilling in binary fractions may end a hair below a whole token.
    if (tokens_ < 1.0 - 1e-9) {
        return Duration(static_cast<Duration::rep>(std::ceil((1.0 - tokens_) * per_token - 1e-3)));
    }
    tokens_ -= 1.0;
    return Duration(0);
}

}  // namespace tocsin
