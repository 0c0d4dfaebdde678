// Backtests: which incidents recorded webhooks would have made, and what other rules change.
#include "daemon/rehearsal/backtest.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const WallTime noon = *parse_rfc3339("2026-11-24T12:00:00Z");

Webhook webhook_at(Duration after, const std::string& status, const std::string& labels,
                   const std::string& source = "am") {
    Webhook webhook;
    webhook.source = SourceName(source);
    webhook.received_at = noon + after;
    const std::string ends = format_rfc3339(noon + after);
    webhook.envelope.body = R"({"alerts":[{"status":")" + status + R"(","labels":{)" + labels +
                            R"(},"startsAt":"2026-11-24T11:59:00Z","endsAt":")" + ends + "\"}]}";
    return webhook;
}

const std::string cart = R"("alertname":"Slow","service":"cart")";
const std::string search = R"("alertname":"Slow","service":"search")";
const std::string other = R"("alertname":"Unheard of")";

// One that is over, one that fires on, one that only records, one that was too short.
std::vector<Webhook> an_hour() {
    return {webhook_at(seconds(0), "firing", cart),      webhook_at(minutes(10), "firing", search),
            webhook_at(minutes(11), "resolved", search), webhook_at(minutes(20), "firing", other),
            webhook_at(minutes(30), "resolved", cart),   webhook_at(minutes(50), "firing", search)};
}

std::vector<BacktestIncident> incidents_of(const Config& config, const std::vector<Webhook>& hooks,
                                           std::optional<WallTime> until = {}) {
    Backtest run(config);
    for (const Webhook& webhook : hooks) EXPECT_TRUE(run.take(webhook).has_value());
    run.finish(until);
    return run.incidents();
}

TEST(Backtest, ListsWhatWouldHaveBeen) {
    const Config config = shop_config();
    const auto incidents = incidents_of(config, an_hour());
    ASSERT_EQ(incidents.size(), 2u);
    EXPECT_EQ(incidents[0].rule, RuleName("services"));
    EXPECT_EQ(incidents[0].name, "Cart: slow");
    EXPECT_EQ(incidents[0].opened_at, noon + minutes(2));
    EXPECT_EQ(incidents[0].resolved_at, noon + minutes(43));
    EXPECT_EQ(incidents[0].calls, 3u);
    EXPECT_EQ(incidents[0].notifications, 2u);
    EXPECT_EQ(incidents[1].name, "Search: slow");
    EXPECT_EQ(incidents[1].opened_at, noon + minutes(52));
    EXPECT_FALSE(incidents[1].resolved_at);
    EXPECT_EQ(incidents[1].calls, 1u);
    EXPECT_EQ(
        format_incidents(incidents),
        "OPENED                RESOLVED                 LASTED  CALLS   TOLD  RULE      NAME\n"
        "2026-11-24T12:02:00Z  2026-11-24T12:43:00Z        41m      3      2  services  "
        "Cart: slow\n"
        "2026-11-24T12:52:00Z  open                                 1      1  services  "
        "Search: slow\n");
}

TEST(Backtest, EndsWhenItIsToldTo) {
    const Config config = shop_config();
    const auto incidents = incidents_of(config, an_hour(), noon + minutes(51));
    ASSERT_EQ(incidents.size(), 1u);
    EXPECT_TRUE(incidents[0].resolved_at);
}

TEST(Backtest, IsEmptyWithoutAWebhook) {
    const Config config = shop_config();
    EXPECT_TRUE(incidents_of(config, {}).empty());
}

TEST(Backtest, RefusesWhatItsSourceWouldHaveRefused) {
    const Config config = shop_config();
    Backtest run(config);
    Webhook broken = webhook_at(seconds(0), "firing", cart);
    broken.envelope.body = "[]";
    EXPECT_FALSE(run.take(broken).has_value());
    EXPECT_FALSE(run.take(webhook_at(seconds(1), "firing", cart, "nobody")).has_value());
    EXPECT_TRUE(run.take(webhook_at(seconds(2), "firing", cart, "grafana")).has_value());
    run.finish(std::nullopt);
    EXPECT_EQ(run.incidents().size(), 1u);
}

TEST(Backtest, ShowsWhatOtherRulesChange) {
    const Config config = shop_config();
    std::string rules = shop_rules;
    rules.replace(rules.find("for = \"2m\""), 10, "for = \"5m\"");
    rules.replace(rules.find("cart|search"), 11, "cart|api");
    const Config changed = config_of({.main = shop_main, .rules = {rules}});
    const auto here = incidents_of(changed, an_hour());
    const auto there = incidents_of(config, an_hour());
    EXPECT_TRUE(compare(here, here).empty());
    EXPECT_EQ(format_changes(compare(here, there)),
              "~ 2026-11-24T12:05:00Z  services  Cart: slow: opened 2026-11-24T12:02:00Z -> "
              "2026-11-24T12:05:00Z\n"
              "- 2026-11-24T12:52:00Z  services  Search: slow\n");
    EXPECT_EQ(format_changes(compare(there, here)),
              "~ 2026-11-24T12:02:00Z  services  Cart: slow: opened 2026-11-24T12:05:00Z -> "
              "2026-11-24T12:02:00Z\n"
              "+ 2026-11-24T12:52:00Z  services  Search: slow\n");
}

}  // namespace
}  // namespace tocsin::testing
