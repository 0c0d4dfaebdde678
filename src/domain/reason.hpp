// Reason: why something was decided, as a word.
//
// The same word stands in the log, in metric labels, in the record and in tests.  A decision
// without a reason does not exist.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tocsin {

enum class Reason : std::uint8_t {
    // Of alerts.
    no_rule,              // No rule takes it.
    group_label_missing,  // It lacks a label of group_by.
    requirement_missing,  // It lacks a label or annotation of `requires`.
    component_unmapped,   // on_unmapped = "error" and the label's value names no component.
    stale,                // Not heard of for stale_after: taken for over.
    lapsed,               // Its sender said when it would be over, and was not heard of it again.
    absent_at_sender,     // Missing, and its sender, asked, knows nothing of it: over.
    // Of incidents.
    first_alert,  // Pending begins.
    gap,          // Nothing fired any more before `for` was over.
    opened,
    recorded,       // publish = "record".
    relapsed,       // It fires again within reopen_within.
    fires_again,    // Back during keep_firing_for, monitoring, or before the resolve was sent.
    merged,         // Over `limit`: joined to the newest open incident of the rule.
    limit_queued,   // Over `limit`: waits for a token.
    limit_dropped,  // Over `limit`: recorded only.
    limit_freed,    // A token came for what waited.
    alerts_changed,
    severity_up,
    severity_down,
    components_changed,
    text_due,       // The pause of `every` is over.
    nothing_fires,  // The last alert went; keep_firing_for runs.
    recovering,     // Monitoring begins.
    resolved,
    over_before_sent,  // Over before the page ever heard of it.
    too_short,         // A backfill that did not last min_duration.
    told_afterwards,   // A backfill is due.
    expired,           // reopen_within is over.
    closed_by_person,
    deleted_by_person,
    quiet_until_gone,      // A person closed it and its alerts fire on.
    schedule_changed,      // A maintenance got new times.
    schedule_unreadable,   // Its times are not RFC 3339.
    schedule_too_soon,     // It would begin sooner than min_notice asks.
    muted,                 // Now is a time at which its rule publishes nothing.
    approval_asked,        // A person must look first.
    approved,              // A person let it go, or nobody had to be waited for any longer.
    approval_timed_out,    // Nobody answered in time: it waits for nobody any more (on_timeout =
                           // "publish").
    discarded,             // A person said no.
    discarded_by_timeout,  // Nobody answered in time (on_timeout = "discard").
    text_discarded,        // A person, or the time-out, said no to a text of a public incident.
    missed,                // Over before anybody had decided.
    storm_dropped,         // Too many incidents are public: recorded only.
    flapping,              // Opened too often: it stays open until it is quiet.
    flap_suppressed,       // Opened too often: recorded only.
    resolved_by_hand,
    ordered,         // Somebody asked for it by name (kind statuspage).
    ordered_again,   // The same order came once more, and changes nothing.
    order_differs,   // Its Idempotency-Key named another order before: not taken.
    guard_denied,    // [guard] deny matches what was ordered: not taken.
    storm,           // Too many incidents are public, or orders undelivered: not taken.
    act_outdated,    // What a person decided on is not what stands there now.
    act_impossible,  // There is nothing of the kind that a person decided on.
    // Of delivery.
    create_due,
    update_due,
    resolve_due,
    state_due,      // Status, impact or components without a text.
    component_due,  // A component and no incident call to write it in.
    tweet_due,
    acknowledged,
    adopted,        // Found on the page after an unknown outcome.
    not_found_yet,  // Looked for after an unknown outcome and not there.
    send_again,
    not_applied,
    rate_limited,
    outcome_unknown,
    given_up,
    refused_by_page,
    key_refused,            // 401.
    page_refused,           // 403, 404 of the page, 3xx.
    incident_missing,       // 404 of an incident.
    waits_for_predecessor,  // The generation before is not known to be over.
    foreign_marker,         // Another or an older store has this key on the page.
    dry_run,
    superseded,      // Something newer is to be sent in its place.
    retried,         // A person said: now.
    cancelled,       // A person said of what waited: never.
    requeued,        // A person said of a dead letter: once more.
    letter_dropped,  // A person said of a dead letter: leave it.
};

// The word itself, "severity_up".
std::string_view to_string(Reason reason);

// The reason that has this word.
std::optional<Reason> reason_from(std::string_view word);

}  // namespace tocsin
