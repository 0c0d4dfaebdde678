// Who may ask the model, and how often (behaviours 3, 24 and 32).
#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "tests/emulator/http_date.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {
namespace {

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

}  // namespace

std::optional<std::size_t> StatuspageModel::authenticate(const HttpRequest& request,
                                                         const QueryPairs& query,
                                                         WallTime now) const {
    const auto field = request.headers.find("Authorization");
    const auto offered =
        field ? key_in_header(*field, options_.scheme_any_case) : find_in_query(query, "api_key");
    if (!offered) return std::nullopt;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        const EmulatedKey& key = keys_[i].key;
        if (key.value == *offered && key.access_at(now) != KeyAccess::revoked) return i;
    }
    return std::nullopt;
}

std::optional<ApiRefusal> StatuspageModel::check_access(const EmulatedKey& key,
                                                        const EmulatedPage* page,
                                                        WallTime now) const {
    static constexpr const char* not_authorized = "You are not authorized to access this resource.";
    if (key.access_at(now) == KeyAccess::forbidden) return refuse_with(403, not_authorized);
    if (!page || (page->deleted_from && now >= *page->deleted_from)) return no_such_thing();
    if (std::ranges::find(key.page_ids, page->id) != key.page_ids.end()) return std::nullopt;
    if (options_.foreign_page_status == 404) return no_such_thing();
    return refuse_with(options_.foreign_page_status, not_authorized);
}

const EmulatedKey* StatuspageModel::find_key(std::string_view name) const {
    const auto row =
        std::ranges::find_if(keys_, [&](const KeyRow& one) { return one.key.name == name; });
    return row == keys_.end() ? nullptr : &row->key;
}

void StatuspageModel::set_key_access(std::string_view name, KeyAccess access, WallTime from) {
    const auto row =
        std::ranges::find_if(keys_, [&](const KeyRow& one) { return one.key.name == name; });
    TOCSIN_ASSERT(row != keys_.end());
    row->key.access = access;
    row->key.access_from = from;
}

void StatuspageModel::set_page_deleted(std::string_view page_id, std::optional<WallTime> from) {
    EmulatedPage* page = find_page(page_id);
    TOCSIN_ASSERT(page != nullptr);
    page->deleted_from = from;
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

}  // namespace tocsin
