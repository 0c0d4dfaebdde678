// Grafana's dashboard alerts: one message, one alert, named by its rule.
#include "decode/grafana_legacy.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

Result<AlertGroup> decoded(std::string_view body, DecodeNotes* notes = nullptr) {
    DecodeOptions options;
    options.labels = Labels{{"dc", "eu"}, {"team", "source"}};
    return decode_grafana_legacy(options, body, notes);
}

std::string message(const std::string& state, const std::string& rest = R"(,"ruleId":7)") {
    return fmt::format(R"({{"ruleName":"CPU","state":"{}"{}}})", state, rest);
}

TEST(GrafanaLegacy, FiresWhenAlertingOrWithoutDataAndResolvesWhenOk) {
    EXPECT_EQ(decoded(message("alerting")).value().alerts.at(0).state, AlertState::firing);
    EXPECT_EQ(decoded(message("ok")).value().alerts.at(0).state, AlertState::resolved);
    const Alert blind = decoded(message("no_data")).value().alerts.at(0);
    EXPECT_EQ(blind.state, AlertState::firing);
    EXPECT_EQ(blind.annotations.get("grafana_state_reason"), "NoData");
}

TEST(GrafanaLegacy, IgnoresEveryOtherStateAndTheTestMessage) {
    for (const std::string& other : {message("paused"), message("pending"), message("unknown"),
                                     message("OK"), message("alerting", R"(,"ruleId":0)")}) {
        DecodeNotes notes;
        const auto group = decoded(other, &notes);
        ASSERT_TRUE(group) << other;
        EXPECT_TRUE(group.value().alerts.empty()) << other;
        EXPECT_EQ(group.value().ignored_count, 1U) << other;
        EXPECT_EQ(notes.size(), 1U) << other;
    }
}

TEST(GrafanaLegacy, IsNamedByOrganisationAndRuleAlone) {
    const auto name = [](const std::string& rest) {
        return decoded(message("ok", rest)).value().alerts.at(0).fingerprint.value;
    };
    EXPECT_EQ(name(R"(,"ruleId":7)"), "rule 7");
    EXPECT_EQ(name(R"(,"ruleId":7,"orgId":2,"tags":{"a":"b"},"title":"t")"), "org 2 rule 7");
    EXPECT_EQ(name(R"(,"ruleId":"7","orgId":"2")"), "org 2 rule 7");
}

TEST(GrafanaLegacy, TakesTagsForLabelsAndTheRulesNameForTheAlerts) {
    const Alert alert =
        decoded(R"({"ruleId":7,"ruleName":"CPU","state":"alerting","title":"[Alerting] CPU",
            "message":"boom","ruleUrl":"http://g/d","evalMatches":null,
            "tags":{"team":"web","alertname":"no","n":3,"none":null,"":"x"}})")
            .value()
            .alerts.at(0);
    EXPECT_EQ(alert.labels.to_text(), R"({alertname="CPU", dc="eu", n="3", team="web"})");
    EXPECT_EQ(alert.annotations.to_text(),
              R"({description="boom", generatorURL="http://g/d", summary="[Alerting] CPU"})");
    EXPECT_FALSE(alert.starts_at);
    EXPECT_EQ(decoded(message("ok", R"(,"ruleId":7,"rule_url":"http://old")"))
                  .value()
                  .alerts.at(0)
                  .annotations.get("generatorURL"),
              "http://old");
}

TEST(GrafanaLegacy, SaysWhatIsMissing) {
    const std::pair<const char*, const char*> cases[] = {
        {"[]", "the document: expected an object, not an array"},
        {R"({"alerts":[]})", "/ruleId: missing (this looks like kind grafana)"},
        {R"({"ruleName":"A","state":"ok"})", "/ruleId: missing"},
        {R"({"ruleId":{},"ruleName":"A","state":"ok"})", "/ruleId: missing"},
        {R"({"ruleId":"x","ruleName":"A","state":"ok"})", "/ruleId: expected a whole number"},
        {R"({"ruleId":7,"orgId":-1,"ruleName":"A","state":"ok"})",
         "/orgId: expected a whole number"},
        {R"({"ruleId":7,"state":"ok"})", "/ruleName: missing"},
        {R"({"ruleId":7,"ruleName":"A"})", "/state: missing"},
        {R"({"ruleId":7,"ruleName":"A","state":"ok","tags":{"a":[]}})",
         "/tags/a: expected a text, not an array"}};
    for (const auto& [body, expected] : cases) {
        const auto group = decoded(body);
        ASSERT_FALSE(group) << body;
        EXPECT_EQ(group.error().code, ErrorCode::refused) << body;
        EXPECT_EQ(group.error().message, expected);
    }
}

TEST(GrafanaLegacy, IsNeverAWholeGroup) {
    EXPECT_FALSE(decoded(message("ok")).value().is_whole());
}

}  // namespace
}  // namespace tocsin
