// Matchers in Alertmanager's UTF-8 grammar: what is taken, what is refused and where.
#include "rules/matcher.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace tocsin {
namespace {

Matcher parsed(std::string_view text) {
    auto result = parse_matcher(text);
    if (const auto* error = std::get_if<MatcherError>(&result)) {
        ADD_FAILURE() << text << ": " << error->message;
        return {};
    }
    return std::get<Matcher>(result);
}

MatcherError refused(std::string_view text) {
    auto result = parse_matcher(text);
    if (auto* error = std::get_if<MatcherError>(&result)) return *error;
    ADD_FAILURE() << text << " was taken";
    return {};
}

bool matches(std::string_view text, const Labels& labels, const Labels& annotations = {}) {
    return parsed(text).matches({labels, annotations, "am-eu", "alertmanager", "major"});
}

TEST(Matcher, TakesWhatTheUtf8GrammarTakes) {
    struct Case {
        std::string_view text, name;
        MatchOp op;
        std::string_view value;
    };
    const Case cases[] = {
        {"foo=bar", "foo", MatchOp::equal, "bar"},
        {"  foo  =  bar  ", "foo", MatchOp::equal, "bar"},
        {"foo = \"bar\"", "foo", MatchOp::equal, "bar"},
        {"\"foo\"=\"bar\"", "foo", MatchOp::equal, "bar"},
        {"foo!=bar", "foo", MatchOp::not_equal, "bar"},
        {"foo =~ \"[a-z]+\"", "foo", MatchOp::regex, "[a-z]+"},
        {"foo !~ \"\\\\d+\"", "foo", MatchOp::not_regex, "\\d+"},
        {"foo=\"\"", "foo", MatchOp::equal, ""},
        {"foo=\"{}!=~,\\\\\\\"'`\"", "foo", MatchOp::equal, "{}!=~,\\\"'`"},
        {"foo=\"\\u00fc\\x41\\101\\n\"", "foo", MatchOp::equal,
         "\xC3\xBC"
         "AA\n"},
        {"fóo=bár", "fóo", MatchOp::equal, "bár"},
        {"\"name with space\" = \"v\"", "name with space", MatchOp::equal, "v"},
        {"notification-group=a/b.c:d", "notification-group", MatchOp::equal, "a/b.c:d"},
        {"foo=🙂", "foo", MatchOp::equal, "🙂"},
    };
    for (const Case& c : cases) {
        const Matcher matcher = parsed(c.text);
        EXPECT_EQ(matcher.name, c.name) << c.text;
        EXPECT_EQ(matcher.op, c.op) << c.text;
        EXPECT_EQ(matcher.value, c.value) << c.text;
        EXPECT_EQ(matcher.field, MatchField::label) << c.text;
    }
}

TEST(Matcher, RefusesWhatOnlyTheClassicParserTakesAndSaysHowToWriteIt) {
    struct Case {
        std::string_view text;
        std::size_t offset;
        std::string_view hint;
    };
    const Case cases[] = {
        {"job=", 4, "no value at all is job = \"\""},
        {"job=\"a\\.b\"", 6, "inside quotes a backslash is written twice: \\\\."},
        {"job='api'", 4, "quote the value: job = \"api\""},
        {"job=a b", 6, "quote the value: job = \"a b\""},
        {"job=~a.*|b\\d", 10, "quote the value: job =~ \"a.*|b\\\\d\""},
        {"{job=\"api\"}", 0, "write each matcher as a text of its own"},
        {"a=b,c=d", 3, "write each matcher as a text of its own"},
        {"a=b,", 3, "write each matcher as a text of its own"},
    };
    for (const Case& c : cases) {
        const MatcherError error = refused(c.text);
        EXPECT_EQ(error.code, "E301") << c.text;
        EXPECT_EQ(error.offset, c.offset) << c.text;
        EXPECT_EQ(error.hint, c.hint) << c.text;
    }
}

TEST(Matcher, RefusesWhatIsNoMatcherAndPointsAtIt) {
    struct Case {
        std::string_view text;
        std::size_t offset;
    };
    const Case cases[] = {
        {"", 0},
        {"   ", 0},
        {"=bar", 0},
        {"foo", 3},
        {"foo bar=x", 4},
        {"foo==x", 3},
        {"foo~=x", 3},
        {"foo=~~x", 3},
        {"foo=\"x", 4},
        {"foo=\"a\"b", 7},
        {"foo!x", 3},
        {"\"\"=x", 0},
        {"foo=\"\\q\"", 5},
        {"foo=\"\\'\"", 5},
        {"foo=\"\\400\"", 5},
        {"foo=\"\\ud800\"", 5},
        {"foo=\"\\xff\"", 4},
        {"annotations.=x", 0},
        {"foo=x{", 5},
    };
    for (const Case& c : cases) EXPECT_EQ(refused(c.text).offset, c.offset) << c.text;
}

TEST(Matcher, PointsAtTheWrongPartOfARegularExpression) {
    const MatcherError plain = refused("service =~ \"a|(b\"");
    EXPECT_EQ(plain.code, "E301");
    EXPECT_EQ(plain.offset, 12u);
    EXPECT_EQ(plain.length, 4u);

    // Behind an escape the value's bytes are not the text's.
    const MatcherError escaped = refused("service =~ \"\\\\d\\\\d\\\\8\"");
    EXPECT_EQ(escaped.offset, 18u);
    EXPECT_EQ(escaped.length, 3u);
    EXPECT_NE(escaped.message.find("\\8"), std::string::npos) << escaped.message;
}

TEST(Matcher, RefusesControlCharactersAsTheBackspaceTheyWereNotMeantToBe) {
    EXPECT_EQ(refused("a =~ \"\bfoo\b\"").code, "E302");
    EXPECT_EQ(refused("a =~ \"\bfoo\b\"").offset, 6u);
    EXPECT_EQ(refused("a = \"x\ty\"").code, "E302");
    EXPECT_EQ(refused("a\x7F=b").code, "E302");
    // '\b' in single quotes of TOML arrives here as a Go escape.
    const MatcherError go = refused("a =~ \"x\\bfoo\"");
    EXPECT_EQ(go.code, "E302");
    EXPECT_EQ(go.offset, 7u);
    EXPECT_EQ(parsed("a =~ \"\\\\bfoo\\\\b\"").value, "\\bfoo\\b");
    EXPECT_EQ(parsed("a\t=\n\"b\"").value, "b");
}

TEST(Matcher, RefusesAPatternThatIsTooLongOrTooBig) {
    const std::string long_one(pattern_bytes_max + 1, 'a');
    EXPECT_EQ(refused("a =~ \"" + long_one + "\"").offset, 6u);
    EXPECT_EQ(parsed("a =~ \"" + long_one.substr(1) + "\"").value.size(), pattern_bytes_max);
    refused("a =~ \"((a{1000}){1000}){1000}\"");
    refused("a =~ \"(x{900}y{900}){900}\"");
}

TEST(Matcher, TakesAMissingLabelForTheEmptyText) {
    EXPECT_TRUE(matches("foo!=x", {}));
    EXPECT_TRUE(matches("foo=~\".*\"", {}));
    EXPECT_TRUE(matches("foo=\"\"", {}));
    EXPECT_FALSE(matches("foo=~\".+\"", {}));
    EXPECT_TRUE(matches("foo!~\".+\"", {}));
}

TEST(Matcher, AnchorsARegularExpressionAtBothEnds) {
    const Labels labels{{"service", "checkout"}};
    EXPECT_TRUE(matches("service=~\"checkout|search\"", labels));
    EXPECT_FALSE(matches("service=~\"check|out\"", labels));
    EXPECT_TRUE(matches("service=~\"check.*\"", labels));
    EXPECT_FALSE(matches("service!~\"check.*\"", labels));
    EXPECT_TRUE(matches("service=~\"(?i)CHECKOUT\"", labels));
}

// A list of texts is compared without an automaton; in a group the same pattern needs one.
TEST(Matcher, GivesForAListOfTextsWhatTheRegularExpressionGives) {
    for (const std::string pattern :
         {"a", "a|b", "|a", "a|", "", "|", "a||b", "ab|a", "ä|€", "a b"}) {
        const Matcher list = parsed("x=~\"" + pattern + "\"");
        const Matcher grouped = parsed("x=~\"(?:" + pattern + ")\"");
        EXPECT_TRUE(is_list_of_texts(list.value));
        EXPECT_FALSE(is_list_of_texts(grouped.value));
        for (const std::string seen : {"", "a", "b", "ab", "ä", "€", "a b", "a|b", "|", "\xff"}) {
            EXPECT_EQ(list.accepts(seen), grouped.accepts(seen)) << pattern << " of " << seen;
        }
    }
}

TEST(Matcher, DoesNotLetADotTakeALineBreak) {
    EXPECT_FALSE(matches("a=~\".*\"", {{"a", "x\ny"}}));
    EXPECT_TRUE(matches("a=~\"(?s).*\"", {{"a", "x\ny"}}));
    EXPECT_FALSE(matches("a=~\"x\"", {{"a", "x\n"}}));
}

TEST(Matcher, LooksWhereItsNameSays) {
    const Labels labels{{"annotations.note", "label"}, {"__source__", "label"}};
    const Labels annotations{{"note", "n"}, {"grafana_state_reason", "MissingSeries"}};
    EXPECT_TRUE(matches("annotations.note=n", labels, annotations));
    EXPECT_TRUE(matches("\"annotations.note\"=n", labels, annotations));
    EXPECT_TRUE(matches("annotations.other=\"\"", labels, annotations));
    EXPECT_TRUE(matches("__source__=am-eu", labels, annotations));
    EXPECT_TRUE(matches("__kind__=alertmanager", labels, annotations));
    EXPECT_TRUE(matches("__severity__=major", labels, annotations));
    EXPECT_TRUE(matches("__state_reason__=MissingSeries", labels, annotations));
    EXPECT_EQ(parsed("__source__=x").field, MatchField::source);
    EXPECT_EQ(parsed("annotations.note=x").name, "note");
    EXPECT_EQ(parsed("__other__=x").field, MatchField::label);
}

TEST(Matcher, WritesItselfSoThatItIsReadBack) {
    for (const std::string_view text :
         {"foo=\"bar\"", "foo!=\"\"", "foo=~\"a|b\"", "foo!~\"\\\\d+\\\"\"", "\"a b\"=\"c\"",
          "annotations.note=\"x\"", "__severity__=\"major\"", "\"annotations.a b\"=\"c\"",
          "foo=\"a\\nb\\tc\\x07\"", "\"a\\000b\\x7f\"=\"c\"", "fóo=\"bár\""}) {
        const Matcher matcher = parsed(text);
        EXPECT_EQ(parsed(matcher.to_text()), matcher) << text << " -> " << matcher.to_text();
    }
    EXPECT_EQ(parsed("foo =~ a.b").to_text(), "foo=~\"a.b\"");
}

TEST(Matcher, AllMustMatch) {
    const Labels labels{{"a", "1"}, {"b", "2"}};
    const MatchSubject subject{labels, labels, "", "", ""};
    EXPECT_TRUE(matches_all({}, subject));
    EXPECT_TRUE(matches_all({parsed("a=1"), parsed("b=2")}, subject));
    EXPECT_FALSE(matches_all({parsed("a=1"), parsed("b=3")}, subject));
}

}  // namespace
}  // namespace tocsin
