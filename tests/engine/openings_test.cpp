#include "engine/openings.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

const IncidentKey key("key");
const Flap three_in_an_hour{3, 1h, FlapAction::hold, 30min};

OpeningRecord opened(const std::vector<Duration>& times) {
    std::optional<OpeningRecord> record;
    for (const Duration time : times)
        record = opened_again(record ? &*record : nullptr, key, three_in_an_hour, at(time));
    return *record;
}

TEST(Openings, FlapFromTheNthInsideTheWindowOn) {
    EXPECT_FALSE(opened({0min}).is_flapping);
    EXPECT_FALSE(opened({0min, 20min}).is_flapping);
    EXPECT_TRUE(opened({0min, 20min, 59min}).is_flapping);
}

TEST(Openings, OutsideTheWindowDoNotCount) {
    EXPECT_FALSE(opened({0min, 20min, 60min}).is_flapping);
    EXPECT_TRUE(opened({0min, 20min, 60min, 79min}).is_flapping);
}

TEST(Openings, FlapOnUntilItWasQuietForLongEnough) {
    OpeningRecord record = opened({0min, 1min, 2min});
    record.quiet_since = at(3min);
    EXPECT_TRUE(opened_again(&record, key, three_in_an_hour, at(32min)).is_flapping);
    const OpeningRecord after = opened_again(&record, key, three_in_an_hour, at(33min));
    EXPECT_FALSE(after.is_flapping);
    EXPECT_EQ(after.opened, std::vector{at(33min)});
    EXPECT_EQ(after.quiet_since, std::nullopt);
}

// Quiet alone does not forget openings that were too few to flap.
TEST(Openings, StillCountAfterAQuietTimeBeforeItFlapped) {
    OpeningRecord record = opened({0min, 1min});
    record.quiet_since = at(2min);
    EXPECT_TRUE(opened_again(&record, key, three_in_an_hour, at(50min)).is_flapping);
}

TEST(Openings, AreRememberedForAsLongAsTheyMayMatterAndNoMoreThanNeeded) {
    const OpeningRecord record = opened({0min, 1min, 2min, 3min, 4min});
    EXPECT_EQ(record.opened, (std::vector{at(2min), at(3min), at(4min)}));
    EXPECT_EQ(record.forget_at, at(64min));
    const Flap patient{3, 1h, FlapAction::hold, 5h};
    EXPECT_EQ(opened_again(nullptr, key, patient, at(0min)).forget_at, at(5h));
}

}  // namespace
}  // namespace tocsin
