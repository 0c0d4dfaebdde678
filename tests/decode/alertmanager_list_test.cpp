// The list of alerts: read whole, or not at all, and never as a tree.
#include <gtest/gtest.h>

#include "decode/alertmanager_api.hpp"
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

// What stands twice counts as in a webhook: the last.
TEST(ListedAlerts, AreReadWhateverElseStandsInThem) {
    const auto listed = decode_listed_alerts(
        R"([{"x":{"fingerprint":"no","labels":{"a":"b"},"y":[[{"labels":7}],null]},)"
        R"("fingerprint":"first","fingerprint":"l\u0061st","labels":{"a":"1"},)"
        R"("labels":{"a":"1","b":"2","a":"3","b":""},"n":[1,-1,1.5,true,null,{}]}])");
    ASSERT_TRUE(listed) << listed.error().message;
    EXPECT_EQ(listed.value(),
              (ListedAlerts{Fingerprint("last"), Fingerprint(fingerprint_of(Labels{{"a", "3"}}))}));
    EXPECT_FALSE(decode_listed_alerts(R"([{"fingerprint":"a","fingerprint":[],"labels":{}}])"));
    EXPECT_FALSE(decode_listed_alerts(R"([{"fingerprint":"a","labels":{},"labels":null}])"));
}

TEST(ListedAlerts, AreNoneIfTheyNestTooDeepOrAreTooMany) {
    std::string deep = R"([{"fingerprint":"a","labels":{},"x":)" + std::string(100'000, '[');
    EXPECT_FALSE(decode_listed_alerts(deep));
    std::string many = "[";
    for (int i = 0; i <= 100'000; ++i) many += R"({"fingerprint":"a","labels":{}},)";
    many.back() = ']';
    EXPECT_EQ(decode_listed_alerts(many).error().message, "more than 100000 alerts");
    std::string labels = R"([{"fingerprint":"a","labels":{)";
    for (int i = 0; i <= 1'000; ++i) labels += "\"l" + std::to_string(i) + "\":\"\",";
    labels.back() = '}';
    EXPECT_EQ(decode_listed_alerts(labels + "}]").error().message, "/0/labels: more than 1000");
}

}  // namespace
}  // namespace tocsin
