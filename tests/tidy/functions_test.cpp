// No function is longer than a screen, and the count sees every kind of function.
#include "tests/tidy/functions.hpp"

#include <gtest/gtest.h>

namespace tocsin::tidy {
namespace {

std::string lines(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "    f({1, 2});\n";
    return text;
}

std::vector<std::size_t> lengths(std::string text) {
    std::vector<std::size_t> found;
    for (const Function& function : functions_of(make_source("src/a/b.cpp", std::move(text))))
        found.push_back(function.length);
    return found;
}

using Lengths = std::vector<std::size_t>;

TEST(Functions, AreAtMostSeventyLines) {
    const Findings findings = check_function_lengths(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Functions, AreFoundInTheTree) {
    std::size_t count = 0;
    for (const SourceFile* file : below(project_files(), "src/base/", {".cpp"}))
        count += functions_of(*file).size();
    EXPECT_GE(count, 40U) << "the rule looks at nothing";
}

TEST(FunctionsRule, RefusesALineTooMany) {
    const auto length = [](std::size_t body) {
        return check_function_lengths(
            {make_source("src/a/b.cpp", "namespace t {\nvoid f() {\n" + lines(body) + "}\n}\n")});
    };
    EXPECT_TRUE(length(68).empty());
    EXPECT_EQ(length(69), Findings{"src/a/b.cpp:2: a function of 71 lines; at most 70"});
}

TEST(FunctionsRule, CountsFromTheFirstWordOfTheSignature) {
    EXPECT_EQ(lengths("template <class T,\n          class U>\nint f(T t,\n      U u) {\n}\n"),
              Lengths{5});
    EXPECT_EQ(lengths("// A comment.\n\nauto f() -> std::vector<int> {\n    if (a) {\n    }\n}\n"),
              Lengths{4});
}

TEST(FunctionsRule, SeesMembersConstructorsLambdasAndTests) {
    EXPECT_EQ(lengths("class A {\npublic:\n    int f() const { return 1; }\n    void g() {\n    }\n"
                      "    int a_ = 0;\n};\n"),
              (Lengths{1, 2}));
    EXPECT_EQ(lengths("A::A(int x) : a_{x}, b_{{x, x}} {\n    f();\n}\n"), Lengths{3});
    EXPECT_EQ(lengths("A::A(int x)\n    : a_(x),\n      b_{x} {\n    f();\n}\nvoid g() {\n}\n"),
              (Lengths{5, 2}));
    EXPECT_EQ(lengths("const auto f = [](int x) {\n    return x;\n};\n"), Lengths{3});
    EXPECT_EQ(lengths("TEST(A, B) {\n    f();\n}\n"), Lengths{3});
}

TEST(FunctionsRule, LeavesTablesTypesAndMacrosAlone) {
    EXPECT_EQ(lengths("constexpr int table[] = {\n" + lines(90) + "};\n"), Lengths{});
    EXPECT_EQ(lengths("enum class A {\n    b,\n};\nstruct C : D {\n    int e = 1;\n};\n"),
              Lengths{});
    EXPECT_EQ(lengths("#define F(x) \\\n    { x }\nnamespace t {\nstruct A {\n};\n}\n"), Lengths{});
}

}  // namespace
}  // namespace tocsin::tidy
