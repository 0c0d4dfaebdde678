// Retention: takes what is over and old out of the tables, a little at a time.
//
// The store keeps history for people: webhooks for backtests, closed incidents with what happened
// to them.  A daemon that runs for years must not grow with it.  One step() looks at a bounded
// number of rows and bytes and is one short transaction, so a webhook that arrives meanwhile waits
// for one step at most; a pass is as many steps as it takes to see everything once:
//
//     entries ─► rejected ─► incidents ─► deliveries ─► members ─► rules ─► (a new pass)
//
// What it refuses: to touch what is not judged, not closed, or named by an incident that stays.
// Freed pages stay in the file and are used again (docs/decisions/0013).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/sqlite.hpp"

namespace tocsin {

// What was over before its moment may go.
struct Horizons {
    WallTime webhooks;      // Entries that are judged, and rejected webhooks.
    WallTime deliveries;    // What is known of the calls for a closed incident,
    WallTime dead_letters;  // or, if its last one was given up, until this moment.
    WallTime incidents;     // Closed incidents with their timeline, members and rule texts.
};

// Together about 10 ms of the writer (docs/store.md has what was measured).
constexpr std::size_t rows_per_retention_step_max = 500;
constexpr std::size_t bytes_per_retention_step_max = 4U << 20;  // Of bodies; at least one row.

class Retention {
public:
    // Requires: bring_up_to_date(database).  `database` outlives it; same thread.
    static Result<std::unique_ptr<Retention>> open(Database& database);

    // Goes on where it was.  False: that was the end of a pass.  The caller makes it one
    // transaction; what a rollback brings back is found in the next pass.
    Result<bool> step(const Horizons& horizons);

private:
    explicit Retention(Database& database) : database_(database) {}
    Result<void> prepare_all();

    enum class Stage : std::uint8_t { entries, rejected, incidents, deliveries, members, rules };

    // Each says whether its stage is through.
    Result<bool> drop_entries(WallTime before);
    Result<bool> drop_rejected(WallTime before);
    Result<bool> drop_incidents(WallTime before);
    Result<bool> drop_deliveries(const Horizons& horizons);
    Result<bool> drop_members();
    Result<bool> drop_rules();
    Result<bool> take_stage(const Horizons& horizons);
    Result<std::size_t> drop_timeline(std::string_view incident, std::size_t rows_max);

    Database& database_;
    Stage stage_ = Stage::entries;
    std::int64_t delivery_at_ = 0;  // The row that was looked at last.
    std::int64_t member_at_ = 0;    // Likewise: alert number and incident.
    std::string member_incident_at_;
    Statement oldest_entries_, drop_entries_, drop_rejected_, oldest_incidents_, drop_timeline_,
        drop_delivery_of_, drop_incident_, next_deliveries_, drop_delivery_, next_members_,
        drop_member_, drop_rules_;
};

}  // namespace tocsin
