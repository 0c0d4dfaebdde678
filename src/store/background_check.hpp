// BackgroundCheck: looks through a store that was not stopped, while it is used.
//
// A crash of the process leaves SQLite's files whole; a crash of the machine may have met a disk
// that lies about its flushes.  PRAGMA quick_check reads every page, which takes seconds on a
// large store, so it runs beside the daemon, on a thread and a connection of its own.  That
// connection only reads: it never writes and never checkpoints (docs/decisions/0003:
// SQLite's WAL-reset bug).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.hpp"
#include "store/sqlite.hpp"

namespace tocsin {

class BackgroundCheck {
public:
    // `done` is called on the check's own thread: success, or `malformed` with SQLite's finding,
    // or another failure if it could not look.  Not called if it is stopped first.
    using Done = std::function<void(Result<void>)>;

    BackgroundCheck(std::string path, std::string vfs, Done done);
    BackgroundCheck(const BackgroundCheck&) = delete;
    BackgroundCheck& operator=(const BackgroundCheck&) = delete;
    ~BackgroundCheck();

    // Breaks it off and waits until its connection is closed.
    void stop();

private:
    Result<void> look(const std::string& path, const std::string& vfs);

    std::mutex mutex_;
    std::unique_ptr<Database> database_;  // Under mutex_ where another thread may interrupt it.
    bool stopped_ = false;                // Under mutex_.
    std::thread thread_;
};

}  // namespace tocsin
