#include "intake/rate_gate.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr SteadyTime start{};

TEST(RateGate, LetsABurstThroughAndThenTheRate) {
    RateGate gate({10, seconds(1), 3}, start);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(gate.pass(start), Duration(0));
    EXPECT_EQ(gate.pass(start), milliseconds(100));
    EXPECT_EQ(gate.pass(start + milliseconds(99)), milliseconds(1));
    EXPECT_EQ(gate.pass(start + milliseconds(100)), Duration(0));
    EXPECT_GT(gate.pass(start + milliseconds(100)), Duration(0));
}

TEST(RateGate, NeverSavesMoreThanTheBurst) {
    RateGate gate({10, seconds(1), 2}, start);
    const SteadyTime later = start + seconds(3600);
    EXPECT_EQ(gate.pass(later), Duration(0));
    EXPECT_EQ(gate.pass(later), Duration(0));
    EXPECT_GT(gate.pass(later), Duration(0));
}

TEST(RateGate, HasNoLimitForZeroRequests) {
    RateGate gate({0, seconds(1), 0}, start);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(gate.pass(start), Duration(0));
}

}  // namespace
}  // namespace tocsin
