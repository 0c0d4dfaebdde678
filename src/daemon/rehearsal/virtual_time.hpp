// VirtualClock and Timetable: time that moves only when nothing is left to do.
//
// Everything that happens later, in a rehearsal or in the simulation (tests/sim), is an entry of
// one timetable; two entries of one moment run in the order in which they were made, so that equal
// beginnings give one history.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/time.hpp"

namespace tocsin {

class VirtualClock final : public Clock {
public:
    explicit VirtualClock(WallTime start) : now_(start) {}

    WallTime wall() const override { return now_; }
    SteadyTime steady() const override { return SteadyTime(now_.time_since_epoch()); }

    // Never back.
    void move_to(WallTime time) { now_ = std::max(now_, time); }

private:
    WallTime now_;
};

class Timetable {
public:
    using Event = std::function<void()>;

    void at(WallTime time, Event event) { events_.emplace(time, std::move(event)); }

    std::optional<WallTime> next() const {
        if (events_.empty()) return std::nullopt;
        return events_.begin()->first;
    }

    // Requires: next().
    void run_next() {
        const Event event = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        event();
    }

private:
    std::multimap<WallTime, Event> events_;  // Equal times stay in the order of their making.
};

}  // namespace tocsin
