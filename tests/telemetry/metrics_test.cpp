// Metrics: every series of the contract is there, says what happened, and promtool likes it.
#include "telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

const SourceName am("am");
const PageName page("main");
const RuleName rule("checkout");
const WallTime noon = *parse_rfc3339("2026-10-03T12:00:00.5Z");

void touch_everything(Metrics& metrics) {
    metrics.config_loaded(noon);
    metrics.set_rules({{"a.toml", 3}, {"b.toml", 1}});
    metrics.http_request("web", "webhooks", 200, milliseconds(3));
    metrics.set_http_connections("web", 7);
    metrics.webhook_request(am, 503);
    metrics.webhook_rejected(am, "unauthorised");
    metrics.webhook_alerts(am, 2, 1);
    metrics.webhook_alerts_left_out(am, "truncated", 4);
    metrics.webhook_received(am, true, noon);
    metrics.set_alerts({.firing = 9, .missing = 1, .resolved = 4});
    metrics.set_approvals_pending(page, 2);
    metrics.alert_deduplicated(am, 5);
    metrics.alert_unroutable(Reason::no_rule);
    metrics.rule_matched(rule);
    metrics.rule_suppressed(rule, Reason::limit_dropped);
    metrics.set_incidents(page, Phase::open, 2);
    metrics.incident_opened(page, rule);
    metrics.template_problem(rule, "missing");
    metrics.set_outbox(page, "pending", 3);
    metrics.set_outbox_oldest(page, noon);
    metrics.delivery_attempt(page, "create", "201", milliseconds(700));
    metrics.delivery_lag(page, seconds(2));
    metrics.delivery_dead_letter(page, Reason::given_up);
    metrics.ratelimit_wait(BucketName("main"), seconds(1));
    metrics.set_breaker_open(page, true);
    metrics.page_drift(page, "component");
    metrics.inquiry_round(am, "failed");
    metrics.store_transaction("write", milliseconds(1));
    metrics.store_error("full");
    metrics.set_store_size(4096);
    metrics.set_clock_ahead(-milliseconds(1500));
}

std::set<std::string> family_names(const std::string& text) {
    std::set<std::string> names;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("# TYPE ")) continue;
        std::istringstream words(line.substr(7));
        std::string name;
        words >> name;
        names.insert(name);
    }
    return names;
}

// contract.md section 6, less what belongs to approvals and to PostgreSQL.
const std::set<std::string> contract_names{
    "tocsin_build_info",
    "tocsin_config_last_reload_successful",
    "tocsin_config_last_reload_success_timestamp_seconds",
    "tocsin_rules",
    "tocsin_http_requests_total",
    "tocsin_http_request_duration_seconds",
    "tocsin_http_connections",
    "tocsin_webhook_requests_total",
    "tocsin_webhook_rejected_total",
    "tocsin_webhook_alerts_total",
    "tocsin_source_last_webhook_timestamp_seconds",
    "tocsin_alerts",
    "tocsin_alerts_deduplicated_total",
    "tocsin_alerts_unroutable_total",
    "tocsin_rule_matches_total",
    "tocsin_rule_suppressed_total",
    "tocsin_incidents",
    "tocsin_incidents_opened_total",
    "tocsin_template_problems_total",
    "tocsin_outbox_entries",
    "tocsin_outbox_oldest_timestamp_seconds",
    "tocsin_delivery_attempts_total",
    "tocsin_delivery_duration_seconds",
    "tocsin_delivery_lag_seconds",
    "tocsin_delivery_dead_letters_total",
    "tocsin_ratelimit_wait_seconds",
    "tocsin_approvals_pending",
    "tocsin_breaker_open",
    "tocsin_page_drift_total",
    "tocsin_inquiries_total",
    "tocsin_store_transaction_duration_seconds",
    "tocsin_store_errors_total",
    "tocsin_store_size_bytes",
    "tocsin_clock_ahead_seconds",
    "process_cpu_seconds_total",
    "process_open_fds",
    "process_virtual_memory_bytes",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
};

TEST(Metrics, HasEverySeriesOfTheContract) {
    Metrics metrics("1.2.3", "abcdef");
    touch_everything(metrics);
    auto names = family_names(metrics.prometheus_text());
    names.erase("process_max_fds");  // Only where there is a limit.
    EXPECT_EQ(names, contract_names);
}

