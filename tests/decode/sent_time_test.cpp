// Times as senders write them; what is none is unknown, whatever it is.
#include "decode/sent_time.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <string>

#include "base/rng.hpp"

namespace tocsin {
namespace {

const date::time_zone* zone(const char* name) {
    return date::locate_zone(name);
}

std::string read(std::string_view text, const date::time_zone* in = nullptr) {
    const auto time = parse_sent_time(text, in);
    return time ? format_rfc3339(*time) : "unknown";
}

TEST(SentTime, IsRfc3339WithAnyOffset) {
    EXPECT_EQ(read("2026-10-03T10:00:00.3713213Z"), "2026-10-03T10:00:00.371Z");
    EXPECT_EQ(read("2026-10-03T10:00:00.548+0200"), "2026-10-03T08:00:00.548Z");
    EXPECT_EQ(read(" 2026-10-03T10:00:00Z\n"), "2026-10-03T10:00:00.000Z");
}

TEST(SentTime, IsSecondsOrMillisecondsByItsSize) {
    EXPECT_EQ(read("1791021600"), "2026-10-03T10:00:00.000Z");
    EXPECT_EQ(read("1791021600.25"), "2026-10-03T10:00:00.250Z");
    EXPECT_EQ(read("1791021600123"), "2026-10-03T10:00:00.123Z");
    EXPECT_EQ(read("1791021600123.9"), "2026-10-03T10:00:00.123Z");
    EXPECT_EQ(read("1.7910216e9"), "2026-10-03T10:00:00.000Z");
}

TEST(SentTime, WithoutAZoneIsOfTheZoneOfItsSource) {
    EXPECT_EQ(read("2026-10-03 10:00:00.733", zone("UTC")), "2026-10-03T10:00:00.733Z");
    EXPECT_EQ(read("2026-10-03T10:00:00", zone("Europe/Berlin")), "2026-10-03T08:00:00.000Z");
    EXPECT_EQ(read("2026-12-03T10:00:00", zone("Europe/Berlin")), "2026-12-03T09:00:00.000Z");
    EXPECT_EQ(read("2026-10-03T10:00:00+05:00", zone("Europe/Berlin")), "2026-10-03T05:00:00.000Z");
    EXPECT_EQ(read("2026-10-03 10:00:00"), "unknown");
}

TEST(SentTime, IsTheEarlierWhereClocksAreSetBackAndOneAtAllWhereTheyLeap) {
    EXPECT_EQ(read("2026-10-25T02:30:00", zone("Europe/Berlin")), "2026-10-25T00:30:00.000Z");
    EXPECT_EQ(read("2026-03-29T02:30:00", zone("Europe/Berlin")), "2026-03-29T01:00:00.000Z");
}

TEST(SentTime, IsUnknownIfItIsNone) {
    for (const char* none : {"",
                             " ",
                             "0",
                             "0.0",
                             "-1",
                             "-1791021600",
                             "nan",
                             "inf",
                             "1e300",
                             "99999999999999999999",
                             "1791021600x",
                             "0x5f",
                             "today",
                             "null",
                             "0001-01-01T00:00:00Z",
                             "2026-13-03T10:00:00Z",
                             "10:00",
                             "Z",
                             "2026-10-03",
                             "1791021600 1791021600"}) {
        EXPECT_EQ(read(none), "unknown") << none;
        EXPECT_EQ(read(none, zone("Asia/Tokyo")), "unknown") << none;
    }
}

// Every millisecond that a sender may count comes back from both ways to write it.
TEST(SentTime, ComesBackFromSecondsMillisecondsAndLocalTime) {
    Rng rng(11);
    for (int i = 0; i < 5'000; ++i) {
        const auto millis =
            static_cast<std::int64_t>(200'000'000'000 + rng.below(4'000'000'000'000));
        const WallTime time = from_micros(millis * 1000);
        EXPECT_EQ(parse_sent_time(std::to_string(millis), nullptr), time);
        const WallTime second = from_micros(millis / 1000 * 1'000'000);
        EXPECT_EQ(parse_sent_time(std::to_string(millis / 1000), nullptr), second);
        std::string local = format_rfc3339(time);
        local.pop_back();
        EXPECT_EQ(parse_sent_time(local, zone("UTC")), time);
    }
}

}  // namespace
}  // namespace tocsin
