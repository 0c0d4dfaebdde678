#include "template/text_functions.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using sample::plain;

std::string humanized(const Value& value) {
    const auto text = call_humanize_duration({&value, 1});
    return text ? text.value().as_text() : "FAILED: " + text.error().message;
}

TEST(TextFunctions, HumanizeDurationWritesAsPrometheus) {
    EXPECT_EQ(humanized(Value::integer(0)), "0s");
    EXPECT_EQ(humanized(Value::integer(1)), "1s");
    EXPECT_EQ(humanized(Value::integer(60)), "1m 0s");
    EXPECT_EQ(humanized(Value::integer(125)), "2m 5s");
    EXPECT_EQ(humanized(Value::integer(3600)), "1h 0m 0s");
    EXPECT_EQ(humanized(Value::integer(5400)), "1h 30m 0s");
    EXPECT_EQ(humanized(Value::integer(86400)), "1d 0h 0m 0s");
    EXPECT_EQ(humanized(Value::integer(86400 + 3600)), "1d 1h 0m 0s");
    EXPECT_EQ(humanized(Value::integer(-(86400 * 2 + 3600 * 3 + 60 * 4 + 5))), "-2d 3h 4m 5s");
    EXPECT_EQ(humanized(Value::real(5.5)), "5.5s");
    EXPECT_EQ(humanized(Value::real(59.99)), "59.99s");
    EXPECT_EQ(humanized(Value::real(899.99)), "14m 59s");
    EXPECT_EQ(humanized(Value::real(0.1)), "100ms");
    EXPECT_EQ(humanized(Value::real(0.0001)), "100us");
    EXPECT_EQ(humanized(Value::real(.12345)), "123.5ms");
    EXPECT_EQ(humanized(Value::real(-0.25)), "-250ms");
    EXPECT_EQ(humanized(Value::real(1.23456789)), "1.235s");
}

TEST(TextFunctions, HumanizeDurationReadsDurationsAndTexts) {
    EXPECT_EQ(humanized(Value::duration(125s)), "2m 5s");
    EXPECT_EQ(humanized(Value::duration(1500ms)), "1.5s");
    EXPECT_EQ(humanized(Value::text("90")), "1m 30s");
    EXPECT_EQ(humanized(Value::text("+1.5e1")), "15s");
    EXPECT_EQ(plain("It lasted {{ .Duration | humanizeDuration }}."), "It lasted 1h 2m 5s.");
    for (const std::string text : {"", "5m", "x", " 1", "1 ", "inf", "nan", "1e300", "+-1"}) {
        EXPECT_EQ(humanized(Value::text(text)),
                  "FAILED: humanizeDuration takes a number of seconds")
            << text;
    }
}

TEST(TextFunctions, TruncateCutsBetweenCodePoints) {
    EXPECT_EQ(plain("{{ truncate 5 \"äöüßéñ\" }}"), "äöüß…");
    EXPECT_EQ(plain("{{ \"short\" | truncate 5 }}"), "short");
    EXPECT_EQ(plain("{{ truncate 0 \"a\" }}"), "");
    EXPECT_EQ(plain("{{ truncate -1 \"a\" }}"), "FAILED: 1:4: truncate takes a length, not -1");
}

TEST(TextFunctions, JoinPutsTheSeparatorBetween) {
    EXPECT_EQ(plain("{{ join \", \" .Components }}"), "api, web");
    EXPECT_EQ(plain("{{ .Components | join \"\" }}"), "apiweb");
    TemplateData none = sample::incident();
    none.components = {};
    EXPECT_EQ(plain("{{ join \", \" .Components }}", none), "");
    none.components = {"one"};
    EXPECT_EQ(plain("{{ join \", \" .Components }}", none), "one");
}

