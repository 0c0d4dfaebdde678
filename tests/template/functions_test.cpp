#include "template/functions.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::plain;

TEST(Functions, StopAtTheArgumentThatDecides) {
    // index would fail: it must not be asked.
    EXPECT_EQ(plain("{{ or true (index .Alerts 99) }}"), "true");
    EXPECT_EQ(plain("{{ and false (index .Alerts 99) }}"), "false");
    EXPECT_NE(plain("{{ or false (index .Alerts 99) }}").find("FAILED"), std::string::npos);
    EXPECT_EQ(plain("{{ or 0 \"\" 3 4 }} {{ and 1 \"x\" 0 4 }}"), "3 0");
    EXPECT_EQ(plain("{{ 7 | or 0 }} {{ 7 | and 1 }} {{ 7 | or 1 }}"), "7 7 1");
}

TEST(Functions, DefaultStandsInForEveryFalseValue) {
    EXPECT_EQ(plain("{{ default \"d\" .CommonLabels.nope }}"), "d");
    EXPECT_EQ(plain("{{ .CommonLabels.team | default \"d\" }}"), "payments");
    EXPECT_EQ(plain("{{ default \"d\" 0 }}{{ default \"d\" \"\" }}{{ default \"d\" nil }}"), "ddd");
    EXPECT_EQ(plain("{{ default \"d\" .EndsAt }}"), "d");
}

TEST(Functions, IndexIsBoundedAndNamesWhatItFound) {
    EXPECT_EQ(plain("{{ index .Components 1 }}"), "web");
    EXPECT_EQ(plain("{{ index .Components 2 }}"),
              "FAILED: 1:4: index 2 is out of range, there are 2");
    EXPECT_EQ(plain("{{ index .Components -1 }}"),
              "FAILED: 1:4: index -1 is out of range, there are 2");
    EXPECT_EQ(plain("{{ index .CommonLabels \"service.name\" }}"), "dotted");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = .Status }}{{ index $x \"a\" }}"),
              "FAILED: 1:35: a text is indexed with a whole number");
}

TEST(Functions, TypesAreCheckedAgainWhereTheyWereUnknown) {
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = 2 }}{{ toUpper $x }}"),
              "FAILED: 1:29: toUpper takes a text, not a whole number");
    EXPECT_EQ(plain("{{ $x := .Alerts }}{{ $x = .Alerts }}{{ print $x }}"),
              "FAILED: 1:41: an alert cannot be printed; name a field");
    EXPECT_EQ(plain("{{ $x := .Alerts }}{{ $x = .Alerts }}{{ $x }}"),
              "FAILED: 1:41: an alert cannot be printed; name a field");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = .Status }}{{ $x.Foo }}"),
              "FAILED: 1:37: a text has no field \".Foo\"");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = 2 }}{{ range $x }}{{ end }}"),
              "FAILED: 1:35: range cannot go over a whole number");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = .CommonLabels }}{{ $x.Remove }}"),
              "FAILED: 1:43: Remove takes a list of texts");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = \"(\" }}{{ match $x \"a\" }}"),
              "FAILED: 1:31: regular expression: missing ): (");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = \"%d\" }}{{ printf $x \"a\" }}"),
              "FAILED: 1:32: printf: %d does not take a text");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = \"Mars/Base\" }}{{ tz $x .StartsAt }}"),
              "FAILED: 1:39: there is no time zone \"Mars/Base\"");
}

TEST(Functions, EveryOneOfTheTableTakesWhatItSays) {
    for (const std::string_view name :
         {"and",     "or",        "not",   "eq",          "ne",       "lt",
          "le",      "gt",        "ge",    "len",         "index",    "slice",
          "print",   "printf",    "html",  "urlquery",    "title",    "toUpper",
          "toLower", "trimSpace", "join",  "stringSlice", "match",    "reReplaceAll",
          "date",    "tz",        "since", "default",     "truncate", "humanizeDuration"}) {
        const Function* const function = find_function(name);
        ASSERT_NE(function, nullptr) << name;
        EXPECT_LE(function->arguments_min, function->arguments_max);
        const int calls =
            (function->call != nullptr ? 1 : 0) + (function->call_within != nullptr ? 1 : 0);
        EXPECT_EQ(calls, function->order == Function::Order::all ? 1 : 0) << name;
    }
    EXPECT_EQ(find_function("call"), nullptr);
}

}  // namespace
}  // namespace tocsin
