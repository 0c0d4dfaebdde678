// Metrics: what tocsin counts and measures, each by a function with a name.
//
// The names, labels and their meaning are contract.md section 6, over prometheus-cpp; no other
// room sees that library.  Label values are names of the operator's configuration, words of
// tocsin's own, and codes: never text of an alert, which would let a sender make series without
// end.  Reading is a copy of all series as text, in one of the two formats that Prometheus asks
// for.
//
// Counters start with their first event, but for those that alert rules watch
// (contrib/prometheus/): these start at 0, or increase() would not see the first.  Setters replace.
// Everything may be called from any thread; a call on a series that exists costs a lookup and no
// allocation.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "domain/names.hpp"
#include "domain/reason.hpp"
#include "domain/words.hpp"

namespace tocsin {

class Metrics {
public:
    Metrics(std::string_view version, std::string_view revision);
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;
    ~Metrics();

    // ---- Configuration -------------------------------------------------------------------
    void config_loaded(WallTime when);  // At start too.
    void config_refused();              // The old one stays in force.
    void set_rules(const std::map<std::string, std::size_t>& rules_by_file);

    // ---- HTTP ----------------------------------------------------------------------------
    // `handler` is a route of the table, never the path that was asked for.
    void http_request(std::string_view listener, std::string_view handler, unsigned code,
                      Duration took);
    void set_http_connections(std::string_view listener, std::size_t open);
    void set_certificate_end(std::string_view listener, WallTime end);

    // ---- Intake --------------------------------------------------------------------------
    // Starts at 0 what alert rules watch of it.  Of a source that is expected the wait for a first
    // webhook begins at `now`, or when it was configured before.
    void source_configured(const SourceName& source, bool expected, WallTime now);
    void source_removed(const SourceName& source);  // Nobody waits for its webhooks any more.
    // Only for sources that are configured.
    void webhook_request(const SourceName& source, unsigned code);
    void webhook_rejected(const SourceName& source, std::string_view reason);
    void webhook_alerts(const SourceName& source, std::size_t firing, std::size_t resolved);
    // `why`: "truncated", "unusable", "missing", "ignored" or "unlisted", in the words of
    // AlertGroup.
    void webhook_alerts_left_out(const SourceName& source, std::string_view why, std::size_t count);
    // `expected`: the source has expect_every.
    void webhook_received(const SourceName& source, bool expected, WallTime when);

    // ---- Dispatch ------------------------------------------------------------------------
    struct AlertCounts {
        std::size_t firing = 0;
        std::size_t missing = 0;  // Fire as far as we know, and their group names them no more.
        std::size_t resolved = 0;
    };
    void set_alerts(const AlertCounts& counts);
    void alert_deduplicated(const SourceName& source, std::size_t count = 1);
    void alert_unroutable(Reason reason);
    void rule_matched(const RuleName& rule, std::size_t count = 1);
    void rule_suppressed(const RuleName& rule, Reason reason);
    void set_incidents(const PageName& page, Phase phase, std::size_t count);
    void incident_opened(const PageName& page, const RuleName& rule);
    // Texts that wait for a person.
    void set_approvals_pending(const PageName& page, std::size_t count);
    void template_problem(const RuleName& rule, std::string_view kind);

    // ---- Inquiry -------------------------------------------------------------------------
    // `proof` is a word of inquiry/conclude.hpp.
    void inquiry_round(const SourceName& source, std::string_view proof);

    // ---- Delivery ------------------------------------------------------------------------
    // Starts at 0 what alert rules watch of it.
    void page_configured(const PageName& page);
    void page_removed(const PageName& page);  // Nothing of it waits or is held back any more.
    // `state` is a word of domain/delivery.hpp's delivery_word().
    void set_outbox(const PageName& page, std::string_view state, std::size_t entries);
    // Since when the oldest change that is not acknowledged waits; nothing: none waits, no series.
    void set_outbox_oldest(const PageName& page, std::optional<WallTime> since);
    // `op` is a word of operation_of(); `code` an HTTP status or a word where there is none.
    void delivery_attempt(const PageName& page, std::string_view op, std::string_view code,
                          Duration took);
    // From the newest change of an incident to the page's acknowledgement of it.
    void delivery_lag(const PageName& page, Duration lag);
    // `reason`: Reason::given_up or Reason::refused_by_page.
    void delivery_dead_letter(const PageName& page, Reason reason);
    // How long a call waited for the rate budget of its key.
    void ratelimit_wait(const BucketName& bucket, Duration waited);
    void set_breaker_open(const PageName& page, bool open);
    void page_drift(const PageName& page, std::string_view kind);

    // ---- Clock ---------------------------------------------------------------------------
    // Of the clock that due times follow, before system time.
    void set_clock_ahead(Duration ahead);

    // ---- Store ---------------------------------------------------------------------------
    // `op`: "write", "read", "load", "retain", "checkpoint".
    void store_transaction(std::string_view op, Duration took);
    void store_error(std::string_view kind);
    void set_store_size(std::uint64_t bytes);

    // ---- Reading -------------------------------------------------------------------------
    // The text format 0.0.4 (text/plain; version=0.0.4; charset=utf-8).
    std::string prometheus_text() const;
    // OpenMetrics 1.0 (application/openmetrics-text; version=1.0.0; charset=utf-8).
    std::string openmetrics_text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace tocsin
