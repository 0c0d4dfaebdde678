// Rng: one seed, one sequence, on every machine: a seed in a bug report must replay.
#include "base/rng.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tocsin {
namespace {

// Computed apart from this code, by the definitions of splitmix64 and xoshiro256**.
TEST(Rng, GivesThePublishedGeneratorsNumbers) {
    Rng zero(0);
    EXPECT_EQ(zero.next(), 0x99EC5F36CB75F2B4U);
    EXPECT_EQ(zero.next(), 0xBF6E1F784956452AU);
    EXPECT_EQ(zero.next(), 0x1A5F849D4933E6E0U);
    Rng forty_two(42);
    EXPECT_EQ(forty_two.next(), 0x15780B2E0C2EC716U);
    EXPECT_EQ(forty_two.next(), 0x6104D9866D113A7EU);
}

TEST(Rng, RepeatsItsSequenceForTheSameSeedAndNotForAnother) {
    Rng first(7);
    Rng again(7);
    Rng other(8);
    int equal = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t number = first.next();
        EXPECT_EQ(number, again.next());
        equal += number == other.next();
    }
    EXPECT_EQ(equal, 0);
}

TEST(Rng, StaysBelowItsBoundAndReachesEveryNumberUnderIt) {
    Rng rng(1);
    std::vector<int> seen(6);
    for (int i = 0; i < 6000; ++i) {
        const std::uint64_t number = rng.below(6);
        ASSERT_LT(number, 6U);
        ++seen[number];
    }
    // 1000 expected each, with a standard deviation of 29.
    for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
    EXPECT_EQ(rng.below(1), 0U);
}

TEST(Rng, SpreadsUniformlyOverZeroToOne) {
    Rng rng(2);
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double number = rng.uniform();
        ASSERT_GE(number, 0.0);
        ASSERT_LT(number, 1.0);
        sum += number;
    }
    EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

TEST(RngDeathTest, RefusesABoundThatLeavesNoNumber) {
    Rng rng(3);
    EXPECT_DEATH(static_cast<void>(rng.below(0)), "bound > 0");
}

}  // namespace
}  // namespace tocsin
