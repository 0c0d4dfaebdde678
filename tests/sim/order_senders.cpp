#include "tests/sim/order_senders.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/http.hpp"
#include "decode/order.hpp"
#include "tests/sim/fixed_rules.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Of what the numbers of orders say how they are written: the same number, the same bytes.
bool is_form(const SimOrder& order) {
    return order.number % 2 == 0;
}

std::string shown_component(const SimOrder& order, const std::string& id) {
    if (order.number % 3 == 0) return id;
    const auto at = std::find(sim_components.begin(), sim_components.end(), id);
    return std::string(sim_aliases[static_cast<std::size_t>(at - sim_components.begin())]);
}

std::vector<std::pair<std::string, std::string>> texts_of(const SimOrder& order) {
    std::vector<std::pair<std::string, std::string>> texts{{"name", order.name}};
    const auto add = [&texts](const char* name, const std::string& value) {
        if (!value.empty()) texts.emplace_back(name, value);
    };
    add("status", order.status);
    add("body", order.body);
    add("impact_override", order.impact);
    if (order.kind == RuleKind::backfill) add("backfilled", "true");
    add("backfill_date", order.backfill_date);
    if (order.kind == RuleKind::maintenance) {
        add("scheduled_for", format_rfc3339(order.starts_at));
        add("scheduled_until", format_rfc3339(order.ends_at));
        const std::string by_itself = order.completes_itself ? "true" : "false";
        for (const char* name :
             {"scheduled_auto_in_progress", "scheduled_auto_completed",
              "auto_transition_to_maintenance_state", "auto_transition_to_operational_state"})
            add(name, by_itself);
    }
    add("deliver_notifications", order.notifies ? "" : "false");
    return texts;
}

std::string form_of(const SimOrder& order) {
    std::string form;
    const auto add = [&form](const std::string& name, const std::string& value) {
        form += (form.empty() ? "" : "&") + std::string("incident[") + name +
                "]=" + percent_encode(value);
    };
    for (const auto& [name, value] : texts_of(order)) add(name, value);
    for (const std::string& id : order.concerned)
        add("component_ids][", shown_component(order, id));
    for (const auto& [id, status] : order.components)
        add("components][" + shown_component(order, id), status);
    return form;
}

std::string json_of(const SimOrder& order) {
    json::object incident;
    for (const auto& [name, value] : texts_of(order)) {
        const bool is_flag = value == "true" || value == "false";
        incident[name] = is_flag ? json::value(value == "true") : json::value(value);
    }
    if (!order.concerned.empty()) {
        json::array ids;
        for (const std::string& id : order.concerned) ids.emplace_back(shown_component(order, id));
        incident["component_ids"] = std::move(ids);
    }
    if (!order.components.empty()) {
        json::object statuses;
        for (const auto& [id, status] : order.components)
            statuses[shown_component(order, id)] = status;
        incident["components"] = std::move(statuses);
    }
    return json::serialize(json::object{{"incident", std::move(incident)}});
}

DecodeOptions make_order_options() {
    OrderPage page;
    page.name = PageName("main");
    for (std::size_t i = 0; i < sim_components.size(); ++i) {
        page.components.emplace(ComponentAlias(std::string(sim_aliases[i])),
                                ComponentId(std::string(sim_components[i])));
    }
    DecodeOptions options;
    options.kind = SenderKind::statuspage;
    options.pages =
        std::make_shared<OrderPages>(OrderPages{{PageId(std::string(sim_page_id)), page}});
    return options;
}

}  // namespace

std::string SimOrder::identity() const {
    return key.empty() ? "the text " + std::to_string(number) : "the key " + key;
}

bool SimOrder::is_over_from_the_start() const {
    return kind == RuleKind::backfill || status == "resolved";
}

OrderSenders::OrderSenders(std::optional<Rng> rng) : rng_(rng) {
    if (rng_) waits_a_day_ = rng_->below(3) == 0;
}

SimOrder OrderSenders::begin(WallTime now) {
    static constexpr std::array<std::string_view, 4> statuses{"", "investigating", "identified",
                                                              "monitoring"};
    static constexpr std::array<std::string_view, 4> states{
        "under_maintenance", "degraded_performance", "partial_outage", "major_outage"};
    SimOrder order;
    order.number = ++numbers_;
    order.name = "Order " + std::to_string(order.number);
    if (rng_->below(8) > 0) order.body = "We know of " + std::to_string(order.number) + ".";
    if (rng_->below(10) == 0) order.body += " It is on secret-db.";
    if (rng_->below(3) == 0) order.impact = "minor";
    order.notifies = rng_->below(3) > 0;
    if (rng_->below(2) == 0) order.key = "key-" + std::to_string(++keys_);
    const std::uint64_t kind = rng_->below(10);
    if (kind == 0) {
        order.kind = RuleKind::backfill;
        order.backfill_date = format_rfc3339(now - std::chrono::hours(24)).substr(0, 10);
        return order;
    }
    for (const std::string_view id : sim_components) {
        if (rng_->below(2) == 0) order.concerned.emplace(id);
    }
    if (kind < 4) {
        plan(order, now);
        return order;
    }
    order.status = kind == 4 ? "resolved" : statuses[rng_->below(statuses.size())];
    if (kind < 6) return order;
    for (const std::string_view id : sim_components) {
        if (rng_->below(2) == 0) order.components.emplace(id, states[rng_->below(states.size())]);
    }
    return order;
}

