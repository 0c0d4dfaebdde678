// Words of Statuspage and of an incident's life, as enumerations with their spelling.
//
// Each has to_string and a from_word that gives nothing for any other word.  The spelling is
// Statuspage's (API v1) or contract.md section 4.4.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tocsin {

// In order of badness: a later one is worse (semantics.md section 4, "components").
enum class ComponentStatus : std::uint8_t {
    operational,
    under_maintenance,
    degraded_performance,
    partial_outage,
    major_outage,
};

enum class IncidentStatus : std::uint8_t {
    investigating,
    identified,
    monitoring,
    resolved,  // Realtime.
    scheduled,
    in_progress,
    verifying,
    completed,  // Scheduled maintenance.
};

// maintenance stands beside the others; in order of badness otherwise.
enum class Impact : std::uint8_t { none, maintenance, minor, major, critical };

enum class RuleKind : std::uint8_t { incident, maintenance, backfill };

// How the problem goes.
enum class Phase : std::uint8_t { pending, open, monitoring, resolved, closed };

// What the world sees of it.
enum class Standing : std::uint8_t {
    held,      // Waits; `held_by` says for what.
    public_,   // The page shows it, or will as soon as it can.
    recorded,  // In the store only.
    quiet,     // Was public; a person closed or discarded it; nothing is said until its alerts go.
};

enum class HeldBy : std::uint8_t {
    publish,   // publish = "approval".
    guard,     // A text that [guard] would not let pass.
    missing,   // A text with a hole, missing = "approval".
    schedule,  // Times of a maintenance that cannot be read, or that leave too little notice.
    storm,     // Too many incidents are public.
    limit,     // Over the rule's `limit`.
    flap,      // Opened too often.
};

// What a person may decide of an incident.
enum class ActKind : std::uint8_t {
    approve,  // The text that waits may be said.
    discard,  // It may not; an incident that nobody saw yet stays unseen until its alerts go.
    resolve,  // It is over for the public, whatever fires.
};

std::string_view to_string(ComponentStatus status);
std::string_view to_string(IncidentStatus status);
std::string_view to_string(Impact impact);
std::string_view to_string(RuleKind kind);
std::string_view to_string(Phase phase);
std::string_view to_string(Standing standing);
std::string_view to_string(HeldBy held_by);
std::string_view to_string(ActKind kind);

// from_word<Impact>("minor").  Defined for the enumerations above.
template <class Enum>
std::optional<Enum> from_word(std::string_view word);

// All words of an enumeration in its order, for messages.
template <class Enum>
std::span<const std::string_view> words_of();

// resolved or completed: nothing may follow.
inline bool is_final(IncidentStatus status) {
    return status == IncidentStatus::resolved || status == IncidentStatus::completed;
}

// Of a scheduled maintenance, not of a realtime incident.
inline bool is_scheduled(IncidentStatus status) {
    return status >= IncidentStatus::scheduled;
}

}  // namespace tocsin
