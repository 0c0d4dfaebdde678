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

std::string joined(const Texts& pieces) {
    std::string all;
    for (const std::string& one : pieces) all += one;
    return all;
}

rc::Gen<std::string> some_of(const Texts& pieces, std::size_t most) {
    return rc::gen::map(rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, most + 1),
                                        [pieces](std::size_t count) {
                                            return rc::gen::container<Texts>(
                                                count, rc::gen::elementOf(pieces));
                                        }),
                        joined);
}

// Patterns of random pieces: where there is a list, RE2 takes its texts and nothing else.
RC_GTEST_PROP(LiteralTexts, AreTheTextsThatRe2Takes, ()) {
    const auto body =
        some_of({"a",   "b",   "ä",   "|", "|", "\\.", "\\|", "\\\\", "\\(", "\\)", "\\-",
                 "\\_", "\\ ", "\\a", ".", "?", "\\d", "\n",  "-",    "^",   ")",   "("},
                5);
    const auto text = some_of({"a", "b", "ä", ".", "|", "\\", "(", ")", "-", "_", " ", "\n"}, 3);
    re2::RE2::Options options;
    options.set_log_errors(false);
    for (int round = 0; round < 20; ++round) {
        const std::string pattern =
            *rc::gen::elementOf(Texts{"", "", "(", "(?:", "(?i:", "((", ")"}) + *body +
            *rc::gen::elementOf(Texts{"", ")"});
        const re2::RE2 compiled(pattern, options);
        const auto texts = literal_texts(pattern);
        if (!compiled.ok() || !texts) continue;
        for (const std::string& one : *texts) RC_ASSERT(re2::RE2::FullMatch(one, compiled));
        for (int i = 0; i < 20; ++i) {
            const std::string seen = *text;
            const bool listed = std::find(texts->begin(), texts->end(), seen) != texts->end();
            RC_ASSERT(re2::RE2::FullMatch(seen, compiled) == listed);
        }
    }
}

}  // namespace
}  // namespace tocsin
