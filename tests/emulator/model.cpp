#include "tests/emulator/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <span>

#include "base/digest.hpp"
#include "tests/emulator/calls.hpp"
#include "tests/emulator/incidents.hpp"
#include "tests/emulator/maintenances.hpp"
#include "tests/emulator/views.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

HttpResponse forced_answer(const FaultRule& rule, const ModelOptions& options) {
    HttpResponse response = answer_of_refusal(
        refuse_with(rule.status, "the emulator was told to answer this"), options);
    if (rule.retry_after) response.headers.add("Retry-After", *rule.retry_after);
    return response;
}

bool sends_nothing(Fault fault) {
    return fault == Fault::drop_before_apply || fault == Fault::drop_after_apply ||
           fault == Fault::never_answer;
}

}  // namespace

EmulatedPage* StatuspageModel::find_page(std::string_view id) {
    const auto page = std::ranges::find(pages_, id, &EmulatedPage::id);
    return page == pages_.end() ? nullptr : &*page;
}

ApiTurn StatuspageModel::turn_at(EmulatedPage& page, std::vector<std::string>& notes, WallTime now,
                                 std::string_view by) {
    return {options_, page, ids_, journal_, notes, now, by};
}

void StatuspageModel::find_next_transition() {
    next_transition_.reset();
    for (const EmulatedPage& page : pages_) {
        const auto next = next_transition(page);
        if (next && (!next_transition_ || *next < *next_transition_)) next_transition_ = next;
    }
}

void StatuspageModel::carry_out_transitions(WallTime due) {
    std::vector<std::string> notes;
    for (EmulatedPage& page : pages_) {
        if (next_transition(page) != due) continue;
        keep_past(page, due);
        ApiTurn turn = turn_at(page, notes, due, by_clock);
        carry_out_transition(turn);
    }
    find_next_transition();
}

void StatuspageModel::land_first() {
    const auto landing = late_.extract(late_.begin());
    const Admission& admission = landing.mapped();
    std::vector<std::string> notes;
    bool applied = false;
    true_answer(admission, applied, notes, landing.key());
    journal_.land(admission.number, landing.key(), applied, std::move(notes));
}

void StatuspageModel::advance(WallTime now) {
    while (true) {
        const bool moves = next_transition_ && *next_transition_ <= now;
        const bool lands = !late_.empty() && late_.begin()->first <= now;
        if (moves && (!lands || *next_transition_ <= late_.begin()->first)) {
            carry_out_transitions(*next_transition_);
        } else if (lands) {
            land_first();
        } else {
            return;
        }
    }
}

void StatuspageModel::keep_past(const EmulatedPage& page, WallTime now) {
    if (lag() > Duration(0)) pasts_.keep(page, now, lag());
}

EmulatedPage& StatuspageModel::page_for(ApiCall call, EmulatedPage& page, WallTime now) {
    const Duration behind = is_listing_call(call) ? options_.stale_lists : options_.stale_singles;
    if (behind == Duration(0) || is_writing_call(call)) return page;
    EmulatedPage* past = pasts_.find(page.id, now - behind);
    return past ? *past : page;
}

std::optional<FaultRule> StatuspageModel::choose_fault(std::string_view method,
                                                       std::string_view target) {
    const auto read = read_target(target);
    return faults_.choose(method, read ? read.value().path : std::string(), chance_);
}

Admission StatuspageModel::admit(const HttpRequest& request, WallTime now) {
    return admit(request, choose_fault(request.method, request.target), now);
}

Admission StatuspageModel::admit(const HttpRequest& request, std::optional<FaultRule> fault,
                                 WallTime now) {
    advance(now);
    Admission admission;
    admission.request = request;
    admission.fault = std::move(fault);
    auto target = read_target(request.target);
    if (target) {
        admission.target = std::move(target.value());
        admission.key = authenticate(request, admission.target.query, now);
    } else {
        admission.decided = answer_of_refusal(target.error(), options_);
    }
    const std::string key_name = admission.key ? keys_[*admission.key].key.name : "";
    admission.number = journal_.open(now, key_name, request, options_.journal_entries_max);
    if (admission.decided) return admission;
    if (admission.key) {
        admission.decided = limit(keys_[*admission.key], request, admission.target, now);
    } else {
        admission.decided = answer_of_refusal(refuse_with(401, "Could not authenticate"), options_);
    }
    return admission;
}

