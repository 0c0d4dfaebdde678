// notify: what systemd is told (sd_notify(3)), so that `systemctl` waits for what is really so.
//
// Outside systemd ($NOTIFY_SOCKET is not set) nothing happens.  What is told at intervals is in
// daemon/heartbeat.hpp.
#pragma once

#include <optional>

#include "base/time.hpp"

namespace tocsin {

void notify_ready();
void notify_reloading();  // With the monotonic time that systemd 253 and later ask for.
void notify_stopping();

// WATCHDOG=1: whoever says it is alive.
void notify_alive();

// EXTEND_TIMEOUT_USEC: the start or the stop that is under way may take longer than the unit says,
// as long as there is another word within `until_next`.
void notify_takes_longer(Duration until_next);

// Within what time notify_alive() is expected ($WATCHDOG_USEC); nothing if nobody watches.
std::optional<Duration> watchdog_interval();

}  // namespace tocsin
