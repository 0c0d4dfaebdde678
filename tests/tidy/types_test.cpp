// Two classes of one name are found wherever the linker would meet them, and nowhere else.
#include "tests/tidy/types.hpp"

#include <gtest/gtest.h>

namespace tocsin::tidy {
namespace {

Findings check(const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<SourceFile> sources;
    for (const auto& [path, text] : files)
        sources.push_back(make_source(path, "namespace tocsin {\n" + text));
    return check_type_names(sources);
}

TEST(TypeNames, AreDefinedOnce) {
    const Findings findings = check_type_names(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(TypeNamesRule, RefusesTheSameNameInTwoRooms) {
    const Findings findings = check({{"src/a/tree.hpp", "class Tree {\n};\n"},
                                     {"src/b/tree.cpp", "\nstruct Tree final : Wood {\n};\n"}});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0], "src/b/tree.cpp:3: tocsin::Tree is also defined in src/a/tree.hpp");
}

TEST(TypeNamesRule, RefusesANameOfTheSourcesInTests) {
    EXPECT_EQ(check({{"src/a/tree.hpp", "enum class Tree {\n};\n"},
                     {"tests/a/trees.hpp", "struct Tree {\n};\n"}})
                  .size(),
              1U);
}

TEST(TypeNamesRule, LeavesWhatIsOfOneFileAlone) {
    const std::string local = "namespace {\nstruct Tree {\n};\n}  // namespace\n";
    EXPECT_TRUE(check({{"src/a/one.cpp", local}, {"src/a/two.cpp", local}}).empty());
    EXPECT_EQ(check({{"src/a/one.cpp", local + "struct Wood {\n};\n"},
                     {"src/a/two.cpp", local + "struct Wood {\n};\n"}})
                  .size(),
              1U);
}

TEST(TypeNamesRule, LeavesDeclarationsAndOtherTestProgramsAlone) {
    EXPECT_TRUE(check({{"src/a/tree.hpp", "class Tree {\n};\n"},
                       {"src/b/use.hpp", "class Tree;\n"},
                       {"tests/a/life.hpp", "class Life {\n};\n"},
                       {"tests/b/life.hpp", "class Life {\n};\n"}})
                    .empty());
}

}  // namespace
}  // namespace tocsin::tidy
