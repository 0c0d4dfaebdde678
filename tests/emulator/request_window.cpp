#include "tests/emulator/request_window.hpp"

#include <algorithm>

namespace tocsin {

std::optional<Duration> RequestWindow::admit(const Limits& limits, WallTime now) {
    const Duration second = std::chrono::seconds(1);
    const Duration kept = std::max(limits.span, second);
    while (!counted_.empty() && counted_.front() + kept <= now) counted_.pop_front();
    Duration wait{0};
    if (limits.requests_max > 0 && counted_.size() >= limits.requests_max) {
        // The request whose leaving makes room.
        const WallTime leaving = counted_[counted_.size() - limits.requests_max];
        wait = leaving + limits.span - now;
    }
    if (limits.one_per_second && !counted_.empty()) {
        wait = std::max(wait, counted_.back() + second - now);
    }
    const bool rejected = wait > Duration(0);
    if (!rejected || limits.rejected_count) counted_.push_back(now);
    if (!rejected) return std::nullopt;
    return wait;
}

}  // namespace tocsin
