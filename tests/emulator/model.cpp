#include "tests/emulator/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <span>

#include "base/assert.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "tests/emulator/calls.hpp"
#include "tests/emulator/http_date.hpp"
#include "tests/emulator/maintenances.hpp"
#include "tests/emulator/views.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

// What distinguishes the three random sequences of one seed.
constexpr std::uint64_t chance_salt = 0x6368'616e'6365'0000;
constexpr std::uint64_t headers_salt = 0x6865'6164'6572'0000;
// 2020-01-01: when the pages and components of the set-up were made.
constexpr WallTime set_up_time{std::chrono::seconds(1'577'836'800)};
constexpr std::chrono::seconds unpaginated_span{60};
constexpr const char* huge_retry_after = "31536000";  // A year.

// The last word of "OAuth KEY".
std::optional<std::string> key_in_header(std::string_view field, bool any_case) {
    const std::size_t space = field.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view scheme = field.substr(0, space);
    const bool fits = any_case ? equal_ignoring_case(scheme, "OAuth") : scheme == "OAuth";
    if (!fits) return std::nullopt;
    return std::string(trim(field.substr(space + 1)));
}

HttpResponse forced_answer(const FaultRule& rule, const ModelOptions& options) {
    HttpResponse response = answer_of_refusal(
        refuse_with(rule.status, "the emulator was told to answer this"), options);
    if (rule.retry_after) response.headers.add("Retry-After", *rule.retry_after);
    return response;
}

bool fails_before_effect(const FaultRule& rule) {
    if (rule.fault == Fault::drop_before_apply) return true;
    return (rule.status != 0 || rule.fault == Fault::never_answer) && !rule.after_apply;
}

bool sends_nothing(Fault fault) {
    return fault == Fault::drop_before_apply || fault == Fault::drop_after_apply ||
           fault == Fault::never_answer;
}

}  // namespace

StatuspageModel::StatuspageModel(ModelOptions options, std::uint64_t seed)
    : options_(std::move(options)),
      seed_(seed),
      ids_(seed),
      chance_(seed ^ chance_salt),
      headers_(seed ^ headers_salt) {}

void StatuspageModel::add_page(std::string id, std::string name) {
    EmulatedPage page;
    page.id = std::move(id);
    page.subdomain = to_lower_ascii(name);
    page.name = std::move(name);
    page.created_at = set_up_time;
    pages_.push_back(page);
    set_up_.push_back(std::move(page));
}

std::string StatuspageModel::add_row(std::string_view page_id, EmulatedComponent row) {
    if (row.id.empty()) row.id = draw_emulated_id(ids_);
    row.created_at = row.updated_at = set_up_time;
    for (std::vector<EmulatedPage>* pages : {&pages_, &set_up_}) {
        const auto page = std::ranges::find(*pages, page_id, &EmulatedPage::id);
        TOCSIN_ASSERT(page != pages->end());
        TOCSIN_ASSERT(!row.group_id || page->find_component(*row.group_id));
        page->components.push_back(row);
    }
    return row.id;
}

std::string StatuspageModel::add_component(std::string_view page_id, std::string name,
                                           std::string id, std::string_view group_id) {
    EmulatedComponent row;
    row.name = std::move(name);
    row.id = std::move(id);
    if (!group_id.empty()) row.group_id = std::string(group_id);
    return add_row(page_id, std::move(row));
}

std::string StatuspageModel::add_group(std::string_view page_id, std::string name, std::string id) {
    EmulatedComponent row;
    row.name = std::move(name);
    row.id = std::move(id);
    row.group = true;
    return add_row(page_id, std::move(row));
}

void StatuspageModel::add_key(std::string name, std::string value,
                              std::vector<std::string> page_ids) {
    keys_.push_back({{std::move(name), std::move(value), std::move(page_ids)}, {}, {}});
}

void StatuspageModel::set_page_offset(std::string_view page_id, std::chrono::minutes utc_offset) {
    for (std::vector<EmulatedPage>* pages : {&pages_, &set_up_}) {
        const auto page = std::ranges::find(*pages, page_id, &EmulatedPage::id);
        TOCSIN_ASSERT(page != pages->end());
        page->utc_offset = utc_offset;
    }
}

void StatuspageModel::reset(std::optional<std::uint64_t> seed) {
    seed_ = seed.value_or(seed_);
    ids_ = Rng(seed_);
    chance_ = Rng(seed_ ^ chance_salt);
    headers_ = Rng(seed_ ^ headers_salt);
    pages_ = set_up_;
    for (KeyRow& row : keys_) row.window = row.unpaginated = RequestWindow();
    faults_.forget_counts();
    journal_ = RequestJournal();
    limited_ = 0;
    next_transition_.reset();
}

EmulatedPage* StatuspageModel::find_page(std::string_view id) {
    const auto page = std::ranges::find(pages_, id, &EmulatedPage::id);
    return page == pages_.end() ? nullptr : &*page;
}

const EmulatedPage& StatuspageModel::page_of(std::string_view id) const {
    const auto page = std::ranges::find(pages_, id, &EmulatedPage::id);
    TOCSIN_ASSERT(page != pages_.end());
    return *page;
}

const std::vector<EmulatedIncident>& StatuspageModel::incidents(std::string_view page_id) const {
    return page_of(page_id).incidents;
}

const std::vector<EmulatedComponent>& StatuspageModel::components(std::string_view page_id) const {
    return page_of(page_id).components;
}

EmulatorFindings StatuspageModel::findings() const {
    return find_in_emulator(pages_, journal_, options_.marker);
}

json::object StatuspageModel::state_as_json() const {
    json::array pages;
    for (const EmulatedPage& page : pages_) {
        json::array components;
        for (const EmulatedComponent& row : page.components) {
            components.push_back(view_component(page, row, options_));
        }
        json::array incidents;
        for (const EmulatedIncident& row : page.incidents) {
            incidents.push_back(view_incident(page, row, options_, IncidentPlace::single));
        }
        json::object shown = view_page(page, options_);
        shown["components"] = std::move(components);
        shown["incidents"] = std::move(incidents);
        pages.push_back(std::move(shown));
    }
    return {{"pages", std::move(pages)},
            {"options", options_as_json(options_)},
            {"faults", faults_.as_json()},
            {"counters", journal_.counters_as_json()}};
}

ApiTurn StatuspageModel::turn_at(EmulatedPage& page, std::vector<std::string>& notes,
                                 WallTime now) {
    return {options_, page, ids_, journal_, notes, now};
}

void StatuspageModel::find_next_transition() {
    next_transition_.reset();
    for (const EmulatedPage& page : pages_) {
        const auto next = next_transition(page);
        if (next && (!next_transition_ || *next < *next_transition_)) next_transition_ = next;
    }
}

void StatuspageModel::advance(WallTime now) {
    std::vector<std::string> notes;
    while (next_transition_ && *next_transition_ <= now) {
        const WallTime due = *next_transition_;
        for (EmulatedPage& page : pages_) {
            if (next_transition(page) != due) continue;
            ApiTurn turn = turn_at(page, notes, due);
            carry_out_transition(turn);
        }
        find_next_transition();
    }
}

std::optional<std::size_t> StatuspageModel::authenticate(const HttpRequest& request,
                                                         const QueryPairs& query) const {
    const auto field = request.headers.find("Authorization");
    const auto offered =
        field ? key_in_header(*field, options_.scheme_any_case) : find_in_query(query, "api_key");
    if (!offered) return std::nullopt;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (keys_[i].key.value == *offered) return i;
    }
    return std::nullopt;
}

