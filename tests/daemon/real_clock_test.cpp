#include "daemon/real_clock.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(RealClock, StartsAtSystemTimeWhereTheRecordIsOlder) {
    const WallTime before = system_time();
    const RealClock clock(before - std::chrono::hours(1));
    const WallTime wall = clock.wall();
    const WallTime after = system_time();
    EXPECT_GE(wall, before);
    EXPECT_LE(wall, after + Duration(1)) << "each reading is rounded by itself";
}

TEST(RealClock, NeverStartsBeforeTheNewestTimeOnRecord) {
    const WallTime newest = system_time() + std::chrono::hours(24);
    const RealClock clock(newest);
    EXPECT_GE(clock.wall(), newest);
    EXPECT_GT(clock.ahead_of_system(), std::chrono::hours(23));
}

TEST(RealClock, NeverGoesBack) {
    const RealClock clock(std::nullopt);
    WallTime last = clock.wall();
    SteadyTime last_steady = clock.steady();
    for (int i = 0; i < 1000; ++i) {
        EXPECT_GE(clock.wall(), last);
        EXPECT_GE(clock.steady(), last_steady);
        last = clock.wall();
        last_steady = clock.steady();
    }
}

TEST(ClockDistance, IsToldWhenItChangedByMoreThanASecondAndNotAgain) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    ClockDistance distance;
    EXPECT_FALSE(distance.is_news(seconds(1)));
    EXPECT_TRUE(distance.is_news(seconds(3)));
    EXPECT_FALSE(distance.is_news(seconds(3)));
    EXPECT_FALSE(distance.is_news(milliseconds(3900))) << "it drifts";
    EXPECT_TRUE(distance.is_news(milliseconds(4100))) << "for long enough";
    EXPECT_TRUE(distance.is_news(seconds(-60))) << "somebody set the time";
    EXPECT_TRUE(distance.is_news(seconds(0))) << "and set it right";
}

}  // namespace
}  // namespace tocsin
