// Ceilings, names and completeness of the tree; each rule is also shown a file that breaks it.
#include "tests/tidy/files.hpp"

#include <gtest/gtest.h>

namespace tocsin::tidy {
namespace {

using Files = std::vector<SourceFile>;
using Rule = Findings (*)(const Files&);

std::size_t count(Rule rule, std::string path, std::string text) {
    return rule({make_source(std::move(path), std::move(text))}).size();
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

TEST(FileLengths, StayUnderTheirCeilings) {
    const Findings findings = check_file_lengths(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(FileLengths, RefuseALineTooMany) {
    EXPECT_EQ(count(check_file_lengths, "src/a/b.cpp", repeated("\n", 400)), 0U);
    EXPECT_EQ(count(check_file_lengths, "src/a/b.cpp", repeated("\n", 401)), 1U);
    EXPECT_EQ(count(check_file_lengths, "tests/a/b_test.cpp", repeated("\n", 800)), 0U);
    EXPECT_EQ(count(check_file_lengths, "tests/a/b_test.cpp", repeated("\n", 801)), 1U);
}

TEST(LineLengths, StayWithinAHundredColumns) {
    const Findings findings = check_line_lengths(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(LineLengths, CountCodePointsAndNotBytes) {
    EXPECT_EQ(count(check_line_lengths, "src/a/b.cpp", repeated("ä", 100)), 0U);
    EXPECT_EQ(count(check_line_lengths, "src/a/b.cpp", repeated("ä", 101)), 1U);
    EXPECT_EQ(count(check_line_lengths, "scripts/test", "\n" + repeated("a", 101)), 1U);
}

TEST(Names, SaySomething) {
    const Findings findings = check_names(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Names, RefuseFilesCalledAfterNothing) {
    for (const char* name : {"util.hpp", "string_utils.cpp", "common.hpp", "manager.cpp",
                             "store_manager.cpp", "helper.hpp", "impl.cpp", "boost_impl.cpp",
                             "request_handler.cpp", "process.cpp", "process_alert.cpp"}) {
        EXPECT_EQ(count(check_names, std::string("src/a/") + name, ""), 1U) << name;
    }
    for (const char* name : {"processor_time.hpp", "commons.hpp", "simple.cpp", "utility_rate.cpp"})
        EXPECT_EQ(count(check_names, std::string("src/a/") + name, ""), 0U) << name;
}

TEST(Names, RefuseTypesCalledAfterNothing) {
    for (const char* line :
         {"class StoreManager {", "struct Helper {", "struct Impl;", "enum class HandlerKind {",
          "using AlertHandler = int;", "class ProcessTable final {", "struct StringUtils {"}) {
        EXPECT_EQ(count(check_names, "src/a/b.hpp", line), 1U) << line;
    }
    for (const char* line : {"struct Simple {", "struct Implied {", "// struct Impl", "f(Handler);",
                             "template <class CompletionHandler>", "class Processor {"}) {
        const bool is_parameter = std::string_view(line).starts_with("template");
        EXPECT_EQ(count(check_names, "src/a/b.hpp", line), is_parameter ? 1U : 0U) << line;
    }
}

TEST(Leftovers, AreNowhere) {
    const Findings findings = check_leftovers(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Leftovers, AreFoundInCodeScriptsAndPages) {
    const std::string later = std::string("TO") + "DO";
    EXPECT_EQ(count(check_leftovers, "src/a/b.cpp", "// " + later + ": more"), 1U);
    EXPECT_EQ(count(check_leftovers, "scripts/test", "# FIX" + std::string("ME")), 1U);
    EXPECT_EQ(count(check_leftovers, "docs/a.md", "\n\nXX" + std::string("X")), 1U);
    EXPECT_EQ(count(check_leftovers, "tests/a/b_test.cpp", "TEST(A, DIS" + std::string("ABLED_B)")),
              1U);
    EXPECT_EQ(count(check_leftovers, "src/a/b.cpp", "mastodon to do XXXL"), 0U);
}

TEST(Openings, SayWhatTheHeaderIs) {
    const Findings findings = check_openings(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Openings, RefuseAHeaderWithoutGuardOrEssay) {
    EXPECT_EQ(count(check_openings, "src/a/b.hpp", "// B: a thing.\n//\n// Why.\n#pragma once\n"),
              0U);
    EXPECT_EQ(count(check_openings, "src/a/b.hpp", "// B: a thing.\n//\n// Why.\n"), 1U);
    EXPECT_EQ(count(check_openings, "src/a/b.hpp", "// B: a thing.\n#pragma once\n"), 1U);
    EXPECT_EQ(count(check_openings, "src/a/b.hpp", "#pragma once\n"), 1U);
    EXPECT_EQ(count(check_openings, "tests/a/b.hpp", "int a;\n"), 1U);
}

TEST(BuildLists, NameEverySource) {
    const Findings findings = check_build_lists(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(BuildLists, RefuseADeadFile) {
    const auto with = [](std::string path, std::string list_path, std::string list) {
        return check_build_lists({make_source(std::move(path), ""),
                                  make_source(std::move(list_path), std::move(list))})
            .size();
    };
    EXPECT_EQ(with("src/a/b.cpp", "src/a/CMakeLists.txt", "tocsin_room(a SOURCES b.cpp)"), 0U);
    EXPECT_EQ(with("src/a/b.cpp", "src/a/CMakeLists.txt", "tocsin_room(a SOURCES ab.cpp)"), 1U);
    EXPECT_EQ(with("src/a/b.cpp", "src/a/CMakeLists.txt", "tocsin_room(a SOURCES b.cpp.in)"), 1U);
    EXPECT_EQ(with("src/a/b.cpp", "src/c/CMakeLists.txt", "tocsin_room(a SOURCES b.cpp)"), 1U);
    EXPECT_EQ(with("src/a/d/b.cpp", "src/a/CMakeLists.txt", "  d/b.cpp\n"), 0U);
    EXPECT_EQ(with("src/a/d/b.cpp", "src/a/CMakeLists.txt", "  e/b.cpp\n"), 1U);
}

TEST(TestsMirrorSources, OrSayWhyNot) {
    const Findings findings = check_tests_mirror_sources(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(TestsMirrorSources, RefuseASourceThatNobodyTests) {
    const SourceFile source = make_source("src/a/b.cpp", "");
    const SourceFile test = make_source("tests/a/b_test.cpp", "");
    const auto excuse = [](std::string text) {
        return make_source("tests/tidy/untested.txt", std::move(text));
    };
    EXPECT_EQ(check_tests_mirror_sources({source}).size(), 1U);
    EXPECT_EQ(check_tests_mirror_sources({source, test}).size(), 0U);
    EXPECT_EQ(
        check_tests_mirror_sources({source, excuse("# why\nsrc/a/b.cpp  main only\n")}).size(), 0U);
    EXPECT_EQ(check_tests_mirror_sources({source, excuse("src/a/*  wiring\n")}).size(), 0U);
    EXPECT_EQ(check_tests_mirror_sources({source, excuse("src/a/b.cpp\n")}).size(), 2U)
        << "without a reason it excuses nothing";
    EXPECT_EQ(check_tests_mirror_sources({source, test, excuse("src/a/b.cpp  old\n")}).size(), 1U);
}

}  // namespace
}  // namespace tocsin::tidy
