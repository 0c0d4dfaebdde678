#include "decode/grafana_legacy.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <list>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "decode/document.hpp"
#include "decode/source_labels.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// What Grafana's unified alerting says of an alert that fires for want of data; rules see it as
// __state_reason__.
constexpr std::string_view state_reason = "grafana_state_reason";

// Code points of a state in a message to a person.
constexpr std::size_t shown_state_max = 64;

constexpr std::size_t digits_max = 20;  // Of 64 bits.

using Pairs = std::vector<Labels::Pair>;
using Texts = std::list<std::string>;

// Empty: missing, or no scalar.
std::string_view text_of(const json::object& message, std::string_view name, Texts& texts) {
    const json::value* value = message.if_contains(name);
    return value == nullptr ? std::string_view() : scalar_text(*value, texts).value_or("");
}

void add(std::string_view name, std::string_view value, Pairs& pairs) {
    if (!name.empty() && !value.empty()) pairs.emplace_back(name, value);
}

std::optional<AlertState> state_of(std::string_view state) {
    if (state == "alerting" || state == "no_data") return AlertState::firing;
    if (state == "ok") return AlertState::resolved;
    return std::nullopt;
}

Result<void> check_number(std::string_view text, std::string_view at) {
    const bool is_number =
        text.size() <= digits_max && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_number) return success();
    return refused(fmt::format("{}: expected a whole number", at));
}

// Grafana 4 names no organisation.
Result<Fingerprint> name_of(std::string_view organisation, std::string_view rule) {
    if (organisation.empty()) return Fingerprint(fmt::format("rule {}", rule));
    TRYV(check_number(organisation, "/orgId"));
    return Fingerprint(fmt::format("org {} rule {}", organisation, rule));
}

Result<Labels> read_labels(const DecodeOptions& options, const json::object& message,
                           std::string_view rule_name, Texts& texts) {
    Pairs pairs;
    const json::value* tags = message.if_contains("tags");
    if (tags != nullptr && tags->is_object()) {
        for (const auto& tag : tags->get_object()) {
            const auto text = scalar_text(tag.value(), texts);
            if (!text) {
                return refused(fmt::format("/tags{}: expected a text, not {}",
                                           pointer_step(tag.key()), kind_name(tag.value())));
            }
            add(tag.key(), *text, pairs);
        }
    }
    add("alertname", rule_name, pairs);
    add_where_missing(options.labels, pairs);
    return Labels::from_views(pairs);
}

Labels read_annotations(const json::object& message, std::string_view state, Texts& texts) {
    Pairs pairs;
    add("summary", text_of(message, "title", texts), pairs);
    add("description", text_of(message, "message", texts), pairs);
    add("generatorURL", text_of(message, "rule_url", texts), pairs);  // Grafana 4.
    add("generatorURL", text_of(message, "ruleUrl", texts), pairs);
    if (state == "no_data") add(state_reason, "NoData", pairs);
    return Labels::from_views(pairs);
}

AlertGroup ignored(std::string why, DecodeNotes* notes) {
    AlertGroup group;
    group.ignored_count = 1;
    if (notes != nullptr) notes->push_back("the document: " + std::move(why));
    return group;
}

}  // namespace

Result<AlertGroup> decode_grafana_legacy(const DecodeOptions& options, std::string_view body,
                                         DecodeNotes* notes) {
    Document document;
    TRY(const json::value* value, document.read(body));
    if (!value->is_object()) {
        return refused(fmt::format("the document: expected an object, not {}", kind_name(*value)));
    }
    const json::object& message = value->get_object();
    Texts texts;
    const std::string_view rule_id = text_of(message, "ruleId", texts);
    const std::string_view rule_name = text_of(message, "ruleName", texts);
    const std::string_view state = text_of(message, "state", texts);
    if (rule_id.empty()) {
        const bool unified = message.contains("alerts");
        return refused(
            fmt::format("/ruleId: missing{}", unified ? " (this looks like kind grafana)" : ""));
    }
    TRYV(check_number(rule_id, "/ruleId"));
    if (rule_name.empty()) return refused("/ruleName: missing");
    if (state.empty()) return refused("/state: missing");
    const auto known = state_of(state);
    if (!known) {
        return ignored(fmt::format("the state \"{}\" neither fires nor resolves",
                                   truncate(without_invisible(state), shown_state_max)),
                       notes);
    }
    if (rule_id == "0") return ignored("a test message (ruleId 0)", notes);

    Alert alert;
    alert.state = *known;
    TRY(alert.fingerprint, name_of(text_of(message, "orgId", texts), rule_id));
    TRY(alert.labels, read_labels(options, message, rule_name, texts));
    alert.annotations = read_annotations(message, state, texts);
    AlertGroup group;
    group.alerts.push_back(std::move(alert));
    return group;
}

}  // namespace tocsin
