#include "daemon/heartbeat.hpp"

namespace tocsin {
namespace {

// sd_watchdog_enabled(3) advises half the time; a third leaves the writer's answer its share.
constexpr int beats_per_interval = 3;

}  // namespace

Heartbeat::Heartbeat(Loop& loop, std::optional<Duration> watchdog, Hooks hooks)
    : loop_(loop), watchdog_(watchdog), hooks_(std::move(hooks)) {}

void Heartbeat::extend() {
    hooks_.takes_longer(extension);
    extension_timer_ = loop_.after(extension_every, [this] { extend(); });
}

void Heartbeat::end_extension() {
    extension_timer_.cancel();
}

void Heartbeat::watch() {
    if (watchdog_) beat();
}

void Heartbeat::beat() {
    hooks_.ask_writer([this] {
        if (stopped_) return;
        hooks_.alive();
        watchdog_timer_ = loop_.after(*watchdog_ / beats_per_interval, [this] { beat(); });
    });
}

void Heartbeat::stop() {
    stopped_ = true;
    extension_timer_.cancel();
    watchdog_timer_.cancel();
}

}  // namespace tocsin
