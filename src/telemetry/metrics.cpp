#include "telemetry/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "telemetry/families.hpp"
#include "telemetry/openmetrics.hpp"
#include "telemetry/self_families.hpp"

namespace tocsin {
namespace {

using prometheus::MetricFamily;

double in_seconds(WallTime time) {
    return tocsin::in_seconds(time.time_since_epoch());
}

// A code as text without an allocation.
class CodeText {
public:
    explicit CodeText(unsigned code)
        : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), code).ptr) {}

    std::string_view view() const {
        return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())};
    }

private:
    std::array<char, 12> digits_{};
    char* end_;
};

// In the order of names and labels, so that two readings can be compared; the library's order is
// that of its hash maps.
std::vector<MetricFamily> sorted(std::vector<MetricFamily> families) {
    std::erase_if(families, [](const MetricFamily& family) { return family.metric.empty(); });
    std::sort(families.begin(), families.end(),
              [](const MetricFamily& a, const MetricFamily& b) { return a.name < b.name; });
    for (MetricFamily& family : families) {
        std::sort(family.metric.begin(), family.metric.end(),
                  [](const auto& a, const auto& b) { return a.label < b.label; });
    }
    return families;
}

std::vector<MetricFamily> collect(const prometheus::Registry& registry) {
    std::vector<MetricFamily> families = registry.Collect();
    for (MetricFamily& family : self_families()) families.push_back(std::move(family));
    return sorted(std::move(families));
}

// The words that alert rules look for.
constexpr std::array<std::string_view, 8> rejections{
    "unauthenticated", "rate_limited",  "malformed",    "not_understood",
    "not_stored",      "order_differs", "guard_denied", "storm"};
constexpr std::array<std::string_view, 3> left_out{"truncated", "unusable", "unlisted"};
constexpr std::array<std::string_view, 7> store_troubles{"full",   "io",     "busy", "corrupt",
                                                         "memory", "behind", "other"};
constexpr std::array<std::string_view, 5> outbox_words{"pending", "parked", "in_flight", "unknown",
                                                       "dead_letter"};

}  // namespace

Metrics::Metrics(std::string_view version, std::string_view revision)
    : families_(std::make_unique<Families>()) {
    families_->build_info.at({version, revision}).Set(1);
    for (const std::string_view kind : store_troubles) families_->store_errors.at({kind});
    for (const Reason reason : {Reason::no_rule, Reason::group_label_missing,
                                Reason::requirement_missing, Reason::component_unmapped}) {
        families_->unroutable.at({to_string(reason)});
    }
}

Metrics::~Metrics() = default;

void Metrics::config_loaded(WallTime when) {
    families_->reload_successful.at({}).Set(1);
    families_->reload_timestamp.at({}).Set(in_seconds(when));
}

void Metrics::config_refused() {
    families_->reload_successful.at({}).Set(0);
}

void Metrics::set_rules(const std::map<std::string, std::size_t>& rules_by_file) {
    const std::lock_guard lock(families_->rule_files_mutex);
    for (const std::string& file : families_->rule_files) {
        if (!rules_by_file.contains(file)) families_->rules.remove({file});
    }
    families_->rule_files.clear();
    for (const auto& [file, count] : rules_by_file) {
        families_->rules.at({file}).Set(static_cast<double>(count));
        families_->rule_files.insert(file);
    }
}

void Metrics::http_request(std::string_view listener, std::string_view handler, unsigned code,
                           Duration took) {
    families_->http_requests.at({listener, handler, CodeText(code).view()}).Increment();
    families_->http_duration.observe({handler}, took);
}

void Metrics::set_http_connections(std::string_view listener, std::size_t open) {
    families_->http_connections.at({listener}).Set(static_cast<double>(open));
}

void Metrics::set_certificate_end(std::string_view listener, WallTime end) {
    families_->certificate_end.at({listener}).Set(in_seconds(end));
}

void Metrics::source_configured(const SourceName& source, bool expected, WallTime now) {
    for (const std::string_view reason : rejections)
        families_->webhook_rejected.at({source.value, reason});
    for (const std::string_view why : left_out) families_->webhook_alerts.at({source.value, why});
    families_->last_webhook.remove({source.value, expected ? "false" : "true"});
    if (expected && !families_->last_webhook.contains({source.value, "true"}))
        families_->last_webhook.at({source.value, "true"}).Set(in_seconds(now));
}

void Metrics::source_removed(const SourceName& source) {
    families_->last_webhook.remove({source.value, "true"});
    families_->last_webhook.remove({source.value, "false"});
}

void Metrics::webhook_request(const SourceName& source, unsigned code) {
    families_->webhook_requests.at({source.value, CodeText(code).view()}).Increment();
}

void Metrics::webhook_rejected(const SourceName& source, std::string_view reason) {
    families_->webhook_rejected.at({source.value, reason}).Increment();
}

void Metrics::webhook_alerts(const SourceName& source, std::size_t firing, std::size_t resolved) {
    families_->webhook_alerts.at({source.value, "firing"}).Increment(static_cast<double>(firing));
    families_->webhook_alerts.at({source.value, "resolved"})
        .Increment(static_cast<double>(resolved));
}

