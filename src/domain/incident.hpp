// Incident: one problem as tocsin judges it, and who its members are.
//
// Dispatch alone writes these rows.  What was sent of them and acknowledged is delivery's own row
// (domain/delivery.hpp): two writers never share one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/labels.hpp"
#include "domain/names.hpp"
#include "domain/order.hpp"
#include "domain/page_state.hpp"
#include "domain/reason.hpp"
#include "domain/words.hpp"

namespace tocsin {

// Due times of one incident.  Nothing: not running.  All survive a restart as they are.
struct Dues {
    std::optional<WallTime> open;           // End of `for`.
    std::optional<WallTime> text;           // The next text may go.
    std::optional<WallTime> severity_down;  // A lower severity may be shown.
    std::optional<WallTime> claims;         // The next claim of a gone alert falls.
    std::optional<WallTime> gone;           // End of keep_firing_for.
    std::optional<WallTime> hold;           // End of monitoring.
    std::optional<WallTime> close;          // End of reopen_within.
    std::optional<WallTime> token;          // A token of `limit` may be there.
    std::optional<WallTime> approval;       // A person has been waited for long enough.
    std::optional<WallTime> unmute;         // The times of the rule change.

    bool operator==(const Dues&) const = default;
};

// A text that waits for a person, as it would be said.
struct Proposal {
    std::string name;
    std::string body;
    bool notify = false;
    bool tweet = false;
    Severity severity;                           // It was rendered for.
    std::optional<MaintenancePlan> maintenance;  // The times that would be announced.
    WallTime asked_at;

    bool operator==(const Proposal&) const = default;
};

// Names what a person was shown: an approval counts for this text and no other.
std::string text_mark(const Proposal& proposal);

struct Incident {
    IncidentId id;
    IncidentKey key;
    std::set<IncidentKey> merged_keys;  // Keys that were joined to this one over `limit`.
    PageName page;
    RuleName rule;
    RuleVersion rule_version;
    RuleKind kind = RuleKind::incident;
    Labels group_labels;  // The group_by names and values of its key.
    Phase phase = Phase::pending;
    Standing standing = Standing::held;
    std::set<HeldBy> held_by;            // Also of a public one: why its next text waits.
    std::optional<Proposal> proposal;    // What a person is asked about.
    bool is_waived = false;              // Nobody answered in time, and `publish` waits no more.
    bool is_timed_out = false;           // Quiet since nobody answered in time.
    bool is_ended_by_hand = false;       // A person resolved it here: quiet when the page knows.
    bool is_flapping = false;            // flap.action = "hold": open until quiet for long enough.
    Severity severity;                   // What it shows now.
    Severity worst;                      // The worst since it began.
    WallTime created_at;                 // Pending began.
    std::optional<WallTime> started_at;  // Earliest start of any alert it ever held.
    std::optional<WallTime> opened_at;
    std::optional<WallTime> gone_at;      // Since when nothing fires; nothing while something may.
    std::optional<WallTime> resolved_at;  // Here, or when it was seen that a person ended it.
    WallTime updated_at;                  // Last change of this row.
    std::optional<WallTime> text_at;      // When the newest text was decided.
    std::set<Reason> text_reasons;        // Why a text is due, of those in rule.update.on.
    std::optional<IncidentId> predecessor;     // The generation before, if a relapse made this one.
    std::optional<std::string> backfill_date;  // "2026-10-03", in the page's time zone.
    bool publish_over = false;                 // Create it even if nothing fires any more.
    std::optional<OrderRecord> order;          // Somebody ordered it: no alert holds it.
    PageState desired;
    Dues dues;
    Reason reason = Reason::first_alert;  // Of the newest change.

    bool operator==(const Incident&) const = default;
};

// That an incident holds an alert, and which rule put it there.
struct Member {
    IncidentId incident;
    AlertId alert;
    RuleName rule;

    auto operator<=>(const Member&) const = default;
};

// All of the due times.
std::array<std::optional<WallTime>, 10> all_of(const Dues& dues);

// The earliest of the due times.
std::optional<WallTime> next_due(const Dues& dues);

}  // namespace tocsin
