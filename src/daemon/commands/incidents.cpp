// tocsin incidents list, show, approve, discard, resolve: what a running daemon has on record, and
// what a person decides.
//
// It speaks to /api/v1/incidents of the admin listener and shows what that answers; programs take
// the JSON as it is (--output=json).
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>

#include "daemon/commands/commands.hpp"
#include "daemon/incident_text.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

// The user as this machine knows it; who it really is the daemon cannot tell.
std::string user_name() {
    const auto* entry = getpwuid(getuid());
    return entry == nullptr ? "uid " + std::to_string(getuid()) : entry->pw_name;
}

// The object of an answer, or why there is none: the daemon's own words where it gave some.
Result<json::object> object_in(const Result<HttpResponse>& answer) {
    if (!answer) return answer.error();
    const HttpResponse& response = answer.value();
    json::error_code failure;
    const json::value body = json::parse(response.body, failure);
    const auto* object = failure ? nullptr : body.if_object();
    if (response.status == 200 && object != nullptr) return *object;
    const auto* detail = object == nullptr ? nullptr : object->if_contains("detail");
    if (detail != nullptr && detail->is_string()) return refused(std::string(detail->get_string()));
    return refused(fmt::format("the daemon answers {}", response.status));
}

Result<json::object> ask(const IncidentsOptions& options, HttpRequest request) {
    return object_in(ask_daemon(options.config_file, options.admin, "api", std::move(request)));
}

std::string path_of(const IncidentsOptions& options) {
    return "/api/v1/incidents/" + percent_encode(options.id);
}

int show_answer(const IncidentsOptions& options, const Result<json::object>& answer,
                std::string (*as_text)(const json::object&)) {
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    if (options.output == "json")
        std::fputs((json::serialize(answer.value()) + "\n").c_str(), stdout);
    else
        tell(as_text(answer.value()));
    return exit_ok;
}

}  // namespace

int incidents_list(const IncidentsOptions& options) {
    return show_answer(options, ask(options, {"GET", "/api/v1/incidents", {}, {}}),
                       incidents_as_table);
}

int incidents_show(const IncidentsOptions& options) {
    return show_answer(options, ask(options, {"GET", path_of(options), {}, {}}), incident_as_text);
}

int incidents_act(const IncidentsOptions& options, ActKind kind) {
    json::object body{{"by", user_name()}};
    if (!options.text.empty()) body["text"] = options.text;
    HttpRequest request{"POST",
                        path_of(options) + "/" + std::string(to_string(kind)),
                        {{"Content-Type", "application/json"}},
                        json::serialize(body)};
    return show_answer(options, ask(options, std::move(request)), incident_as_text);
}

}  // namespace tocsin