void OrderSenders::plan(SimOrder& order, WallTime now) {
    order.kind = RuleKind::maintenance;
    order.starts_at = std::chrono::floor<seconds>(now) + minutes(1 + rng_->below(30));
    order.ends_at = order.starts_at + minutes(5 + rng_->below(30));
    order.completes_itself = rng_->below(4) > 0;
}

// The same once more, or what is almost the same.
SimOrder OrderSenders::vary(SimOrder order) {
    const std::uint64_t how = rng_->below(6);
    if (how == 0) {
        order.key = "key-" + std::to_string(++keys_);
    } else if (how == 1) {
        order.key.clear();
    } else if (how == 2) {
        order.number = ++numbers_;
        order.name = "Order " + std::to_string(order.number);
    }
    return order;
}

std::vector<std::pair<Duration, SimOrder>> OrderSenders::next(WallTime now) {
    if (!rng_ || rng_->below(6) > 0) return {};
    const bool is_old = !sent_.empty() && rng_->below(3) == 0;
    const SimOrder order = is_old ? vary(sent_[rng_->below(sent_.size())]) : begin(now);
    if (!is_old) sent_.push_back(order);
    std::vector<std::pair<Duration, SimOrder>> all{{Duration(0), order}};
    if (rng_->below(3) == 0) all.emplace_back(milliseconds(rng_->below(4'000)), order);
    if (rng_->below(4) == 0) all.emplace_back(seconds(rng_->below(1'500)), order);
    // When it is just still known, or just not any more.
    if (rng_->below(8) == 0)
        all.emplace_back(minutes(10) - seconds(2) + milliseconds(rng_->below(4'000)), order);
    return all;
}

std::vector<SimOrder> OrderSenders::keyed() const {
    std::vector<SimOrder> all;
    std::copy_if(sent_.begin(), sent_.end(), std::back_inserter(all),
                 [](const SimOrder& order) { return !order.key.empty(); });
    return all;
}

OperatorAct OrderSenders::resolve(const IncidentId& id) {
    OperatorAct act;
    act.incident = id;
    act.kind = ActKind::resolve;
    act.by = "operator-of-orders-" + std::to_string(++acts_);
    return act;
}

std::optional<std::pair<Duration, OperatorAct>> OrderSenders::act(const Ledger& ledger) {
    if (!rng_ || rng_->below(8) > 0) return std::nullopt;
    std::vector<IncidentId> choices;
    for (const auto& [id, incident] : ledger.incidents) {
        if (incident.order && incident.phase == Phase::open) choices.push_back(id);
    }
    if (choices.empty()) return std::nullopt;
    // Of some the page has not heard yet.
    const IncidentId& id =
        rng_->below(2) == 0 ? choices.back() : choices[rng_->below(choices.size())];
    return std::pair(milliseconds(rng_->below(3'000)), resolve(id));
}

std::vector<OperatorAct> OrderSenders::end_all(const Ledger& ledger) {
    std::vector<OperatorAct> acts;
    if (!rng_ || rng_->below(2) == 0) return acts;
    for (const auto& [id, incident] : ledger.incidents) {
        if (incident.order && incident.phase == Phase::open) acts.push_back(resolve(id));
    }
    return acts;
}

Duration OrderSenders::until_again() {
    return seconds(5) + milliseconds(rng_->below(20'000));
}

const DecodeOptions& sim_order_options() {
    static const DecodeOptions options = make_order_options();
    return options;
}

Envelope envelope_of(const SimOrder& order) {
    Envelope envelope;
    envelope.target =
        "/webhooks/" + sim_order_source.value + order_path(PageId(std::string(sim_page_id)));
    envelope.content_type =
        is_form(order) ? "application/x-www-form-urlencoded" : "application/json";
    envelope.body = is_form(order) ? form_of(order) : json_of(order);
    if (!order.key.empty()) envelope.kept.add("Idempotency-Key", order.key);
    return envelope;
}

std::string describe(const SimOrder& order) {
    std::string text = "somebody orders \"" + order.name + "\", " +
                       std::string(to_string(order.kind)) + " " + order.status;
    if (!order.key.empty()) text += " [" + order.key + "]";
    for (const auto& [id, status] : order.components) text += ", " + id + " " + status;
    return text;
}

}  // namespace tocsin
