// Postmortems and templates (behaviour 23).
//
// Publishing gives the incident and one more update the status "postmortem", a word that the
// published document does not have.
#pragma once

#include "tests/emulator/bodies.hpp"
#include "tests/emulator/refusal.hpp"
#include "tests/emulator/routes.hpp"
#include "tests/emulator/turn.hpp"

namespace tocsin {

ApiResult<ApiAnswer> read_postmortem(const ApiTurn& turn, std::string_view incident_id);
ApiResult<ApiAnswer> write_postmortem(ApiTurn& turn, std::string_view incident_id,
                                      const ApiBody& body);
// 422 if there is no draft, or the incident is not over.
ApiResult<ApiAnswer> publish_postmortem(ApiTurn& turn, std::string_view incident_id,
                                        const ApiBody& body);
ApiResult<ApiAnswer> revert_postmortem(ApiTurn& turn, std::string_view incident_id);
ApiResult<ApiAnswer> delete_postmortem(ApiTurn& turn, std::string_view incident_id);

ApiResult<ApiAnswer> list_templates(const ApiTurn& turn, const QueryPairs& query);
ApiResult<ApiAnswer> create_template(ApiTurn& turn, const ApiBody& body);

}  // namespace tocsin
