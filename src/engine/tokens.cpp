#include "engine/tokens.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin {
namespace {

// Refilling in binary fractions may end a hair below a whole token.
constexpr double whole_token = 1.0 - 1e-9;

}  // namespace

TokenBucket refilled(const RuleName& rule, const Limit& limit,
                     const std::optional<TokenBucket>& last, WallTime now) {
    const auto full = static_cast<double>(limit.incidents);
    if (!last) return {rule, full, now};
    const double share = static_cast<double>((now - last->filled_at).count()) /
                         static_cast<double>(limit.per.count());
    return {rule, std::min(full, last->tokens + full * std::max(share, 0.0)),
            std::max(now, last->filled_at)};
}

std::optional<TokenBucket> take_token(TokenBucket bucket) {
    if (bucket.tokens < whole_token) return std::nullopt;
    bucket.tokens -= 1.0;
    return bucket;
}

WallTime next_token_at(const TokenBucket& bucket, const Limit& limit) {
    const double missing = std::max(0.0, 1.0 - bucket.tokens);
    const double wait = std::ceil(missing * static_cast<double>(limit.per.count()) /
                                  static_cast<double>(limit.incidents));
    return bucket.filled_at + Duration(static_cast<Duration::rep>(wait));
}

}  // namespace tocsin
