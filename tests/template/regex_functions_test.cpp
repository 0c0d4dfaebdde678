#include "template/regex_functions.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::plain;

std::string replaced(const std::string& pattern, const std::string& replacement,
                     const std::string& text, std::size_t steps = 100'000) {
    Workspace workspace(WallTime{}, steps, 65'536);
    const Value arguments[] = {Value::text(pattern), Value::text(replacement), Value::text(text)};
    const auto made = call_re_replace_all(arguments, workspace);
    return made ? made.value().as_text() : "FAILED: " + made.error().message;
}

TEST(RegexFunctions, MatchLooksAnywhereInTheText) {
    EXPECT_EQ(plain("{{ match \"a.c\" \"xxabcxx\" }} {{ match \"^a.c$\" \"xxabcxx\" }}"),
              "true false");
    EXPECT_EQ(plain("{{ match `(?i)FIR` .Status }} {{ match `a.b` \"a\\nb\" }}"), "true false");
    EXPECT_EQ(plain("{{ if match \"^pay\" .CommonLabels.team }}yes{{ end }}"), "yes");
}

TEST(RegexFunctions, ReReplaceAllPutsGroupsInAsGoDoes) {
    EXPECT_EQ(replaced("(a)(b)", "$2$1", "abab"), "baba");
    EXPECT_EQ(replaced("(a)(b)", "${2}x", "ab"), "bx");
    EXPECT_EQ(replaced("(a)(b)", "$2x", "ab"), "");  // The group "2x", which is not there.
    EXPECT_EQ(replaced("(a)(b)", "$0-$9", "ab"), "ab-");
    EXPECT_EQ(replaced("(?P<first>a)b", "<$first>", "ab"), "<a>");
    EXPECT_EQ(replaced("a", "$$1", "a"), "$1");
    EXPECT_EQ(replaced("a", "$", "a"), "$");
    EXPECT_EQ(replaced("a", "x$-${y", "a"), "x$-${y");
    EXPECT_EQ(replaced("(a)", "$01", "a"), "");
    EXPECT_EQ(replaced("(a)|(b)", "[$1|$2]", "ab"), "[a|][|b]");
    EXPECT_EQ(replaced("(a)", "$1ä", "a"), "");  // A letter too.
}

TEST(RegexFunctions, ReReplaceAllMeetsEmptyMatchesAsGoDoes) {
    EXPECT_EQ(replaced("", "-", "abc"), "-a-b-c-");
    EXPECT_EQ(replaced("", "-", ""), "-");
    EXPECT_EQ(replaced("a*", "-", "baac"), "-b-c-");
    EXPECT_EQ(replaced("x*", "-", "äö"), "-ä-ö-");
    EXPECT_EQ(replaced("^", "> ", "a"), "> a");
    EXPECT_EQ(replaced("$", "!", "a"), "a!");
    EXPECT_EQ(replaced("\\b", "|", "a b"), "|a| |b|");
}

TEST(RegexFunctions, StopAtTooMuchTextAndTooMuchWork) {
    EXPECT_EQ(replaced("a", std::string(1000, 'x'), std::string(100, 'a')),
              "FAILED: more than 65536 bytes of text");
    // Each search goes to the end of the text.
    EXPECT_EQ(replaced("a(.*b)?", "x", std::string(60'000, 'a')), "FAILED: more than 100000 steps");
    EXPECT_EQ(replaced("a", "b", std::string(200, 'a'), 100), "FAILED: more than 100 steps");
}

TEST(RegexFunctions, GiveUntrustedTextForUntrustedText) {
    Workspace workspace(WallTime{}, 1000, 1000);
    const Value outside[] = {Value::text("a"), Value::text("b"), Value::untrusted("<a>")};
    EXPECT_TRUE(call_re_replace_all(outside, workspace).value().is_untrusted());
    const Value absent[] = {Value::text("a"), Value::text("b"), Value::absent()};
    EXPECT_TRUE(call_re_replace_all(absent, workspace).value().is_absent());
}

}  // namespace
}  // namespace tocsin
