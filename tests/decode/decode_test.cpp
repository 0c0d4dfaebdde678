// decode chooses by the source's kind and by nothing that the sender says.
#include "decode/decode.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const WallTime received_at = *parse_rfc3339("2026-10-03T10:00:00Z");

Envelope envelope_of(std::string content_type, std::string body) {
    return {std::move(content_type), "/webhooks/test", std::move(body)};
}

constexpr const char* paused =
    R"({"version":"4","alerts":[{"status":"resolved","labels":{"a":"1"},)"
    R"("annotations":{"grafana_state_reason":"Paused"}}]})";

TEST(Decode, ReadsAStateReasonOnlyForKindGrafana) {
    DecodeOptions options;
    const auto as_alertmanager =
        decode(options, envelope_of("application/json", paused), received_at);
    options.kind = SenderKind::grafana;
    const auto as_grafana = decode(options, envelope_of("application/json", paused), received_at);
    ASSERT_TRUE(as_alertmanager && as_grafana);
    EXPECT_EQ(as_alertmanager.value().alerts.size(), 1U);
    EXPECT_EQ(as_alertmanager.value().missing_count, 0U);
    EXPECT_EQ(as_grafana.value().alerts.size(), 0U);
    EXPECT_EQ(as_grafana.value().missing_count, 1U);
}

TEST(Decode, TakesJsonWhateverTheContentTypeSays) {
    for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded"}) {
        EXPECT_TRUE(decode({}, envelope_of(type, R"({"alerts":[]})"), received_at)) << type;
    }
}

// A recorded webhook is decoded again after a crash and next month.
TEST(Decode, GivesEqualAlertsForEqualBytes) {
    const Envelope envelope = envelope_of("", paused);
    EXPECT_EQ(decode({}, envelope, received_at).value(), decode({}, envelope, received_at).value());
}

}  // namespace
}  // namespace tocsin
