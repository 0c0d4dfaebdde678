// StopFlag: what every thread of the front looks at while it waits.
//
// An eventfd that nobody reads: once raised it wakes all who poll it, now and later.
#pragma once

#include "base/time.hpp"

namespace tocsin {

class StopFlag {
public:
    enum class Woken { elapsed, readable, peer_gone, stopped };

    StopFlag();
    StopFlag(const StopFlag&) = delete;
    StopFlag& operator=(const StopFlag&) = delete;
    ~StopFlag();

    void raise();
    bool is_raised() const;
    int descriptor() const { return descriptor_; }

    // Waits for `span`, or until it is raised.
    Woken wait(Duration span) const;
    // Waits for `span` until something can be read from `socket`, be it the end.
    Woken wait_for_bytes(int socket, Duration span) const;
    // Waits until the other end of `socket` is closed, or the flag is raised.
    Woken wait_for_peer(int socket) const;

private:
    int descriptor_;
};

}  // namespace tocsin
