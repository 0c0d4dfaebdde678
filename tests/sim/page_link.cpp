#include "tests/sim/page_link.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace tocsin {
namespace {

std::string told(const HttpRequest& request) {
    constexpr std::string_view base = "/v1/pages/";
    const std::string_view target = std::string_view(request.target).substr(base.size());
    return request.method + " " + std::string(target) + " " + request.body;
}

HttpResponse answer_of(const Fate& fate) {
    HttpResponse response;
    response.status = fate.status;
    if (!fate.retry_after.empty()) response.headers.add("Retry-After", fate.retry_after);
    response.headers.add("Content-Type", "application/json");
    response.body = "{\"error\":\"" + fate.word + "\"}";
    return response;
}

}  // namespace

PageLink::PageLink(const VirtualClock& clock, Timetable& timetable, StatuspageModel& model,
                   Faults& faults, PageLinkHooks hooks)
    : clock_(clock),
      timetable_(timetable),
      model_(model),
      faults_(faults),
      hooks_(std::move(hooks)) {}

void PageLink::take_effect(const HttpRequest& request, WallTime left_at, HttpResponse& response) {
    hooks_.lands(request, left_at);
    const Verdict verdict = model_.handle(request, clock_.wall());
    response = verdict.response;
    hooks_.takes_effect(request, verdict);
}

// Who died before the answer looks at the page from the next start on, which may be soon: then it
// lands when the answer would have come.
void PageLink::land_late(const HttpRequest& request, WallTime answered_at, Duration late) {
    const auto land = [this, request, left_at = clock_.wall()] {
        --under_way_;
        hooks_.tell("late: " + request.method + " " + request.target);
        HttpResponse unheard;
        take_effect(request, left_at, unheard);
    };
    ++under_way_;
    timetable_.at(answered_at, [this, land, late, process = process_] {
        if (process != process_) return land();
        timetable_.at(clock_.wall() + late, land);
    });
}

void PageLink::answer_at(WallTime time, Done done, std::function<Result<HttpResponse>()> answer) {
    ++under_way_;
    timetable_.at(time,
                  [this, done = std::move(done), answer = std::move(answer), process = process_] {
                      --under_way_;
                      if (process == process_) done(answer());
                  });
}

void PageLink::exchange(HttpRequest request, Duration timeout, Done done) {
    const WallTime now = clock_.wall();
    Fate fate = faults_.of_exchange();
    const bool writes = request.method != "GET";
    if (writes && fate.kind == Fate::Kind::answered && std::exchange(refuses_, false)) {
        fate.kind = Fate::Kind::instead;
        fate.effect = false;
        fate.status = 422;
        fate.word = "422 without effect";
        hooks_.refused(request);
    }
    begun_.push_back(now);
    hooks_.begins(request);
    hooks_.tell("request " + told(request) + (fate.word.empty() ? "" : " — " + fate.word));
    if (fate.kind == Fate::Kind::refused) {
        return answer_at(now + fate.before, std::move(done), []() -> Result<HttpResponse> {
            return unavailable("connection refused");
        });
    }
    const auto response = std::make_shared<HttpResponse>();
    const WallTime effect_at = now + std::min(fate.before, timeout / 2);
    if (fate.effect) {
        ++under_way_;
        timetable_.at(effect_at, [this, request, response, now] {
            --under_way_;
            take_effect(request, now, *response);
        });
    }
    if (fate.kind == Fate::Kind::instead) *response = answer_of(fate);
    const WallTime answered_at = fate.kind == Fate::Kind::silent
                                     ? now + timeout
                                     : std::min(effect_at + fate.after, now + timeout);
    if (fate.late && writes) land_late(request, answered_at, *fate.late);
    switch (fate.kind) {
        case Fate::Kind::lost:
            return answer_at(answered_at, std::move(done), []() -> Result<HttpResponse> {
                return unknown_outcome("connection reset");
            });
        case Fate::Kind::silent:
            return answer_at(answered_at, std::move(done),
                             []() -> Result<HttpResponse> { return unknown_outcome("timed out"); });
        case Fate::Kind::instead:
            return answer_at(
                answered_at, std::move(done),
                [answer = answer_of(fate)]() -> Result<HttpResponse> { return answer; });
        case Fate::Kind::refused:
        case Fate::Kind::answered:
            return answer_at(answered_at, std::move(done),
                             [response]() -> Result<HttpResponse> { return *response; });
    }
}

}  // namespace tocsin
