// The arrows of the house, on the real tree and on trees that break one rule each.
#include "tests/tidy/arrows.hpp"

#include <gtest/gtest.h>

namespace tocsin::tidy {
namespace {

Findings arrows_of(std::string path, std::string text) {
    return check_arrows({make_source(std::move(path), std::move(text))});
}

TEST(Arrows, PointOnlyWhereTheHouseAllows) {
    const Findings findings = check_arrows(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Arrows, AreTheSameInTheLinkLists) {
    const Findings findings = check_link_lists(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Arrows, AreTheTableOfTheArchitecturePage) {
    const auto pages = below(project_files(), "docs/architecture.md", {".md"});
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(read_table(*pages.front()), house_table());
}

TEST(Arrows, NeverGoInCircles) {
    for (const auto& [room, targets] : house_table()) {
        for (const std::string& target : targets)
            EXPECT_FALSE(reachable(house_table(), target).contains(room)) << room << " " << target;
    }
}

TEST(ArrowsRule, RefusesARoomBesideOrAbove) {
    EXPECT_EQ(
        arrows_of("src/engine/decide.cpp", "\n#include \"decode/decode.hpp\"\n"),
        Findings{"src/engine/decide.cpp:2: engine may not include decode (decode/decode.hpp)"});
    EXPECT_EQ(arrows_of("src/base/text.hpp", "#include \"domain/alert.hpp\"\n").size(), 1U);
    EXPECT_EQ(arrows_of("src/store/sqlite.cpp", "#include \"net/client.hpp\"\n").size(), 1U);
    EXPECT_EQ(arrows_of("src/intake/intake.cpp", "#include \"engine/decide.hpp\"\n").size(), 1U);
    EXPECT_EQ(arrows_of("src/admin/api.cpp", "#include \"delivery/line.hpp\"\n").size(), 1U);
}

TEST(ArrowsRule, AllowsWhatLiesBelowAndTheRoomItself) {
    EXPECT_TRUE(arrows_of("src/engine/decide.cpp",
                          "#include \"engine/decide.hpp\"\n#include \"rules/rule.hpp\"\n"
                          "#include \"template/render.hpp\"\n#include \"base/time.hpp\"\n")
                    .empty());
    EXPECT_TRUE(
        arrows_of("src/daemon/commands/serve.cpp", "#include \"store/sqlite.hpp\"\n").empty());
}

TEST(ArrowsRule, OpensTheStoresInterfaceToImpureRoomsOnly) {
    EXPECT_TRUE(arrows_of("src/net/server.cpp", "#include \"store/store.hpp\"\n").empty());
    EXPECT_EQ(arrows_of("src/net/server.cpp", "#include \"store/sqlite.hpp\"\n").size(), 1U);
    EXPECT_EQ(arrows_of("src/engine/plan.cpp", "#include \"store/store.hpp\"\n").size(), 1U);
}

TEST(ArrowsRule, RefusesAnIncludeThatNamesNoRoomAndAFileInNone) {
    EXPECT_EQ(arrows_of("src/base/text.cpp", "#include \"text.hpp\"\n").size(), 1U);
    EXPECT_EQ(arrows_of("src/base/text.cpp", "#include \"tests/support/a.hpp\"\n").size(), 1U);
    EXPECT_EQ(arrows_of("src/cellar/wine.cpp", "").size(), 1U);
}

TEST(LinkListRule, RefusesAForbiddenLinkAndAMissingOne) {
    const SourceFile base =
        make_source("src/base/CMakeLists.txt", "tocsin_room(base SOURCES a.cpp)");
    const SourceFile domain =
        make_source("src/domain/CMakeLists.txt", "tocsin_room(domain LINKS tocsin_base)");
    const SourceFile rules =
        make_source("src/rules/CMakeLists.txt", "tocsin_room(rules LINKS tocsin_domain)");
    EXPECT_TRUE(check_link_lists({base, domain, rules}).empty());

    const SourceFile upwards =
        make_source("src/base/CMakeLists.txt", "tocsin_room(base LINKS tocsin_domain)");
    EXPECT_EQ(check_link_lists({upwards}),
              Findings{"src/base/CMakeLists.txt:1: base may not link domain"});

    const SourceFile through = make_source("src/rules/rule.cpp", "#include \"base/time.hpp\"\n");
    EXPECT_TRUE(check_link_lists({base, domain, rules, through}).empty());
    const SourceFile missing =
        make_source("src/rules/rule.cpp", "#include \"template/render.hpp\"\n");
    EXPECT_EQ(check_link_lists({base, domain, rules, missing}).size(), 1U);
}

TEST(LinkListRule, DoesNotReadComments) {
    EXPECT_TRUE(check_link_lists({make_source("src/base/CMakeLists.txt",
                                              "# not tocsin_domain\ntocsin_room(base)")})
                    .empty());
}

TEST(ArchitectureTable, IsReadRowByRow) {
    const Rooms table = read_table(make_source("docs/architecture.md",
                                               "| room | purpose | may include |\n|---|---|---|\n"
                                               "| `base/` | Values, and | – |\n"
                                               "| `store/` | The record. | domain, telemetry |\n"));
    EXPECT_EQ(table, (Rooms{{"base", {}}, {"store", {"domain", "telemetry"}}}));
}

}  // namespace
}  // namespace tocsin::tidy
