// Delivery over one incident's life: what leaves when, and what happens if any one step of it goes
// wrong.
#include "delivery/delivery.hpp"

#include <gtest/gtest.h>

#include "tests/delivery/one_life.hpp"

namespace tocsin {
namespace {

void expect_one_whole_life(const OneLife& life) {
    const auto& shown = life.page().incidents("page00000001");
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].status, "resolved");
    ASSERT_EQ(shown[0].updates.size(), 3U);
    EXPECT_EQ(shown[0].updates[0].body, "We are looking at it.");
    EXPECT_EQ(shown[0].updates[1].body, "We know what it is.");
    EXPECT_EQ(shown[0].updates[2].body, "It is over.");
    EXPECT_EQ(life.page().journal().notifications().size(), 3U);
    EXPECT_EQ(life.page().components("page00000001")[0].status, "operational");
    EXPECT_EQ(life.left_too_early(), 0U);
    const DeliveryRecord& row = life.store().ledger().deliveries.at(life.incident().id);
    EXPECT_EQ(row.acknowledged, life.incident().desired);
    EXPECT_FALSE(row.intent);
    EXPECT_TRUE(row.over);
}

TEST(Delivery, CreatesUpdatesAndResolvesOneIncident) {
    OneLife life;
    life.live(std::nullopt, Mishap::store_fails);
    expect_one_whole_life(life);
}

class DeliveryMishap : public testing::TestWithParam<Mishap> {};

TEST_P(DeliveryMishap, AtAnyStepLeavesOneIncidentWithEveryUpdateOnce) {
    OneLife undisturbed;
    undisturbed.live(std::nullopt, GetParam());
    ASSERT_GT(undisturbed.steps(), 15U);
    for (std::size_t step = 0; step < undisturbed.steps(); ++step) {
        SCOPED_TRACE("step " + std::to_string(step));
        OneLife life;
        life.live(step, GetParam());
        expect_one_whole_life(life);
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryMishap, DeliveryMishap,
                         testing::Values(Mishap::store_fails, Mishap::dies_before_it_is_durable,
                                         Mishap::dies_before_it_is_told, Mishap::refused,
                                         Mishap::lost_before_effect, Mishap::lost_after_effect,
                                         Mishap::dies_before_effect, Mishap::dies_after_effect));

}  // namespace
}  // namespace tocsin
