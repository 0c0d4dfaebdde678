// FaultyVfs: a disk that fails, waits and remembers, between SQLite and the real one.
//
// A shim over SQLite's own VFS, registered under a name of its own.  It counts the writes and
// syncs of the database and of its log, fails the one that it is told to, holds syncs until they
// are let go, and knows whether what was written to the log was synced.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace tocsin {

class FaultyVfs {
public:
    FaultyVfs();
    FaultyVfs(const FaultyVfs&) = delete;
    FaultyVfs& operator=(const FaultyVfs&) = delete;
    // Requires: no file that was opened through it is open.
    ~FaultyVfs();

    static constexpr int exit_of_the_dead = 9;

    const std::string& name() const;

    enum class Act { write, sync, database_sync, open };

    // From the `nth` act (1: the next) on, `times` acts fail with `code`.  A failing write leaves
    // half of its bytes; a failing sync has synced nothing.
    void fail(Act act, std::size_t nth, int code, std::size_t times = 1);
    void fail_no_more();

    // The process is gone in the middle of its `nth` write (1: the next), as by SIGKILL.
    void die_at_write(std::size_t nth);

    // Syncs only count and do not touch the disk: for tests of many runs.
    void pretend_syncs();

    // Syncs wait from now on; wait_until_held() waits for the first that does.
    void hold_syncs();
    void wait_until_held();
    void release_syncs();

    std::size_t failed() const;  // How many acts were made to fail.
    std::size_t writes() const;  // Of database and log, as all counts.
    std::size_t log_syncs() const;
    std::size_t database_syncs() const;
    bool log_is_synced() const;  // Nothing was written to the log since its last sync.

    struct Core;

private:
    std::unique_ptr<Core> core_;
};

}  // namespace tocsin
