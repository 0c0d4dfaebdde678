#include "template/parse.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::complaint;
using sample::hint;

std::string nested(std::string_view open, std::string_view close, int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += open;
    for (int i = 0; i < depth; ++i) text += close;
    return text;
}

TEST(Parse, PointsAtTheBlockThatIsNotClosed) {
    EXPECT_EQ(complaint("a\n  {{ if .Status }}\n{{ with .Rule }}{{ end }}"),
              "E303 2:6 this if is not closed");
    EXPECT_EQ(complaint("{{ range .Alerts }}"), "E303 1:4 this range is not closed");
    EXPECT_EQ(complaint("{{ if .Status }}{{ else }}"), "E303 1:4 this if is not closed");
}

TEST(Parse, RefusesWordsOutOfPlace) {
    EXPECT_EQ(complaint("{{ end }}"), "E303 1:4 unexpected {{ end }}");
    EXPECT_EQ(complaint("{{ else }}"), "E303 1:4 unexpected {{ else }}");
    EXPECT_EQ(complaint("{{ break }}"), "E303 1:4 break outside range");
    EXPECT_EQ(complaint("{{ range .Alerts }}{{ else }}{{ continue }}{{ end }}"),
              "E303 1:33 continue outside range");
    EXPECT_EQ(complaint("{{ if 1 }}{{ else }}{{ else }}{{ end }}"),
              "E303 1:24 a second else of one if");
    EXPECT_EQ(complaint("{{ with 1 }}{{ else if 2 }}{{ end }}"),
              "E303 1:16 \"else if\" continues an if, not a with");
    EXPECT_EQ(complaint("{{ block \"x\" . }}{{ end }}"), "E303 1:4 \"block\" is not offered");
}

TEST(Parse, NamesTheFunctionThatWasMeant) {
    EXPECT_EQ(complaint("{{ .Status | toUper }}"), "E303 1:14 unknown function \"toUper\"");
    EXPECT_EQ(hint("{{ .Status | toUper }}"), "did you mean \"toUpper\"?");
    EXPECT_EQ(hint("{{ humaniseDuration 1 }}"), "did you mean \"humanizeDuration\"?");
    EXPECT_EQ(hint("{{ pritnf 1 }}"), "did you mean \"printf\"?");
    for (const std::string name : {"call", "js", "safeHtml", "getEnv", "dict"}) {
        EXPECT_EQ(complaint("{{ " + name + " }}"), "E303 1:4 unknown function \"" + name + "\"");
        EXPECT_EQ(hint("{{ " + name + " }}").substr(0, 13), "not offered: ");
    }
}

TEST(Parse, KnowsAVariableOnlyInItsBlock) {
    EXPECT_EQ(complaint("{{ if 1 }}{{ $x := 1 }}{{ end }}{{ $x }}"),
              "E303 1:36 undefined variable $x");
    EXPECT_EQ(complaint("{{ if 1 }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}"),
              "E303 1:37 undefined variable $x");
    EXPECT_EQ(complaint("{{ with $x := 1 }}{{ end }}{{ $x }}"), "E303 1:31 undefined variable $x");
    EXPECT_EQ(complaint("{{ $x := $x }}"), "E303 1:10 undefined variable $x");
    EXPECT_EQ(complaint("{{ $x = 1 }}"), "E303 1:4 undefined variable $x");
    EXPECT_EQ(hint("{{ $service := 1 }}{{ $servise }}"), "did you mean $service?");
    EXPECT_EQ(complaint("{{ if $x := 0 }}{{ else }}{{ $x }}{{ end }}"), "");
}

TEST(Parse, SetsOnlyWhatCanBeSet) {
    EXPECT_EQ(complaint("{{ $ = 1 }}"), "E303 1:4 $ is the data and cannot be set");
    EXPECT_EQ(complaint("{{ $ := 1 }}"), "E303 1:4 $ is the data and cannot be set");
    EXPECT_EQ(complaint("{{ $a, $b := .Alerts }}"), "E303 1:6 two variables are set only by range");
    EXPECT_EQ(complaint("{{ $a := 1 }}{{ range $a = .Alerts }}{{ end }}"),
              "E303 1:26 range declares its variables");
    EXPECT_EQ(complaint("{{ range $a, $b, $c := .Alerts }}{{ end }}"),
              "E303 1:16 unexpected , in range");
}

TEST(Parse, RefusesMalformedPipelines) {
    EXPECT_EQ(complaint("{{ }}"), "E303 1:4 missing value for this action");
    EXPECT_EQ(complaint("{{ if }}{{ end }}"), "E303 1:7 missing value for if");
    EXPECT_EQ(complaint("{{ .Status | }}"), "E303 1:14 missing value for this action");
    EXPECT_EQ(complaint("{{ | print }}"), "E303 1:4 unexpected | in this action");
    EXPECT_EQ(complaint("{{ 1 | 2 }}"), "E303 1:8 only a function can stand after |");
    EXPECT_EQ(complaint("{{ (print 1 }}"), "E303 1:4 this ( is not closed");
    EXPECT_EQ(complaint("{{ print 1) }}"), "E303 1:11 unexpected ) in this action");
    EXPECT_EQ(complaint("{{ print(1) }}"), "E303 1:9 white space is missing before (");
    EXPECT_EQ(complaint("{{ nil }}"), "E303 1:4 nil is not a value to show or test");
    EXPECT_EQ(complaint("{{ \"a\".x }}"), "E303 1:7 unexpected .x after \"a\"");
    EXPECT_EQ(hint("{{ print.x }}"), "put the call into parentheses");
    EXPECT_EQ(complaint("{{ 010 }}"), "E303 1:4 bad number 010");
    EXPECT_EQ(complaint("{{ \"\\q\" }}"), "E303 1:4 unknown escape in this text");
    EXPECT_EQ(complaint("{{ if 1 2 }}{{ end }}"),
              "E303 1:7 1 is not a function and takes no argument");
}

TEST(Parse, BoundsNesting) {
    EXPECT_EQ(complaint(nested("{{ if 1 }}", "{{ end }}", 16)), "");
    EXPECT_EQ(complaint(nested("{{ if 1 }}", "{{ end }}", 17)), "E303 1:164 nested deeper than 16");
    EXPECT_EQ(complaint("{{ " + nested("(", "1", 1) + nested(")", "", 1) + " }}"), "");
    EXPECT_EQ(complaint("{{ " + std::string(16, '(') + "1" + std::string(16, ')') + " }}"), "");
    EXPECT_EQ(complaint("{{ " + std::string(17, '(') + "1" + std::string(17, ')') + " }}"),
              "E303 1:20 nested deeper than 16");
    std::string chain = "{{ if 0 }}";
    for (int i = 0; i < 100; ++i) chain += "{{ else if 0 }}";
    EXPECT_EQ(complaint(chain + "{{ end }}"), "");  // A chain is not deep.
}

}  // namespace
}  // namespace tocsin
