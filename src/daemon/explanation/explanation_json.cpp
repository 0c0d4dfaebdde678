// The object of contract.md section 4.4, field for field.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "daemon/explanation/explanation.hpp"
#include "daemon/rehearsal/call_words.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

template <class T>
json::value word_or_null(const std::optional<T>& value) {
    if (!value) return nullptr;
    return json::value(std::string(to_string(*value)));
}

json::value text_or_null(const std::optional<std::string>& text) {
    if (!text) return nullptr;
    return json::value(*text);
}

json::object to_json(const CallInWords& call) {
    json::object components;
    for (const auto& [alias, status] : call.components) {
        components.emplace(alias.value, std::string(to_string(status)));
    }
    return {{"call", std::string(to_string(call.call))},
            {"page", call.page.value},
            {"name", text_or_null(call.name)},
            {"status", word_or_null(call.status)},
            {"impact", word_or_null(call.impact)},
            {"body", text_or_null(call.body)},
            {"components", std::move(components)},
            {"notify", call.notify ? json::value(*call.notify) : json::value(nullptr)}};
}

json::object to_json(const Config& config, const ForetoldIncident& foretold,
                     const Placement& placement) {
    json::array calls;
    for (const Happening& happening : foretold.happenings) {
        const auto* call = std::get_if<RehearsedCall>(&happening.what);
        if (call == nullptr) continue;
        if (const auto words = in_words(config, *call)) calls.push_back(to_json(*words));
    }
    return {{"rule", placement.rule->name.value},
            {"key", placement.key.value},
            {"name", foretold.name.empty() ? json::value(nullptr) : json::value(foretold.name)},
            {"body", foretold.body.empty() ? json::value(nullptr) : json::value(foretold.body)},
            {"calls", std::move(calls)}};
}

json::object to_json(const RuleLook& look) {
    json::array matchers;
    for (const MatcherLook& one : look.matchers) {
        matchers.push_back(
            json::object{{"matcher", one.matcher}, {"value", one.value}, {"matched", one.matched}});
    }
    return {{"rule", look.rule->name.value},
            {"matched", look.matched},
            {"taken", look.taken},
            {"matchers", std::move(matchers)}};
}

json::object to_json(const Config& config, const AlertExplanation& explained,
                     const Foretelling& foretold) {
    json::object labels;
    for (const auto [name, value] : explained.alert.labels) labels.emplace(name, value);
    json::array rules, incidents;
    for (const RuleLook& look : explained.rules) {
        rules.push_back(to_json(look));
        if (!look.placement) continue;
        for (const ForetoldIncident& one : foretold.incidents) {
            if (is_of(one.incident, look.placement->key))
                incidents.push_back(to_json(config, one, *look.placement));
        }
    }
    return {{"labels", std::move(labels)},
            {"rules", std::move(rules)},
            {"incidents", std::move(incidents)}};
}

}  // namespace

std::string explanation_json(const Config& config, const Explanation& explanation) {
    json::array alerts;
    for (const AlertExplanation& one : explanation.alerts) {
        alerts.push_back(to_json(config, one, explanation.foretold));
    }
    return json::serialize(json::object{{"alerts", std::move(alerts)}}) + "\n";
}

}  // namespace tocsin
