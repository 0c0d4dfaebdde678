#include "intake/order_answers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/assert.hpp"
#include "net/problem.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr Duration retry_after = std::chrono::minutes(1);

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

HttpResponse order_under_way(std::string_view id) {
    return answer(202, {{"status", "accepted"}, {"id", json::string_view(id)}});
}

HttpResponse order_not_taken(Reason why) {
    switch (why) {
        case Reason::order_differs:
            return order_refused(422, "Idempotency-Key: it named another order before");
        case Reason::storm:
            return not_now("too many incidents are open, or orders undelivered", retry_after);
        default:
            return order_refused(422, "[guard] deny matches a text of it: nothing was published");
    }
}

HttpResponse order_lost() {
    return not_now("its page or its source was taken out of the configuration", retry_after);
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
