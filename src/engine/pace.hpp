// Pace: when may the next request with one API key begin?
//
// Statuspage counts 60 requests in any 60 seconds per key and answers 420 beyond.  Here it is
// never more than `requests` in any window of `per`, at most `burst` of them back to back and the
// rest spread evenly (contract.md section 5).  The window is made of the durable times at which
// requests began, so a restart forgets none.
#pragma once

#include <cstdint>

#include "base/rng.hpp"
#include "domain/delivery.hpp"

namespace tocsin {

struct PaceLimit {
    std::uint32_t requests = 54;
    Duration per = std::chrono::seconds(60);
    std::uint32_t burst = 5;
};

// How failures are waited out.
struct RetryRules {
    Duration initial = std::chrono::seconds(1);
    Duration max = std::chrono::minutes(5);
    double multiplier = 2.0;
    double jitter = 0.5;  // Share of the wait that is drawn: 0 none, 1 full.
    Duration give_up_after = std::chrono::hours(24);
    Duration settle = std::chrono::seconds(60);
    std::uint32_t breaker_failures = 5;
    Duration breaker_open_for = std::chrono::seconds(30);
};

// The earliest time, not before `now`, at which a request may begin.
WallTime next_slot(const BucketRecord& bucket, const PaceLimit& limit, WallTime now);

// The bucket after a request began at `now`.
BucketRecord with_request(BucketRecord bucket, const PaceLimit& limit, WallTime now);

// The wait before try number `failures` + 1: exponential up to `max`, of which the share `jitter`
// is drawn.  Requires: failures > 0.
Duration backoff(const RetryRules& rules, std::uint32_t failures, Rng& rng);

}  // namespace tocsin
