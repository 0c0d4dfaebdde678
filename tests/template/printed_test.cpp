#include "template/printed.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

std::string duration(Duration value) {
    return printed(Value::duration(value));
}

TEST(Printed, WritesDurationsAsGo) {
    EXPECT_EQ(duration(0s), "0s");
    EXPECT_EQ(duration(1us), "1µs");
    EXPECT_EQ(duration(1500us), "1.5ms");
    EXPECT_EQ(duration(250ms), "250ms");
    EXPECT_EQ(duration(1s), "1s");
    EXPECT_EQ(duration(1500ms), "1.5s");
    EXPECT_EQ(duration(60s), "1m0s");
    EXPECT_EQ(duration(3725s), "1h2m5s");
    EXPECT_EQ(duration(48h), "48h0m0s");
    EXPECT_EQ(duration(-90s), "-1m30s");
    EXPECT_EQ(duration(59s + 999999us), "59.999999s");
}

TEST(Printed, WritesTimesInUtcAsGo) {
    const auto time = [](std::int64_t micros) { return printed(Value::time(from_micros(micros))); };
    EXPECT_EQ(time(1'791'021'600'000'000), "2026-10-03 10:00:00 +0000 UTC");
    EXPECT_EQ(time(1'791'021'600'500'000), "2026-10-03 10:00:00.5 +0000 UTC");
    EXPECT_EQ(time(1'791'021'600'000'001), "2026-10-03 10:00:00.000001 +0000 UTC");
    EXPECT_EQ(time(0), "1970-01-01 00:00:00 +0000 UTC");
    EXPECT_EQ(time(-250'000), "1969-12-31 23:59:59.75 +0000 UTC");
}

TEST(Printed, WritesNumbersAsGo) {
    const auto real = [](double value) { return printed(Value::real(value)); };
    EXPECT_EQ(real(0), "0");
    EXPECT_EQ(real(-2.5), "-2.5");
    EXPECT_EQ(real(100000), "100000");
    EXPECT_EQ(real(1e6), "1e+06");
    EXPECT_EQ(real(0.0001), "0.0001");
    EXPECT_EQ(real(0.00001), "1e-05");
    EXPECT_EQ(real(std::numeric_limits<double>::infinity()), "+Inf");
    EXPECT_EQ(real(std::numeric_limits<double>::quiet_NaN()), "NaN");
    EXPECT_EQ(printed(Value::integer(std::numeric_limits<std::int64_t>::min())),
              "-9223372036854775808");
}

TEST(Printed, WritesListsAndMaps) {
    EXPECT_EQ(printed(Value::list({})), "[]");
    EXPECT_EQ(printed(Value::list({Value::text(""), Value::text("a"), Value::integer(1)})),
              "[ a 1]");
    EXPECT_EQ(printed(Value::map({{"b", Value::text("2")}, {"a", Value::text("1")}})),
              "map[a:1 b:2]");
    EXPECT_EQ(printed(Value::map({})), "map[]");
}

TEST(Printed, WritesNothingForNil) {
    EXPECT_EQ(printed(Value()), "");
}

TEST(Printed, RefusesRecordsWhereverTheyAre) {
    const Value record = Value::record({});
    EXPECT_FALSE(is_printable(record));
    EXPECT_FALSE(is_printable(Value::list({record})));
    EXPECT_FALSE(is_printable(Value::alerts({})));
    EXPECT_FALSE(is_printable(Value::map({{"a", record}})));
    EXPECT_TRUE(is_printable(Value::list({Value::text("a")})));
    EXPECT_TRUE(is_printable(Value()));
}

}  // namespace
}  // namespace tocsin
