#include "engine/tokens.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

const RuleName rule("services");
const Limit three_an_hour{3, 60min, Overflow::queue, ""};

TEST(Tokens, BeginWithAFullBucket) {
    EXPECT_EQ(refilled(rule, three_an_hour, std::nullopt, at(0s)).tokens, 3.0);
}

TEST(Tokens, AreRefilledEvenlyAndNeverBeyondTheLimit) {
    const TokenBucket empty{rule, 0.0, at(0s)};
    EXPECT_DOUBLE_EQ(refilled(rule, three_an_hour, empty, at(30min)).tokens, 1.5);
    EXPECT_DOUBLE_EQ(refilled(rule, three_an_hour, empty, at(10h)).tokens, 3.0);
}

TEST(Tokens, AreNotGivenForAClockThatStandsOrGoesBack) {
    const TokenBucket empty{rule, 0.0, at(60s)};
    const TokenBucket back = refilled(rule, three_an_hour, empty, at(0s));
    EXPECT_EQ(back.tokens, 0.0);
    EXPECT_EQ(back.filled_at, at(60s));
}

TEST(Tokens, AreThereExactlyWhenItIsSaidSo) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng draw(seed);
        const Limit limit{static_cast<std::uint32_t>(1 + draw.below(20)),
                          std::chrono::seconds(1 + draw.below(7200)), Overflow::queue, ""};
        TokenBucket bucket = refilled(rule, limit, std::nullopt, at(0s));
        while (const auto taken = take_token(bucket)) bucket = *taken;
        const WallTime next = next_token_at(bucket, limit);
        EXPECT_GT(next, bucket.filled_at);
        EXPECT_FALSE(take_token(refilled(rule, limit, bucket, next - 10us))) << "seed " << seed;
        EXPECT_TRUE(take_token(refilled(rule, limit, bucket, next))) << "seed " << seed;
    }
}

TEST(Tokens, AreNeverMoreThanTheLimitPlusWhatTheTimeBrings) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Rng draw(seed);
        std::optional<TokenBucket> last;
        int taken = 0;
        Duration time{};
        for (int step = 0; step < 500; ++step) {
            time += std::chrono::seconds(draw.below(120));
            const TokenBucket now = refilled(rule, three_an_hour, last, at(time));
            if (const auto next = take_token(now)) {
                ++taken;
                last = next;
            }
        }
        const double hours = std::chrono::duration<double>(time).count() / 3600.0;
        EXPECT_LE(taken, 3 + 3 * hours + 1e-6) << "seed " << seed;
    }
}

}  // namespace
}  // namespace tocsin
