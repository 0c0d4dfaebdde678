#include "admin/incidents_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "net/problem.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr std::string_view root = "/api/v1/incidents";
constexpr std::uint64_t body_bytes_max = 16U << 10;
constexpr std::size_t actor_code_points_max = 64;

HttpResponse json_answer(const json::object& body) {
    return {200,
            {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            json::serialize(body) + "\n"};
}

HttpResponse not_allowed(std::string_view methods) {
    HttpResponse response = problem(405, "");
    response.headers.add("Allow", std::string(methods));
    return response;
}

struct ActBody {
    std::optional<std::string> text, by;
};

Result<ActBody> read_act(std::string_view body) {
    ActBody read;
    if (trim(body).empty()) return read;
    json::error_code failure;
    const json::value value = json::parse(body, failure);
    if (failure) return malformed("the body is not JSON");
    const auto* object = value.if_object();
    if (object == nullptr) return malformed("the body is not an object");
    for (const auto& field : *object) {
        const bool is_text = field.key() == "text";
        if (!is_text && field.key() != "by")
            return malformed(fmt::format("unknown field \"{}\"", std::string(field.key())));
        if (!field.value().is_string())
            return malformed(fmt::format("\"{}\" is not a text", std::string(field.key())));
        (is_text ? read.text : read.by) = std::string(field.value().get_string());
    }
    return read;
}

// Where nobody has proven who they are, what they say of themselves; where they asked from stands
// beside either.
std::string actor_of(const std::string& user, const std::optional<std::string>& by,
                     const std::string& peer) {
    if (!user.empty()) return user + " at " + peer;
    const std::string name = truncate(without_invisible(by.value_or("")), actor_code_points_max);
    return name.empty() ? "somebody at " + peer : name + " at " + peer;
}

std::string_view why_impossible(const IncidentView& view, ActKind kind) {
    const Incident& incident = view.incident;
    if (kind == ActKind::resolve) {
        return incident.standing == Standing::held ? "it is not public; discard it instead"
                                                   : "it is not public, or over already";
    }
    const bool asks = incident.proposal.has_value();
    if (asks && incident.kind == RuleKind::maintenance)
        return "its times cannot be read; mend the annotations of its alert";
    if (view.waits_for_foreign)
        return "an incident of another store with its key is open on the page; end it there";
    return "nothing of it waits for a person";
}

}  // namespace

bool IncidentsApi::owns(std::string_view target) {
    const std::string_view path = target.substr(0, target.find('?'));
    return path == root || path.starts_with(std::string(root) + "/");
}

std::optional<IncidentsApi::Asked> IncidentsApi::asked_by(std::string_view target) {
    std::string_view path = target.substr(0, target.find('?'));
    path.remove_prefix(root.size());
    if (path.empty() || path == "/") return Asked{};
    path.remove_prefix(1);
    const std::size_t slash = path.find('/');
    Asked asked{std::string(path.substr(0, slash)), std::nullopt};
    if (slash == std::string_view::npos) return asked;
    asked.act = from_word<ActKind>(path.substr(slash + 1));
    if (!asked.act || asked.id.empty()) return std::nullopt;
    return asked;
}

HeaderVerdict IncidentsApi::on_header(const RequestHead& head) const {
    const auto asked = asked_by(head.target);
    if (!asked) return problem(404, "no such path");
    if (asked->act) {
        if (head.method != "POST") return not_allowed("POST");
        if (head.headers.find("Origin")) return problem(403, "requests of web pages are refused");
    } else if (head.method != "GET" && head.method != "HEAD") {
        return not_allowed("GET, HEAD");
    }
    return Proceed{body_bytes_max, {}};
}

Deed IncidentsApi::deed_of(const RequestHead& head) {
    const auto asked = asked_by(head.target);
    return asked && asked->act ? Deed::decide : Deed::see;
}

void IncidentsApi::on_request(const Exchange& exchange, const std::string& user) const {
    const auto asked = asked_by(exchange.head->target);
    if (!asked) return exchange.respond(problem(404, "no such path"));
    if (asked->id.empty()) return list(exchange);
    const auto view = find(asked->id, exchange.respond);
    if (!view) return;
    if (asked->act) return act(exchange, user, *view, *asked->act);
    show(exchange, *view);
}

void IncidentsApi::list(const Exchange& exchange) const {
    json::array items;
    for (const IncidentView& view : hooks_.all()) items.push_back(incident_json(view));
    exchange.respond(json_answer({{"items", std::move(items)}, {"next", nullptr}}));
}

std::optional<IncidentView> IncidentsApi::find(const std::string& id,
                                               const Responder& respond) const {
    std::string wanted = id;
    // ULIDs are written in capitals; people type what is easier.
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    std::optional<IncidentView> found;
    for (IncidentView& view : hooks_.all()) {
        if (!view.incident.id.value.starts_with(wanted)) continue;
        if (found) {
            respond(problem(409, "more than one incident begins like that; give more of its id"));
            return std::nullopt;
        }
        found = std::move(view);
    }
    if (!found) respond(problem(404, "no such incident, or it is closed"));
    return found;
}

void IncidentsApi::show(const Exchange& exchange, const IncidentView& view) const {
    const IncidentId id = view.incident.id;
    hooks_.timeline(id, [view, detail = hooks_.detail(id), respond = exchange.respond](
                            Result<std::vector<TimelineRow>> rows) mutable {
        if (!rows) return respond(problem(503, "the store cannot be read"));
        detail.timeline = std::move(rows).value();
        respond(json_answer(incident_json(view, detail)));
    });
}

void IncidentsApi::act(const Exchange& exchange, const std::string& user, const IncidentView& view,
                       ActKind kind) const {
    const auto body = read_act(exchange.body);
    if (!body) return exchange.respond(problem(400, body.error().message));
    const IncidentId id = view.incident.id;
    const auto& proposal = view.incident.proposal;
    OperatorAct wanted{kind, id, "", actor_of(user, body.value().by, exchange.head->peer),
                       hooks_.now()};
    if (kind != ActKind::resolve)
        wanted.text = body.value().text.value_or(proposal ? text_mark(*proposal) : "");
    hooks_.act(std::move(wanted),
               [this, id, kind, respond = exchange.respond](Result<Reason> outcome) {
                   if (!outcome) return respond(problem(503, "the store did not take it"));
                   answer_act(respond, id, kind, outcome.value());
               });
}

void IncidentsApi::answer_act(const Responder& respond, const IncidentId& id, ActKind kind,
                              Reason outcome) const {
    const auto views = hooks_.all();
    const auto now = std::find_if(views.begin(), views.end(),
                                  [&](const IncidentView& view) { return view.incident.id == id; });
    if (outcome == Reason::act_outdated)
        return respond(problem(409, "its text has changed since; look at it again"));
    if (outcome == Reason::act_impossible) {
        return respond(
            problem(409, now == views.end() ? "it is closed" : why_impossible(*now, kind)));
    }
    if (now == views.end()) return respond(json_answer({{"id", id.value}, {"phase", "closed"}}));
    respond(json_answer(incident_json(*now)));
}

}  // namespace tocsin
