// What decode makes of Alertmanager's messages beyond the golden files: options, names, cuts.
#include "decode/alertmanager.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

const WallTime received_at = *parse_rfc3339("2026-10-03T10:00:00Z");

Result<AlertGroup> decode_body(std::string_view body, const DecodeOptions& options = {}) {
    return decode_alertmanager(options, body, received_at);
}

std::string message_of(int count) {
    std::string alerts;
    for (int i = 0; i < count; ++i) {
        if (i > 0) alerts += ",";
        alerts += fmt::format(R"({{"labels":{{"alertname":"A{}"}}}})", i);
    }
    return fmt::format(R"({{"truncatedAlerts":2,"alerts":[{}]}})", alerts);
}

TEST(Alertmanager, AddsTheSourcesLabelsOnlyWhereTheAlertLacksThem) {
    DecodeOptions options;
    options.labels = Labels{{"env", "prod"}, {"team", "web"}};
    const auto group = decode_body(
        R"({"alerts":[{"labels":{"z":"1","team":"db"}},{"labels":{"a":"1","team":""}}]})", options);
    ASSERT_TRUE(group);
    EXPECT_EQ(group.value().alerts[0].labels,
              (Labels{{"env", "prod"}, {"team", "db"}, {"z", "1"}}));
    // An empty value is as good as none.
    EXPECT_EQ(group.value().alerts[1].labels,
              (Labels{{"a", "1"}, {"env", "prod"}, {"team", "web"}}));
}

// The operator may add a label to the source at any time; no alert may change its name by it.
TEST(Alertmanager, NamesAnAlertByTheSendersLabelsAlone) {
    constexpr std::string_view body = R"({"alerts":[{"labels":{"alertname":"A","b":""}}]})";
    DecodeOptions options;
    options.labels = Labels{{"env", "prod"}};
    const auto plain = decode_body(body);
    const auto labelled = decode_body(body, options);
    ASSERT_TRUE(plain && labelled);
    EXPECT_EQ(plain.value().alerts[0].fingerprint, labelled.value().alerts[0].fingerprint);
    EXPECT_EQ(plain.value().alerts[0].fingerprint.value,
              fingerprint_of(Labels{{"alertname", "A"}}));
}

TEST(Alertmanager, CutsBeyondTheLimitAndCountsWhatWasCut) {
    DecodeOptions options;
    options.alerts_max = 3;
    const auto cut = decode_body(message_of(5), options);
    ASSERT_TRUE(cut);
    EXPECT_EQ(cut.value().alerts.size(), 3U);
    EXPECT_EQ(cut.value().truncated_count, 4U);
    EXPECT_EQ(cut.value().alerts[2].labels.get("alertname"), "A2");
    const auto whole = decode_body(message_of(3), options);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole.value().truncated_count, 2U);
}

TEST(Alertmanager, HasNoLimitByDefault) {
    const auto group = decode_body(message_of(1000));
    ASSERT_TRUE(group);
    EXPECT_EQ(group.value().alerts.size(), 1000U);
}

// Counts that no sender means must not wrap round to "nothing was left out".
TEST(Alertmanager, NeverTakesAStrangeTruncationForNone) {
    for (const char* count : {"18446744073709551615", "4294967296", "4294967295", "\"2\"", "2.5",
                              "true", "{}", "1e30"}) {
        DecodeOptions options;
        options.alerts_max = 1;
        const auto group =
            decode_body(fmt::format(R"({{"truncatedAlerts":{},"alerts":[{{"labels":{{"a":"1"}}}},)"
                                    R"({{"labels":{{"a":"2"}}}}]}})",
                                    count),
                        options);
        ASSERT_TRUE(group) << count;
        EXPECT_GT(group.value().truncated_count, 1U) << count;
    }
    for (const char* count : {"0", "-1", "null"}) {
        const auto group =
            decode_body(fmt::format(R"({{"truncatedAlerts":{},"alerts":[]}})", count));
        ASSERT_TRUE(group) << count;
        EXPECT_EQ(group.value().truncated_count, 0U) << count;
    }
}

TEST(Alertmanager, DropsTheEndOfWhatFires) {
    const auto group = decode_body(
        R"({"alerts":[{"status":"firing","endsAt":"2026-10-03T10:04:00Z","labels":{"a":"1"}}]})");
    ASSERT_TRUE(group);
    EXPECT_EQ(group.value().alerts[0].state, AlertState::firing);
    EXPECT_EQ(group.value().alerts[0].ends_at, std::nullopt);
}

TEST(Alertmanager, KeepsTimesToTheMicrosecond) {
    const auto group = decode_body(R"({"alerts":[{"startsAt":"2026-10-03T09:58:12.123456789Z",
                                   "labels":{"a":"1"}}]})");
    ASSERT_TRUE(group);
    EXPECT_EQ(to_micros(*group.value().alerts[0].starts_at) % 1'000'000, 123'456);
}

TEST(Alertmanager, TellsWhichAlertAndWhichLabelCannotBeUsed) {
    const auto list = decode_body(R"({"alerts":[{"labels":{"a/b":["x"]}}]})");
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error(), refused("/alerts/0/labels/a~1b: expected a text, not an array"));
    const auto nameless = decode_body(R"({"alerts":[{"status":"firing"}]})");
    ASSERT_FALSE(nameless);
    EXPECT_EQ(nameless.error(), refused("/alerts/0/labels: neither labels nor a fingerprint"));
}

}  // namespace
}  // namespace tocsin
