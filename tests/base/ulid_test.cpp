// ULIDs: 26 characters whose byte order is the order of time, and the same again for a repeated
// step.
#include "base/ulid.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/rng.hpp"

namespace tocsin {
namespace {

using Entropy = std::array<std::uint8_t, 10>;

WallTime at_millis(std::int64_t millis) {
    return from_micros(millis * 1000);
}

Entropy random_entropy(Rng& rng) {
    Entropy entropy{};
    for (auto& byte : entropy) byte = static_cast<std::uint8_t>(rng.below(256));
    return entropy;
}

// The specification's own example of a time: 1469918176385 is 01ARYZ6S41.
TEST(Ulid, WritesTheTimeAsTheSpecificationDoes) {
    EXPECT_EQ(make_ulid(at_millis(1'469'918'176'385), Entropy{}), "01ARYZ6S410000000000000000");
    EXPECT_EQ(make_ulid(at_millis(0), Entropy{}), "00000000000000000000000000");
    EXPECT_EQ(make_ulid(at_millis((std::int64_t{1} << 48) - 1), Entropy{}).substr(0, 10),
              "7ZZZZZZZZZ");
}

TEST(Ulid, WritesEveryBitOfTheEntropyInCrockfordsAlphabet) {
    Entropy all{};
    all.fill(0xFF);
    EXPECT_EQ(make_ulid(at_millis(0), all), "0000000000ZZZZZZZZZZZZZZZZ");
    // 5-bit groups 0, 1, 2 … 15, packed by hand.
    const Entropy counting{0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF};
    EXPECT_EQ(make_ulid(at_millis(0), counting), "00000000000123456789ABCDEF");
}

TEST(Ulid, SortsByTimeWhateverTheEntropy) {
    Rng rng(5);
    std::int64_t millis = 0;
    std::string before;
    for (int i = 0; i < 1000; ++i) {
        const std::string ulid = make_ulid(at_millis(millis), random_entropy(rng));
        EXPECT_LT(before, ulid);
        before = ulid;
        millis += 1 + static_cast<std::int64_t>(rng.below(1'000'000'000));
    }
}

TEST(Ulid, CountsATimeBefore1970As1970) {
    EXPECT_EQ(make_ulid(at_millis(-1), Entropy{}), make_ulid(at_millis(0), Entropy{}));
    EXPECT_EQ(make_ulid(at_millis(-1'000'000), Entropy{}), make_ulid(at_millis(0), Entropy{}));
}

TEST(Ulid, IsTheSameAgainForTheSameSeedAndTimeAndDiffersForAnother) {
    const WallTime time = at_millis(1'469'918'176'385);
    EXPECT_EQ(make_ulid(time, "webhook 1"), make_ulid(time, "webhook 1"));
    EXPECT_NE(make_ulid(time, "webhook 1"), make_ulid(time, "webhook 2"));
    EXPECT_NE(make_ulid(time, "webhook 1"), make_ulid(time + std::chrono::seconds(1), "webhook 1"));
    // SHA-256("abc") begins ba7816bf8f01cfea4141.
    EXPECT_EQ(make_ulid(time, "abc"),
              make_ulid(time, Entropy{0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41}));
}

TEST(Ulid, GivesDifferentIdsForTenThousandSeeds) {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(make_ulid(at_millis(1), std::to_string(i)));
    EXPECT_EQ(seen.size(), 10'000U);
}

}  // namespace
}  // namespace tocsin
