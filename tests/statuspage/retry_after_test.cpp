// For how long a page is left alone, in every form that Retry-After may have.
#include "statuspage/retry_after.hpp"

#include <gtest/gtest.h>

#include "statuspage/protocol.hpp"

namespace tocsin {
namespace {

using std::chrono::seconds;

const WallTime now = *parse_rfc3339("2026-11-24T10:00:00Z");

Duration wait(std::string value) {
    return retry_after({{"retry-after", std::move(value)}}, now);
}

TEST(RetryAfter, IsSeconds) {
    EXPECT_EQ(wait("1"), seconds(1));
    EXPECT_EQ(wait(" 60 "), seconds(60));
    EXPECT_EQ(wait("007"), seconds(7));
}

TEST(RetryAfter, IsAMinuteWhereItSaysNothing) {
    EXPECT_EQ(retry_after({}, now), seconds(60));
    for (const char* value : {"", "0", "00", "-5", "+5", "1.5", "5s", "soon", "0x10", "1,2",
                              "Tue, 24 Nov 2026 09:59:59 GMT", "Tue, 24 Nov 2026 10:00:00 GMT",
                              "Tue, 24 Nov 2026 10:01:00 CET", "Tue, 24 Foo 2026 10:01:00 GMT",
                              "Tue, 32 Nov 2026 10:01:00 GMT", "Tuesday, 24-Nov-26 10:01:00 GMT",
                              "2026-11-24T10:05:00Z"}) {
        EXPECT_EQ(wait(value), seconds(60)) << value;
    }
}

// A page that says "in a year" must not silence tocsin for a year.
TEST(RetryAfter, IsNeverMoreThanAnHour) {
    EXPECT_EQ(wait("3600"), retry_after_max);
    EXPECT_EQ(wait("3601"), retry_after_max);
    EXPECT_EQ(wait("99999999999999999999999999"), retry_after_max);
    EXPECT_EQ(wait("Thu, 01 Jan 2099 00:00:00 GMT"), retry_after_max);
}

TEST(RetryAfter, CountsADateFromTheAnswersOwnDate) {
    EXPECT_EQ(wait("Tue, 24 Nov 2026 10:02:05 GMT"), seconds(125));
    // The page's clock is ten minutes slow; it means a quarter of a minute all the same.
    EXPECT_EQ(retry_after({{"Date", "Tue, 24 Nov 2026 09:50:00 GMT"},
                           {"Retry-After", "Tue, 24 Nov 2026 09:50:15 GMT"}},
                          now),
              seconds(15));
    EXPECT_EQ(retry_after({{"Date", "now"}, {"Retry-After", "Tue, 24 Nov 2026 10:00:15 GMT"}}, now),
              seconds(15));
}

}  // namespace
}  // namespace tocsin
