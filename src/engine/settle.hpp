// settle: what is on record after the page answered, or did not?
//
// The other half of delivery's judgement.  plan() says what to send; here an answer becomes rows:
// acknowledged, sent again later, looked for first, given up, or parked (semantics.md section 5).
#pragma once

#include <optional>
#include <string>

#include "base/rng.hpp"
#include "domain/call.hpp"
#include "domain/delivery.hpp"
#include "engine/look.hpp"
#include "engine/pace.hpp"

namespace tocsin {

struct Settlement {
    DeliveryRecord delivery;
    Reason reason = Reason::acknowledged;
    std::optional<std::string> dead_letter;  // Why it was given up, if it was just now.
    bool reopen_refused = false;             // A relapse (reopen_as = "same") was turned down.
    bool view_is_stale = false;              // The page is not as it was seen: read it again.
};

// The answer to the intent's call.  Requires: delivery.intent, state sent.
Settlement settle(const DeliveryRecord& delivery, const PageReply& reply, const RetryRules& rules,
                  WallTime now, Rng& rng);

// What a look at the page showed of an intent whose outcome was unknown.
// Requires: delivery.intent, state unknown; look.next() is nothing.
Settlement settle_look(const DeliveryRecord& delivery, const Look& look, const RetryRules& rules,
                       WallTime now, Rng& rng);

// A row as a start finds it: an intent that was prepared was never sent, one that was sent may
// have been.  Giving up counts running time: not that since `alive_at`, when tocsin last ran.
DeliveryRecord after_restart(DeliveryRecord delivery, std::optional<WallTime> alive_at,
                             WallTime now);

// The key's and the page's health after any answer, reads too.
struct Health {
    BucketRecord bucket;
    PageRecord page;
    bool recovered = false;  // The first success after failures: what waits is due at once.
};
Health settle_health(BucketRecord bucket, PageRecord page, const PageReply& reply,
                     const RetryRules& rules, WallTime now);

// Parked keys and pages are asked so often whether they work again.
constexpr Duration parked_for = std::chrono::minutes(1);

}  // namespace tocsin
