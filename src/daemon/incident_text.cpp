#include "daemon/incident_text.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "daemon/text_table.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// What stands under a name, as one line; empty for null and for what is not there.
std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return without_invisible(std::string(value->get_string()));
    return json::serialize(*value);
}

std::string words_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    std::string words;
    if (value == nullptr || !value->is_array()) return words;
    for (const json::value& word : value->get_array()) {
        if (!word.is_string()) continue;
        if (!words.empty()) words += ", ";
        words += std::string(word.get_string());
    }
    return words;
}

std::string labels_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    std::string labels;
    if (value == nullptr || !value->is_object()) return labels;
    for (const auto& field : value->get_object()) {
        if (!labels.empty()) labels += ", ";
        labels += std::string(field.key()) + "=" + json::serialize(field.value());
    }
    return labels;
}

std::string standing_of(const json::object& incident) {
    const std::string why = words_of(incident, "held_by");
    const std::string standing = text_of(incident, "standing");
    return why.empty() ? standing : standing + " (" + why + ")";
}

void add_line(std::string& text, std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{:<12} {}\n", name, value);
}

void add_approval(std::string& text, const json::object& incident) {
    const json::value* value = incident.if_contains("approval");
    if (value == nullptr || !value->is_object()) return;
    const json::object& approval = value->get_object();
    text += "\nwaits for a person, with this text:\n";
    add_line(text, "  name", text_of(approval, "name"));
    add_line(text, "  body", text_of(approval, "body"));
    add_line(text, "  from", text_of(approval, "scheduled_for"));
    add_line(text, "  to", text_of(approval, "scheduled_until"));
    add_line(text, "  notifies", text_of(approval, "notify"));
    add_line(text, "  asked", text_of(approval, "asked_at"));
    add_line(text, "  until", text_of(approval, "until"));
    text += fmt::format("  tocsin incidents approve {} --text={}\n", text_of(incident, "id"),
                        text_of(approval, "text"));
}

void add_alerts(std::string& text, const json::object& incident) {
    const json::value* value = incident.if_contains("alerts");
    if (value == nullptr || !value->is_array() || value->get_array().empty()) return;
    text += fmt::format("\nalerts ({}):\n", text_of(incident, "alerts_total"));
    for (const json::value& one : value->get_array()) {
        if (!one.is_object()) continue;
        const json::object& alert = one.get_object();
        const std::string missing = text_of(alert, "missing_since");
        text += fmt::format("  {:<9} since {}  {{{}}}{}\n", text_of(alert, "state"),
                            text_of(alert, "starts_at"), labels_of(alert, "labels"),
                            missing.empty() ? "" : "  missing since " + missing);
    }
}

void add_timeline(std::string& text, const json::object& incident) {
    const json::value* value = incident.if_contains("timeline");
    if (value == nullptr || !value->is_array() || value->get_array().empty()) return;
    text += "\ntimeline:\n";
    for (const json::value& one : value->get_array()) {
        if (!one.is_object()) continue;
        const json::object& row = one.get_object();
        const std::string detail = text_of(row, "detail");
        text += fmt::format("  {}  {:<10} {}{}\n", text_of(row, "at"), text_of(row, "actor"),
                            text_of(row, "reason"), detail.empty() ? "" : ": " + detail);
    }
}

}  // namespace

std::string incidents_as_table(const json::object& list) {
    const json::value* items = list.if_contains("items");
    if (items == nullptr || !items->is_array() || items->get_array().empty())
        return "no incidents\n";
    TextTable table(
        {"ID", "PHASE", "STANDING", "SEVERITY", "ALERTS", "DELIVERY", "PAGE", "RULE", "NAME"});
    for (const json::value& item : items->get_array()) {
        if (!item.is_object()) continue;
        const json::object& one = item.get_object();
        table.add({text_of(one, "id"), text_of(one, "phase"), standing_of(one),
                   text_of(one, "severity"), text_of(one, "alerts_firing"),
                   text_of(one, "delivery"), text_of(one, "page"), text_of(one, "rule"),
                   text_of(one, "name")});
    }
    return table.text();
}

std::string incident_as_text(const json::object& incident) {
    std::string text;
    add_line(text, "id", text_of(incident, "id"));
    add_line(text, "name", text_of(incident, "name"));
    add_line(text, "page", text_of(incident, "page"));
    const bool is_orphan = text_of(incident, "orphan") == "true";
    add_line(text, "rule", text_of(incident, "rule") + (is_orphan ? " (gone; an orphan)" : ""));
    add_line(text, "labels", labels_of(incident, "group_labels"));
    add_line(text, "phase", text_of(incident, "phase"));
    add_line(text, "standing", standing_of(incident));
    add_line(text, "severity", text_of(incident, "severity"));
    add_line(text, "firing", text_of(incident, "alerts_firing"));
    add_line(text, "statuspage", text_of(incident, "statuspage_id"));
    add_line(text, "delivery", text_of(incident, "delivery"));
    add_line(text, "opened", text_of(incident, "opened_at"));
    add_line(text, "updated", text_of(incident, "updated_at"));
    add_line(text, "body", text_of(incident, "body"));
    add_approval(text, incident);
    add_alerts(text, incident);
    add_timeline(text, incident);
    return text;
}

}  // namespace tocsin
