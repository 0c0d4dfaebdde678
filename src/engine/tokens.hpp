// Tokens: how many incidents a rule may open, as a bucket that refills evenly (`limit`).
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
