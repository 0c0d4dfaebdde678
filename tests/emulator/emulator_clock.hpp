// EmulatorClock: the emulated page's time, which the control port may stop, move and set.
//
// A value: it is told the system's time and says what time it is on the page.
#pragma once

#include <optional>

#include "base/time.hpp"

namespace tocsin {

class EmulatorClock {
public:
    WallTime read(WallTime system) const { return frozen_ ? *frozen_ : system + offset_; }

    void freeze(WallTime system) { frozen_ = read(system); }
    // Goes on from where it stood.
    void go_on(WallTime system) {
        if (frozen_) offset_ = *frozen_ - system;
        frozen_.reset();
    }
    void advance(Duration by) {
        offset_ += by;
        if (frozen_) *frozen_ += by;
    }
    void set(WallTime time, WallTime system) {
        offset_ = time - system;
        if (frozen_) frozen_ = time;
    }
    bool is_frozen() const { return frozen_.has_value(); }

private:
    Duration offset_{0};
    std::optional<WallTime> frozen_;
};

}  // namespace tocsin
