// families: every metric of tocsin with its name, help and labels (contract.md section 6).
//
// The one list to look at for what there is; telemetry/metrics.hpp says when each is touched.
// Behind metrics.cpp only; no other room includes it.
#pragma once

#include <set>

#include "telemetry/metrics.hpp"
#include "telemetry/series.hpp"

namespace tocsin {

struct Metrics::Families {
    using Bounds = prometheus::Histogram::BucketBoundaries;

    prometheus::Registry registry;

    Gauges<2> build_info{registry,
                         "tocsin_build_info",
                         "A metric with the value 1, labelled with what was built.",
                         {"version", "revision"}};
    Gauges<0> reload_successful{registry,
                                "tocsin_config_last_reload_successful",
                                "Whether the last load of the configuration succeeded.",
                                {}};
    Gauges<0> reload_timestamp{registry,
                               "tocsin_config_last_reload_success_timestamp_seconds",
                               "When a configuration was last loaded successfully.",
                               {}};
    Gauges<1> rules{
        registry, "tocsin_rules", "Rules in force, by the file that holds them.", {"file"}};

    Counters<3> http_requests{registry,
                              "tocsin_http_requests_total",
                              "Answered HTTP requests.",
                              {"listener", "handler", "code"}};
    Histograms<1> http_duration{
        registry,
        "tocsin_http_request_duration_seconds",
        "From the head of a request to its answer.",
        {"handler"},
        // An answer takes parts of a millisecond, or a disk's worst moment.
        {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}};
    Gauges<1> http_connections{
        registry, "tocsin_http_connections", "Open HTTP connections.", {"listener"}};
    Gauges<1> certificate_end{registry,
                              "tocsin_certificate_expiry_timestamp_seconds",
                              "When the first certificate of a listener's chain ends.",
                              {"listener"}};

    Counters<2> webhook_requests{registry,
                                 "tocsin_webhook_requests_total",
                                 "Webhook requests by source and the code they were answered with.",
                                 {"source", "code"}};
    Counters<2> webhook_rejected{registry,
                                 "tocsin_webhook_rejected_total",
                                 "Webhook requests that were not accepted, by reason.",
                                 {"source", "reason"}};
    Counters<2> webhook_alerts{registry,
                               "tocsin_webhook_alerts_total",
                               "Alerts of accepted webhooks, those that were left out too.",
                               {"source", "status"}};
    Gauges<2> last_webhook{registry,
                           "tocsin_source_last_webhook_timestamp_seconds",
                           "When the last webhook of a source was accepted.",
                           {"source", "expected"}};

    Gauges<1> alerts{registry, "tocsin_alerts", "Alerts on record.", {"state"}};
    Counters<1> deduplicated{registry,
                             "tocsin_alerts_deduplicated_total",
                             "Alerts received again in the same state.",
                             {"source"}};
    Counters<1> unroutable{registry,
                           "tocsin_alerts_unroutable_total",
                           "Alerts that no incident could take.",
                           {"reason"}};
    Counters<1> rule_matches{
        registry, "tocsin_rule_matches_total", "Alerts taken by a rule.", {"rule"}};
    Counters<2> rule_suppressed{registry,
                                "tocsin_rule_suppressed_total",
                                "Incidents of a rule that were kept from the page.",
                                {"rule", "reason"}};
    Gauges<2> incidents{registry,
                        "tocsin_incidents",
                        "Incidents on record that are not closed.",
                        {"page", "phase"}};
    Gauges<1> approvals_pending{
        registry, "tocsin_approvals_pending", "Texts that wait for a person.", {"page"}};
    Counters<2> incidents_opened{
        registry, "tocsin_incidents_opened_total", "Incidents that were opened.", {"page", "rule"}};
    Counters<2> template_problems{registry,
                                  "tocsin_template_problems_total",
                                  "Texts that could not be rendered as written.",
                                  {"rule", "kind"}};

    Gauges<2> outbox_entries{
        registry,
        "tocsin_outbox_entries",
        "Incidents whose page does not yet show what it should, by delivery state.",
        {"page", "state"}};
    Gauges<1> outbox_oldest{registry,
                            "tocsin_outbox_oldest_timestamp_seconds",
                            "Since when the oldest undelivered change waits.",
                            {"page"}};
    Counters<3> delivery_attempts{registry,
                                  "tocsin_delivery_attempts_total",
                                  "Calls to the page by outcome.",
                                  {"page", "op", "code"}};
    Histograms<2> delivery_duration{
        registry,
        "tocsin_delivery_duration_seconds",
        "How long calls to the page took.",
        {"page", "op"},
        // Statuspage answers in tenths of a second; request_timeout is 20 s by default.
        {.05, .1, .25, .5, 1, 2.5, 5, 10, 20, 30}};
    Histograms<1> delivery_lag{
        registry,
        "tocsin_delivery_lag_seconds",
        "From the newest change of an incident to the page's acknowledgement of it.",
        {"page"},
        // From "at once" to a page that was away for hours.
        {.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400}};
    Counters<2> dead_letters{registry,
                             "tocsin_delivery_dead_letters_total",
                             "Calls that were given up.",
                             {"page", "reason"}};
    Counters<2> inquiries{registry,
                          "tocsin_inquiries_total",
                          "Rounds of asking a sender about missing alerts, by what they proved.",
                          {"source", "proof"}};
    Histograms<1> ratelimit_wait{registry,
                                 "tocsin_ratelimit_wait_seconds",
                                 "How long calls waited for the rate budget of their key.",
                                 {"bucket"},
                                 {.1, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600}};
    Gauges<1> breaker_open{registry,
                           "tocsin_breaker_open",
                           "Whether calls to the page are held back after failures in a row.",
                           {"page"}};
    Counters<2> page_drift{registry,
                           "tocsin_page_drift_total",
                           "Differences between page and record that were found by reading.",
                           {"page", "kind"}};

    Gauges<0> clock_ahead{
        registry,
        "tocsin_clock_ahead_seconds",
        "How far the clock of due times is ahead of system time; negative if it is behind.",
        {}};

    Histograms<1> store_duration{
        registry,
        "tocsin_store_transaction_duration_seconds",
        "How long transactions of the store took, with their sync.",
        {"op"},
        {.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5}};
    Counters<1> store_errors{
        registry, "tocsin_store_errors_total", "Operations of the store that failed.", {"kind"}};
    Gauges<0> store_size{registry, "tocsin_store_size_bytes", "Size of the store's files.", {}};

    // Which children `rules` has: a file that is gone is a series that is gone.
    std::mutex rule_files_mutex;
    std::set<std::string> rule_files;
};

}  // namespace tocsin
