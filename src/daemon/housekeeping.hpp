// Housekeeping: lets the store take what is old, in short steps with pauses between them.
//
// The store bounds one step (store/retention.hpp); how often is said here.  Passes come as often
// as the shortest retention asks, between a second and ten minutes apart; the steps of a pass
// leave the writer most of its time.  A step that fails (a full disk) ends its pass, and the next
// pass goes on behind it.  It says nothing unless a step fails: the writer has logged and counted
// why.
#pragma once

#include "config/config.hpp"
#include "net/loop.hpp"
#include "store/sqlite_store.hpp"

namespace tocsin {

// What was over so long ago that it may go.
Horizons horizons_at(WallTime now, const RetentionConfig& retention);

// From the end of one pass to the next.
Duration between_passes(const RetentionConfig& retention);

class Housekeeping {
public:
    // All of them outlive it; the loop has ended before it goes.
    Housekeeping(Loop& loop, SqliteStore& store, const Clock& clock, RetentionConfig retention);

    // No step is asked for any more.
    void stop();

private:
    void wait(Duration pause);
    void step();

    Loop& loop_;
    SqliteStore& store_;
    const Clock& clock_;
    RetentionConfig retention_;
    bool stopped_ = false;
    Timer timer_;
};

}  // namespace tocsin
