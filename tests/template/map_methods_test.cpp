#include "template/map_methods.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::plain;

TEST(MapMethods, SortedPairsPutTheNameOfTheAlertFirst) {
    TemplateData data = sample::incident();
    data.common_labels = {{"b", "2"}, {"a", "1"}, {"alertname", "n"}, {"Z", "0"}};
    EXPECT_EQ(
        plain("{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}", data),
        "alertname=n Z=0 a=1 b=2 ");
    EXPECT_EQ(plain("{{ .CommonLabels.Names | join \",\" }} {{ .CommonLabels.Values }}", data),
              "alertname,Z,a,b [n 0 1 2]");
    EXPECT_EQ(
        plain("{{ .CommonLabels.SortedPairs.Names }} {{ .CommonLabels.SortedPairs.Values }}", data),
        "[alertname Z a b] [n 0 1 2]");
    EXPECT_EQ(plain("{{ (slice .CommonLabels.SortedPairs 0 1).Names }}", data), "[alertname]");
    EXPECT_EQ(plain("{{ len (index .Alerts 1).Annotations.SortedPairs }}", data), "0");
}

TEST(MapMethods, RemoveLeavesTheOtherLabels) {
    TemplateData data = sample::incident();
    data.common_labels = {{"a", "1"}, {"b", "2"}, {"c", "3"}};
    EXPECT_EQ(plain("{{ .CommonLabels.Remove (stringSlice \"b\" \"nope\") }}", data),
              "map[a:1 c:3]");
    EXPECT_EQ(plain("{{ stringSlice \"a\" | .CommonLabels.Remove }}", data), "map[b:2 c:3]");
    EXPECT_EQ(plain("{{ (.CommonLabels.Remove (stringSlice \"a\")).Names }}", data), "[b c]");
    EXPECT_EQ(plain("{{ $x := .CommonLabels }}{{ $x.Remove (stringSlice \"a\") }}", data),
              "map[b:2 c:3]");
    EXPECT_EQ(
        plain("{{ with .CommonLabels.Remove (stringSlice \"a\" \"b\") }}{{ .c }}{{ end }}", data),
        "3");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = .Components }}{{ .CommonLabels.Remove $x }}", data),
              "map[a:1 b:2 c:3]");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = 2 }}{{ .CommonLabels.Remove $x }}", data),
              "FAILED: 1:42: Remove takes a list of texts, not a whole number");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = 2 }}{{ $x.Remove (stringSlice) }}", data),
              "FAILED: 1:31: .Remove takes no argument");
}

TEST(MapMethods, ALabelOfSuchANameIsReachedWithIndex) {
    TemplateData data = sample::incident();
    data.common_labels = {{"Names", "n"}};
    EXPECT_EQ(plain("{{ index .CommonLabels \"Names\" }} {{ .CommonLabels.Names }}", data),
              "n [Names]");
}

TEST(MapMethods, WhatTheyGiveComesFromOutside) {
    TemplateData data = sample::incident();
    data.common_labels = {{"<a>", "<b>"}};
    EXPECT_EQ(sample::body("{{ range .CommonLabels.SortedPairs }}{{ .Name }}{{ .Value }}{{ end }}"
                           "{{ .CommonLabels.Names }}{{ .CommonLabels.Values | join \"\" }}",
                           data),
              "&lt;a&gt;&lt;b&gt;[&lt;a&gt;]&lt;b&gt;");
}

}  // namespace
}  // namespace tocsin
