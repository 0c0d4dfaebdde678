#include "engine/sight.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tocsin {
namespace {

// The sender's end of the last episode; ours where the sender gave none.
WallTime episode_end(const AlertRecord& record) {
    return record.ends_at.value_or(record.changed_at);
}

// The end of the last episode of an alert that fires; where the sender foresees an end instead, the
// starts alone tell episodes apart.
std::optional<WallTime> last_end(const AlertRecord& record) {
    return foreseen_end(record) ? std::nullopt : record.ends_at;
}

// Each message that says when it will be over unless it is heard of again puts that off.
void foresee(const Alert& seen, AlertRecord& record) {
    if (seen.ends_at) record.ends_at = seen.ends_at;
}

AlertRecord renewed(const AlertRecord& before, const Alert& seen, WallTime received_at) {
    AlertRecord record = before;
    record.labels = seen.labels;
    record.annotations = seen.annotations;
    record.received_at = received_at;
    return record;
}

Sighting begin(AlertRecord record, const Alert& seen, WallTime received_at) {
    record.state = AlertState::firing;
    record.starts_at = seen.starts_at;
    record.doubtful_until.reset();
    record.changed_at = received_at;
    foresee(seen, record);
    return {std::move(record), Sight::began};
}

Sighting see_resolved_of_firing(const AlertRecord& before, const Alert& seen,
                                WallTime received_at) {
    // A late "resolved" of an earlier episode must not end this one: that would be a false
    // all-clear.  An end at the start may be this one's, where a sender counts in seconds.
    const auto ended = last_end(before);
    const bool ended_before =
        seen.ends_at && ((before.starts_at && *seen.ends_at < *before.starts_at) ||
                         (ended && *seen.ends_at <= *ended));
    if (ended_before) {
        AlertRecord record = before;
        record.received_at = received_at;
        return {std::move(record), Sight::again};
    }
    AlertRecord record = renewed(before, seen, received_at);
    record.state = AlertState::resolved;
    record.ends_at = seen.ends_at;
    record.changed_at = received_at;
    return {std::move(record), Sight::ended};
}

// A firing of the last episode that comes when the next one is known: its annotations are old.
bool is_late_copy(const AlertRecord& before, const Alert& seen) {
    const auto ended = last_end(before);
    return seen.starts_at && before.starts_at && ended && *before.starts_at > *ended &&
           *seen.starts_at <= *ended;
}

Sighting see_firing_after_end(const AlertRecord& before, const Alert& seen, Duration stale_window,
                              WallTime received_at) {
    const bool new_episode = !seen.starts_at || *seen.starts_at > episode_end(before);
    if (new_episode) return begin(renewed(before, seen, received_at), seen, received_at);
    AlertRecord record = renewed(before, seen, received_at);
    if (record.doubtful_until) return {std::move(record), Sight::again};
    record.doubtful_until = received_at + stale_window;
    return {std::move(record), Sight::doubted};
}

}  // namespace

Sighting see(const AlertRecord* before, const SourceName& source, const Alert& seen,
             Duration stale_window, WallTime received_at) {
    if (before == nullptr) {
        AlertRecord record;
        record.id = alert_id_of(source, seen.fingerprint);
        record.source = source;
        record.fingerprint = seen.fingerprint;
        record = renewed(record, seen, received_at);
        if (seen.state == AlertState::firing) return begin(std::move(record), seen, received_at);
        // Remembered, so that the late copy of its firing is known for one.
        record.state = AlertState::resolved;
        record.starts_at = seen.starts_at;
        record.ends_at = seen.ends_at;
        record.changed_at = received_at;
        return {std::move(record), Sight::ended};
    }
    if (before->state == AlertState::firing) {
        if (seen.state == AlertState::resolved) {
            return see_resolved_of_firing(*before, seen, received_at);
        }
        if (is_late_copy(*before, seen)) {
            AlertRecord record = *before;
            record.received_at = received_at;
            return {std::move(record), Sight::again};
        }
        AlertRecord record = renewed(*before, seen, received_at);
        foresee(seen, record);
        const bool later =
            seen.starts_at && (!record.starts_at || *seen.starts_at > *record.starts_at);
        if (!later) return {std::move(record), Sight::again};
        // What is still to come of the old episode must not end this one.
        record.starts_at = seen.starts_at;
        return {std::move(record), Sight::restarted};
    }
    if (seen.state == AlertState::firing) {
        return see_firing_after_end(*before, seen, stale_window, received_at);
    }
    AlertRecord record = renewed(*before, seen, received_at);
    if (seen.ends_at)
        record.ends_at = std::max(*seen.ends_at, record.ends_at.value_or(*seen.ends_at));
    // It was a late copy: the alert has been over since the first "resolved".
    const bool doubt_ended = record.doubtful_until.has_value();
    record.doubtful_until.reset();
    return {std::move(record), doubt_ended ? Sight::ended : Sight::again};
}

AlertRecord age(AlertRecord record, WallTime now) {
    TOCSIN_ASSERT(record.doubtful_until.has_value());
    record.doubtful_until.reset();
    record.state = AlertState::firing;
    // It never ended, as far as we know now: the next resolved counts, whatever end it names.
    record.ends_at.reset();
    record.changed_at = now;
    return record;
}

std::optional<WallTime> forget_at(const AlertRecord& record, Duration stale_window) {
    if (may_fire(record)) return std::nullopt;
    // Twice the window: the late copy of a late copy is still known for one.
    return record.received_at + 2 * stale_window;
}

}  // namespace tocsin
