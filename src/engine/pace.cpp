#include "engine/pace.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace tocsin {
namespace {

// When a bucket of `burst` tokens that refills at (requests - burst) per window has one.  With that
// rate no window can hold more than `requests`.
WallTime next_spread_slot(const BucketRecord& bucket, const PaceLimit& limit, std::uint32_t burst,
                          WallTime now) {
    if (limit.requests <= burst || bucket.begun.empty()) return now;
    const double per_token = static_cast<double>(limit.per.count()) / (limit.requests - burst);
    double tokens = burst;
    WallTime last = bucket.begun.front();
    for (const WallTime begun : bucket.begun) {
        const double refill = static_cast<double>((begun - last).count()) / per_token;
        tokens = std::min(static_cast<double>(burst), tokens + refill) - 1.0;
        last = begun;
    }
    const double wait = std::ceil((1.0 - tokens) * per_token);
    return std::max(now, last + Duration(static_cast<Duration::rep>(std::max(wait, 0.0))));
}

}  // namespace

WallTime next_slot(const BucketRecord& bucket, const PaceLimit& limit, WallTime now) {
    WallTime at = now;
    for (const auto& hold : {bucket.blocked_until, bucket.parked_until, bucket.breaker_until}) {
        if (hold) at = std::max(at, *hold);
    }
    if (bucket.begun.size() >= limit.requests) {
        at = std::max(at, bucket.begun[bucket.begun.size() - limit.requests] + limit.per);
    }
    // After a 420 the other users of the key may be many: back in one by one for a window.
    const bool shy = bucket.blocked_until && at < *bucket.blocked_until + limit.per;
    return next_spread_slot(bucket, limit, shy ? 1 : std::min(limit.burst, limit.requests), at);
}

BucketRecord with_request(BucketRecord bucket, const PaceLimit& limit, WallTime now) {
    std::erase_if(bucket.begun, [&](WallTime begun) { return begun + limit.per <= now; });
    bucket.begun.push_back(now);
    ++bucket.slots;
    return bucket;
}

Duration backoff(const RetryRules& rules, std::uint32_t failures, Rng& rng) {
    TOCSIN_ASSERT(failures > 0);
    const double grown = static_cast<double>(rules.initial.count()) *
                         std::pow(rules.multiplier, std::min(failures - 1, 64U));
    const double wait = std::min(grown, static_cast<double>(rules.max.count()));
    return Duration(static_cast<Duration::rep>(wait * (1.0 - rules.jitter * rng.uniform())));
}

}  // namespace tocsin
