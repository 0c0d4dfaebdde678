// Every payload of tests/data/payloads against its golden AlertGroup.
//
// The payloads are written for this project; each holds one awkward form that senders really use
// (named in the design's list of senders).  TOCSIN_UPDATE_GOLDEN=1 writes the golden files anew:
// read the difference before committing it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "decode/decode.hpp"
#include "tests/decode/group_text.hpp"

namespace tocsin {
namespace {

void check_folder(SenderKind kind, const char* folder, std::size_t files_min) {
    const WallTime received_at = *parse_rfc3339("2026-10-03T10:00:00Z");
    const auto root = std::filesystem::path(TOCSIN_SOURCE_DIR) / "tests/data/payloads" / folder;
    const auto files = json_files(root);
    EXPECT_GE(files.size(), files_min);
    for (const auto& file : files) {
        DecodeOptions options;
        options.kind = kind;
        const Envelope envelope{"application/json", "/webhooks/test", read_file(file)};
        const std::string text = to_text(decode(options, envelope, received_at));
        auto golden = file;
        golden.replace_extension(".golden");
        if (std::getenv("TOCSIN_UPDATE_GOLDEN") != nullptr) {
            std::ofstream(golden, std::ios::binary) << text;
        }
        EXPECT_EQ(text, read_file(golden)) << file;
    }
}

TEST(Golden, EveryPayloadOfAlertmanagerGivesTheAlertsOnRecord) {
    check_folder(SenderKind::alertmanager, "alertmanager", 39);
}

TEST(Golden, EveryPayloadOfGrafanaGivesTheAlertsOnRecord) {
    check_folder(SenderKind::grafana, "grafana", 12);
}

TEST(Golden, EveryPayloadOfLegacyGrafanaGivesTheAlertsOnRecord) {
    check_folder(SenderKind::grafana_legacy, "grafana-legacy", 5);
}

TEST(Golden, EveryPayloadOfPrometheusGivesTheAlertsOnRecord) {
    check_folder(SenderKind::prometheus, "prometheus", 5);
}

}  // namespace
}  // namespace tocsin
