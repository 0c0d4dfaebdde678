#include "engine/pace.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

// Begins as many requests as it may, as soon as it may, for so long.
std::vector<WallTime> begun(BucketRecord& bucket, const PaceLimit& limit, WallTime from,
                            Duration time) {
    std::vector<WallTime> all;
    WallTime now = from;
    for (;;) {
        now = next_slot(bucket, limit, now);
        if (now >= from + time) return all;
        bucket = with_request(bucket, limit, now);
        all.push_back(now);
    }
}

std::size_t most_in_any_window(const std::vector<WallTime>& times, Duration window) {
    std::size_t most = 0;
    for (auto first = times.begin(); first != times.end(); ++first) {
        const auto end = std::lower_bound(first, times.end(), *first + window);
        most = std::max(most, static_cast<std::size_t>(end - first));
    }
    return most;
}

TEST(Pace, LetsTheFirstRequestBeginAtOnce) {
    EXPECT_EQ(next_slot({}, {}, at(7s)), at(7s));
}

TEST(Pace, NeverBeginsMoreThanTheLimitInAnyWindow) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Rng rng(seed);
        PaceLimit limit;
        limit.requests = static_cast<std::uint32_t>(1 + rng.below(80));
        limit.per = std::chrono::seconds(1 + rng.below(90));
        limit.burst = static_cast<std::uint32_t>(1 + rng.below(limit.requests));
        BucketRecord bucket;
        std::vector<WallTime> times;
        WallTime now = at(0s);
        for (int step = 0; step < 400; ++step) {
            // Sometimes eager, sometimes after a pause of any length.
            if (rng.below(10) == 0) {
                now += std::chrono::milliseconds(
                    rng.below(2 * static_cast<std::uint64_t>(
                                      std::chrono::milliseconds(limit.per / 1ms).count())));
            }
            now = next_slot(bucket, limit, now);
            bucket = with_request(bucket, limit, now);
            times.push_back(now);
        }
        EXPECT_LE(most_in_any_window(times, limit.per), limit.requests) << "seed " << seed;
    }
}

TEST(Pace, LetsABurstBeginAtOnceAndSpreadsTheRestEvenly) {
    const PaceLimit limit{54, 60s, 5};
    BucketRecord bucket;
    const std::vector<WallTime> times = begun(bucket, limit, at(0s), 59s);
    ASSERT_GT(times.size(), 20U);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(times[i], at(0s));
    for (std::size_t i = 5; i < times.size(); ++i) {
        const Duration gap = times[i] - times[i - 1];
        EXPECT_GE(gap, Duration(60s) / 49 - 1ms) << i;
        EXPECT_LE(gap, Duration(60s) / 49 + 1ms) << i;
    }
}

TEST(Pace, NeverBeginsMoreThanTheBurstBackToBack) {
    const PaceLimit limit{54, 60s, 5};
    BucketRecord bucket;
    const std::vector<WallTime> times = begun(bucket, limit, at(0s), 600s);
    EXPECT_LE(most_in_any_window(times, 500ms), 5U);
    EXPECT_GE(times.size(), 480U);  // And it does not waste the budget either.
}

TEST(Pace, ForgetsNothingOverARestart) {
    const PaceLimit limit{10, 60s, 10};
    BucketRecord bucket;
    for (int i = 0; i < 10; ++i) bucket = with_request(bucket, limit, at(1s * i));
    const BucketRecord stored = bucket;
    EXPECT_EQ(next_slot(stored, limit, at(20s)), at(60s));
}

TEST(Pace, StopsTheWholeKeyForAsLongAsThePageAsks) {
    BucketRecord bucket;
    bucket.blocked_until = at(90s);
    EXPECT_EQ(next_slot(bucket, {}, at(10s)), at(90s));
    bucket.parked_until = at(120s);
    EXPECT_EQ(next_slot(bucket, {}, at(10s)), at(120s));
    bucket.breaker_until = at(130s);
    EXPECT_EQ(next_slot(bucket, {}, at(10s)), at(130s));
}

TEST(Pace, ComesBackOneByOneAfterThePageLimitedIt) {
    const PaceLimit limit{54, 60s, 5};
    BucketRecord bucket;
    bucket.blocked_until = at(60s);
    const std::vector<WallTime> times = begun(bucket, limit, at(0s), 100s);
    ASSERT_GT(times.size(), 10U);
    EXPECT_EQ(times[0], at(60s));
    for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], 1s);
}

TEST(Pace, CountsTheSlotsThatWereGiven) {
    BucketRecord bucket;
    for (int i = 0; i < 3; ++i) bucket = with_request(bucket, {}, at(100s * i));
    EXPECT_EQ(bucket.slots, 3U);
    EXPECT_EQ(bucket.begun, std::vector{at(200s)});
}

TEST(Backoff, GrowsToItsMaximumAndDrawsTheShareThatIsJitter) {
    RetryRules rules;
    rules.initial = 1s;
    rules.max = 60s;
    rules.multiplier = 2.0;
    rules.jitter = 1.0;
    Rng rng(7);
    for (std::uint32_t failures = 1; failures < 200; ++failures) {
        const Duration grown = std::min<Duration>(1s * (1LL << std::min(failures - 1, 10U)), 60s);
        for (int i = 0; i < 20; ++i) {
            const Duration wait = backoff(rules, failures, rng);
            EXPECT_GE(wait, 0s);
            EXPECT_LE(wait, grown);
        }
    }
    rules.jitter = 0.0;
    EXPECT_EQ(backoff(rules, 3, rng), 4s);
    EXPECT_EQ(backoff(rules, 100, rng), 60s);
}

}  // namespace
}  // namespace tocsin
