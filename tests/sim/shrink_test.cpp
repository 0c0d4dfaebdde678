// A story is made smaller, and what is left still fails.
#include "tests/sim/shrink.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

bool tells(const StoryCut& cut, std::uint64_t step) {
    return step < cut.steps.value_or(1'000'000) && !cut.skips(step);
}

std::set<std::uint64_t> told(const StoryCut& cut) {
    std::set<std::uint64_t> steps;
    for (std::uint64_t i = 0; i < *cut.steps; ++i) {
        if (!cut.skips(i)) steps.insert(i);
    }
    return steps;
}

TEST(Shrink, LeavesOnlyTheStepsThatTheFailureNeeds) {
    const auto fails = [](const StoryCut& cut) {
        return tells(cut, 3) && tells(cut, 40) && tells(cut, 41) && tells(cut, 90);
    };
    const StoryCut cut = shrink(200, fails);
    EXPECT_TRUE(fails(cut));
    EXPECT_EQ(cut.steps, 91U) << "nothing after the last that counts";
    EXPECT_EQ(told(cut), (std::set<std::uint64_t>{3, 40, 41, 90}));
}

TEST(Shrink, LeavesNothingOfWhatFailsWithoutAnyStep) {
    const StoryCut cut = shrink(150, [](const StoryCut&) { return true; });
    EXPECT_EQ(cut.steps, 0U);
}

TEST(Shrink, NeverLeavesOutWhatMakesItPass) {
    // Fails only with an odd number of steps: leaving out at random may end it.
    const auto fails = [](const StoryCut& cut) { return told(cut).size() % 2 == 1; };
    EXPECT_TRUE(fails(shrink(101, fails)));
}

TEST(Shrink, StopsAfterSoManyTries) {
    std::size_t tries = 0;
    shrink(
        1'000,
        [&](const StoryCut& cut) {
            ++tries;
            return tells(cut, 999);
        },
        20);
    EXPECT_EQ(tries, 20U);
}

TEST(ShrinkArguments, AreReadBackAsTheyWereWritten) {
    const StoryCut cut{57, {0, 1, 2, 12, 15, 16}};
    EXPECT_EQ(to_arguments(cut), " --steps=57 --skip=0-2,12,15-16");
    EXPECT_EQ(parse_steps("0-2,12,15-16"), cut.skipped);
    EXPECT_EQ(to_arguments({}), "");
    EXPECT_EQ(parse_steps(""), std::set<std::uint64_t>{});
}

TEST(ShrinkArguments, AreRefusedIfTheyAreNoSteps) {
    for (const char* text : {"x", "3-1", "1,,2", "1-", "-2"})
        EXPECT_EQ(parse_steps(text), std::nullopt) << text;
}

}  // namespace
}  // namespace tocsin
