// Repeats: a few of each message a second, and a true count of the rest.
#include "telemetry/repeats.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const SteadyTime start{seconds(1000)};

std::uint64_t admitted(Repeats& repeats, std::string_view component, std::string_view message,
                       SteadyTime now, int calls) {
    std::uint64_t count = 0;
    for (int i = 0; i < calls; ++i) count += repeats.admits(component, message, now) ? 1 : 0;
    return count;
}

TEST(Repeats, AdmitsAFewOfOneMessageAndAllOfOthers) {
    Repeats repeats;
    EXPECT_EQ(admitted(repeats, "a", "x", start, 100), repeats_written_max);
    EXPECT_TRUE(repeats.admits("a", "y", start));
    EXPECT_TRUE(repeats.admits("b", "x", start));
    EXPECT_TRUE(repeats.admits("ax", "", start));
}

TEST(Repeats, TellsOnceAfterTheWindowHowManyWereSwallowed) {
    Repeats repeats;
    admitted(repeats, "a", "x", start, 100);
    admitted(repeats, "a", "rare", start, 2);
    EXPECT_TRUE(repeats.take_ended(start + milliseconds(999)).empty());
    const auto ended = repeats.take_ended(start + seconds(1));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].component, "a");
    EXPECT_EQ(ended[0].message, "x");
    EXPECT_EQ(ended[0].count, 100 - repeats_written_max);
    EXPECT_TRUE(repeats.take_ended(start + seconds(2)).empty());
    EXPECT_TRUE(repeats.admits("a", "x", start + seconds(1)));
}

TEST(Repeats, LetsASlowMessageThroughForEver) {
    Repeats repeats;
    for (int i = 0; i < 1000; ++i) {
        const SteadyTime now = start + milliseconds(150) * i;
        EXPECT_TRUE(repeats.admits("a", "x", now)) << i;
    }
}

TEST(Repeats, HoldsABoundedNumberOfKinds) {
    Repeats repeats;
    for (std::size_t i = 0; i < 3 * repeats_kinds_max; ++i) {
        repeats.admits("a", std::to_string(i), start);
    }
    const auto ended = repeats.take_ended(start + seconds(5));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].message, "messages of too many kinds");
    EXPECT_EQ(ended[0].count, 2 * repeats_kinds_max - repeats_written_max);
}

// At any pattern of times: what went in is what was admitted and what was told.
TEST(Repeats, CountsEveryOne) {
    Rng rng(3);
    for (int round = 0; round < 50; ++round) {
        Repeats repeats;
        SteadyTime now = start;
        std::uint64_t seen = 0;
        std::uint64_t accounted = 0;
        for (int i = 0; i < 2000; ++i, ++seen) {
            now += Duration(rng.below(rng.below(50) == 0 ? 3'000'000 : 3'000));
            for (const auto& one : repeats.take_ended(now)) accounted += one.count;
            accounted += repeats.admits("a", rng.below(2) == 0 ? "x" : "y", now) ? 1 : 0;
        }
        for (const auto& one : repeats.take_ended(SteadyTime::max())) accounted += one.count;
        ASSERT_EQ(seen, accounted);
    }
}

}  // namespace
}  // namespace tocsin
