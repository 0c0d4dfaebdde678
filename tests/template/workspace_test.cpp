#include "template/workspace.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace tocsin {
namespace {

TEST(Workspace, EndsWhenItsStepsAreSpent) {
    Workspace workspace(WallTime{}, 10, 100);
    EXPECT_TRUE(workspace.spend(7));
    EXPECT_TRUE(workspace.spend(3));
    EXPECT_TRUE(workspace.spend(0));
    EXPECT_EQ(workspace.spend(1).error().message, "more than 10 steps");
}

TEST(Workspace, ReadsAPatternOnce) {
    Workspace workspace(WallTime{}, 1000, 100);
    const auto first = workspace.pattern("a+").value();
    EXPECT_EQ(workspace.pattern("a+").value(), first);
    EXPECT_NE(workspace.pattern("b+").value(), first);
}

// Else a text that makes a pattern of every label would compile for minutes.
TEST(Workspace, TakesStepsForEveryNewPattern) {
    Workspace workspace(WallTime{}, 1000, 100);
    int read = 0;
    while (read < 1000 && workspace.pattern("x" + std::to_string(read))) ++read;
    EXPECT_GT(read, 20);
    EXPECT_LT(read, 60);
}

TEST(Workspace, RefusesPatternsThatAreNoneOrTooLarge) {
    EXPECT_EQ(read_pattern("a(").error().message, "regular expression: missing ): a(");
    EXPECT_TRUE(read_pattern(std::string(4096, 'a')));
    EXPECT_FALSE(read_pattern(std::string(4097, 'a')));
    // Short enough, and more than the memory that it may take.
    EXPECT_EQ(read_pattern("((a{100}){100}){5}").error().message.substr(0, 19),
              "regular expression:");
}

}  // namespace
}  // namespace tocsin
