// Routes: which call a method and a path are (behaviour 2).
//
// Every path may end in ".json".  A path that no call has is 404; a path that other methods have
// is 405.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/emulator/refusal.hpp"

namespace tocsin {

enum class ApiCall {
    list_pages,
    read_page,
    list_components,
    create_component,
    read_component,
    change_component,
    delete_component,
    list_groups,
    read_group,
    list_templates,
    create_template,
    list_incidents,
    create_incident,
    list_unresolved,
    list_scheduled,
    list_upcoming,
    list_active,
    read_incident,
    change_incident,
    delete_incident,
    change_update,
    read_postmortem,
    write_postmortem,
    publish_postmortem,
    revert_postmortem,
    delete_postmortem,
};

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

struct ApiRoute {
    ApiCall call = ApiCall::list_pages;
    std::string page_id;
    std::string id;         // Of the component, group or incident.
    std::string update_id;  // Only with change_update.
};

// A target cut at its "?".
struct ApiTarget {
    std::string path;  // As sent.
    QueryPairs query;  // Decoded.
};

// 400 if an escape is broken.
ApiResult<ApiTarget> read_target(std::string_view target);

ApiResult<ApiRoute> find_route(std::string_view method, std::string_view path);

// Nothing if the query does not have it.
std::optional<std::string> find_in_query(const QueryPairs& query, std::string_view name);

// The target without the value of api_key: what may be shown.
std::string target_without_key(std::string_view target);

}  // namespace tocsin