TEST(Metrics, SaysWhatHappened) {
    Metrics metrics("1.2.3", "abcdef");
    touch_everything(metrics);
    metrics.webhook_request(am, 503);
    const std::string text = metrics.prometheus_text();
    for (const char* const line : {
             "tocsin_build_info{revision=\"abcdef\",version=\"1.2.3\"} 1\n",
             "tocsin_config_last_reload_successful 1\n",
             "tocsin_config_last_reload_success_timestamp_seconds 1791028800.5",
             "tocsin_rules{file=\"a.toml\"} 3\n",
             "tocsin_http_requests_total{code=\"200\",handler=\"webhooks\",listener=\"web\"} 1\n",
             "tocsin_http_request_duration_seconds_bucket{handler=\"webhooks\",le=\"0.0025\"} 0\n",
             "tocsin_http_request_duration_seconds_bucket{handler=\"webhooks\",le=\"0.005\"} 1\n",
             "tocsin_http_connections{listener=\"web\"} 7\n",
             "tocsin_webhook_requests_total{code=\"503\",source=\"am\"} 2\n",
             "tocsin_webhook_rejected_total{reason=\"unauthorised\",source=\"am\"} 1\n",
             "tocsin_webhook_alerts_total{source=\"am\",status=\"firing\"} 2\n",
             "tocsin_webhook_alerts_total{source=\"am\",status=\"resolved\"} 1\n",
             "tocsin_webhook_alerts_total{source=\"am\",status=\"truncated\"} 4\n",
             "tocsin_source_last_webhook_timestamp_seconds{expected=\"true\",source=\"am\"} "
             "1791028800.5",
             "tocsin_alerts{state=\"firing\"} 9\n",
             "tocsin_alerts_deduplicated_total{source=\"am\"} 5\n",
             "tocsin_alerts_unroutable_total{reason=\"no_rule\"} 1\n",
             "tocsin_rule_suppressed_total{reason=\"limit_dropped\",rule=\"checkout\"} 1\n",
             "tocsin_incidents{page=\"main\",phase=\"open\"} 2\n",
             "tocsin_outbox_entries{page=\"main\",state=\"pending\"} 3\n",
             "tocsin_delivery_attempts_total{code=\"201\",op=\"create\",page=\"main\"} 1\n",
             "tocsin_delivery_dead_letters_total{page=\"main\",reason=\"given_up\"} 1\n",
             "tocsin_breaker_open{page=\"main\"} 1\n",
             "tocsin_store_errors_total{kind=\"full\"} 1\n",
             "tocsin_store_size_bytes 4096\n",
             "tocsin_clock_ahead_seconds -1.5\n",
         }) {
        EXPECT_THAT(text, HasSubstr(line));
    }
}

TEST(Metrics, KeepsTheTimeOfTheLastGoodConfigurationWhenOneIsRefused) {
    Metrics metrics("1", "r");
    metrics.config_loaded(noon);
    metrics.config_refused();
    EXPECT_THAT(metrics.prometheus_text(), HasSubstr("tocsin_config_last_reload_successful 0\n"));
    EXPECT_THAT(metrics.prometheus_text(),
                HasSubstr("tocsin_config_last_reload_success_timestamp_seconds 1791028800.5"));
}

TEST(Metrics, ForgetsWhatIsGone) {
    Metrics metrics("1", "r");
    metrics.set_rules({{"a.toml", 3}, {"b.toml", 1}});
    metrics.set_rules({{"b.toml", 2}});
    metrics.set_outbox_oldest(page, noon);
    metrics.set_outbox_oldest(page, std::nullopt);
    metrics.webhook_received(am, false, noon);
    metrics.webhook_received(am, true, noon);
    const std::string text = metrics.prometheus_text();
    EXPECT_THAT(text, Not(HasSubstr("a.toml")));
    EXPECT_THAT(text, HasSubstr("tocsin_rules{file=\"b.toml\"} 2\n"));
    EXPECT_THAT(text, Not(HasSubstr("tocsin_outbox_oldest_timestamp_seconds{")));
    EXPECT_THAT(text, Not(HasSubstr("expected=\"false\"")));
    metrics.set_rules({{"a.toml", 4}});
    EXPECT_THAT(metrics.prometheus_text(), HasSubstr("tocsin_rules{file=\"a.toml\"} 4\n"));
}

// Else increase() would not see the first one, and nobody would be woken.
TEST(Metrics, ShowsWhatAlertRulesWatchBeforeTheFirst) {
    Metrics metrics("1", "r");
    metrics.page_configured(page);
    metrics.source_configured(am, false, noon);
    const std::string text = metrics.prometheus_text();
    for (const char* const series : {
             "tocsin_delivery_dead_letters_total{page=\"main\",reason=\"refused_by_page\"}",
             "tocsin_delivery_dead_letters_total{page=\"main\",reason=\"given_up\"}",
             "tocsin_page_drift_total{kind=\"duplicate\",page=\"main\"}",
             "tocsin_breaker_open{page=\"main\"}",
             "tocsin_webhook_rejected_total{reason=\"unauthenticated\",source=\"am\"}",
             "tocsin_webhook_rejected_total{reason=\"order_differs\",source=\"am\"}",
             "tocsin_webhook_alerts_total{source=\"am\",status=\"truncated\"}",
             "tocsin_alerts_unroutable_total{reason=\"component_unmapped\"}",
             "tocsin_store_errors_total{kind=\"io\"}",
         }) {
        EXPECT_THAT(text, HasSubstr(series + std::string(" 0\n")));
    }
}

