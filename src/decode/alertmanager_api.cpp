#include "decode/alertmanager_api.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <vector>

#include "decode/document.hpp"
#include "domain/labels.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// Empty: missing, or no text.
std::string_view text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

Result<Labels> read_labels(const json::object& alert) {
    const json::value* labels = alert.if_contains("labels");
    if (labels == nullptr || !labels->is_object()) return malformed("/labels: expected an object");
    std::vector<Labels::Pair> pairs;
    for (const auto& field : labels->get_object()) {
        if (!field.value().is_string()) {
            return malformed(fmt::format("/labels{}: expected a text, not {}",
                                         pointer_step(field.key()), kind_name(field.value())));
        }
        // As webhooks are read: without labels that say nothing.
        const std::string_view text = field.value().get_string();
        if (!text.empty() && !field.key().empty()) pairs.emplace_back(field.key(), text);
    }
    return Labels::from_views(pairs);
}

}  // namespace

Result<ListedAlerts> decode_listed_alerts(std::string_view body) {
    Document document;
    TRY(const json::value* value, document.read(body));
    if (!value->is_array()) {
        return malformed(
            fmt::format("the document: expected an array of alerts, not {}", kind_name(*value)));
    }
    ListedAlerts listed;
    std::size_t place = 0;
    for (const json::value& element : value->get_array()) {
        const std::size_t at = place++;
        if (!element.is_object()) {
            return malformed(
                fmt::format("/{}: expected an object, not {}", at, kind_name(element)));
        }
        const std::string_view fingerprint = text_of(element.get_object(), "fingerprint");
        if (fingerprint.empty()) return malformed(fmt::format("/{}/fingerprint: missing", at));
        const auto labels = read_labels(element.get_object());
        if (!labels) return malformed(fmt::format("/{}{}", at, labels.error().message));
        listed.emplace(std::string(fingerprint));
        listed.emplace(fingerprint_of(labels.value()));
    }
    return listed;
}

Result<AlertmanagerStatus> decode_alertmanager_status(std::string_view body) {
    Document document;
    TRY(const json::value* value, document.read(body));
    if (!value->is_object()) {
        return malformed(
            fmt::format("the document: expected an object, not {}", kind_name(*value)));
    }
    const json::object& status = value->get_object();
    const auto started_at = parse_rfc3339(text_of(status, "uptime"));
    if (!started_at) return malformed("/uptime: expected a time");
    AlertmanagerStatus read{*started_at, {}};
    const json::value* cluster = status.if_contains("cluster");
    if (cluster != nullptr && cluster->is_object())
        read.peer = text_of(cluster->get_object(), "name");
    return read;
}

}  // namespace tocsin
