// Answers of Alertmanager's API: read whole, or not at all.
#include "decode/alertmanager_api.hpp"

#include <gtest/gtest.h>

#include "domain/labels.hpp"

namespace tocsin {
namespace {

// As Alertmanager 0.25 writes them.
constexpr std::string_view two_alerts =
    R"([{"annotations":{},"endsAt":"2026-10-03T10:05:00.000Z","fingerprint":"6d1f2a6ba9f9e2b1",)"
    R"("receivers":[{"name":"tocsin"}],"startsAt":"2026-10-03T10:00:00.000Z",)"
    R"("status":{"inhibitedBy":[],"silencedBy":["5c1a"],"state":"suppressed"},)"
    R"("updatedAt":"2026-10-03T10:00:01.000Z","labels":{"alertname":"Down","service":"shop"}},)"
    R"({"annotations":{"summary":"x"},"endsAt":"2026-10-03T10:05:00.000Z",)"
    R"("fingerprint":"0000000000000001","receivers":[],"startsAt":"2026-10-03T10:00:00.000Z",)"
    R"("status":{"inhibitedBy":[],"silencedBy":[],"state":"active"},)"
    R"("updatedAt":"2026-10-03T10:00:01.000Z","labels":{"alertname":"Slow","empty":""}}])";

TEST(ListedAlerts, AreNamedByFingerprintWhateverTheirState) {
    const auto listed = decode_listed_alerts(two_alerts);
    ASSERT_TRUE(listed);
    EXPECT_TRUE(listed.value().contains(Fingerprint("6d1f2a6ba9f9e2b1")));
    EXPECT_TRUE(listed.value().contains(Fingerprint("0000000000000001")));
    EXPECT_FALSE(listed.value().contains(Fingerprint("0000000000000002")));
}

// A sender before 0.19, or one that imitates it, names no fingerprint in its webhooks.
TEST(ListedAlerts, AreNamedByTheirLabelsToo) {
    const auto listed = decode_listed_alerts(two_alerts);
    ASSERT_TRUE(listed);
    for (const Labels& labels :
         {Labels{{"alertname", "Down"}, {"service", "shop"}}, Labels{{"alertname", "Slow"}}}) {
        EXPECT_TRUE(listed.value().contains(Fingerprint(fingerprint_of(labels))));
    }
}

TEST(ListedAlerts, MayBeNone) {
    const auto listed = decode_listed_alerts("[]\n");
    ASSERT_TRUE(listed);
    EXPECT_TRUE(listed.value().empty());
}

TEST(ListedAlerts, AreNoneAtAllIfOneOfThemCannotBeRead) {
    const std::string good = R"({"fingerprint":"a","labels":{"x":"y"}})";
    ASSERT_TRUE(decode_listed_alerts("[" + good + "]"));
    for (const std::string& bad :
         {std::string("null"), std::string("1"), std::string("{}"), std::string(R"({"labels":{}})"),
          std::string(R"({"fingerprint":"","labels":{}})"),
          std::string(R"({"fingerprint":7,"labels":{}})"), std::string(R"({"fingerprint":"b"})"),
          std::string(R"({"fingerprint":"b","labels":[]})"),
          std::string(R"({"fingerprint":"b","labels":{"x":1}})")}) {
        const auto listed = decode_listed_alerts("[" + good + "," + bad + "]");
        ASSERT_FALSE(listed) << bad;
        EXPECT_EQ(listed.error().code, ErrorCode::malformed);
        EXPECT_TRUE(listed.error().message.starts_with("/1")) << listed.error().message;
    }
}

// Every beginning of a good answer is cut off, and none of them says that the rest is absent.
TEST(ListedAlerts, AreNeverWhatIsLeftOfAnAnswerThatWasCutOff) {
    for (std::size_t length = 0; length < two_alerts.size(); ++length) {
        EXPECT_FALSE(decode_listed_alerts(two_alerts.substr(0, length))) << length;
    }
    for (const char* other :
         {"", "null", "{}", R"({"status":"error"})", R"({"data":[]})", "\"\"", "<html>", "[] []"}) {
        EXPECT_FALSE(decode_listed_alerts(other)) << other;
    }
}

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
