#include "daemon/real_clock.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace tocsin {
namespace {

Duration read(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return std::chrono::duration_cast<Duration>(std::chrono::seconds(now.tv_sec) +
                                                std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace

WallTime system_time() {
    return WallTime(read(CLOCK_REALTIME));
}

RealClock::RealClock(std::optional<WallTime> newest)
    : start_(std::max(system_time(), newest.value_or(WallTime{}))),
      boot_at_start_(read(CLOCK_BOOTTIME)) {}

WallTime RealClock::wall() const {
    return start_ + (read(CLOCK_BOOTTIME) - boot_at_start_);
}

SteadyTime RealClock::steady() const {
    return SteadyTime(read(CLOCK_MONOTONIC));
}

bool ClockDistance::is_news(Duration ahead) {
    if (std::chrono::abs(ahead - told_) <= std::chrono::seconds(1)) return false;
    told_ = ahead;
    return true;
}

Duration RealClock::ahead_of_system() const {
    return wall() - system_time();
}

}  // namespace tocsin
