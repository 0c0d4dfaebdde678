// Heartbeat: what systemd hears at intervals, and only from a daemon that moves.
//
// While it serves: WATCHDOG=1, each time after the writer of the store has turned once more.  The
// question goes out from a timer of the loop and the answer comes back on the loop, so that a loop
// or a writer that hangs starves the watchdog, and systemd starts tocsin anew from its record.
// While it starts or stops: EXTEND_TIMEOUT_USEC, from a timer of the loop, so that a long
// `[shutdown] drain` or the reading of a large record is not cut off by the unit's time-outs.
#pragma once

#include <functional>
#include <optional>

#include "base/time.hpp"
#include "net/loop.hpp"

namespace tocsin {

// A word each time; three may be lost before systemd loses its patience.
constexpr Duration extension_every = std::chrono::seconds(5);
constexpr Duration extension = 4 * extension_every;

class Heartbeat {
public:
    struct Hooks {
        // Calls back on the loop's thread once the writer of the store has turned.
        std::function<void(std::function<void()>)> ask_writer;
        std::function<void()> alive;
        std::function<void(Duration until_next)> takes_longer;
    };

    // `watchdog`: within what time systemd wants to hear of us; nothing: it does not watch.
    Heartbeat(Loop& loop, std::optional<Duration> watchdog, Hooks hooks);

    // A start or a stop begins: says now, and again and again, that it may take longer.
    void extend();
    void end_extension();

    // From now on the watchdog is fed.
    void watch();

    void stop();

private:
    void beat();

    Loop& loop_;
    std::optional<Duration> watchdog_;
    Hooks hooks_;
    bool stopped_ = false;
    Timer extension_timer_;
    Timer watchdog_timer_;
};

}  // namespace tocsin