void Metrics::webhook_alerts_left_out(const SourceName& source, std::string_view why,
                                      std::size_t count) {
    families_->webhook_alerts.at({source.value, why}).Increment(static_cast<double>(count));
}

void Metrics::webhook_received(const SourceName& source, bool expected, WallTime when) {
    // A reload may have changed what is expected: one source has one series.
    families_->last_webhook.remove({source.value, expected ? "false" : "true"});
    families_->last_webhook.at({source.value, expected ? "true" : "false"}).Set(in_seconds(when));
}

void Metrics::set_alerts(const AlertCounts& counts) {
    families_->alerts.at({"firing"}).Set(static_cast<double>(counts.firing));
    families_->alerts.at({"missing"}).Set(static_cast<double>(counts.missing));
    families_->alerts.at({"resolved"}).Set(static_cast<double>(counts.resolved));
}

void Metrics::set_approvals_pending(const PageName& page, std::size_t count) {
    families_->approvals_pending.at({page.value}).Set(static_cast<double>(count));
}

void Metrics::alert_deduplicated(const SourceName& source, std::size_t count) {
    families_->deduplicated.at({source.value}).Increment(static_cast<double>(count));
}

void Metrics::alert_unroutable(Reason reason) {
    families_->unroutable.at({to_string(reason)}).Increment();
}

void Metrics::rule_matched(const RuleName& rule, std::size_t count) {
    families_->rule_matches.at({rule.value}).Increment(static_cast<double>(count));
}

void Metrics::rule_suppressed(const RuleName& rule, Reason reason) {
    families_->rule_suppressed.at({rule.value, to_string(reason)}).Increment();
}

void Metrics::set_incidents(const PageName& page, Phase phase, std::size_t count) {
    families_->incidents.at({page.value, to_string(phase)}).Set(static_cast<double>(count));
}

void Metrics::incident_opened(const PageName& page, const RuleName& rule) {
    families_->incidents_opened.at({page.value, rule.value}).Increment();
}

void Metrics::template_problem(const RuleName& rule, std::string_view kind) {
    families_->template_problems.at({rule.value, kind}).Increment();
}

void Metrics::set_outbox(const PageName& page, std::string_view state, std::size_t entries) {
    families_->outbox_entries.at({page.value, state}).Set(static_cast<double>(entries));
}

void Metrics::set_outbox_oldest(const PageName& page, std::optional<WallTime> since) {
    if (since)
        families_->outbox_oldest.at({page.value}).Set(in_seconds(*since));
    else
        families_->outbox_oldest.remove({page.value});
}

void Metrics::delivery_attempt(const PageName& page, std::string_view op, std::string_view code,
                               Duration took) {
    families_->delivery_attempts.at({page.value, op, code}).Increment();
    families_->delivery_duration.observe({page.value, op}, took);
}

void Metrics::delivery_lag(const PageName& page, Duration lag) {
    families_->delivery_lag.observe({page.value}, lag);
}

void Metrics::page_configured(const PageName& page) {
    for (const Reason reason : {Reason::given_up, Reason::refused_by_page}) {
        families_->dead_letters.at({page.value, to_string(reason)});
    }
    families_->breaker_open.at({page.value});
    families_->page_drift.at({page.value, "duplicate"});
}

void Metrics::page_removed(const PageName& page) {
    families_->breaker_open.remove({page.value});
    families_->approvals_pending.remove({page.value});
    families_->outbox_oldest.remove({page.value});
    for (const std::string_view word : outbox_words)
        families_->outbox_entries.remove({page.value, word});
}

void Metrics::delivery_dead_letter(const PageName& page, Reason reason) {
    families_->dead_letters.at({page.value, to_string(reason)}).Increment();
}

void Metrics::inquiry_round(const SourceName& source, std::string_view proof) {
    families_->inquiries.at({source.value, proof}).Increment();
}

void Metrics::ratelimit_wait(const BucketName& bucket, Duration waited) {
    families_->ratelimit_wait.observe({bucket.value}, waited);
}

void Metrics::set_breaker_open(const PageName& page, bool open) {
    families_->breaker_open.at({page.value}).Set(open ? 1 : 0);
}

void Metrics::page_drift(const PageName& page, std::string_view kind) {
    families_->page_drift.at({page.value, kind}).Increment();
}

void Metrics::store_transaction(std::string_view op, Duration took) {
    families_->store_duration.observe({op}, took);
}

void Metrics::store_error(std::string_view kind) {
    families_->store_errors.at({kind}).Increment();
}

void Metrics::set_clock_ahead(Duration ahead) {
    families_->clock_ahead.at({}).Set(std::chrono::duration<double>(ahead).count());
}

void Metrics::set_store_size(std::uint64_t bytes) {
    families_->store_size.at({}).Set(static_cast<double>(bytes));
}

std::string Metrics::prometheus_text() const {
    return prometheus::TextSerializer().Serialize(collect(families_->registry));
}

std::string Metrics::openmetrics_text() const {
    return to_openmetrics(collect(families_->registry));
}

}  // namespace tocsin
