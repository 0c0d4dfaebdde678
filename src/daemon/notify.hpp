// notify: what systemd is told (sd_notify(3)).  Nothing happens outside systemd.
#pragma once

namespace tocsin {

void notify_ready();
void notify_reloading();  // With the monotonic time that systemd 253 and later ask for.
void notify_stopping();

}  // namespace tocsin
