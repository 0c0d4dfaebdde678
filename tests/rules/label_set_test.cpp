// Label sets as text: what is taken, and where exactly the rest is wrong.
#include "rules/label_set.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(LabelSet, IsReadAsAlertmanagerPrintsIt) {
    struct Case {
        std::string_view text;
        Labels labels;
    };
    const Case cases[] = {
        {"{}", {}},
        {"{a=\"1\"}", {{"a", "1"}}},
        {" { a = \"1\" , b=two , } ", {{"a", "1"}, {"b", "two"}}},
        {"{\"with space\"=\"x, } y\"}", {{"with space", "x, } y"}}},
        {"{a=\"\"}", {{"a", ""}}},
        {"{größe=\"\\u00fc\\n\"}", {{"größe", "ü\n"}}},
        {"{a=\"b\",\n c=\"d\"}", {{"a", "b"}, {"c", "d"}}},
    };
    for (const Case& c : cases) {
        auto read = parse_label_set(c.text);
        ASSERT_TRUE(std::holds_alternative<Labels>(read))
            << c.text << ": " << std::get<MatcherError>(read).message;
        EXPECT_EQ(std::get<Labels>(read), c.labels) << c.text;
    }
}

TEST(LabelSet, IsReadBackFromItsOwnText) {
    const Labels labels{{"a", "1\"\\\n"}, {"größe", "ü"}, {"d", "{x=y}"}};
    auto read = parse_label_set(labels.to_text());
    ASSERT_TRUE(std::holds_alternative<Labels>(read)) << std::get<MatcherError>(read).message;
    EXPECT_EQ(std::get<Labels>(read), labels);
}

TEST(LabelSet, IsRefusedAtTheExactPlace) {
    struct Case {
        std::string_view text;
        std::size_t offset, length;
        std::string_view message;
    };
    const Case cases[] = {
        {"", 0, 1, "a label set starts with {"},
        {"a=\"1\"", 0, 1, "a label set starts with {"},
        {"{a=\"1\"", 6, 1, "the } of the label set is missing"},
        {"{a=\"1\" b=\"2\"}", 7, 1, "expected , or } after a label"},
        {"{=\"1\"}", 1, 1, "expected the name of a label"},
        {"{a}", 2, 1, "expected = after \"a\""},
        {"{a=~\"x\"}", 2, 1, "expected = after \"a\""},
        {"{a!=\"x\"}", 2, 1, "expected = after \"a\""},
        {"{a=}", 3, 1, "the value of \"a\" is missing"},
        {"{a=\"1\", ü, b=\"2\"}", 10, 1, "expected = after \"ü\""},
        {"{a=\"1\", b=\"2\", a=\"3\"}", 15, 1, "\"a\" is there already"},
        {"{a=\"1\"} x", 8, 1, "more after the label set"},
        {"{a=\"1}", 3, 3, ""},
    };
    for (const Case& c : cases) {
        const auto read = parse_label_set(c.text);
        const auto* error = std::get_if<MatcherError>(&read);
        ASSERT_NE(error, nullptr) << c.text;
        EXPECT_EQ(error->offset, c.offset) << c.text << ": " << error->message;
        EXPECT_EQ(error->length, c.length) << c.text << ": " << error->message;
        EXPECT_EQ(error->code, "E301") << c.text;
        EXPECT_TRUE(c.message.empty() || error->message == c.message) << error->message;
    }
}

TEST(LabelSet, WithAControlCharacterIsToldAsTheTrapThatItIs) {
    const auto read = parse_label_set("{a=\"\b\"}");
    const auto* error = std::get_if<MatcherError>(&read);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->code, "E302");
    EXPECT_EQ(error->offset, 4u);
    EXPECT_TRUE(std::holds_alternative<MatcherError>(parse_label_set("{a=\"\xff\"}")));
}

TEST(LabelSet, IsHadByWhoHasAllOfItAndMore) {
    const Labels labels{{"a", "1"}, {"b", "2"}};
    EXPECT_TRUE(has_labels(labels, {}));
    EXPECT_TRUE(has_labels(labels, {{"a", "1"}}));
    EXPECT_TRUE(has_labels(labels, {{"a", "1"}, {"c", ""}}));
    EXPECT_FALSE(has_labels(labels, {{"a", "2"}}));
    EXPECT_FALSE(has_labels(labels, {{"c", "1"}}));
    EXPECT_FALSE(has_labels(labels, {{"b", ""}}));
}

}  // namespace
}  // namespace tocsin
