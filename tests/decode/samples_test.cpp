// Real messages, collected from public projects and captured from a real Alertmanager: each gives
// alerts or a clear error.
//
// They lie beside the project, in ../shared, and may not be copied into it; without them the tests
// skip.
#include <gtest/gtest.h>

#include <set>

#include "decode/decode.hpp"
#include "tests/decode/group_text.hpp"

namespace tocsin {
namespace {

// Outputs of custom templates, which are of no form at all: an array of alerts, a chat message, a
// list of variables.
const std::set<std::string> not_webhooks{
    "alerting--custom-payload-alertmanager-like-payload.json",
    "alerting--custom-payload-dingding-like-payload.json",
    "alerting--custom-payload-variables-and-extra-fields.json",
};

void decode_folder(SenderKind kind, const char* folder) {
    const auto root = std::filesystem::path(TOCSIN_SOURCE_DIR) / "../shared/data/payloads" / folder;
    const auto files = json_files(root);
    if (files.empty()) GTEST_SKIP() << "no ../shared/data/payloads/" << folder;
    const WallTime received_at = *parse_rfc3339("2026-10-03T10:00:00Z");
    for (const auto& file : files) {
        DecodeOptions options;
        options.kind = kind;
        const auto group = decode(options, {"", "", read_file(file)}, received_at);
        if (not_webhooks.contains(file.filename().string())) {
            ASSERT_FALSE(group) << file;
            EXPECT_EQ(group.error().code, ErrorCode::refused) << file;
            continue;
        }
        ASSERT_TRUE(group) << file << ": " << group.error().message;
        EXPECT_EQ(group.value().unusable_count, 0U) << file;
        // The test message of a legacy Grafana is none.
        EXPECT_FALSE(group.value().alerts.empty() && group.value().ignored_count == 0) << file;
        for (const Alert& alert : group.value().alerts) {
            EXPECT_FALSE(alert.fingerprint.empty()) << file;
            EXPECT_FALSE(alert.labels.empty()) << file;
        }
    }
}

TEST(Samples, EveryOneOfAlertmanagerGivesAlerts) {
    decode_folder(SenderKind::alertmanager, "alertmanager");
}

TEST(Samples, EveryOneOfGrafanaGivesAlertsButTheCustomBodies) {
    decode_folder(SenderKind::grafana, "grafana");
}

TEST(Samples, EveryOneOfLegacyGrafanaGivesAnAlertButTheTestMessage) {
    decode_folder(SenderKind::grafana_legacy, "grafana-legacy");
}

TEST(Samples, EveryOneOfPrometheusGivesAlerts) {
    decode_folder(SenderKind::prometheus, "prometheus-api");
}

}  // namespace
}  // namespace tocsin
