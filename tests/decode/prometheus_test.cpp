// What Prometheus posts: states by the end alone, and nothing said of others.
#include "decode/prometheus.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Result<AlertGroup> decoded(std::string_view body, const DecodeOptions& options = {}) {
    return decode_prometheus(options, body, *parse_rfc3339("2026-10-03T10:00:00Z"));
}

Alert only(const std::string& fields) {
    const auto group = decoded(R"([{"labels":{"alertname":"A"},)" + fields + "}]");
    if (!group || group.value().alerts.size() != 1) {
        ADD_FAILURE() << fields;
        return {};
    }
    return group.value().alerts.front();
}

TEST(Prometheus, ResolvesWhatIsOverAndKeepsTheEndOfWhatFires) {
    const Alert fires = only(R"("endsAt":"2026-10-03T10:04:00Z")");
    EXPECT_EQ(fires.state, AlertState::firing);
    EXPECT_EQ(fires.ends_at, parse_rfc3339("2026-10-03T10:04:00Z"));
    const Alert over = only(R"("endsAt":"2026-10-03T10:00:00Z")");
    EXPECT_EQ(over.state, AlertState::resolved);
    EXPECT_EQ(over.ends_at, parse_rfc3339("2026-10-03T10:00:00Z"));
}

TEST(Prometheus, TakesAZeroOrUnreadableEndForUnknownAndFiring) {
    for (const char* end : {R"("endsAt":"0001-01-01T00:00:00Z")", R"("endsAt":"")",
                            R"("endsAt":null)", R"("endsAt":7)", R"("startsAt":"x")"}) {
        const Alert alert = only(end);
        EXPECT_EQ(alert.state, AlertState::firing) << end;
        EXPECT_FALSE(alert.ends_at) << end;
        EXPECT_FALSE(alert.starts_at) << end;
    }
}

// Neither is a part of that form; a "status" of Alertmanager's answers is an object anyway.
TEST(Prometheus, LooksAtNoStatusAndNoFingerprint) {
    const Alert alert =
        only(R"("status":"resolved","fingerprint":"f","endsAt":"2026-10-03T10:04:00Z")");
    EXPECT_EQ(alert.state, AlertState::firing);
    EXPECT_EQ(alert.fingerprint.value, fingerprint_of(Labels{{"alertname", "A"}}));
}

TEST(Prometheus, AddsTheSourcesLabelsAndNamesWithoutThem) {
    DecodeOptions options;
    options.labels = Labels{{"dc", "eu"}, {"alertname", "other"}};
    const auto group = decoded(R"([{"labels":{"alertname":"A"}}])", options);
    ASSERT_TRUE(group);
    EXPECT_EQ(group.value().alerts[0].labels.to_text(), R"({alertname="A", dc="eu"})");
    EXPECT_EQ(group.value().alerts[0].fingerprint.value,
              fingerprint_of(Labels{{"alertname", "A"}}));
}

// Alerts come in batches: who is not named may be in the next one.
TEST(Prometheus, IsNeverAWholeGroup) {
    const auto group = decoded(R"([{"labels":{"alertname":"A"}}])");
    ASSERT_TRUE(group);
    EXPECT_FALSE(group.value().is_whole());
    EXPECT_TRUE(decoded("[]"));
}

TEST(Prometheus, TellsTheWebhookOfAlertmanagerFromWhatIsPosted) {
    EXPECT_EQ(decoded(R"({"alerts":[]})").error().message,
              "the document: expected an array of alerts, not an object (this looks like kind "
              "alertmanager)");
    EXPECT_EQ(decoded("7").error().code, ErrorCode::refused);
    EXPECT_EQ(decoded("[{}]").error().message, "/0/labels: neither labels nor a fingerprint");
    EXPECT_EQ(decoded("[").error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace tocsin
