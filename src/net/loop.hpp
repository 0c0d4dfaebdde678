// Loop: the one thread on which everything but the disk happens.
//
// An event loop with timers and signals, and nothing of Asio in its face: dispatch, delivery and
// admin wait for things here without knowing what waits below.  What escapes from a callback as
// an exception is logged and the loop goes on: an error in one connection must not end the
// daemon (security.md B1).  It refuses a second thread: run() is entered once at a time.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/time.hpp"

namespace tocsin {

class Loop;

// One callback that will come, unless cancelled.  Movable; going out of scope cancels.  After
// cancel() on the loop's thread the callback is certain not to run.
class Timer {
public:
    Timer() = default;
    Timer(Timer&&) noexcept = default;
    Timer& operator=(Timer&& other) noexcept;
    ~Timer();

    void cancel();
    bool waiting() const;

private:
    friend class Loop;
    struct State;
    explicit Timer(std::shared_ptr<State> state);

    std::shared_ptr<State> state_;
};

class Loop {
public:
    // `log` takes one line about each exception that escaped from a callback.
    explicit Loop(std::function<void(std::string_view)> log);
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    // Whatever lives on the loop (servers, clients, timers) must be gone before it.
    ~Loop();

    // Runs callbacks until stop(), also while there is nothing to do.
    void run();

    // Makes run() return soon; what is still queued does not run.  Any thread.
    void stop();

    // Runs `callback` on the loop's thread, never from inside post().  Any thread.
    void post(std::function<void()> callback);

    // Runs `callback` after `delay` (monotonic; at once if it is not positive).  Loop's thread.
    [[nodiscard]] Timer after(Duration delay, std::function<void()> callback);

    // From now on SIGHUP, SIGTERM and SIGINT are handed to `on_signal` on the loop's thread.
    // Once for the process.
    void watch_signals(std::function<void(int)> on_signal);

    // For net/ alone: what run() drives (net/loop_context.hpp).
    struct Core;
    Core& core() { return *core_; }

private:
    std::unique_ptr<Core> core_;
};

}  // namespace tocsin
