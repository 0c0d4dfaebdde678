#include "config/to_json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace tocsin {
namespace {

namespace json = boost::json;

TEST(ToJson, KeepsTypesAndWritesDatesAsTexts) {
    const toml::table table = toml::parse(R"(
text = "a\"b\u0001ü"
whole = -3
number = 0.5
yes = true
when = 2026-10-03T10:00:00.5+02:00
day = 2026-10-03
list = [1, "a", [2.0]]
[table]
"a b" = { c = 1 }
)");
    EXPECT_EQ(to_json(table), json::parse(R"({
"day": "2026-10-03", "list": [1, "a", [2.0]], "number": 0.5, "table": {"a b": {"c": 1}},
"text": "a\"b\u0001ü", "when": "2026-10-03T10:00:00.5+02:00", "whole": -3, "yes": true})"));
}

TEST(ToJson, GivesDefaultsTheTypeOfTheirRow) {
    EXPECT_EQ(default_of({"", "", KeyKind::boolean, "false"}), json::value(false));
    EXPECT_EQ(default_of({"", "", KeyKind::integer, "54"}), json::value(54));
    EXPECT_EQ(default_of({"", "", KeyKind::number, "0.5"}), json::value(0.5));
    EXPECT_EQ(default_of({"", "", KeyKind::words, "a|b"}), json::value(json::array{"a", "b"}));
    EXPECT_EQ(default_of({"", "", KeyKind::duration, "5m"}), json::value("5m"));
    EXPECT_EQ(default_of({"", "", KeyKind::text, ""}), std::nullopt);
    EXPECT_EQ(default_of({"", "", KeyKind::text, required}), std::nullopt);
}

TEST(PrettyJson, IsIndentedAndReadBackAsTheSameValue) {
    const json::value value = json::parse(
        R"({"a":{},"b":[],"c":[1,"x"],"d":[{"e":null},[]],"f":{"g":"\u0007\"ü"},"h":1.5})");
    const std::string text = pretty_json(value);
    EXPECT_EQ(json::parse(text), value);
    EXPECT_EQ(text,
              "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [1, \"x\"],\n  \"d\": [\n    {\n"
              "      \"e\": null\n    },\n    []\n  ],\n  \"f\": {\n    \"g\": \"\\u0007\\\"ü\"\n"
              "  },\n  \"h\": 1.5E0\n}\n");
}

}  // namespace
}  // namespace tocsin