void StatuspageModel::count_call(const EmulatedPage& page, const ApiRoute& route) {
    if (!is_incident_call(route.call)) return;
    if (route.call != ApiCall::create_incident) return journal_.count_call(route.id);
    const EmulatedIncident& made = page.incidents.back();
    journal_.count_call(made.id);
    const std::string episode = episode_of(made, options_.marker);
    if (!episode.empty()) journal_.count_create(episode);
}

ApiResult<ApiAnswer> StatuspageModel::carry_out(const Admission& admission, const ApiRoute& route,
                                                std::vector<std::string>& notes, WallTime now) {
    const EmulatedKey& key = keys_[*admission.key].key;
    if (route.call == ApiCall::list_pages) {
        // Of a key that may see no page at all.
        const auto refusal = check_access(key, nullptr, now);
        if (refusal && refusal->status == 403) return *refusal;
        json::array list;
        for (const EmulatedPage& page : pages_) {
            if (!check_access(key, &page, now)) list.push_back(view_page(page, options_));
        }
        return ApiAnswer{200, std::move(list)};
    }
    EmulatedPage* page = find_page(route.page_id);
    if (const auto refusal = check_access(key, page, now)) return *refusal;
    const bool writes = is_writing_call(route.call);
    if (writes) keep_past(*page, now);
    ApiTurn turn = turn_at(page_for(route.call, *page, now), notes, now, key.name);
    TRY(auto answer, carry_out_call(turn, route, admission.target.query, admission.request));
    if (writes) count_call(*page, route);
    return answer;
}

HttpResponse StatuspageModel::true_answer(const Admission& admission, bool& applied,
                                          std::vector<std::string>& notes, WallTime now) {
    if (admission.decided) return *admission.decided;
    const auto route = find_route(admission.request.method, admission.target.path);
    if (!route) return answer_of_refusal(route.error(), options_);
    const auto answer = carry_out(admission, route.value(), notes, now);
    if (!answer) return answer_of_refusal(answer.error(), options_);
    applied = is_writing_call(route.value().call);
    if (applied) find_next_transition();
    return answer_of_success(answer.value());
}

void StatuspageModel::add_common_headers(const Admission& admission, HttpResponse& response) {
    response.headers.add("X-Request-Id",
                         fmt::format("{:016x}{:016x}", headers_.next(), headers_.next()));
    response.headers.add("X-Runtime", fmt::format("0.{:06}", headers_.below(500'000)));
    if (options_.etag && admission.request.method == "GET" && response.status == 200) {
        const Sha256 digest = sha256(response.body);
        response.headers.add("ETag", "W/\"" + to_hex(std::span(digest).first(16)) + "\"");
    }
}

HttpResponse StatuspageModel::ruled_answer(const Admission& admission, const FaultRule& rule,
                                           Verdict& verdict, std::vector<std::string>& notes,
                                           WallTime now) {
    HttpResponse response;
    response.status = 0;
    if (!fails_before_effect(rule)) {
        const HttpResponse answer = true_answer(admission, verdict.applied, notes, now);
        response = twist_answer(answer, rule.twist, last_answer_, chance_);
        last_answer_ = answer;
    } else if (rule.late) {
        verdict.late_at = now + *rule.late;
        late_.emplace(*verdict.late_at, admission);
    }
    if (rule.status != 0) response = forced_answer(rule, options_);
    if (response.status == 0) return response;
    if (response.body.size() < rule.answer_bytes) response.body.resize(rule.answer_bytes, ' ');
    add_common_headers(admission, response);
    return response;
}

Verdict StatuspageModel::apply(const Admission& admission, WallTime now) {
    advance(now);
    const FaultRule rule = admission.fault.value_or(FaultRule());
    Verdict verdict;
    verdict.fault = rule.fault;
    verdict.framing = rule.framing;
    verdict.delay_before = rule.delay_before;
    verdict.delay_after = rule.delay_after;
    verdict.delay_between_bytes = rule.delay_between_bytes;
    std::vector<std::string> notes;
    verdict.response = ruled_answer(admission, rule, verdict, notes, now);
    journal_.close(admission.number, sends_nothing(rule.fault) ? 0 : verdict.response.status,
                   rule.fault, verdict.applied, std::move(notes));
    return verdict;
}

Verdict StatuspageModel::handle(const HttpRequest& request, WallTime now) {
    return apply(admit(request, now), now);
}

HttpResponse StatuspageModel::answer(const HttpRequest& request, WallTime now) {
    return handle(request, now).response;
}

}  // namespace tocsin
