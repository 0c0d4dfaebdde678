// Incidents: create, change, delete, and the change of one update (behaviours 11 to 19).
#pragma once

#include "tests/emulator/bodies.hpp"
#include "tests/emulator/refusal.hpp"
#include "tests/emulator/turn.hpp"

namespace tocsin {

ApiResult<ApiAnswer> create_incident(ApiTurn& turn, const ApiBody& body);
ApiResult<ApiAnswer> read_incident(const ApiTurn& turn, std::string_view id);
ApiResult<ApiAnswer> change_incident(ApiTurn& turn, std::string_view id, const ApiBody& body);
ApiResult<ApiAnswer> delete_incident(ApiTurn& turn, std::string_view id);
ApiResult<ApiAnswer> change_update(ApiTurn& turn, std::string_view incident_id,
                                   std::string_view update_id, const ApiBody& body);

// Appends an update with the incident's status and, if `notify`, records what subscribers would
// have been sent.
void append_update(ApiTurn& turn, EmulatedIncident& incident, std::optional<std::string> body,
                   std::optional<std::vector<AffectedComponent>> affected, WallTime at,
                   bool notify);

// Sets the status and, on the first entry, monitoring_at or resolved_at.
void enter_status(EmulatedIncident& incident, std::string status, WallTime at);

// The impact as the statuses of the affected components and the options have it (behaviour 16).
void judge_impact(const ApiTurn& turn, EmulatedIncident& incident);

// "key/gen" of metadata.MARKER; empty if the incident has none.
std::string episode_of(const EmulatedIncident& incident, std::string_view marker);

}  // namespace tocsin
