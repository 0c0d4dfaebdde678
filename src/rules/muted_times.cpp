#include "rules/muted_times.hpp"

#include <algorithm>

namespace tocsin {
namespace {

bool any_contains(const std::vector<TimeInterval>& intervals, WallTime time) {
    return std::any_of(intervals.begin(), intervals.end(),
                       [&](const TimeInterval& interval) { return contains(interval, time); });
}

// One interval and when it changes next; each is asked again only when its own time has come.
struct Upcoming {
    const TimeInterval* interval;
    std::optional<WallTime> change;
};

std::optional<WallTime> earliest(const std::vector<Upcoming>& all) {
    std::optional<WallTime> first;
    for (const Upcoming& one : all) {
        if (one.change && (!first || *one.change < *first)) first = one.change;
    }
    return first;
}

}  // namespace

bool is_muted_at(const Rule& rule, WallTime time) {
    if (any_contains(rule.mute_intervals, time)) return true;
    return !rule.active_intervals.empty() && !any_contains(rule.active_intervals, time);
}

std::optional<WallTime> next_time_change(const Rule& rule, WallTime after) {
    std::vector<Upcoming> all;
    for (const auto* intervals : {&rule.mute_intervals, &rule.active_intervals}) {
        for (const TimeInterval& interval : *intervals) {
            all.push_back({&interval, next_change(interval, after)});
        }
    }
    const bool before = is_muted_at(rule, after);
    const WallTime end = after + change_horizon;
    for (auto time = earliest(all); time && *time <= end; time = earliest(all)) {
        if (is_muted_at(rule, *time) != before) return time;
        for (Upcoming& one : all) {
            if (one.change == time) one.change = next_change(*one.interval, *time);
        }
    }
    return std::nullopt;
}

}  // namespace tocsin
