#include "template/printf.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::complaint;
using sample::plain;

TEST(Printf, WritesEachVerb) {
    EXPECT_EQ(plain("{{ printf \"%s is %s, %d of %d%%\" \"api\" .Status 2 3 }}"),
              "api is firing, 2 of 3%");
    EXPECT_EQ(plain("{{ printf \"%v %v %v %v\" true 1 1.5 \"x\" }}"), "true 1 1.5 x");
    EXPECT_EQ(plain("{{ printf \"%.2f %.0f %.3f\" 1.005 2.5 -0.0004 }}"), "1.00 2 -0.000");
    EXPECT_EQ(plain("{{ printf \"%q\" \"a \\\"b\\\"\\n\" }}"), "\"a \\\"b\\\"\\n\"");
    EXPECT_EQ(plain("{{ printf \"%s|%q|%v\" .Components .Components .Components }}"),
              "[api web]|[\"api\" \"web\"]|[api web]");
    EXPECT_EQ(plain("{{ printf \"%s %v %q\" .Duration .Duration .Duration }}"),
              "1h2m5s 1h2m5s \"1h2m5s\"");
    EXPECT_EQ(plain("{{ .Status | printf \"%s-%s\" \"now\" }}"), "now-firing");
    EXPECT_EQ(plain("{{ printf \"plain\" }}{{ printf \"\" }}{{ printf \"100%%\" }}"), "plain100%");
}

// Go writes "%!d(string=x)" and its like into the text; a public page must not show that.
TEST(Printf, RefusesWhatDoesNotFitWhenItIsLoaded) {
    EXPECT_EQ(complaint("{{ printf \"%s\" 1 }}"),
              "E303 1:11 printf: %s does not take a whole number");
    EXPECT_EQ(complaint("{{ printf \"%.1f\" 1 }}"),
              "E303 1:11 printf: %.2f does not take a whole number");
    EXPECT_EQ(complaint("{{ printf \"%q\" 1 }}"),
              "E303 1:11 printf: %q does not take a whole number");
    EXPECT_EQ(complaint("{{ printf \"%d %d\" 1 }}"), "E303 1:11 printf: 1 value for 2 verbs");
    EXPECT_EQ(complaint("{{ 1 | printf \"x\" }}"), "E303 1:15 printf: 1 value for 0 verbs");
    for (const std::string verb : {"%x", "%5d", "%-5s", "%05d", "%t", "%", "%f", "%.3s", "%+v",
                                   "%.31f", "%[1]d", "%*d", "% d"}) {
        EXPECT_EQ(complaint("{{ printf \"" + verb + "\" 1 }}"),
                  "E303 1:11 printf knows %s %d %v %q %.2f and %%, not " + verb);
    }
    EXPECT_NE(complaint("{{ printf \"%v\" .Alerts }}"), "");
    EXPECT_NE(complaint("{{ printf 1 }}"), "");
}

TEST(Printf, QuotesAsGoDoes) {
    EXPECT_EQ(quoted_as_go("a'b`"), "\"a'b`\"");
    EXPECT_EQ(quoted_as_go("\a\b\f\n\r\t\v\\\""), "\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"");
    EXPECT_EQ(quoted_as_go(std::string_view("\0\x1f\x7f", 3)), "\"\\x00\\x1f\\x7f\"");
    EXPECT_EQ(quoted_as_go("ä€😀"), "\"ä€😀\"");
    EXPECT_EQ(quoted_as_go("\u00a0\u200b\ufeff\U000e0041"), "\"\\u00a0\\u200b\\ufeff\\U000e0041\"");
    EXPECT_EQ(quoted_as_go("a\xff\xc3"), "\"a\\xff\\xc3\"");
}

TEST(Printf, GivesUntrustedTextForUntrustedText) {
    TemplateData data = sample::incident();
    data.common_labels = {{"x", "<b>"}};
    EXPECT_EQ(sample::body("{{ printf \"<i>%s\" .CommonLabels.x }}", data), "&lt;i&gt;&lt;b&gt;");
    EXPECT_TRUE(sample::rendered("{{ printf \"of %s\" .CommonLabels.nope }}", data, Purpose::body)
                    .value()
                    .missing_in_output);
}

}  // namespace
}  // namespace tocsin
