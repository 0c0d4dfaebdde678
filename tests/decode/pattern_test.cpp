#include "decode/pattern.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Pattern, IsSearchedForWithItsCase) {
    const Pattern recovery = compile_pattern("RECOVERY$").pattern;
    EXPECT_TRUE(recovery.is_in("ALERT_RECOVERY"));
    EXPECT_FALSE(recovery.is_in("ALERT_RECOVERY_2"));
    EXPECT_FALSE(recovery.is_in("alert_recovery"));
    EXPECT_TRUE(compile_pattern("(?i)recovery").pattern.is_in("ALERT_RECOVERY"));
    EXPECT_TRUE(compile_pattern("^$").pattern.is_in(""));
}

TEST(Pattern, SaysWhatIsWrongAndWhere) {
    const std::string text = "a(b";
    const PatternCheck open = compile_pattern(text);
    EXPECT_FALSE(open.pattern.compiled);
    EXPECT_FALSE(open.problem.empty());
    const PatternCheck escape = compile_pattern("ab\\y");
    EXPECT_EQ(escape.piece, "\\y");
    EXPECT_FALSE(compile_pattern("(?=a)").pattern.compiled);
}

}  // namespace
}  // namespace tocsin
