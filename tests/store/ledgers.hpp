// ledgers: whether two ledgers are the same, and where not.
#pragma once

#include <gtest/gtest.h>

#include "domain/changes.hpp"

namespace tocsin {

inline void expect_same(const Ledger& found, const Ledger& expected) {
    EXPECT_TRUE(found.alerts == expected.alerts);
    EXPECT_TRUE(found.incidents == expected.incidents);
    EXPECT_TRUE(found.members == expected.members);
    EXPECT_TRUE(found.deliveries == expected.deliveries);
    EXPECT_TRUE(found.pages == expected.pages);
    EXPECT_TRUE(found.buckets == expected.buckets);
    EXPECT_TRUE(found.tokens == expected.tokens);
    EXPECT_TRUE(found.openings == expected.openings);
    EXPECT_TRUE(found.rules == expected.rules);
    EXPECT_EQ(found.cursor, expected.cursor);
    EXPECT_EQ(found.alive_at, expected.alive_at);
}

}  // namespace tocsin
