// amtool_test.cpp compares with Go's own Format; here is what no oracle is needed for.
#include "template/time_layout.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const WallTime moment = *parse_rfc3339("2026-03-05T15:04:09.0123Z");  // A Thursday.

std::string at(std::string_view layout, const ZoneOffset& zone = {}) {
    return format_time(moment, zone, layout);
}

TEST(TimeLayout, WritesEveryPart) {
    EXPECT_EQ(at("2006 06 | 01 1 Jan January | 02 2 _2 002 __2 | Mon Monday"),
              "2026 26 | 03 3 Mar March | 05 5  5 064  64 | Thu Thursday");
    EXPECT_EQ(at("15 03 3 PM pm | 04 4 | 05 5"), "15 03 3 PM pm | 04 4 | 09 9");
    EXPECT_EQ(at("05.000 05,00 05.999999 05.999 05.0"), "09.012 09,01 09.0123 09.012 09.0");
    EXPECT_EQ(at("MST Z07:00 Z0700 Z07 -0700 -07:00 -07 -07:00:00"),
              "UTC Z Z Z +0000 +00:00 +00 +00:00:00");
}

TEST(TimeLayout, LeavesWhatIsNoPart) {
    EXPECT_EQ(at("Januar Money Jane 2O"), "Januar Money Jane 5O");
    EXPECT_EQ(at(".01 _2006 ,0a .0001"), ".03 _2026 ,0a .0003");
    EXPECT_EQ(at("ä um h"), "ä um h");
    EXPECT_EQ(at(""), "");
}

TEST(TimeLayout, ShowsTheTimeOfTheZone) {
    const ZoneOffset west{-(9 * 3600 + 30 * 60), "MART"}, east{5 * 3600 + 45 * 60, "+0545"};
    EXPECT_EQ(at("2 15:04 -0700 MST", west), "5 05:34 -0930 MART");
    EXPECT_EQ(at("2 15:04 Z07:00 MST -07", east), "5 20:49 +05:45 +0545 +05");
    EXPECT_EQ(at("Mon 2 15:04", {9 * 3600, "JST"}), "Fri 6 00:04");
    EXPECT_EQ(at("-07:00:00 -070000", {-3661, "LMT"}), "-01:01:01 -010101");
}

TEST(TimeLayout, KnowsMidnightNoonAndYearsBefore1970) {
    const auto clock = [](std::string_view time) {
        return format_time(*parse_rfc3339(time), {}, "2006-01-02 3PM 002");
    };
    EXPECT_EQ(clock("2024-12-31T00:30:00Z"), "2024-12-31 12AM 366");
    EXPECT_EQ(clock("2024-02-29T12:00:00Z"), "2024-02-29 12PM 060");
    EXPECT_EQ(clock("1969-12-31T23:59:59.5Z"), "1969-12-31 11PM 365");
}

}  // namespace
}  // namespace tocsin
