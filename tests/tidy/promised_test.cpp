#include "tests/tidy/promised.hpp"

#include <gtest/gtest.h>

namespace tocsin::tidy {
namespace {

TEST(PromisedTests, AreThere) {
    const Findings findings = check_promised_tests(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(PromisedTests, AreMissedWhereNoneHasTheName) {
    const auto found = [](const std::string& row) {
        return check_promised_tests(
                   {make_source("tests/a/b_test.cpp",
                                "TEST(Suite, IsThere) {}\nTEST_F(Other,\n"
                                "       IsThereToo) {}"),
                    make_source("tests/e2e/test_x.py",
                                "class Kill(Case):\n    def test_it_is_there(self):\n"),
                    make_source("docs/behaviour.md", "| what | tests |\n|---|---|\n" + row)})
            .size();
    };
    EXPECT_EQ(found("| A. | `Suite.IsThere`, `Other.IsThereToo` |\n"), 0U);
    EXPECT_EQ(found("| A. | `Kill.ItIsThere` |\n"), 0U);
    EXPECT_EQ(found("| A. | `Suite.IsNotThere` |\n"), 1U);
    EXPECT_EQ(found("| A. | `Kill.ItIsNotThere` |\n"), 1U);
    EXPECT_EQ(found("| A. | nothing |\n"), 1U);
    EXPECT_EQ(found("No row with `Suite.IsNotThere`.\n"), 0U);
}

// A page that is not found would prove anything.
TEST(PromisedTests, AreLookedForInThePageThatThereIs) {
    EXPECT_EQ(below(project_files(), "docs/", {"behaviour.md", "reliability.md"}).size(), 2U);
}

}  // namespace
}  // namespace tocsin::tidy
