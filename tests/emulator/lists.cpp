#include "tests/emulator/lists.hpp"

#include <boost/json/array.hpp>
#include <charconv>

#include "base/text.hpp"
#include "tests/emulator/views.hpp"
#include "tests/emulator/words.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

constexpr std::size_t page_size_max = 100;
constexpr std::size_t page_number_max = 1'000'000;  // So that number × size stays a size.

ApiResult<std::size_t> read_number(const QueryPairs& query, std::string_view name,
                                   std::size_t otherwise) {
    const auto text = find_in_query(query, name);
    if (!text) return otherwise;
    std::size_t number = 0;
    const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (failure != std::errc() || end != text->data() + text->size() || number == 0 ||
        number > page_number_max) {
        return refuse_field(400, std::string(name), "is invalid");
    }
    return number;
}

bool contains(const std::optional<std::string>& text, std::string_view sought) {
    return text && to_lower_ascii(*text).find(sought) != std::string::npos;
}

// `q` looks at name, status, postmortem and updates, and never at the metadata.
bool fits_search(const EmulatedIncident& incident, std::string_view sought) {
    if (contains(incident.name, sought) || contains(incident.status, sought)) return true;
    if (incident.postmortem && contains(incident.postmortem->body, sought)) return true;
    return std::ranges::any_of(incident.updates, [&](const EmulatedUpdate& update) {
        return contains(update.body, sought);
    });
}

bool is_listed(const ApiTurn& turn, ApiCall which, const EmulatedIncident& incident) {
    const bool maintenance = is_word_of(maintenance_status_words, incident.status);
    const bool closed = is_closed_status_word(incident.status);
    const bool begun = incident.status != "scheduled";
    switch (which) {
        case ApiCall::list_unresolved:
            if (closed) return false;
            return !maintenance || (begun && turn.options.unresolved_has_maintenance);
        case ApiCall::list_scheduled:
            return maintenance && !closed;
        case ApiCall::list_upcoming:
            return maintenance && !begun && incident.scheduled_for &&
                   *incident.scheduled_for > turn.now;
        case ApiCall::list_active:
            return maintenance && !closed && begun;
        default:
            return true;
    }
}

}  // namespace

ApiResult<ListPaging> read_paging(const QueryPairs& query, std::string_view size_name) {
    ListPaging paging;
    TRY(paging.number, read_number(query, "page", 1));
    TRY(const auto size, read_number(query, size_name, page_size_max));
    paging.size = std::min(size, page_size_max);
    return paging;
}

ApiResult<ApiAnswer> list_incidents(const ApiTurn& turn, ApiCall which, const QueryPairs& query) {
    const bool all = which == ApiCall::list_incidents;
    TRY(const auto paging, read_paging(query, all ? "limit" : "per_page"));
    const auto sought = all ? find_in_query(query, "q") : std::nullopt;
    const std::string folded = sought ? to_lower_ascii(*sought) : std::string();
    std::vector<const EmulatedIncident*> rows;
    for (const EmulatedIncident& incident : turn.page.incidents) {
        if (!is_listed(turn, which, incident)) continue;
        if (!folded.empty() && !fits_search(incident, folded)) continue;
        rows.push_back(&incident);
    }
    std::ranges::reverse(rows);
    // A backfilled incident is older than its place in the record.
    std::ranges::stable_sort(
        rows, [](const auto* a, const auto* b) { return a->created_at > b->created_at; });
    json::array list;
    for (const EmulatedIncident* row : cut_page(rows, paging)) {
        list.push_back(view_incident(turn.page, *row, turn.options, IncidentPlace::list));
    }
    return ApiAnswer{200, std::move(list)};
}

}  // namespace tocsin
