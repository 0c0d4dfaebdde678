#include "daemon/housekeeping.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Housekeeping, CountsEachKindOfRowFromNow) {
    const WallTime now = from_micros(2'000'000'000'000'000);
    const RetentionConfig retention{hours(1), hours(2), hours(3), hours(4)};
    const Horizons horizons = horizons_at(now, retention);
    EXPECT_EQ(horizons.webhooks, now - hours(1));
    EXPECT_EQ(horizons.deliveries, now - hours(2));
    EXPECT_EQ(horizons.dead_letters, now - hours(3));
    EXPECT_EQ(horizons.incidents, now - hours(4));
}

TEST(Housekeeping, PassesAsOftenAsTheShortestRetentionAsksWithinBounds) {
    EXPECT_EQ(between_passes({}), minutes(10));
    EXPECT_EQ(between_passes({hours(1), hours(1), seconds(20), hours(1)}), seconds(20));
    EXPECT_EQ(between_passes({Duration(1), hours(1), hours(1), hours(1)}), seconds(1));
}

}  // namespace
}  // namespace tocsin
