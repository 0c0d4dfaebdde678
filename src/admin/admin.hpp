// Admin: what operators and their programs ask of a running tocsin.
//
// Routes are data (the table in admin.cpp): a path, the methods, and which `serves` word of a
// listener makes it reachable.  A path that the listener does not serve does not exist there: 404.
// It changes nothing but by the hooks it was given.  The API has a class of its own
// (incidents_api.hpp).
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "admin/users.hpp"
#include "base/http.hpp"

namespace tocsin {

struct ReloadAnswer {
    bool accepted = false;
    std::string report;  // The errors and warnings, as check-config prints them.
};

struct AdminHooks {
    // Empty: ready.  Else one word why not: "starting", "draining", "store".
    std::function<std::string()> unready;
    // The metrics as text; true for OpenMetrics.
    std::function<std::string(bool openmetrics)> metrics;
    std::function<ReloadAnswer()> reload;
};

// The label of a path's handler for metrics, "other" if it has none.
std::string_view handler_of(std::string_view target);

class Admin {
public:
    explicit Admin(AdminHooks hooks) : hooks_(std::move(hooks)) {}

    // What a request to this path wants to do; nothing where everybody may, or where there is
    // nothing on a listener that serves `serves`.
    static std::optional<Deed> deed_of(const std::set<std::string>& serves,
                                       std::string_view target);

    // The answer to a request on a listener that serves `serves`.
    HttpResponse answer(const std::set<std::string>& serves, const HttpRequest& request) const;

private:
    HttpResponse health(bool ask_ready) const;
    HttpResponse metrics(const Headers& headers) const;
    HttpResponse reload(const Headers& headers) const;

    AdminHooks hooks_;
};

// Whether `Accept` asks for OpenMetrics 1.0 before the older text format (RFC 9110 section 12.5.1,
// as Prometheus sends it).
bool prefers_openmetrics(std::string_view accept);

}  // namespace tocsin
