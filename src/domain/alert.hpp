// Alert: what a sender says of one problem; AlertRecord: what tocsin knows of it.
//
// Identity is source and fingerprint.  An alert is firing or resolved; whatever else senders put
// beside (a top-level status, common labels, an order) is not trusted (semantics.md section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/labels.hpp"
#include "domain/names.hpp"
#include "domain/reason.hpp"

namespace tocsin {

enum class AlertState : std::uint8_t { firing, resolved };

// One alert as a webhook brought it.
struct Alert {
    Fingerprint fingerprint;
    AlertState state = AlertState::firing;
    Labels labels;  // With the source's own `labels` added where missing.
    Labels annotations;
    std::optional<WallTime> starts_at;  // Nothing: unknown.
    // Nothing: unknown, or still firing.  Of one that fires: when it is over unless it is heard of
    // again, which only kind prometheus says.
    std::optional<WallTime> ends_at;

    bool operator==(const Alert&) const = default;
};

// A decoded webhook: the alerts that one message named.  What was left out of them is counted, and
// intake says so in the log and in a metric.
struct AlertGroup {
    std::vector<Alert> alerts;
    std::uint32_t truncated_count = 0;  // Left out by the sender or cut: > 0 proves nothing absent.
    std::uint32_t unusable_count = 0;   // Alerts of the message that could not be read.
    // Alerts of which the message only seems to say something (a "resolved" of Grafana's because
    // its rule was paused); not among `alerts`, and to be taken as absent.
    std::uint32_t missing_count = 0;
    std::uint32_t ignored_count = 0;  // Alerts, or the whole message, that are meant to be ignored.
    std::uint32_t unlisted_count =
        0;  // Alerts ignored because nothing says what their state means.
    // Names the sender's group (a digest of its groupKey): a later message of the same one that
    // lacks an alert shows that it is missing.  0: the message is of no group.
    std::uint64_t group = 0;

    // Whether what it does not name is missing from its group.
    bool is_whole() const { return group != 0 && truncated_count == 0 && unusable_count == 0; }

    bool operator==(const AlertGroup&) const = default;
};

// What is on record of an alert.  An episode is one stretch of firing: from the first firing that
// is not a late copy to the resolved that ends it.
struct AlertRecord {
    AlertId id;  // Of the two that follow.
    SourceName source;
    Fingerprint fingerprint;
    AlertState state = AlertState::firing;
    std::optional<Reason> unroutable;  // Why no incident holds it although it fires.
    Labels labels;
    Labels annotations;                 // The newest that were received.
    std::optional<WallTime> starts_at;  // As the sender says; of the present episode.
    // As the sender says, of the last episode that ended: a late "resolved" of it ends no other. Of
    // one that fires also foreseen_end().
    std::optional<WallTime> ends_at;
    WallTime changed_at;   // Received_at of what began the present state.
    WallTime received_at;  // Received_at of the newest message that named it.
    // A firing that may be a late copy of an HA pair: until then it neither opens nor ends
    // anything.  Only when resolved.
    std::optional<WallTime> doubtful_until;
    // Which rule book placed it; if it is held by recorded incidents only, or unroutable, it is
    // placed anew under another.  0: not placed.
    std::uint64_t placed_under = 0;
    std::uint64_t group = 0;  // Of the newest message of a group that named it.
    // A later message of that group did not name it although it fires: silenced, inhibited, or its
    // sender was restarted.  That does not resolve it.
    std::optional<WallTime> missing_since;

    bool operator==(const AlertRecord&) const = default;
};

// Whether an incident that holds it must go on: it fires, or may fire.
inline bool may_fire(const AlertRecord& alert) {
    return alert.state == AlertState::firing || alert.doubtful_until.has_value();
}

// When one that fires is over by its sender's own word, unless it is heard of again: an end that
// lay ahead when it was received.
inline std::optional<WallTime> foreseen_end(const AlertRecord& alert) {
    const bool foreseen =
        alert.state == AlertState::firing && alert.ends_at && *alert.ends_at > alert.received_at;
    return foreseen ? alert.ends_at : std::nullopt;
}

}  // namespace tocsin
