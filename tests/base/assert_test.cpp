// TOCSIN_ASSERT: what holds costs nothing, what does not hold ends the process and says where.
#include "base/assert.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Assert, EvaluatesItsExpressionOnceAndGoesOnWhenItHolds) {
    int evaluated = 0;
    TOCSIN_ASSERT(++evaluated == 1);
    EXPECT_EQ(evaluated, 1);
}

TEST(AssertDeathTest, EndsTheProcessWithExpressionFileAndLine) {
    const int pages = 0;
    EXPECT_DEATH(TOCSIN_ASSERT(pages > 0),
                 "tocsin: assertion failed: pages > 0 \\(.*assert_test\\.cpp:[0-9]+\\)");
}

}  // namespace
}  // namespace tocsin
