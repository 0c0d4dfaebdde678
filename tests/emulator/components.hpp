// Components and their groups (behaviours 9 and 10).
//
// A component's status is page-wide and the last writer wins.  A group is a row of the same list
// with group: true; its status is the worst of its members and cannot be set.
#pragma once

#include "tests/emulator/bodies.hpp"
#include "tests/emulator/refusal.hpp"
#include "tests/emulator/routes.hpp"
#include "tests/emulator/turn.hpp"

namespace tocsin {

ApiResult<ApiAnswer> list_components(const ApiTurn& turn, const QueryPairs& query);
ApiResult<ApiAnswer> read_component(const ApiTurn& turn, std::string_view id);
ApiResult<ApiAnswer> create_component(ApiTurn& turn, const ApiBody& body);
ApiResult<ApiAnswer> change_component(ApiTurn& turn, std::string_view id, const ApiBody& body);
ApiResult<ApiAnswer> delete_component(ApiTurn& turn, std::string_view id);
ApiResult<ApiAnswer> list_groups(const ApiTurn& turn, const QueryPairs& query);
ApiResult<ApiAnswer> read_group(const ApiTurn& turn, std::string_view id);

// Makes every status of `wanted` (id → status; "" leaves it) the component's at once and tells
// what became of each.  Requires: the ids are components of the page, the statuses are words.
std::vector<AffectedComponent> set_component_statuses(
    EmulatedPage& page, const std::vector<std::pair<std::string, std::string>>& wanted,
    WallTime now);

}  // namespace tocsin
