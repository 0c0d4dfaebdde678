// Texts: what the public will read of an incident, rendered from its rule.
//
// The only place where a rule's templates meet an incident: a missing label or a text that fails
// falls back to what the rule says of that, and is told as a problem, never shown half.  [guard]
// looks at every text here, when it is complete.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/alert.hpp"
#include "domain/incident.hpp"
#include "rules/guard.hpp"
#include "rules/rule.hpp"

namespace tocsin {

enum class TextProblem { missing, truncated, failed, guard };
std::string_view to_string(TextProblem problem);  // "missing", "truncated", "failed", "guard"

// What texts are rendered from.
struct TextSubject {
    const Rule& rule;
    const Incident& incident;  // With phase, severity and claims as they will be.
    std::vector<const AlertRecord*> alerts;
    WallTime now;
    const Guard* guard = nullptr;  // Null: nothing is denied.
};

struct PublicText {
    std::string text;
    std::vector<TextProblem> problems;
    std::set<HeldBy> waits;  // Why a person must look at it first; of guard and missing.
};

// incident_name, or fallback_name where a label is missing (missing = "fallback") or it failed.
PublicText name_of(const TextSubject& subject);

// The body of a phase; empty where it has none, a label is missing, or it failed.
PublicText body_of(const TextSubject& subject, const std::optional<Template>& body);

// Earliest start of its alerts as their senders say, also of those that began anew since; when the
// incident began if none says.
WallTime started_at(const TextSubject& subject);

// Latest end of the alerts as their senders say, or when nothing fired any more; nothing while
// something fires.
std::optional<WallTime> ended_at(const TextSubject& subject);

// Times of [rule.schedule]; nothing if one does not render to RFC 3339 or the end is not after
// the start.
std::optional<MaintenancePlan> schedule_of(const TextSubject& subject);

// The day of the start in the page's time zone, "2026-10-03".
std::string backfill_date_of(const TextSubject& subject);

}  // namespace tocsin
