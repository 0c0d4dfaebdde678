#include "config/parse_size.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(ParseSize, ReadsWholeNumbersWithBinaryUnits) {
    EXPECT_EQ(parse_size("0B"), 0u);
    EXPECT_EQ(parse_size("100B"), 100u);
    EXPECT_EQ(parse_size("512KiB"), 512u << 10);
    EXPECT_EQ(parse_size("4MiB"), 4u << 20);
    EXPECT_EQ(parse_size("1GiB"), std::uint64_t(1) << 30);
}

TEST(ParseSize, RefusesEverythingElse) {
    for (const auto* bad : {"", "4", "MiB", "4 MiB", "4MB", "4mib", "-1B", "+1B", "1.5MiB", "4MiBx",
                            "1024GiB", "99999999999999999999B", " 4B"}) {
        EXPECT_EQ(parse_size(bad), std::nullopt) << bad;
    }
    EXPECT_TRUE(parse_size("1023GiB").has_value());
}

}  // namespace
}  // namespace tocsin
