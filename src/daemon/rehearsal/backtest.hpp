// Backtest: which incidents would these webhooks have made under these rules?
//
// Recorded webhooks go through a rehearsal at the times at which they were received.  It begins
// with an empty record: what fired before the first webhook is not known, and nobody approves or
// discards anything.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/rehearsal/rehearsal.hpp"

namespace tocsin {

// One incident that was opened and not only recorded.
struct BacktestIncident {
    RuleName rule;
    IncidentKey key;
    std::string name;  // The newest.
    WallTime opened_at;
    std::optional<WallTime> resolved_at;  // Nothing: open at the end.
    std::size_t calls = 0;                // To the page.
    std::size_t notifications = 0;        // Those of them that tell subscribers.

    bool operator==(const BacktestIncident&) const = default;
};

class Backtest {
public:
    // `config` outlives it.
    explicit Backtest(const Config& config) : config_(config) {}

    // In the order in which they were received.  Fails as Rehearsal::receive() does.
    Result<void> take(const Webhook& webhook);

    // Goes on to `until`; without it, until everything that is over is told.
    void finish(std::optional<WallTime> until);

    // In the order in which they were opened.
    std::vector<BacktestIncident> incidents() const;

private:
    const Config& config_;
    std::optional<Rehearsal> rehearsal_;  // From the first webhook on.
};

// Two lists of the same webhooks, incident by incident: the n-th of each key belongs to the n-th.
struct BacktestChange {
    std::optional<BacktestIncident> here, there;  // At least one; both: they differ.
};

// Without those that are equal, in the order in which they were opened.
std::vector<BacktestChange> compare(const std::vector<BacktestIncident>& here,
                                    const std::vector<BacktestIncident>& there);

// A table for people; and the changes, a line each: "+" only here, "-" only there, "~" different.
std::string format_incidents(const std::vector<BacktestIncident>& incidents);
std::string format_changes(const std::vector<BacktestChange>& changes);

}  // namespace tocsin
