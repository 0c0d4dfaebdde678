// Promises of templates.md about a rendered text: cleaned, bounded, and honest about what is
// missing.

#include "template/render.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::body;
using sample::name;
using sample::plain;

TemplateData with_label(std::string value) {
    TemplateData data = sample::incident();
    data.common_labels = {{"x", std::move(value)}};
    return data;
}

bool is_missing(std::string_view text, const TemplateData& data = sample::incident()) {
    const auto result = sample::rendered(text, data, Purpose::body);
    EXPECT_TRUE(result) << result.error().message;
    return result && result.value().missing_in_output;
}

TEST(Render, LetsALabelMakeNoTag) {
    const TemplateData data = with_label("<script>alert(1)</script> & <b>");
    EXPECT_EQ(body("{{ .CommonLabels.x }}", data),
              "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;");
    EXPECT_EQ(body("{{ .CommonLabels.x | truncate 8 }}", data), "&lt;script…");
    EXPECT_EQ(body("{{ print .CommonLabels.x | toUpper | truncate 3 }}", data), "&lt;S…");
    EXPECT_EQ(body("{{ $x := .CommonLabels.x }}{{ with $x }}{{ . | truncate 2 }}{{ end }}", data),
              "&lt;…");
    EXPECT_EQ(body("{{ range .CommonLabels }}{{ truncate 2 . }}{{ end }}", data), "&lt;…");
    EXPECT_EQ(body("{{ .CommonLabels }}", with_label("<b>")), "map[x:&lt;b&gt;]");
    EXPECT_EQ(body("{{ or .CommonLabels.x 1 }}", with_label("<b>")), "&lt;b&gt;");
    EXPECT_EQ(body("{{ default 1 .CommonLabels.x }}", with_label("<b>")), "&lt;b&gt;");
    EXPECT_EQ(body("{{ index .CommonLabels \"x\" }}", with_label("<b>")), "&lt;b&gt;");
}

TEST(Render, LetsTheNameOfALabelMakeNoTag) {
    TemplateData data = sample::incident();
    data.common_labels = {{"<b>", "v"}};
    EXPECT_EQ(body("{{ range $k, $v := .CommonLabels }}{{ $k }}{{ end }}", data), "&lt;b&gt;");
}

TEST(Render, LetsAnAnnotationOrFingerprintMakeNoTag) {
    TemplateData data = sample::incident();
    data.common_annotations = {{"x", "<a>"}};
    data.alerts[0].labels = {{"x", "<c>"}};
    data.alerts[0].fingerprint = "<d>";
    EXPECT_EQ(body("{{ .CommonAnnotations.x }}{{ with index .Alerts 0 }}{{ .Labels.x }}"
                   "{{ .Fingerprint }}{{ end }}",
                   data),
              "&lt;a&gt;&lt;c&gt;&lt;d&gt;");
}

TEST(Render, LetsALabelMakeNoLink) {
    EXPECT_EQ(body("{{ .CommonLabels.x }}", with_label("[click](http://evil)")),
              "[click] (http://evil)");
    EXPECT_EQ(body("{{ .CommonLabels.x }}", with_label("[a]\u200B(b)")), "[a] (b)");
    // Also not together with what stands beside it.
    EXPECT_EQ(body("[more]{{ .CommonLabels.x }}", with_label("(http://evil)")),
              "[more] (http://evil)");
    EXPECT_EQ(body("{{ .CommonLabels.x }}(see below)", with_label("[click]")),
              "[click] (see below)");
    TemplateData two = with_label("[click]");
    two.common_labels.emplace_back("y", "(http://evil)");
    EXPECT_EQ(body("{{ .CommonLabels.x }}{{ .CommonLabels.y }}", two), "[click] (http://evil)");
    // What the rule writes itself stays a link.
    EXPECT_EQ(body("[our page](https://example.com) <b>&amp;</b>"),
              "[our page](https://example.com) <b>&amp;</b>");
    EXPECT_EQ(body("[details]({{ .Incident.URL }})"),
              "[details](https://status.example.com/incidents/x1)");
}

TEST(Render, LeavesANamePlainText) {
    EXPECT_EQ(name("{{ .CommonLabels.x }}", with_label("<b> & [a](b)")), "<b> & [a](b)");
}

TEST(Render, TakesInvisibleCharactersOutOfLabels) {
    const TemplateData data = with_label(
        "a\u202Eb\u200Bc\x07"
        "d\ne\tf\xff");
    EXPECT_EQ(body("{{ .CommonLabels.x }}", data), "abcd e f\uFFFD");
    EXPECT_EQ(name("{{ .CommonLabels.x }}", data), "abcd e f\uFFFD");
}

