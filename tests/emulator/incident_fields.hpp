// IncidentFields: what the body of a create or a change says, checked as far as it can be without
// knowing the page (behaviour 11).
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "tests/emulator/bodies.hpp"
#include "tests/emulator/options.hpp"
#include "tests/emulator/refusal.hpp"

namespace tocsin {

// Of the text of one update, in a create, a change or a change of the update.
inline constexpr std::size_t incident_body_code_points_max = 25'000;

// The outer level is empty if the field was not given, the inner one if it was given as null.
template <class T>
using MaybeGiven = std::optional<std::optional<T>>;

struct IncidentFields {
    std::optional<std::string> name;
    std::optional<std::string> status;
    std::optional<std::string> body;
    MaybeGiven<std::string> impact_override;
    MaybeGiven<std::string> reminder_intervals;
    std::optional<std::vector<std::string>> component_ids;
    std::optional<std::vector<std::pair<std::string, std::string>>> components;  // id → status
    bool deliver_notifications = true;
    std::optional<boost::json::object> metadata;
    MaybeGiven<WallTime> scheduled_for;
    MaybeGiven<WallTime> scheduled_until;
    std::optional<bool> scheduled_remind_prior;
    std::optional<bool> scheduled_auto_in_progress;
    std::optional<bool> scheduled_auto_completed;
    std::optional<bool> to_maintenance_state;
    std::optional<bool> to_operational_state;
    std::optional<bool> notify_at_start;
    std::optional<bool> notify_at_end;
    bool backfilled = false;
    std::optional<WallTime> backfill_date;
    bool any = false;  // Whether any field was given at all.
};

enum class IncidentVerb { create, change };

// Adds to `notes` what Statuspage would ignore in silence.
ApiResult<IncidentFields> read_incident_fields(const ApiBody& body, IncidentVerb verb,
                                               const ModelOptions& options,
                                               std::vector<std::string>& notes);

}  // namespace tocsin
