#include "daemon/notify.hpp"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <ctime>

namespace tocsin {

void notify_ready() {
    sd_notify(0, "READY=1");
}

void notify_reloading() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const auto micros = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000U +
                        static_cast<std::uint64_t>(now.tv_nsec) / 1'000U;
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu", static_cast<unsigned long long>(micros));
}

void notify_stopping() {
    sd_notify(0, "STOPPING=1");
}

void notify_alive() {
    sd_notify(0, "WATCHDOG=1");
}

void notify_takes_longer(Duration until_next) {
    sd_notifyf(0, "EXTEND_TIMEOUT_USEC=%llu", static_cast<unsigned long long>(until_next.count()));
}

std::optional<Duration> watchdog_interval() {
    std::uint64_t micros = 0;
    if (sd_watchdog_enabled(0, &micros) <= 0) return std::nullopt;
    return Duration(static_cast<Duration::rep>(micros));
}

}  // namespace tocsin
