#include "daemon/order_trial.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "daemon/snapshot.hpp"
#include "daemon/text_table.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

unsigned answer_of(const OrderTrial& trial) {
    if (trial.order) return 201;
    return trial.order.error().code == ErrorCode::malformed ? 400 : 422;
}

// As the API names them.
json::object to_json(const CreateOrder& order) {
    json::array concerned;
    for (const ComponentId& id : order.concerned) concerned.emplace_back(id.value);
    json::object components;
    for (const auto& [id, status] : order.components) components[id.value] = to_string(status);
    json::object object{{"name", order.name},
                        {"body", order.body},
                        {"status", to_string(order.status)},
                        {"deliver_notifications", order.notify},
                        {"wants_twitter_update", order.tweet},
                        {"component_ids", std::move(concerned)},
                        {"components", std::move(components)}};
    if (order.impact) object["impact_override"] = to_string(*order.impact);
    if (order.maintenance) {
        const MaintenancePlan& plan = *order.maintenance;
        object["scheduled_for"] = format_rfc3339(plan.starts_at);
        object["scheduled_until"] = format_rfc3339(plan.ends_at);
        object["scheduled_remind_prior"] = plan.remind_prior;
        object["scheduled_auto_in_progress"] = plan.auto_start;
        object["scheduled_auto_completed"] = plan.auto_complete;
        object["auto_transition_to_maintenance_state"] = plan.under_maintenance;
        object["auto_transition_to_operational_state"] = plan.under_maintenance;
    }
    if (order.kind == RuleKind::backfill) {
        object["backfilled"] = true;
        object["backfill_date"] = order.backfill_date;
    }
    return object;
}

Result<PageConfig> page_meant(const Config& config, const PageName& name) {
    if (name.empty()) {
        if (config.pages.size() == 1) return config.pages.begin()->second;
        return refused("say by --page which [page.NAME] the request is sent to");
    }
    const auto page = config.pages.find(name);
    if (page != config.pages.end()) return page->second;
    return refused(fmt::format("there is no page \"{}\"", name.value));
}

}  // namespace

Result<OrderTrial> try_order(const Config& config, const SourceConfig& source, const PageName& page,
                             Envelope envelope) {
    TRY(const PageConfig meant, page_meant(config, page));
    std::string& target = envelope.target;
    target.insert(std::min(target.find('?'), target.size()), order_path(meant.id));
    return OrderTrial{source.name, meant.name, decode_order(decode_options_of(source), envelope)};
}

std::string format_trial(const OrderTrial& trial) {
    std::string text = fmt::format("source {}, kind statuspage, page {}: answered with {}",
                                   trial.source.value, trial.page.value, answer_of(trial));
    if (!trial.order) return text + ", " + without_invisible(trial.order.error().message) + '\n';
    TextTable table({"incident", std::string(to_string(trial.order.value().kind))});
    for (const auto& field : to_json(trial.order.value())) {
        table.add({std::string(field.key()), without_invisible(json::serialize(field.value()))});
    }
    return text + "\n\n" + table.text();
}

std::string trial_json(const OrderTrial& trial) {
    json::object object{{"source", trial.source.value},
                        {"kind", "statuspage"},
                        {"answer", answer_of(trial)},
                        {"error", nullptr},
                        {"order", nullptr}};
    if (trial.order)
        object["order"] = to_json(trial.order.value());
    else
        object["error"] = trial.order.error().message;
    return json::serialize(object) + '\n';
}

}  // namespace tocsin
