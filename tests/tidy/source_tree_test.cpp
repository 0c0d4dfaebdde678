// What the rules read must be what is there: a blanked-out line of code would hide every finding.
#include "tests/tidy/source_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::tidy {
namespace {

TEST(Blank, TakesOutCommentsAndLiteralsAndKeepsEveryLine) {
    EXPECT_EQ(blank_comments_and_literals("a; // b\nc;"), "a;     \nc;");
    EXPECT_EQ(blank_comments_and_literals("a /* b\nc */ d"), "a     \n     d");
    EXPECT_EQ(blank_comments_and_literals("f(\"a // b\", 'c');"), "f(        ,    );");
    EXPECT_EQ(blank_comments_and_literals("f(\"\\\"\", '\\'', x)"), "f(    ,     , x)");
    EXPECT_EQ(blank_comments_and_literals("f(R\"x(a \" )\" b)x\", y)"), "f(               , y)");
}

TEST(Blank, DoesNotTakeADigitSeparatorForALiteral) {
    EXPECT_EQ(blank_comments_and_literals("x = 1'000 + y; z = 2'000;"),
              "x = 1'000 + y; z = 2'000;");
}

TEST(SourceTree, FindsItselfAndTheRooms) {
    const auto& files = project_files();
    const auto has = [&](std::string_view path) {
        return std::any_of(files.begin(), files.end(),
                           [&](const SourceFile& file) { return file.path == path; });
    };
    EXPECT_TRUE(has("tests/tidy/source_tree_test.cpp"));
    EXPECT_TRUE(has("src/base/result.hpp"));
    EXPECT_TRUE(has("src/base/CMakeLists.txt"));
    EXPECT_TRUE(has("scripts/test"));
    EXPECT_EQ(room_of("src/daemon/commands/serve.cpp"), "daemon");
    EXPECT_EQ(room_of("src/CMakeLists.txt"), "");
    EXPECT_EQ(room_of("tests/base/text_test.cpp"), "");
}

}  // namespace
}  // namespace tocsin::tidy
