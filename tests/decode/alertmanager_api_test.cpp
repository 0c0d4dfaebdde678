// Answers of Alertmanager's API: read whole, or not at all.
#include "decode/alertmanager_api.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(AlertmanagerStatus, SaysWhenItStartedAndWhichPeerItIs) {
    const auto status = decode_alertmanager_status(
        R"({"cluster":{"name":"01J9","peers":[],"status":"ready"},"config":{"original":""},)"
        R"("uptime":"2026-10-03T09:00:00.250Z","versionInfo":{"version":"0.25.0"}})");
    ASSERT_TRUE(status);
    EXPECT_EQ(status.value().started_at, parse_rfc3339("2026-10-03T09:00:00.25Z"));
    EXPECT_EQ(status.value().peer, "01J9");
    const auto alone = decode_alertmanager_status(
        R"({"cluster":{"status":"disabled"},"uptime":"2026-10-03T09:00:00+02:00"})");
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone.value().peer, "");
}

TEST(AlertmanagerStatus, IsNothingWithoutATime) {
    for (const char* bad :
         {"", "[]", "{}", R"({"uptime":""})", R"({"uptime":12})", R"({"uptime":"3h"})",
          R"({"uptime":"0001-01-01T00:00:00Z"})", R"({"uptime":"2026-10-03T09:00:00Z")"}) {
        EXPECT_FALSE(decode_alertmanager_status(bad)) << bad;
    }
}

}  // namespace
}  // namespace tocsin
