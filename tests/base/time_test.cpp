// Time: texts of senders become points of time or nothing, and both forms come back from their
// text.
#include "base/time.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/rng.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t second = 1'000'000;
// 2026-10-03T10:00:00Z, by `date -u -d … +%s`.
constexpr std::int64_t october_morning = 1'791'021'600 * second;

std::optional<std::int64_t> micros_of(std::string_view text) {
    const auto time = parse_rfc3339(text);
    if (!time) return std::nullopt;
    return to_micros(*time);
}

TEST(ParseRfc3339, ReadsAnyOffset) {
    EXPECT_EQ(micros_of("2026-10-03T10:00:00Z"), october_morning);
    EXPECT_EQ(micros_of("2026-10-03t10:00:00z"), october_morning);
    EXPECT_EQ(micros_of("2026-10-03 10:00:00Z"), october_morning);
    EXPECT_EQ(micros_of("2026-10-03T12:00:00+02:00"), october_morning);
    EXPECT_EQ(micros_of("2026-10-03T12:00:00+0200"), october_morning);
    EXPECT_EQ(micros_of("2026-10-03T04:30:00-05:30"), october_morning);
    EXPECT_EQ(micros_of("2026-10-04T00:15:00+14:15"), october_morning);
    EXPECT_EQ(micros_of("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(micros_of("1969-12-31T23:59:59.5Z"), -second / 2);
}

TEST(ParseRfc3339, CutsDigitsBeyondTheMicrosecond) {
    EXPECT_EQ(micros_of("2026-10-03T10:00:00.1Z"), october_morning + 100'000);
    EXPECT_EQ(micros_of("2026-10-03T10:00:00.000001Z"), october_morning + 1);
    EXPECT_EQ(micros_of("2026-10-03T10:00:00.123456999Z"), october_morning + 123'456);
}

TEST(ParseHttpDate, ReadsTheOneFormThatMayBeSent) {
    const auto read = [](std::string_view text) {
        const auto time = parse_http_date(text);
        return time ? std::optional(to_micros(*time)) : std::nullopt;
    };
    EXPECT_EQ(read("Sat, 03 Oct 2026 10:00:00 GMT"), october_morning);
    EXPECT_EQ(read("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777 * second);
    for (const char* wrong :
         {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
          "Sat, 03 Oct 2026 10:00:00 CET", "Sat, 03 Okt 2026 10:00:00 GMT",
          "Sat, 33 Oct 2026 10:00:00 GMT", "Sat, 03 Oct 2026 10:00 GMT", "2026-10-03T10:00:00Z"}) {
        EXPECT_EQ(read(wrong), std::nullopt) << wrong;
    }
}

TEST(ParseRfc3339, TakesALeapSecondForTheSecondAfter) {
    EXPECT_EQ(micros_of("2016-12-31T23:59:60Z"), micros_of("2017-01-01T00:00:00Z"));
}

TEST(ParseRfc3339, KnowsWhichYearsLeap) {
    EXPECT_NE(micros_of("2024-02-29T00:00:00Z"), std::nullopt);
    EXPECT_NE(micros_of("2000-02-29T00:00:00Z"), std::nullopt);
    EXPECT_EQ(micros_of("2026-02-29T00:00:00Z"), std::nullopt);
    EXPECT_EQ(micros_of("2100-02-29T00:00:00Z"), std::nullopt);
}

TEST(ParseRfc3339, TakesGosZeroTimeForUnknown) {
    EXPECT_EQ(micros_of("0001-01-01T00:00:00Z"), std::nullopt);
    EXPECT_EQ(micros_of("0001-01-01T00:00:00.000Z"), std::nullopt);
    EXPECT_EQ(micros_of("0000-01-01T00:00:00Z"), std::nullopt);
}

TEST(ParseRfc3339, GivesNothingForWhatIsNotATime) {
    for (const std::string_view text : {"",
                                        "now",
                                        "2026-10-03",
                                        "2026-10-03T10:00:00",
                                        "2026-10-03T10:00Z",
                                        "2026-10-03T24:00:00Z",
                                        "2026-10-03T10:60:00Z",
                                        "2026-10-03T10:00:61Z",
                                        "2026-13-03T10:00:00Z",
                                        "2026-00-03T10:00:00Z",
                                        "2026-10-32T10:00:00Z",
                                        "2026-10-00T10:00:00Z",
                                        "2026-10-03T10:00:00.Z",
                                        "2026-10-03T10:00:00.1234567890Z",
                                        "2026-10-03T10:00:00,5Z",
                                        "2026-10-03T10:00:00+24:00",
                                        "2026-10-03T10:00:00+02:60",
                                        "2026-10-03T10:00:00+02",
                                        "2026-10-03T10:00:00+2:00",
                                        "2026-10-03T10:00:00Zx",
                                        " 2026-10-03T10:00:00Z",
                                        "2026-10-03T10:00:00Z ",
                                        "+2026-10-03T10:00:00Z",
                                        "2026/10/03T10:00:00Z",
                                        "2026-10-03T10-00-00Z",
                                        "-026-10-03T10:00:00Z",
                                        "2026-10-03T10:00:0 Z"}) {
        EXPECT_EQ(micros_of(text), std::nullopt) << text;
    }
}

TEST(FormatRfc3339, WritesUtcWithMillisecondsOrWholeSeconds) {
    EXPECT_EQ(format_rfc3339(from_micros(october_morning)), "2026-10-03T10:00:00.000Z");
    EXPECT_EQ(format_rfc3339(from_micros(october_morning + 7'999)), "2026-10-03T10:00:00.007Z");
    EXPECT_EQ(format_rfc3339_seconds(from_micros(october_morning + 999'999)),
              "2026-10-03T10:00:00Z");
    EXPECT_EQ(format_rfc3339(from_micros(-1)), "1969-12-31T23:59:59.999Z");
}

// Seeded times over nine thousand years: what is written is read as the same millisecond.
TEST(FormatRfc3339, IsReadBackAsTheSameMillisecond) {
    Rng rng(6);
    const std::int64_t first = *micros_of("0002-01-01T00:00:00Z");
    const std::int64_t last = *micros_of("9999-12-31T23:59:59Z");
    for (int i = 0; i < 5000; ++i) {
        const std::int64_t micros =
            first + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(last - first)));
        const WallTime time = from_micros(micros);
        const auto millis = std::chrono::floor<std::chrono::milliseconds>(time);
        EXPECT_EQ(parse_rfc3339(format_rfc3339(time)), millis);
        EXPECT_EQ(parse_rfc3339(format_rfc3339_seconds(time)),
                  std::chrono::floor<std::chrono::seconds>(time));
    }
}

TEST(ParseDuration, ReadsPrometheusForm) {
    const std::vector<std::pair<std::string_view, Duration>> texts{
        {"0", 0s},
        {"0s", 0s},
        {"90s", 90s},
        {"1h30m", 90min},
        {"1d", 24h},
        {"250ms", 250ms},
        {"1w", 7 * 24h},
        {"1y", 365 * 24h},
        {"1y2w3d4h5m6s7ms", 9172h + 5min + 6s + 7ms},
        {"5m5ms", 5min + 5ms},
        {"007s", 7s},
        {"100y", 36'500 * 24h}};
    for (const auto& [text, expected] : texts) EXPECT_EQ(parse_duration(text), expected) << text;
}

TEST(ParseDuration, RefusesWhatIsNotADuration) {
    for (const std::string_view text : {"",
                                        "5",
                                        "s",
                                        "-5s",
                                        "+5s",
                                        "-0s",
                                        "1.5h",
                                        "5 s",
                                        " 5s",
                                        "5s ",
                                        "5S",
                                        "5min",
                                        "5us",
                                        "1m1h",
                                        "1s1s",
                                        "5ms5m",
                                        "1h30",
                                        "101y",
                                        "100y1ms",
                                        "9223372036854775807ms",
                                        "99999999999999999999s",
                                        "1h-5m",
                                        "h5",
                                        "00",
                                        "1e3s"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

TEST(FormatDuration, UsesDaysAsItsLargestUnit) {
    EXPECT_EQ(format_duration(0s), "0s");
    EXPECT_EQ(format_duration(90s), "1m30s");
    EXPECT_EQ(format_duration(24h), "1d");
    EXPECT_EQ(format_duration(14 * 24h), "14d");
    EXPECT_EQ(format_duration(800 * 24h + 1ms), "800d1ms");
    EXPECT_EQ(format_duration(250ms), "250ms");
    EXPECT_EQ(format_duration(1999us), "1ms");
    EXPECT_EQ(format_duration(999us), "0s");
    EXPECT_EQ(format_duration(-5s), "0s") << "there is no text for a negative duration";
}

TEST(FormatDuration, IsReadBackAsTheSameMillisecond) {
    Rng rng(7);
    for (int i = 0; i < 5000; ++i) {
        // Every magnitude alike: from nothing to a hundred years.
        const std::uint64_t bound = 1 + (std::uint64_t{3'153'600'000'000} >> rng.below(40));
        const auto duration = std::chrono::milliseconds(rng.below(bound));
        EXPECT_EQ(parse_duration(format_duration(duration)), duration);
    }
}

static_assert(!std::is_convertible_v<WallTime, SteadyTime>);
static_assert(!std::is_constructible_v<WallTime, SteadyTime>);
static_assert(!std::is_constructible_v<SteadyTime, WallTime>);

}  // namespace
}  // namespace tocsin
