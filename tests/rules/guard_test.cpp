#include "rules/guard.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Guard denying(std::initializer_list<std::string_view> patterns) {
    Guard guard;
    for (const std::string_view pattern : patterns)
        guard.deny.push_back(compile_guard_pattern(pattern).compiled);
    return guard;
}

TEST(Guard, SearchesAndIsNotAnchored) {
    const Guard guard = denying({R"(\b10(\.\d+){3}\b)"});
    EXPECT_TRUE(guard.denies("The host 10.0.3.17 is slow."));
    EXPECT_FALSE(guard.denies("Version 110.0.3.17 is slow."));
}

TEST(Guard, DeniesWhatAnyPatternFinds) {
    const Guard guard = denying({"secret", "(?i)password"});
    EXPECT_TRUE(guard.denies("a secret"));
    EXPECT_TRUE(guard.denies("PassWord"));
    EXPECT_FALSE(guard.denies("nothing of the kind"));
    EXPECT_FALSE(Guard{}.denies("a secret"));
}

TEST(Guard, RedactsEachPlaceOfEachPattern) {
    EXPECT_EQ(denying({"db-\\d+", "eu"}).redacted("db-1 and db-22 in eu-west"),
              "[redacted] and [redacted] in [redacted]-west");
}

TEST(Guard, RefusesAPatternThatIsNone) {
    const std::string_view pattern = "ab(c[d";
    const GuardPattern refused = compile_guard_pattern(pattern);
    EXPECT_EQ(refused.compiled, nullptr);
    EXPECT_EQ(refused.problem, "missing ]: [d");
    EXPECT_EQ(refused.piece, "[d");
    EXPECT_EQ(refused.piece.data() - pattern.data(), 4);
}

// It would stop every text, and redacting it would never end a text.
TEST(Guard, RefusesAPatternThatMatchesTheEmptyText) {
    EXPECT_EQ(compile_guard_pattern("x*").compiled, nullptr);
    EXPECT_EQ(compile_guard_pattern("").compiled, nullptr);
    EXPECT_NE(compile_guard_pattern("x+").compiled, nullptr);
}

}  // namespace
}  // namespace tocsin
