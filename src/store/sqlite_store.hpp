// SqliteStore: the Store of the daemon, one SQLite file.
//
// Durable means: written to the write-ahead log and synced (journal_mode=WAL, synchronous=FULL)
// before the answer.  One process owns the file (instance_lock.hpp), one thread of it writes
// (writer.hpp).  What it refuses: a file of another program, of a newer tocsin, in use, or on a
// file system without shared memory maps; and to go on after a sync that failed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/background_check.hpp"
#include "store/instance_lock.hpp"
#include "store/store.hpp"
#include "store/writer.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace tocsin {

struct SqliteStoreOptions {
    std::string path;  // Made if it is not there, mode 0600; its folder must be.
    // Runs a function on the loop's thread, never from inside the call.  Called on any thread
    // until stop() has returned.
    Writer::Post post;
    // The store cannot be used any more: end the process.  Posted, at most once.
    std::function<void(std::string why)> failed;
    // What the check after an unclean stop found.  Posted, at most once; may be empty.
    std::function<void(Result<void>)> checked;
    std::string vfs;  // For tests; empty: SQLite's own.
    // Called now and then while a store of an older version is migrated; may be empty.
    std::function<void()> migrating;
};

class SqliteStore final : public Store {
public:
    // Opens, makes or migrates.  Fails with `refused` if the file is not to be used, with
    // `unavailable` if it cannot be now.  `metrics` and `log` outlive the store.
    static Result<std::unique_ptr<SqliteStore>> open(SqliteStoreOptions options, Metrics& metrics,
                                                     Log& log);
    ~SqliteStore() override;  // As stop().

    void append(Webhook webhook, Done<Sequence> done) override;
    void append(Finding finding, Done<Sequence> done) override;
    void append(OperatorAct act, Done<Sequence> done) override;
    void commit(Changes changes, Done<void> done) override;
    void read(Sequence after, std::size_t entries_max, std::size_t bytes_max,
              Done<std::vector<Entry>> done) override;
    void load(Done<Ledger> done) override;
    void timeline(IncidentId incident, Done<std::vector<TimelineRow>> done) override;
    void seen_signatures(WallTime since, Done<std::vector<SeenSignature>> done) override;
    void reject(RejectedWebhook rejected, Done<void> done) override;

    // One step of retention, in its turn; whether more is to be done in this pass.
    void retain(const Horizons& horizons, Done<bool> done);

    // Answers when the writer has come to it, also if the disk refuses everything.
    void turn(Done<void> done);

    // Finishes what was asked for, marks the store as cleanly stopped and closes it.  The answers
    // are posted.  Later calls are answered with `unavailable`.
    void stop();

    // The newest time that was on record when it was opened; nothing if there was none.
    std::optional<WallTime> newest_time() const { return newest_time_; }

private:
    explicit SqliteStore(InstanceLock lock) : lock_(std::move(lock)) {}

    InstanceLock lock_;  // Let go last.
    std::optional<WallTime> newest_time_;
    std::unique_ptr<Writer> writer_;
    std::unique_ptr<BackgroundCheck> check_;
};

}  // namespace tocsin
