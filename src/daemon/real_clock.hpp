// RealClock: the one clock of the daemon (semantics.md section 4, "clock").
//
// It starts at the later of system time and the newest time on record, and then moves with
// CLOCK_BOOTTIME: it never goes back, does not jump when somebody sets the time, and counts the
// hours that a machine slept.  System time is used for nothing but this start and shown times.
#pragma once

#include <optional>

#include "base/time.hpp"

namespace tocsin {

class RealClock final : public Clock {
public:
    // `newest` is the newest time on record, if there is any.
    explicit RealClock(std::optional<WallTime> newest);

    WallTime wall() const override;
    SteadyTime steady() const override;

    // How far wall() is ahead of system time; negative if behind.
    Duration ahead_of_system() const;

private:
    WallTime start_;
    Duration boot_at_start_;
};

WallTime system_time();

// When the distance of the clock from system time is worth a line of the log: when it has changed
// by more than a second since the last line.
class ClockDistance {
public:
    bool is_news(Duration ahead);

private:
    Duration told_{};
};

}  // namespace tocsin