HttpResponse StatuspageModel::limited(Duration wait, WallTime now) {
    using Form = ModelOptions::RetryAfter;
    using Code = ModelOptions::LimitCode;
    const bool even = limited_++ % 2 == 0;
    const bool newer = options_.limit_code == Code::always_429 ||
                       (options_.limit_code == Code::alternate && !even);
    HttpResponse response =
        answer_of_refusal(refuse_with(newer ? 429 : 420, "rate limit exceeded"), options_);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    switch (options_.retry_after) {
        case Form::absent:
            break;
        case Form::seconds:
            response.headers.add("Retry-After", std::to_string(seconds.count()));
            break;
        case Form::zero:
            response.headers.add("Retry-After", "0");
            break;
        case Form::http_date:
            response.headers.add("Retry-After", format_http_date(now + seconds));
            break;
        case Form::huge:
            response.headers.add("Retry-After", huge_retry_after);
            break;
    }
    return response;
}

std::optional<HttpResponse> StatuspageModel::limit(KeyRow& row, const HttpRequest& request,
                                                   const ApiTarget& target, WallTime now) {
    const RequestWindow::Limits all{options_.rate_requests, options_.rate_window,
                                    options_.rate_strict, options_.rejected_count};
    if (const auto wait = row.window.admit(all, now)) return limited(*wait, now);
    if (!options_.limit_unpaginated) return std::nullopt;
    if (find_in_query(target.query, "page") || find_in_query(target.query, "per_page")) {
        return std::nullopt;
    }
    const auto route = find_route(request.method, target.path);
    if (!route || route.value().call != ApiCall::list_components) return std::nullopt;
    const RequestWindow::Limits once{1, unpaginated_span, false, options_.rejected_count};
    if (const auto wait = row.unpaginated.admit(once, now)) return limited(*wait, now);
    return std::nullopt;
}

