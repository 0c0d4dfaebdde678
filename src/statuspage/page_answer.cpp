// See page_answer.hpp.  The shapes are those of statuspage.md section 1.4.
#include "statuspage/page_answer.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/text.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// Metadata of foreign incidents may nest as it likes, up to here.
constexpr std::size_t depth_max = 64;

std::optional<json::value> parse(std::string_view body) {
    json::parse_options options;
    options.max_depth = depth_max;
    boost::system::error_code error;
    json::value value = json::parse(body, error, json::storage_ptr(), options);
    if (error) return std::nullopt;
    return value;
}

// "" for what is missing, null or no string.
std::string_view text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return value->get_string();
}

std::optional<WallTime> time_at(const json::object& object, std::string_view key) {
    return parse_rfc3339(text_at(object, key));
}

// The objects of an array; what else stands in it is passed over.
std::vector<const json::object*> objects_at(const json::object& object, std::string_view key) {
    std::vector<const json::object*> found;
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_array()) return found;
    for (const json::value& item : value->get_array()) {
        if (item.is_object()) found.push_back(&item.get_object());
    }
    return found;
}

std::optional<Marker> marker_of(const json::object& incident) {
    const json::value* metadata = incident.if_contains("metadata");
    if (metadata == nullptr || !metadata->is_object()) return std::nullopt;
    const json::value* ours = metadata->get_object().if_contains("tocsin");
    if (ours == nullptr || !ours->is_object()) return std::nullopt;
    const json::object& object = ours->get_object();
    Marker marker;
    marker.key.value = text_at(object, "key");
    marker.generation.value = text_at(object, "gen");
    marker.attempt.value = text_at(object, "attempt");
    if (marker.key.empty() || marker.generation.empty() || marker.attempt.empty()) {
        return std::nullopt;
    }
    return marker;
}

std::vector<PageUpdate> updates_of(const json::object& incident) {
    std::vector<PageUpdate> updates;
    for (const json::object* object : objects_at(incident, "incident_updates")) {
        PageUpdate update;
        update.id.value = text_at(*object, "id");
        update.status = from_word<IncidentStatus>(text_at(*object, "status"));
        update.body = with_plain_line_ends(text_at(*object, "body"));
        update.created_at = time_at(*object, "created_at").value_or(WallTime());
        updates.push_back(std::move(update));
    }
    std::stable_sort(updates.begin(), updates.end(), [](const PageUpdate& a, const PageUpdate& b) {
        return a.created_at > b.created_at;
    });
    return updates;
}

std::optional<PageIncident> incident_of(const json::value& value, const PageId& page) {
    if (!value.is_object()) return std::nullopt;
    const json::object& object = value.get_object();
    const std::string_view page_id = text_at(object, "page_id");
    if (!page.empty() && !page_id.empty() && page_id != page.value) return std::nullopt;
    const std::string_view status = text_at(object, "status");
    PageIncident incident;
    incident.id.value = text_at(object, "id");
    if (incident.id.empty() || status.empty()) return std::nullopt;
    incident.name = text_at(object, "name");
    incident.status = from_word<IncidentStatus>(status);
    incident.impact = from_word<Impact>(text_at(object, "impact"));
    incident.impact_override = from_word<Impact>(text_at(object, "impact_override"));
    incident.marker = marker_of(object);
    for (const json::object* component : objects_at(object, "components")) {
        const std::string_view id = text_at(*component, "id");
        if (!id.empty()) incident.components.emplace_back(std::string(id));
    }
    incident.updates = updates_of(object);
    incident.created_at = time_at(object, "created_at").value_or(WallTime());
    incident.scheduled_for = time_at(object, "scheduled_for");
    incident.scheduled_until = time_at(object, "scheduled_until");
    return incident;
}

std::optional<PageComponent> component_of(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    const json::object& object = value.get_object();
    PageComponent component;
    component.id.value = text_at(object, "id");
    if (component.id.empty()) return std::nullopt;
    component.name = text_at(object, "name");
    component.status = from_word<ComponentStatus>(text_at(object, "status"));
    const json::value* group = object.if_contains("group");
    component.is_group = group != nullptr && group->is_bool() && group->get_bool();
    return component;
}

// All elements of an array, or nothing.
template <class Element, class Read>
std::optional<std::vector<Element>> elements_of(std::string_view body, Read read) {
    const auto value = parse(body);
    if (!value || !value->is_array()) return std::nullopt;
    std::vector<Element> elements;
    for (const json::value& item : value->get_array()) {
        auto element = read(item);
        if (!element) return std::nullopt;
        elements.push_back(std::move(*element));
    }
    return elements;
}

}  // namespace

std::optional<PageIncident> read_incident(std::string_view body, const PageId& page) {
    const auto value = parse(body);
    return value ? incident_of(*value, page) : std::nullopt;
}

std::optional<std::vector<PageIncident>> read_incidents(std::string_view body, const PageId& page) {
    return elements_of<PageIncident>(
        body, [&](const json::value& item) { return incident_of(item, page); });
}

std::optional<std::vector<PageComponent>> read_components(std::string_view body) {
    return elements_of<PageComponent>(body, component_of);
}

std::optional<PageDetails> read_page(std::string_view body, const PageId& page) {
    const auto value = parse(body);
    if (!value || !value->is_object()) return std::nullopt;
    const std::string_view id = text_at(value->get_object(), "id");
    if (id.empty() || (!page.empty() && id != page.value)) return std::nullopt;
    return PageDetails{std::string(text_at(value->get_object(), "name"))};
}

std::optional<std::string> read_id(std::string_view body) {
    const auto value = parse(body);
    if (!value || !value->is_object()) return std::nullopt;
    const std::string_view id = text_at(value->get_object(), "id");
    if (id.empty()) return std::nullopt;
    return std::string(id);
}

}  // namespace tocsin
