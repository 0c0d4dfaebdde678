// What people do on the page, carried out like the call that does the same (behaviour 35).
#include <boost/json/serialize.hpp>

#include "base/assert.hpp"
#include "tests/emulator/calls.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {
namespace {

// The person sees why, as whoever asked with a key would.
Error error_of(const ApiRefusal& refusal) {
    std::string message = std::to_string(refusal.status);
    for (const FieldProblem& problem : refusal.problems) {
        message += ": " + problem.field + (problem.field.empty() ? "" : " ") + problem.message;
    }
    return refused(message);
}

std::string touched_id(const PersonAct& act, const ApiAnswer& answer) {
    if (!act.incident.empty()) return act.incident;
    return std::string(answer.body.at("id").as_string());
}

}  // namespace

Result<std::string> StatuspageModel::act(const PersonAct& act, WallTime now) {
    advance(now);
    TOCSIN_ASSERT(!pages_.empty());
    EmulatedPage* page = act.page.empty() ? &pages_.front() : find_page(act.page);
    if (!page) return refused("there is no page \"" + act.page + "\"");
    TRY(const PersonCall call, call_of_act(act, *page));
    HttpRequest request;
    request.method = call.method;
    request.target = "/v1/pages/" + page->id + call.path;
    request.body = boost::json::serialize(call.body);
    request.headers.add("Content-Type", "application/json");
    const auto route = find_route(request.method, request.target);
    if (!route) return error_of(route.error());
    keep_past(*page, now);
    std::vector<std::string> notes;
    ApiTurn turn = turn_at(*page, notes, now, by_person);
    const auto answer = carry_out_call(turn, route.value(), {}, request);
    if (!answer) return error_of(answer.error());
    find_next_transition();
    return touched_id(act, answer.value());
}

}  // namespace tocsin