// A separator of a label's length, a thousand times, would be a text of a gigabyte.
TEST(TextFunctions, JoinStopsAtTooMuchText) {
    const Value parts[] = {Value::text(std::string(60, 'x')),
                           Value::list({Value::text("a"), Value::text("b"), Value::text("c")})};
    Workspace small(WallTime{}, 100, 100), large(WallTime{}, 100, 200);
    EXPECT_EQ(call_join(parts, small).error().message, "more than 100 bytes of text");
    EXPECT_EQ(call_join(parts, large).value().as_text().size(), 123U);
}

TEST(TextFunctions, TrimSpaceTakesTheWhiteSpaceOfAllScripts) {
    EXPECT_EQ(plain("[{{ trimSpace \" \\t\\r\\n\\v\\fa b\\n\" }}]"), "[a b]");
    EXPECT_EQ(plain("[{{ trimSpace \"\\u00a0\\u2003\\u3000ä\\u2028\\u0085\" }}]"), "[ä]");
    EXPECT_EQ(plain("[{{ trimSpace \"\\u200ba\" }}]"), "[\u200Ba]");
    EXPECT_EQ(plain("[{{ trimSpace \"  \" }}{{ trimSpace \"\" }}]"), "[]");
}

TEST(TextFunctions, StringSliceMakesAList) {
    EXPECT_EQ(plain("{{ stringSlice \"a\" .Status | join \"-\" }}"), "a-firing");
    EXPECT_EQ(plain("{{ range stringSlice }}x{{ else }}none{{ end }}"), "none");
}

TEST(TextFunctions, HtmlIsNotEscapedTwiceInABody) {
    TemplateData data = sample::incident();
    data.common_labels = {{"x", "<a href='u'>&</a>"}, {"y", "](http://evil)"}};
    const std::string once = "&lt;a href=&#39;u&#39;&gt;&amp;&lt;/a&gt;";
    EXPECT_EQ(plain("{{ html .CommonLabels.x }}", data), once);
    EXPECT_EQ(sample::body("{{ html .CommonLabels.x }}", data), once);
    EXPECT_EQ(sample::body("{{ html .CommonLabels.y }}", data), "] (http://evil)");
    // What is computed from it could be a tag again.
    EXPECT_EQ(
        sample::body("{{ html .CommonLabels.x | reReplaceAll \"&lt;\" \"<\" }}", data).find('<'),
        std::string::npos);
}

TEST(TextFunctions, UrlqueryLeavesNothingThatAnAddressWouldRead) {
    EXPECT_EQ(plain("{{ urlquery \"a b&c=d/ä?~-_.%\" }}"), "a+b%26c%3Dd%2F%C3%A4%3F~-_.%25");
}

TEST(TextFunctions, GiveUntrustedTextForUntrustedText) {
    const Value outside[] = {Value::untrusted("<b>"), Value::text("x")};
    EXPECT_TRUE(call_print(outside).value().is_untrusted());
    EXPECT_TRUE(call_title({outside, 1}).value().is_untrusted());
    EXPECT_TRUE(call_to_upper({outside, 1}).value().is_untrusted());
    EXPECT_TRUE(call_to_lower({outside, 1}).value().is_untrusted());
    const Value cut[] = {Value::integer(2), Value::untrusted("abc")};
    EXPECT_TRUE(call_truncate(cut).value().is_untrusted());
    const Value joined[] = {Value::text(","), Value::list({Value::untrusted("a")})};
    Workspace workspace(WallTime{}, 100, 100);
    EXPECT_TRUE(call_join(joined, workspace).value().is_untrusted());
    EXPECT_TRUE(call_trim_space({outside, 1}).value().is_untrusted());
    EXPECT_TRUE(call_html(outside).value().is_untrusted());
    EXPECT_TRUE(call_urlquery(outside).value().is_untrusted());
    EXPECT_TRUE(call_string_slice(outside).value().items().front().is_untrusted());
    EXPECT_FALSE(call_title({outside + 1, 1}).value().is_untrusted());
}

}  // namespace
}  // namespace tocsin
