#include "decode/order.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/http.hpp"
#include "base/text.hpp"
#include "decode/order_parameters.hpp"

namespace tocsin {
namespace {

constexpr std::string_view key_field = "Idempotency-Key";
constexpr std::size_t key_length_max = 255;
// By its alias or Statuspage's id.  Only those of [page.NAME.components]: what tocsin may write to
// stands in its configuration.
Result<ComponentId> component(const OrderPage& page, const std::string& named,
                              std::string_view parameter) {
    const auto by_alias = page.components.find(ComponentAlias(named));
    if (by_alias != page.components.end()) return by_alias->second;
    const bool is_known = std::any_of(page.components.begin(), page.components.end(),
                                      [&](const auto& one) { return one.second.value == named; });
    if (is_known) return ComponentId(named);
    return refused(fmt::format("{}: \"{}\" is no component of [page.{}.components]",
                               parameter_name(parameter), shown_value(named), page.name.value));
}

Result<void> read_components(const OrderPage& page, OrderParameters& given, CreateOrder& order) {
    for (const std::string& named : given.list("component_ids")) {
        TRY(const auto id, component(page, named, "component_ids"));
        order.concerned.insert(id);
    }
    TRY(const auto states, given.map("components"));
    for (const auto& [named, word] : states) {
        TRY(const auto id, component(page, named, "components"));
        const auto status = from_word<ComponentStatus>(word);
        if (!status)
            return refused(fmt::format("{}: \"{}\" is no status of a component",
                                       parameter_name("components"), shown_value(word)));
        if (*status == ComponentStatus::operational)
            return refused(
                parameter_name("components") +
                ": an incident cannot make a component operational; it sets what is worse");
        if (!order.components.emplace(id, *status).second)
            return refused(parameter_name("components") + ": one component by two names");
        order.concerned.insert(id);
    }
    return success();
}

bool has_control_character(std::string_view text, std::string_view but_for) {
    return std::any_of(text.begin(), text.end(), [&](char c) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        return is_control && but_for.find(c) == std::string_view::npos;
    });
}

Result<void> read_texts(OrderParameters& given, CreateOrder& order) {
    TRY(auto name, given.text("name"));
    TRY(auto body, given.text("body", "message"));
    if (!name || trim(*name).empty()) return refused("incident[name]: missing or empty");
    if (has_control_character(*name, ""))
        return refused("incident[name]: holds a control character");
    if (count_code_points(*name) > name_code_points_max)
        return refused(
            fmt::format("incident[name]: more than {} characters", name_code_points_max));
    order.name = std::move(*name);
    if (!body) return success();
    order.body = with_plain_line_ends(*body);
    if (has_control_character(order.body, "\n\t"))
        return refused("incident[body]: holds a control character");
    if (count_code_points(order.body) > body_code_points_max)
        return refused(
            fmt::format("incident[body]: more than {} characters", body_code_points_max));
    return success();
}

Result<void> read_maintenance(OrderParameters& given, CreateOrder& order) {
    TRY(const auto starts_at, given.time("scheduled_for"));
    TRY(const auto ends_at, given.time("scheduled_until"));
    TRY(const auto remind, given.flag("scheduled_remind_prior"));
    TRY(const auto start, given.flag("scheduled_auto_in_progress", "scheduled_auto_transition"));
    TRY(const auto complete, given.flag("scheduled_auto_completed"));
    TRY(const auto under, given.flag("auto_transition_to_maintenance_state"));
    TRY(const auto back, given.flag("auto_transition_to_operational_state"));
    if (!starts_at && !ends_at) {
        if (remind || start || complete || under || back)
            return refused("incident[scheduled_for]: missing, and a parameter needs it");
        return success();
    }
    if (!starts_at || !ends_at)
        return refused(
            "incident[scheduled_for]: needs incident[scheduled_until], and the other "
            "way round");
    if (*ends_at <= *starts_at)
        return refused("incident[scheduled_until]: not after incident[scheduled_for]");
    if (under.value_or(false) != back.value_or(false))
        return refused(
            "incident[auto_transition_to_operational_state]: tocsin sets it like "
            "incident[auto_transition_to_maintenance_state], both or none");
    order.kind = RuleKind::maintenance;
    order.maintenance = MaintenancePlan{*starts_at,
                                        *ends_at,
                                        remind.value_or(false),
                                        start.value_or(false),
                                        complete.value_or(false),
                                        under.value_or(false)};
    return success();
}

bool is_date(const std::string& text) {
    return text.size() == std::string_view("2026-10-03").size() &&
           parse_rfc3339(text + "T00:00:00Z").has_value();
}

Result<void> read_backfill(OrderParameters& given, CreateOrder& order) {
    TRY(const auto backfilled, given.flag("backfilled"));
    TRY(auto date, given.text("backfill_date"));
    if (!backfilled.value_or(false)) {
        if (date) return refused("incident[backfill_date]: needs incident[backfilled]");
        return success();
    }
    if (order.kind == RuleKind::maintenance)
        return refused("incident[backfilled]: a maintenance cannot be one");
    if (!date || !is_date(*date))
        return refused("incident[backfill_date]: missing, or no date as 2026-10-03 is one");
    order.kind = RuleKind::backfill;
    order.backfill_date = std::move(*date);
    return success();
}

IncidentStatus status_without_word(RuleKind kind) {
    switch (kind) {
        case RuleKind::incident:
            return IncidentStatus::investigating;
        case RuleKind::maintenance:
            return IncidentStatus::scheduled;
        case RuleKind::backfill:
            return IncidentStatus::resolved;
    }
    return IncidentStatus::investigating;
}

bool fits(IncidentStatus status, RuleKind kind) {
    const bool is_planned = status >= IncidentStatus::scheduled;
    if (kind == RuleKind::backfill) return status == IncidentStatus::resolved;
    return is_planned == (kind == RuleKind::maintenance);
}

Result<void> check_that_it_fits(const CreateOrder& order) {
    if (!fits(order.status, order.kind))
        return refused(fmt::format("incident[status]: \"{}\" is none of an incident of kind {}",
                                   to_string(order.status), to_string(order.kind)));
    if (order.kind == RuleKind::backfill && !order.concerned.empty())
        return refused("incident[component_ids]: a backfilled incident can have none");
    const bool says_statuses = !order.components.empty();
    if (says_statuses && (order.kind == RuleKind::maintenance || is_final(order.status)))
        return refused(
            "incident[components]: only an incident that goes on can set statuses; "
            "incident[component_ids] names components");
    return success();
}

Result<CreateOrder> read_order(const OrderPage& page, OrderParameters& given) {
    CreateOrder order;
    order.page = page.name;
    TRYV(read_texts(given, order));
    TRYV(read_maintenance(given, order));
    TRYV(read_backfill(given, order));
    TRY(const auto status, given.word<IncidentStatus>("status"));
    order.status = status.value_or(status_without_word(order.kind));
    TRY(order.impact, given.word<Impact>("impact_override"));
    TRYV(read_components(page, given, order));
    TRY(const auto notify, given.flag("deliver_notifications"));
    TRY(const auto tweet, given.flag("wants_twitter_update"));
    order.notify = notify.value_or(true);
    order.tweet = tweet.value_or(false);
    TRYV(given.end());
    TRYV(check_that_it_fits(order));
    return order;
}

// Length first, so that no two lists of texts give one digest.
std::string digest_of(std::initializer_list<std::string_view> texts) {
    std::string all;
    for (const std::string_view text : texts) all += fmt::format("{}:{}", text.size(), text);
    return to_hex(sha256(all)).substr(0, 32);
}

Result<OrderMark> mark_of(const Envelope& envelope) {
    OrderMark mark;
    mark.content = digest_of({envelope.target, envelope.body});
    const auto key = envelope.kept.find(key_field);
    mark.is_keyed = key && !key->empty();
    if (!mark.is_keyed) {
        mark.name = digest_of({"content", mark.content});
        return mark;
    }
    if (key->size() > key_length_max)
        return refused(fmt::format("{}: longer than {} bytes", key_field, key_length_max));
    // "/webhooks/SOURCE": a key is its source's.
    const std::string_view path =
        std::string_view(envelope.target).substr(0, envelope.target.find('?'));
    mark.name = digest_of({"key", path.substr(0, path.find("/pages/")), *key});
    return mark;
}

}  // namespace

