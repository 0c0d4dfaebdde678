// Which patterns are lists of texts, and that the list says what RE2 says.
#include "rules/literal_texts.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <re2/re2.h>

#include <algorithm>

namespace tocsin {
namespace {

using Texts = std::vector<std::string>;

TEST(LiteralTexts, AreWhatStandsBetweenTheBars) {
    const std::vector<std::pair<std::string, Texts>> table{
        {"", {""}},
        {"a", {"a"}},
        {"a|b|c", {"a", "b", "c"}},
        {"a|", {"a", ""}},
        {"|", {"", ""}},
        {"a|a", {"a", "a"}},
        {"(a|b)", {"a", "b"}},
        {"(?:a|b)", {"a", "b"}},
        {"()", {""}},
        {R"(a\.b|c\|d)", {"a.b", "c|d"}},
        {R"(\(a\))", {"(a)"}},
        {R"(a\\|b)", {"a\\", "b"}},
        {R"(a\-b\/c)", {"a-b/c"}},
        {"ä|größe", {"ä", "größe"}},
        {"a b|c\n", {"a b", "c\n"}},
    };
    for (const auto& [pattern, texts] : table) EXPECT_EQ(literal_texts(pattern), texts) << pattern;
}

TEST(LiteralTexts, AreNotSeenInRealPatterns) {
    for (const char* pattern :
         {".",      "a.b",    "a*",      "a+",         "ab?",    "[ab]",   "a{2}",     "^a",
          "a$",     "(a)|b",  "a|(b)",   "((a))",      "(?i)a",  "(?i:a)", "(?P<n>a)", R"(\d)",
          R"(\bx)", R"(a\n)", R"(\x41)", R"(\Qa.b\E)", R"(\pL)", "(a)(b)"}) {
        EXPECT_EQ(literal_texts(pattern), std::nullopt) << pattern;
    }
}

// Patterns of random pieces: where there is a list, RE2 takes its texts and nothing else.
RC_GTEST_PROP(LiteralTexts, AreTheTextsThatRe2Takes, ()) {
    const auto piece = rc::gen::elementOf(
        Texts{"a",    "b",   "ä",   "|",   "|",   "(",   "(?:", ")",   "\\.", "\\|",
              "\\\\", "\\(", "\\-", "\\_", "\\ ", "\\a", ".",   "\\d", "\n",  "-"});
    const auto joined = [](const Texts& pieces) {
        std::string all;
        for (const std::string& one : pieces) all += one;
        return all;
    };
    const std::string pattern = joined(*rc::gen::container<Texts>(piece));
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 compiled(pattern, options);
    const auto texts = literal_texts(pattern);
    if (!compiled.ok() || !texts) return;
    for (const std::string& text : *texts) RC_ASSERT(re2::RE2::FullMatch(text, compiled));
    const auto seen = *rc::gen::container<Texts>(rc::gen::map(
        rc::gen::container<Texts>(
            rc::gen::elementOf(Texts{"a", "b", "ä", ".", "|", "\\", "(", ")", "-", "_", " "})),
        joined));
    for (const std::string& text : seen) {
        const bool listed = std::find(texts->begin(), texts->end(), text) != texts->end();
        RC_ASSERT(re2::RE2::FullMatch(text, compiled) == listed);
    }
}

}  // namespace
}  // namespace tocsin