Admission StatuspageModel::admit(const HttpRequest& request, WallTime now) {
    advance(now);
    Admission admission;
    admission.request = request;
    auto target = read_target(request.target);
    if (target) {
        admission.target = std::move(target.value());
        admission.key = authenticate(request, admission.target.query);
    } else {
        admission.decided = answer_of_refusal(target.error(), options_);
    }
    const std::string key_name = admission.key ? keys_[*admission.key].key.name : "";
    admission.number = journal_.open(now, key_name, request, options_.journal_entries_max);
    admission.fault = faults_.choose(request.method, admission.target.path, chance_);
    if (admission.decided) return admission;
    if (admission.key) {
        admission.decided = limit(keys_[*admission.key], request, admission.target, now);
    } else {
        admission.decided = answer_of_refusal(refuse_with(401, "Could not authenticate"), options_);
    }
    return admission;
}

ApiResult<ApiAnswer> StatuspageModel::carry_out(const Admission& admission, const ApiRoute& route,
                                                std::vector<std::string>& notes, WallTime now) {
    const std::vector<std::string>& visible = keys_[*admission.key].key.page_ids;
    const auto may_see = [&](std::string_view id) {
        return std::ranges::find(visible, id) != visible.end();
    };
    if (route.call == ApiCall::list_pages) {
        json::array list;
        for (const EmulatedPage& page : pages_) {
            if (may_see(page.id)) list.push_back(view_page(page, options_));
        }
        return ApiAnswer{200, std::move(list)};
    }
    EmulatedPage* page = find_page(route.page_id);
    if (!page) return refuse_with(404, "not found");
    if (!may_see(page->id)) {
        if (options_.foreign_page_status == 404) return refuse_with(404, "not found");
        return refuse_with(options_.foreign_page_status,
                           "You are not authorized to access this resource.");
    }
    ApiTurn turn = turn_at(*page, notes, now);
    return carry_out_call(turn, route, admission.target.query, admission.request);
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

Verdict StatuspageModel::apply(const Admission& admission, WallTime now) {
    advance(now);
    const FaultRule rule = admission.fault.value_or(FaultRule());
    Verdict verdict;
    verdict.fault = rule.fault;
    verdict.delay_before = rule.delay_before;
    verdict.delay_after = rule.delay_after;
    verdict.delay_between_bytes = rule.delay_between_bytes;
    std::vector<std::string> notes;
    const bool lost_before = fails_before_effect(rule);
    if (lost_before) {
        verdict.response.status = 0;
    } else {
        verdict.response = true_answer(admission, verdict.applied, notes, now);
    }
    if (rule.status != 0) verdict.response = forced_answer(rule, options_);
    if (verdict.response.status != 0) add_common_headers(admission, verdict.response);
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