std::optional<OrderPath> split_order_path(std::string_view rest) {
    const auto drop_end = [&](std::string_view end) {
        if (!rest.ends_with(end)) return false;
        rest.remove_suffix(end.size());
        return true;
    };
    if (!drop_end("/incidents.json") && !drop_end("/incidents")) return std::nullopt;
    const std::size_t slash = rest.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto page = percent_decode(rest.substr(slash + 1), false);
    rest = rest.substr(0, slash);
    if (!page || page->empty() || !drop_end("pages")) return std::nullopt;
    if (!rest.empty() && !drop_end("/")) return std::nullopt;
    if (rest == "v1") rest = {};
    drop_end("/v1");
    return OrderPath{rest, PageId(*page)};
}

std::string order_path(const PageId& page) {
    return "/pages/" + percent_encode(page.value) + "/incidents";
}

Result<CreateOrder> decode_order(const DecodeOptions& options, const Envelope& envelope) {
    const std::string_view path =
        std::string_view(envelope.target).substr(0, envelope.target.find('?'));
    const std::size_t below = path.find("/pages/");
    const auto split =
        below == std::string_view::npos ? std::nullopt : split_order_path(path.substr(below + 1));
    if (!split) return refused("the path names no page");
    const auto page = options.pages->find(split->page);
    if (page == options.pages->end())
        return refused(
            fmt::format("no [page.NAME] has the id \"{}\"", shown_value(split->page.value)));
    TRY(OrderMark mark, mark_of(envelope));
    TRY(OrderParameters given, OrderParameters::read(envelope));
    TRY(CreateOrder order, read_order(page->second, given));
    order.mark = std::move(mark);
    order.page_id = split->page;
    return order;
}

}  // namespace tocsin
