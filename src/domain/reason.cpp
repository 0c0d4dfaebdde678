#include "domain/reason.hpp"

#include <array>

#include "base/assert.hpp"

namespace tocsin {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 80> words{
    "no_rule",
    "group_label_missing",
    "requirement_missing",
    "component_unmapped",
    "stale",
    "lapsed",
    "absent_at_sender",
    "first_alert",
    "gap",
    "opened",
    "recorded",
    "relapsed",
    "fires_again",
    "merged",
    "limit_queued",
    "limit_dropped",
    "limit_freed",
    "alerts_changed",
    "severity_up",
    "severity_down",
    "components_changed",
    "text_due",
    "nothing_fires",
    "recovering",
    "resolved",
    "over_before_sent",
    "too_short",
    "told_afterwards",
    "expired",
    "closed_by_person",
    "deleted_by_person",
    "quiet_until_gone",
    "schedule_changed",
    "schedule_unreadable",
    "schedule_too_soon",
    "muted",
    "approval_asked",
    "approved",
    "approval_timed_out",
    "discarded",
    "discarded_by_timeout",
    "text_discarded",
    "missed",
    "storm_dropped",
    "flapping",
    "flap_suppressed",
    "resolved_by_hand",
    "ordered",
    "ordered_again",
    "order_differs",
    "guard_denied",
    "storm",
    "act_outdated",
    "act_impossible",
    "create_due",
    "update_due",
    "resolve_due",
    "state_due",
    "component_due",
    "tweet_due",
    "acknowledged",
    "adopted",
    "not_found_yet",
    "send_again",
    "not_applied",
    "rate_limited",
    "outcome_unknown",
    "given_up",
    "refused_by_page",
    "key_refused",
    "page_refused",
    "incident_missing",
    "waits_for_predecessor",
    "foreign_marker",
    "dry_run",
    "superseded",
    "retried",
    "cancelled",
    "requeued",
    "letter_dropped",
};
static_assert(words.size() == static_cast<std::size_t>(Reason::letter_dropped) + 1);

}  // namespace

std::string_view to_string(Reason reason) {
    const auto index = static_cast<std::size_t>(reason);
    TOCSIN_ASSERT(index < words.size());
    return words[index];
}

std::optional<Reason> reason_from(std::string_view word) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == word) return static_cast<Reason>(i);
    }
    return std::nullopt;
}

}  // namespace tocsin
