// notify: what systemd is told (sd_notify(3)), so that `systemctl` waits for what is really so.
//
// Outside systemd ($NOTIFY_SOCKET is not set) nothing happens.
#pragma once

namespace tocsin {

void notify_ready();
void notify_reloading();  // With the monotonic time that systemd 253 and later ask for.
void notify_stopping();

}  // namespace tocsin
