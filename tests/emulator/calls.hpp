// Calls: each ApiCall that concerns one page, handed to the function that carries it out.
#pragma once

#include "tests/emulator/refusal.hpp"
#include "tests/emulator/routes.hpp"
#include "tests/emulator/turn.hpp"

namespace tocsin {

// Whether the call can change the page.
bool is_writing_call(ApiCall call);
// Whether it answers with a list of what is on the page.
bool is_listing_call(ApiCall call);
// Whether it writes an incident or one of its updates.
bool is_incident_call(ApiCall call);

// Requires: route.call is not list_pages.
ApiResult<ApiAnswer> carry_out_call(ApiTurn& turn, const ApiRoute& route, const QueryPairs& query,
                                    const HttpRequest& request);

}  // namespace tocsin
