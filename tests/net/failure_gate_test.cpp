#include "net/failure_gate.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

const SteadyTime start{1h};

TEST(FailureGate, LetsAFewFailuresPassAndMakesTheOthersWait) {
    FailureGate gate;
    for (unsigned i = 0; i < FailureGate::free_failures; ++i)
        EXPECT_EQ(gate.fail("192.0.2.1", start), Duration(0));
    EXPECT_EQ(gate.fail("192.0.2.1", start), FailureGate::wait);
    EXPECT_EQ(gate.fail("192.0.2.2", start), Duration(0));
    EXPECT_EQ(gate.fail("2001:db8::1", start), Duration(0));
}

TEST(FailureGate, CountsANetworkOfIpv6AsOne) {
    FailureGate gate;
    Duration wait{};
    for (unsigned i = 0; i <= FailureGate::free_failures; ++i)
        wait = gate.fail("2001:db8::" + std::to_string(i), start);
    EXPECT_EQ(wait, FailureGate::wait);
}

TEST(FailureGate, ForgivesOneFailureAfterAnother) {
    FailureGate gate;
    for (int i = 0; i < 1'000; ++i) gate.fail("192.0.2.1", start);
    // However long somebody has gone on: his debt is of a minute.
    SteadyTime now = start + FailureGate::refill;
    EXPECT_EQ(gate.fail("192.0.2.1", now), FailureGate::wait);
    now += 2 * FailureGate::refill;
    EXPECT_EQ(gate.fail("192.0.2.1", now), Duration(0));
    EXPECT_EQ(gate.fail("192.0.2.1", now), FailureGate::wait);
}

TEST(FailureGate, RemembersOnlySoManyAndThoseThatFailedLast) {
    FailureGate gate;
    for (unsigned i = 0; i <= FailureGate::free_failures; ++i) gate.fail("192.0.2.1", start);
    const auto others = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) gate.fail("peer " + std::to_string(i), start);
    };
    others(FailureGate::peers_max - 1);
    EXPECT_EQ(gate.fail("192.0.2.1", start), FailureGate::wait);
    others(FailureGate::peers_max);
    EXPECT_EQ(gate.fail("192.0.2.1", start), Duration(0));
}

}  // namespace
}  // namespace tocsin