// Else a source that is silent from the start on would have no series that could be too old.
TEST(Metrics, WaitsForTheFirstWebhookOfAnExpectedSourceFromWhenItWasConfigured) {
    Metrics metrics("1", "r");
    const auto last = [&metrics](const std::string& labels) {
        const std::string text = metrics.prometheus_text();
        const std::string series = "tocsin_source_last_webhook_timestamp_seconds{" + labels + "} ";
        const auto at = text.find(series);
        if (at == std::string::npos) return std::string("none");
        return text.substr(at + series.size(), 12);
    };
    const std::string is_expected = "expected=\"true\",source=\"am\"";
    metrics.source_configured(am, false, noon);
    EXPECT_EQ(last(is_expected), "none");
    metrics.source_configured(am, true, noon);
    metrics.source_configured(am, true, noon + seconds(60));
    EXPECT_EQ(last(is_expected), "1791028800.5") << "a reload is no webhook";
    metrics.webhook_received(am, true, noon + seconds(90));
    metrics.source_configured(am, true, noon + seconds(120));
    EXPECT_EQ(last(is_expected), "1791028890.5");
    metrics.source_configured(am, false, noon + seconds(180));
    EXPECT_EQ(last(is_expected), "none") << "nobody waits for it any more";
    metrics.source_configured(am, true, noon);
    metrics.source_removed(am);
    EXPECT_EQ(last(is_expected), "none");
}

TEST(Metrics, ForgetsWhatWaitedForAPageThatIsRemoved) {
    Metrics metrics("1", "r");
    metrics.page_configured(page);
    metrics.set_breaker_open(page, true);
    metrics.set_outbox(page, "dead_letter", 1);
    metrics.set_outbox_oldest(page, noon);
    metrics.set_approvals_pending(page, 1);
    metrics.page_removed(page);
    const std::string text = metrics.prometheus_text();
    for (const char* const family :
         {"tocsin_breaker_open{", "tocsin_outbox_entries{",
          "tocsin_outbox_oldest_timestamp_seconds{", "tocsin_approvals_pending{"}) {
        EXPECT_THAT(text, Not(HasSubstr(family)));
    }
}

TEST(Metrics, GivesTheSameTextForTheSameState) {
    Metrics one("1", "r");
    Metrics other("1", "r");
    touch_everything(one);
    for (const char* const name : {"z", "y", "x"}) one.rule_matched(RuleName(name));
    for (const char* const name : {"x", "z", "y"}) other.rule_matched(RuleName(name));
    touch_everything(other);
    const auto without_process = [](const std::string& text) {
        return text.substr(text.find("# HELP tocsin_"));
    };
    EXPECT_EQ(without_process(one.prometheus_text()), without_process(other.prometheus_text()));
}

TEST(Metrics, CountsFromSeveralThreads) {
    Metrics metrics("1", "r");
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&metrics] {
            for (unsigned call = 0; call < 2000; ++call) {
                metrics.webhook_request(am, 200 + call % 3);
                metrics.store_transaction("write", milliseconds(1));
                if (call % 500 == 0) (void)metrics.openmetrics_text();
            }
        });
    }
    threads.clear();
    const std::string text = metrics.prometheus_text();
    EXPECT_THAT(text, HasSubstr("tocsin_store_transaction_duration_seconds_count{op=\"write\"} "
                                "8000\n"));
    EXPECT_THAT(text,
                HasSubstr("tocsin_webhook_requests_total{code=\"202\",source=\"am\"} 2664\n"));
}

// The OpenMetrics text tells of the same families; its own shape is openmetrics_test.cpp's.
TEST(Metrics, TellsTheSameInOpenMetrics) {
    Metrics metrics("1", "r");
    touch_everything(metrics);
    const std::string text = metrics.openmetrics_text();
    EXPECT_TRUE(text.ends_with("# EOF\n"));
    EXPECT_EQ(family_names(text).size(), family_names(metrics.prometheus_text()).size());
    EXPECT_THAT(text, HasSubstr("tocsin_webhook_requests_total{code=\"503\",source=\"am\"} 1.0\n"));
}

std::string promtool() {
    if (const char* const named = std::getenv("TOCSIN_PROMTOOL")) return named;
    std::istringstream path(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(path, folder, ':');) {
        const auto file = std::filesystem::path(folder) / "promtool";
        if (std::filesystem::exists(file)) return file.string();
    }
    return {};
}

TEST(Metrics, SatisfiesPromtool) {
    const std::string tool = promtool();
    if (tool.empty()) GTEST_SKIP() << "promtool is neither in PATH nor named by TOCSIN_PROMTOOL";
    Metrics metrics("1.2.3", "abcdef");
    touch_everything(metrics);
    const auto file = std::filesystem::path(testing::TempDir()) / "tocsin_metrics_test.txt";
    std::FILE* const out = std::fopen(file.c_str(), "w");
    ASSERT_NE(out, nullptr);
    const std::string text = metrics.prometheus_text();
    ASSERT_EQ(std::fwrite(text.data(), 1, text.size(), out), text.size());
    std::fclose(out);
    const std::string command = "'" + tool + "' check metrics <'" + file.string() + "' 2>&1";
    std::FILE* const pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string said;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
    EXPECT_EQ(pclose(pipe), 0) << said;
    EXPECT_EQ(said, "");
    std::filesystem::remove(file);
}

}  // namespace
}  // namespace tocsin
