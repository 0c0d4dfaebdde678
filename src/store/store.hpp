// Store: what is durable, as an interface without threads, files or SQL.
//
// Three lines meet here and nowhere else.  Intake appends what came in; dispatch commits what it
// judged, together with the cursor that says so; delivery commits what it is about to send and
// what was answered.  Behind it stand SQLite in the daemon (store/sqlite_store.hpp) and memory in
// the simulation (store/memory_store.hpp).
//
// Every operation answers by its callback, exactly once, on the thread of the loop, and never from
// inside the call.  Operations take effect in the order in which they were called.  A failure of
// append or commit means that nothing of it is stored (ErrorCode::unavailable).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/changes.hpp"
#include "domain/names.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

template <class T>
using Done = std::function<void(Result<T>)>;

class Store {
public:
    virtual ~Store() = default;

    // Adds a webhook, a finding or an act to the sequence.  The answer comes after it is durable.
    virtual void append(Webhook webhook, Done<Sequence> done) = 0;
    virtual void append(Finding finding, Done<Sequence> done) = 0;
    virtual void append(OperatorAct act, Done<Sequence> done) = 0;

    // Writes all rows of `changes`, or none.
    virtual void commit(Changes changes, Done<void> done) = 0;

    // At most `entries_max` entries after `after`, in order, but not more than about
    // `bytes_max` of bodies (always at least one entry if there is any).
    virtual void read(Sequence after, std::size_t entries_max, std::size_t bytes_max,
                      Done<std::vector<Entry>> done) = 0;

    // Everything that is not over: what a Ledger would hold after all commits.
    virtual void load(Done<Ledger> done) = 0;

    // What happened to an incident, oldest first, at most timeline_rows_max of the newest; also of
    // a closed one.
    virtual void timeline(IncidentId incident, Done<std::vector<TimelineRow>> done) = 0;

    // The replay marks of webhooks that run until `since` or longer.
    virtual void seen_signatures(WallTime since, Done<std::vector<SeenSignature>> done) = 0;

    // Keeps a rejected webhook; only the newest rejected_kept_max stay.
    virtual void reject(RejectedWebhook rejected, Done<void> done) = 0;
};

constexpr std::size_t rejected_kept_max = 1000;
constexpr std::size_t timeline_rows_max = 1000;

}  // namespace tocsin
