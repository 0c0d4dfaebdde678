#include "tests/emulator/routes.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "tests/emulator/bodies.hpp"

namespace tocsin {
namespace {

constexpr std::string_view base_path = "/v1/";

struct RouteRow {
    ApiCall call;
    std::string_view methods;
    std::string_view pattern;  // Below base_path; "*" stands for one segment.
};

// A row whose pattern says more comes before one that says less.
constexpr std::array route_rows{
    RouteRow{ApiCall::list_pages, "GET", "pages"},
    RouteRow{ApiCall::read_page, "GET", "pages/*"},
    RouteRow{ApiCall::list_components, "GET", "pages/*/components"},
    RouteRow{ApiCall::create_component, "POST", "pages/*/components"},
    RouteRow{ApiCall::read_component, "GET", "pages/*/components/*"},
    RouteRow{ApiCall::change_component, "PATCH PUT", "pages/*/components/*"},
    RouteRow{ApiCall::delete_component, "DELETE", "pages/*/components/*"},
    RouteRow{ApiCall::list_groups, "GET", "pages/*/component-groups"},
    RouteRow{ApiCall::read_group, "GET", "pages/*/component-groups/*"},
    RouteRow{ApiCall::list_templates, "GET", "pages/*/incident_templates"},
    RouteRow{ApiCall::create_template, "POST", "pages/*/incident_templates"},
    RouteRow{ApiCall::list_incidents, "GET", "pages/*/incidents"},
    RouteRow{ApiCall::create_incident, "POST", "pages/*/incidents"},
    RouteRow{ApiCall::list_unresolved, "GET", "pages/*/incidents/unresolved"},
    RouteRow{ApiCall::list_scheduled, "GET", "pages/*/incidents/scheduled"},
    RouteRow{ApiCall::list_upcoming, "GET", "pages/*/incidents/upcoming"},
    RouteRow{ApiCall::list_active, "GET", "pages/*/incidents/active_maintenance"},
    RouteRow{ApiCall::read_incident, "GET", "pages/*/incidents/*"},
    RouteRow{ApiCall::change_incident, "PATCH PUT", "pages/*/incidents/*"},
    RouteRow{ApiCall::delete_incident, "DELETE", "pages/*/incidents/*"},
    RouteRow{ApiCall::change_update, "PATCH PUT", "pages/*/incidents/*/incident_updates/*"},
    RouteRow{ApiCall::read_postmortem, "GET", "pages/*/incidents/*/postmortem"},
    RouteRow{ApiCall::write_postmortem, "PUT", "pages/*/incidents/*/postmortem"},
    RouteRow{ApiCall::delete_postmortem, "DELETE", "pages/*/incidents/*/postmortem"},
    RouteRow{ApiCall::publish_postmortem, "PUT", "pages/*/incidents/*/postmortem/publish"},
    RouteRow{ApiCall::revert_postmortem, "PUT", "pages/*/incidents/*/postmortem/revert"},
};

std::vector<std::string> split_at(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        if (end == text.size()) return parts;
        text.remove_prefix(end + 1);
    }
}

// What the stars of `pattern` stand for in `segments`; nothing if they do not fit.
std::optional<std::vector<std::string>> fit(std::string_view pattern,
                                            std::span<const std::string> segments) {
    const auto wanted = split_at(pattern, '/');
    if (wanted.size() != segments.size()) return std::nullopt;
    std::vector<std::string> captured;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "*") {
            if (segments[i].empty()) return std::nullopt;
            captured.push_back(segments[i]);
        } else if (wanted[i] != segments[i]) {
            return std::nullopt;
        }
    }
    return captured;
}

bool has_method(const RouteRow& row, std::string_view method) {
    const auto methods = split_at(row.methods, ' ');
    return std::ranges::find(methods, method) != methods.end();
}

}  // namespace

ApiResult<ApiTarget> read_target(std::string_view target) {
    const std::size_t mark = std::min(target.find('?'), target.size());
    ApiTarget read;
    read.path = target.substr(0, mark);
    TRY(read.query, read_pairs(target.substr(std::min(mark + 1, target.size()))));
    return read;
}

ApiResult<ApiRoute> find_route(std::string_view method, std::string_view path) {
    if (!path.starts_with(base_path)) return refuse_with(404, "not found");
    path.remove_prefix(base_path.size());
    if (path.ends_with(".json")) path.remove_suffix(5);
    std::vector<std::string> segments;
    for (const std::string& part : split_at(path, '/')) {
        const auto decoded = percent_decode(part, false);
        if (!decoded) return refuse_with(400, "broken percent-encoding");
        segments.push_back(*decoded);
    }
    bool path_known = false;
    for (const RouteRow& row : route_rows) {
        auto captured = fit(row.pattern, segments);
        if (!captured) continue;
        path_known = true;
        if (!has_method(row, method)) continue;
        captured->resize(3);
        return ApiRoute{row.call, (*captured)[0], (*captured)[1], (*captured)[2]};
    }
    if (path_known) return refuse_with(405, "method not allowed");
    return refuse_with(404, "not found");
}

std::optional<std::string> find_in_query(const QueryPairs& query, std::string_view name) {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::string target_without_key(std::string_view target) {
    static constexpr std::string_view name = "api_key=";
    std::string shown(target);
    for (std::size_t at = shown.find(name); at != std::string::npos; at = shown.find(name, at)) {
        at += name.size();
        shown.replace(at, std::min(shown.find('&', at), shown.size()) - at, "…");
    }
    return shown;
}

}  // namespace tocsin
