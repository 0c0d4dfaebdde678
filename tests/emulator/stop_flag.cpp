#include "tests/emulator/stop_flag.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/assert.hpp"

namespace tocsin {

StopFlag::StopFlag() : descriptor_(::eventfd(0, EFD_CLOEXEC)) {
    TOCSIN_ASSERT(descriptor_ >= 0);
}

StopFlag::~StopFlag() {
    ::close(descriptor_);
}

void StopFlag::raise() {
    const std::uint64_t one = 1;
    TOCSIN_ASSERT(::write(descriptor_, &one, sizeof one) == sizeof one);
}

bool StopFlag::is_raised() const {
    pollfd watched{descriptor_, POLLIN, 0};
    return ::poll(&watched, 1, 0) > 0;
}

StopFlag::Woken StopFlag::wait(Duration span) const {
    return wait_for_bytes(-1, span);  // poll() passes over what is no descriptor.
}

StopFlag::Woken StopFlag::wait_for_bytes(int socket, Duration span) const {
    using std::chrono::milliseconds;
    using std::chrono::steady_clock;
    static constexpr std::int64_t poll_millis_max = 60'000;
    const auto end = steady_clock::now() + span;
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
        if (left.count() <= 0) return Woken::elapsed;
        pollfd watched[2] = {{descriptor_, POLLIN, 0}, {socket, POLLIN, 0}};
        const int millis = static_cast<int>(std::min<std::int64_t>(left.count(), poll_millis_max));
        if (::poll(watched, 2, millis) <= 0) continue;
        return watched[0].revents != 0 ? Woken::stopped : Woken::readable;
    }
}

StopFlag::Woken StopFlag::wait_for_peer(int socket) const {
    while (true) {
        pollfd watched[2] = {{descriptor_, POLLIN, 0}, {socket, POLLRDHUP, 0}};
        if (::poll(watched, 2, -1) <= 0) continue;
        return watched[0].revents != 0 ? Woken::stopped : Woken::peer_gone;
    }
}

}  // namespace tocsin
