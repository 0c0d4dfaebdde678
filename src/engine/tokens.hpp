// Tokens: how many incidents a rule may open, as a bucket that refills evenly (`limit`).
//
// A storm of alerts must not become a storm of public incidents.  The bucket is kept in the store,
// so a restart hands out no new tokens.
#pragma once

#include <optional>

#include "domain/delivery.hpp"
#include "rules/rule.hpp"

namespace tocsin {

// The bucket as it stands at `now`; full if `last` is nothing.
TokenBucket refilled(const RuleName& rule, const Limit& limit,
                     const std::optional<TokenBucket>& last, WallTime now);

// The bucket without one token, or nothing if it holds none.
std::optional<TokenBucket> take_token(TokenBucket bucket);

// When the bucket will hold a token.
WallTime next_token_at(const TokenBucket& bucket, const Limit& limit);

}  // namespace tocsin
