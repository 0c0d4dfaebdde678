#include "intake/order_answers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/assert.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

HttpResponse answer(unsigned status, const json::object& body) {
    return {status, {{"Content-Type", "application/json"}}, json::serialize(body)};
}

template <class Word>
json::value word_or_null(const std::optional<Word>& word) {
    return word ? json::value(json::string_view(to_string(*word))) : json::value();
}

}  // namespace

HttpResponse order_refused(unsigned code, std::string_view message) {
    return answer(code, {{"error", {{"message", json::string_view(message)}}}});
}

HttpResponse order_under_way(const IncidentId& id) {
    return answer(202, {{"status", "accepted"}, {"id", id.value}});
}

HttpResponse order_done(const Incident& incident, const DeliveryRecord& delivery,
                        const PageId& page) {
    TOCSIN_ASSERT(delivery.statuspage_id && delivery.acknowledged);
    const PageState& shown = *delivery.acknowledged;
    json::array components;
    for (const ComponentId& id : shown.concerned)
        components.push_back(json::object{{"id", id.value}});
    json::object body{{"id", delivery.statuspage_id->value},
                      {"page_id", page.value},
                      {"name", shown.name},
                      {"status", json::string_view(to_string(shown.status))},
                      {"impact_override", word_or_null(shown.impact)},
                      {"created_at", format_rfc3339_seconds(incident.created_at)},
                      {"scheduled_for", nullptr},
                      {"scheduled_until", nullptr},
                      {"components", std::move(components)},
                      {"metadata", {{"tocsin", {{"id", incident.id.value}}}}}};
    if (shown.maintenance) {
        body["scheduled_for"] = format_rfc3339_seconds(shown.maintenance->starts_at);
        body["scheduled_until"] = format_rfc3339_seconds(shown.maintenance->ends_at);
    }
    return answer(201, body);
}

}  // namespace tocsin
