// A thousand short stories, and those that once went wrong.
//
// TOCSIN_SIM_FIRST and TOCSIN_SIM_SEEDS choose other seeds: a night has time for millions.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/sim/seeds.hpp"

namespace tocsin {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif
#else
constexpr bool is_sanitized = false;
#endif

constexpr std::uint64_t seeds_by_default = is_sanitized ? 100 : 1'000;
constexpr int failures_told_max = 5;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Simulation, KeepsEveryPromiseForSeedsThatOnceBrokeOne) {
    for (const std::uint64_t seed : seeds_that_found_bugs()) {
        EXPECT_EQ(failure_of_seed(seed, plain_ingredients), "");
        EXPECT_EQ(failure_of_seed(seed), "");
    }
    for (const std::uint64_t seed : grown_seeds_that_found_bugs()) {
        EXPECT_EQ(failure_of_seed(seed), "");
    }
}

TEST(Simulation, KeepsEveryPromiseWhateverBreaks) {
    const std::uint64_t first = number_from("TOCSIN_SIM_FIRST", 1);
    const std::uint64_t count = number_from("TOCSIN_SIM_SEEDS", seeds_by_default);
    int told = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const std::string failure = failure_of_seed(seed);
        if (failure.empty()) continue;
        ADD_FAILURE() << failure << "smaller: " << shrunk_failure_of_seed(seed);
        if (++told == failures_told_max) return;
    }
}

TEST(Simulation, LivesAsTheSlowModelOfALifeSays) {
    const std::uint64_t first = number_from("TOCSIN_SIM_FIRST", 1);
    const std::uint64_t count = number_from("TOCSIN_SIM_SEEDS", seeds_by_default);
    Telling life;
    life.is_life = true;
    int told = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        if (failure_of_seed(seed, {}, life).empty()) continue;
        ADD_FAILURE() << shrunk_failure_of_seed(seed, {}, life);
        if (++told == failures_told_max) return;
    }
}

}  // namespace
}  // namespace tocsin
