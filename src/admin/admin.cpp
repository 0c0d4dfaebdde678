#include "admin/admin.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "net/problem.hpp"

namespace tocsin {
namespace {

enum class Asked { healthy, ready, metrics, reload };

struct Route {
    std::string_view path;
    std::string_view serves;   // Word of [listener] serves.
    std::string_view methods;  // As in Allow.
    Asked asked;
    std::string_view label;
};

constexpr std::array<Route, 6> routes{{
    {"/-/healthy", "health", "GET, HEAD", Asked::healthy, "healthy"},
    {"/-/ready", "health", "GET, HEAD", Asked::ready, "ready"},
    {"/healthz", "health", "GET, HEAD", Asked::healthy, "healthy"},
    {"/readyz", "health", "GET, HEAD", Asked::ready, "ready"},
    {"/metrics", "metrics", "GET, HEAD", Asked::metrics, "metrics"},
    {"/-/reload", "lifecycle", "POST", Asked::reload, "reload"},
}};

const Route* route_of(std::string_view target) {
    const std::string_view path = target.substr(0, target.find('?'));
    const auto* const at = std::find_if(routes.begin(), routes.end(),
                                        [&](const Route& route) { return route.path == path; });
    return at == routes.end() ? nullptr : at;
}

HttpResponse text(unsigned status, std::string body) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}

// "q=0.5" of one element of Accept; 1 where it says nothing.
double quality_of(std::string_view element) {
    const std::size_t at = element.find(";q=");
    if (at == std::string_view::npos) return 1.0;
    const std::string_view digits = element.substr(at + 3);
    double quality = 0.0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), quality);
    return error == std::errc() ? quality : 0.0;
}

bool allows(std::string_view methods, std::string_view method) {
    while (!methods.empty()) {
        if (next_element(methods) == method) return true;
    }
    return false;
}

}  // namespace

std::string_view handler_of(std::string_view target) {
    const Route* route = route_of(target);
    return route == nullptr ? "other" : route->label;
}

bool prefers_openmetrics(std::string_view accept) {
    double openmetrics = 0.0;
    double plain = 0.0;
    while (!accept.empty()) {
        std::string element(next_element(accept));
        std::erase(element, ' ');
        const bool known = element.find("version=0.0.1") == std::string::npos;
        if (element.starts_with("application/openmetrics-text") && known) {
            openmetrics = std::max(openmetrics, quality_of(element));
        } else if (element.starts_with("text/plain") || element.starts_with("*/*")) {
            plain = std::max(plain, quality_of(element));
        }
    }
    return openmetrics > 0.0 && openmetrics >= plain;
}

std::optional<Deed> Admin::deed_of(const std::set<std::string>& serves, std::string_view target) {
    const Route* route = route_of(target);
    if (route == nullptr || !serves.contains(std::string(route->serves))) return std::nullopt;
    if (route->asked == Asked::metrics) return Deed::see_metrics;
    if (route->asked == Asked::reload) return Deed::administer;
    return std::nullopt;
}

HttpResponse Admin::answer(const std::set<std::string>& serves, const HttpRequest& request) const {
    const Route* route = route_of(request.target);
    if (route == nullptr || !serves.contains(std::string(route->serves))) {
        return problem(404, "no such path");
    }
    if (!allows(route->methods, request.method)) {
        HttpResponse response = problem(405, "");
        response.headers.add("Allow", std::string(route->methods));
        return response;
    }
    switch (route->asked) {
        case Asked::healthy:
            return health(false);
        case Asked::ready:
            return health(true);
        case Asked::metrics:
            return metrics(request.headers);
        case Asked::reload:
            return reload(request.headers);
    }
    return problem(404, "no such path");
}

HttpResponse Admin::health(bool ask_ready) const {
    const std::string why = ask_ready ? hooks_.unready() : "";
    if (why.empty()) return text(200, ask_ready ? "ready\n" : "healthy\n");
    return not_now(why, std::chrono::seconds(5));
}

HttpResponse Admin::metrics(const Headers& headers) const {
    const bool open = prefers_openmetrics(headers.find("Accept").value_or(""));
    HttpResponse response{200, {}, hooks_.metrics(open)};
    response.headers.add("Content-Type",
                         open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                              : "text/plain; version=0.0.4; charset=utf-8");
    return response;
}

HttpResponse Admin::reload(const Headers& headers) const {
    // A page in a browser that is open on this host must not be able to do it.
    if (headers.find("Origin")) return problem(403, "requests of web pages are refused");
    const ReloadAnswer done = hooks_.reload();
    if (done.accepted) return text(200, done.report);
    HttpResponse response = problem(422, done.report);
    return response;
}

}  // namespace tocsin
