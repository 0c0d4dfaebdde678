#include "daemon/page_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/url.hpp"
#include "daemon/exchange_once.hpp"
#include "daemon/pages.hpp"
#include "daemon/real_clock.hpp"
#include "engine/page_view.hpp"
#include "statuspage/protocol.hpp"

namespace tocsin {
namespace {

// More than any page has; a server that repeats a full page of a list for ever ends here, if it is
// quick,
constexpr int calls_max = 200;
// or after as many times the patience with one request.
constexpr int timeouts_max = 3;

void complain(PageCheck& check, const std::string& code, const FilePlace& at, std::string message,
              std::string hint = "") {
    check.problems.push_back({Level::error, code, at.file, at.line, at.column, at.end,
                              std::move(message), std::move(hint)});
}

std::string why_not(const PageReply& reply) {
    if (std::holds_alternative<Limited>(reply))
        return "the key has asked too often; try again in a minute";
    if (const auto* refused = std::get_if<Unauthorised>(&reply))
        return "the key is refused: " + refused->why;
    if (const auto* missing = std::get_if<NotFound>(&reply))
        return "the key does not see this page: " + missing->why;
    return why_of(reply);
}

Deliveries of_page(const Ledger& ledger, const PageName& page) {
    Deliveries deliveries;
    for (const auto& [id, row] : ledger.deliveries) {
        if (row.page == page) deliveries.emplace(id, row);
    }
    return deliveries;
}

// What of it a list may not hold.
std::vector<StatuspageId> shown_of(const Ledger& ledger, const PageName& page) {
    std::vector<StatuspageId> shown;
    for (const auto& [id, row] : ledger.deliveries) {
        if (row.page == page && row.statuspage_id && !row.over && !row.gone)
            shown.push_back(*row.statuspage_id);
    }
    return shown;
}

// Asks one page, one thing after the other.
struct Asking {
    const PageConfig& page;
    const DeliveryConfig& delivery;
    const Secret& key;
    const Clock& clock;
    Duration patience = timeouts_max * delivery.request_timeout;
    SteadyTime give_up_at = clock.steady() + patience;

    PageReadings read(std::vector<StatuspageId> wanted) const {
        PageReadings readings{ask(ReadPage{}), Unknown{"not asked for"}, {}};
        if (!std::holds_alternative<Accepted>(readings.page)) return readings;
        ViewReading reading(WallTime{}, std::move(wanted));
        for (int calls = 0; calls < calls_max; ++calls) {
            const auto next = reading.next();
            if (!next) {
                readings.view = std::move(reading).view();
                readings.last = Accepted{};
                return readings;
            }
            readings.last = ask(*next);
            if (!reading.take(readings.last)) return readings;
        }
        readings.last = Unknown{"its lists do not end"};
        return readings;
    }

    PageReply ask(const PageCall& call) const {
        const auto answer = exchange(call);
        if (!answer && clock.steady() >= give_up_at) {
            return Unknown{
                fmt::format("it has not said all of it after {}", format_duration(patience))};
        }
        return to_reply(call, answer, WallTime{}, {"", page.id, key});
    }

    Result<HttpResponse> exchange(const PageCall& call) const {
        TRY(const BaseUrl url, parse_base_url(page.base_url));
        return exchange_once(
            client_options_of(url, page, delivery),
            to_request({url.path_prefix, page.id, key}, call),
            std::clamp(give_up_at - clock.steady(), Duration(0), delivery.request_timeout));
    }
};

}  // namespace

PageCheck judge_page(const PageConfig& page, PageReadings readings, const Ledger& ledger) {
    PageCheck check{page.name, page.id, page.dry_run, {}, {}, {}, {}};
    for (const PageReply* reply : {&readings.page, &readings.last}) {
        if (std::holds_alternative<Accepted>(*reply)) continue;
        complain(
            check, "E330", page.place,
            fmt::format("page \"{}\" ({}): {}", page.name.value, page.id.value, why_not(*reply)));
        return check;
    }
    check.shown_name = std::get<PageDetails>(std::get<Accepted>(readings.page).what).name;
    for (const auto& [id, component] : readings.view.components)
        check.components.push_back(component);
    const auto record = ledger.pages.find(page.name);
    if (record != ledger.pages.end())
        check.drift = drift_of(readings.view, record->second, of_page(ledger, page.name));
    for (const auto& [alias, id] : page.components) {
        const auto shown =
            std::find_if(check.components.begin(), check.components.end(),
                         [&wanted = id](const PageComponent& one) { return one.id == wanted; });
        if (shown == check.components.end()) {
            complain(check, "E331", page.component_places.at(alias),
                     fmt::format("page \"{}\" has no component {}", page.name.value, id.value),
                     "`tocsin pages verify` lists those that it has");
        } else if (shown->is_group) {
            complain(
                check, "E332", page.component_places.at(alias),
                fmt::format("{} is the group \"{}\": only what is in it has a status of its own",
                            id.value, shown->name),
                "name the components of the group");
        }
    }
    return check;
}

std::vector<PageCheck> check_pages(const Snapshot& snapshot, const Ledger& ledger) {
    const RealClock clock({});
    std::vector<PageCheck> checks;
    for (const auto& [name, page] : snapshot.config.pages) {
        if (page.dry_run) {
            checks.push_back({name, page.id, true, {}, {}, {}, {}});
            continue;
        }
        const Asking asking{page, snapshot.config.delivery, snapshot.api_keys.at(name), clock};
        checks.push_back(judge_page(page, asking.read(shown_of(ledger, name)), ledger));
    }
    return checks;
}

}  // namespace tocsin
