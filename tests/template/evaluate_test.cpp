// Work and memory are bounded whatever the template and the data.

#include "template/evaluate.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::plain;

TemplateData with_alerts(std::size_t count) {
    TemplateData data = sample::incident();
    data.alerts.assign(count, data.alerts.front());
    return data;
}

TEST(Evaluate, StopsAfterTooManySteps) {
    const std::string all_by_all =
        "{{ range .Alerts }}{{ range $.Alerts }}{{ if .Status }}{{ end }}{{ end }}{{ end }}";
    EXPECT_EQ(plain(all_by_all, with_alerts(100)), "");
    EXPECT_EQ(plain(all_by_all, with_alerts(1000)), "FAILED: 1:40: more than 100000 steps");
}

TEST(Evaluate, StopsAtTooMuchOutput) {
    const std::string line(1000, 'x');
    const std::string text = "{{ range .Alerts }}" + line + "{{ end }}";
    EXPECT_EQ(plain(text, with_alerts(65)).size(), 65'000U);
    EXPECT_EQ(plain(text, with_alerts(66)), "FAILED: 1:20: more than 65536 bytes of text");
}

// Without a bound on computed texts this one would need 2^1000 bytes.
TEST(Evaluate, StopsATextThatDoublesItself) {
    EXPECT_EQ(plain("{{ $x := \"xx\" }}{{ range .Alerts }}{{ $x = print $x $x }}{{ end }}",
                    with_alerts(1000)),
              "FAILED: 1:44: more than 65536 bytes of text");
}

TEST(Evaluate, CountsLongTextsAsManySteps) {
    TemplateData data = with_alerts(1000);
    data.common_labels = {{"x", std::string(60'000, 'x')}};
    EXPECT_EQ(plain("{{ range .Alerts }}{{ $x := toUpper $.CommonLabels.x }}{{ end }}", data),
              "FAILED: 1:29: more than 100000 steps");
}

TEST(Evaluate, AsksOnlyTheConditionsItNeeds) {
    EXPECT_EQ(plain("{{ if .Status }}a{{ else if index .Alerts 99 }}b{{ end }}"), "a");
}

TEST(Evaluate, LeavesOnlyTheInnerRange) {
    EXPECT_EQ(plain("{{ range .Alerts }}{{ range .Labels }}{{ . }}{{ break }}{{ end }};{{ end }}"),
              "a1;b2;c3;");
    EXPECT_EQ(plain("{{ range .Alerts }}{{ if true }}{{ continue }}{{ end }}x{{ end }}y"), "y");
}

TEST(Evaluate, GoesOverMapsInTheOrderOfTheirKeys) {
    TemplateData data = sample::incident();
    data.common_labels = {{"b", "2"}, {"a", "1"}, {"B", "0"}};
    EXPECT_EQ(plain("{{ range $k, $v := .CommonLabels }}{{ $k }}{{ $v }}{{ end }}", data),
              "B0a1b2");
}

}  // namespace
}  // namespace tocsin