TEST(Render, CutsALabelAt256CodePoints) {
    std::string longest, longer;
    for (int i = 0; i < 256; ++i) longest += "ä";
    longer = longest + "ä";
    EXPECT_EQ(body("{{ .CommonLabels.x }}", with_label(longest)), longest);
    EXPECT_EQ(count_code_points(body("{{ .CommonLabels.x }}", with_label(longer))), 256U);
    EXPECT_EQ(body("{{ .CommonLabels.x }}", with_label(longer)).substr(510), "…");
    EXPECT_EQ(plain("{{ .CommonLabels.x }}", with_label(longer)), longer);
}

TEST(Render, ChangesNothingForPlain) {
    EXPECT_EQ(plain(" {{ .CommonLabels.x }}\r\n", with_label("<b>\u200B[a](b)")),
              " <b>\u200B[a](b)\r\n");
}

TEST(Render, TrimsAndNormalisesLineEnds) {
    EXPECT_EQ(body("\r\n  one\r\ntwo\n \t\n"), "one\ntwo");
    EXPECT_EQ(name("\n name \n"), "name");
}

TEST(Render, CutsAtStatuspagesLimits) {
    const auto cut = [](std::size_t size, Purpose purpose) {
        const auto result =
            sample::rendered(std::string(size, 'x'), sample::incident(), purpose).value();
        EXPECT_EQ(result.truncated, result.text.size() > 3 && result.text.ends_with("…"));
        return std::pair(count_code_points(result.text), result.truncated);
    };
    EXPECT_EQ(cut(255, Purpose::name), std::pair(std::size_t{255}, false));
    EXPECT_EQ(cut(256, Purpose::name), std::pair(std::size_t{255}, true));
    EXPECT_EQ(cut(25'000, Purpose::body), std::pair(std::size_t{25'000}, false));
    EXPECT_EQ(cut(25'001, Purpose::body), std::pair(std::size_t{25'000}, true));
    EXPECT_EQ(cut(26'000, Purpose::plain), std::pair(std::size_t{26'000}, false));
}

TEST(Render, NotesAMissingLabelInTheOutput) {
    EXPECT_TRUE(is_missing("an outage of {{ .CommonLabels.nope }}."));
    EXPECT_TRUE(is_missing("{{ .CommonLabels.nope | toUpper | title }}"));
    EXPECT_TRUE(is_missing("{{ print \"outage of \" .CommonLabels.nope }}"));
    EXPECT_TRUE(is_missing("{{ $x := .CommonLabels.nope }}{{ $x }}"));
    EXPECT_TRUE(is_missing("{{ index .CommonLabels \"nope\" }}"));
    EXPECT_TRUE(is_missing("{{ or .CommonLabels.nope .GroupLabels.nope }}"));
    EXPECT_TRUE(is_missing("{{ range .Alerts }}{{ .Labels.zone }}{{ end }}"));
    EXPECT_TRUE(is_missing("{{ .CommonLabels.empty }}"));  // Empty is absent, as in Prometheus.
    EXPECT_TRUE(is_missing("until {{ .EndsAt }}"));
    TemplateData no_url = sample::incident();
    no_url.incident_url.clear();
    EXPECT_TRUE(is_missing("{{ .Incident.URL }}", no_url));
}

TEST(Render, NotesNothingWhereSomethingStandsIn) {
    EXPECT_FALSE(is_missing("an outage of {{ .CommonLabels.team }}."));
    EXPECT_FALSE(is_missing("{{ or .CommonLabels.nope \"our systems\" }}"));
    EXPECT_FALSE(is_missing("{{ default \"our systems\" .CommonLabels.nope }}"));
    EXPECT_FALSE(is_missing("{{ with .CommonLabels.nope }} in {{ . }}{{ end }}"));
    EXPECT_FALSE(is_missing("{{ if .CommonLabels.nope }}{{ .CommonLabels.nope }}{{ end }}"));
    EXPECT_FALSE(is_missing("{{ if eq .CommonLabels.nope \"\" }}none{{ end }}"));
    EXPECT_FALSE(is_missing("{{ $x := .CommonLabels.nope }}text"));
    EXPECT_FALSE(is_missing("{{ len .CommonLabels.nope }}{{ \"\" }}"));
}

TEST(Render, SaysWhereItFailed) {
    const auto result =
        sample::rendered("ä\n  {{ index .Components 9 }}", sample::incident(), Purpose::body);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::refused);
    EXPECT_EQ(result.error().message, "2:6: index 9 is out of range, there are 2");
}

}  // namespace
}  // namespace tocsin
