#include "domain/delivery.hpp"

#include <array>

namespace tocsin {

std::string_view to_string(IntentState state) {
    static constexpr std::array<std::string_view, 3> words{"prepared", "sent", "unknown"};
    return words[static_cast<std::size_t>(state)];
}

std::set<ComponentId> may_still_be_written(const PageName& page, const Deliveries& deliveries) {
    std::set<ComponentId> components;
    for (const auto& [id, delivery] : deliveries) {
        if (delivery.page != page || !delivery.intent) continue;
        if (delivery.intent->state != IntentState::unknown) continue;
        for (const auto& [component, status] : components_written_by(delivery.intent->what))
            components.insert(component);
    }
    return components;
}

bool is_dropped(const Incident& incident, const DeliveryRecord& delivery) {
    const auto& letter = delivery.dead_letter;
    return letter && letter->code == DeadLetter::dropped && letter->target == incident.desired;
}

namespace {

// Whether nothing more is sent of it: not public, deleted, closed or dropped by a person, or over
// before the page ever heard of it.
bool is_out_of_reach(const Incident& incident, const DeliveryRecord* delivery) {
    if (incident.standing != Standing::public_) return true;
    const bool on_page = delivery != nullptr && delivery->statuspage_id;
    if (!on_page && incident.gone_at && !incident.publish_over) return true;
    if (delivery == nullptr) return false;
    if (is_dropped(incident, *delivery)) return true;
    const auto& acknowledged = delivery->acknowledged;
    return delivery->gone || (delivery->over && acknowledged && !is_final(acknowledged->status));
}

}  // namespace

std::string_view delivery_word(const Incident& incident, const DeliveryRecord* delivery,
                               PageMode mode) {
    if (mode == PageMode::dry_run) {
        return incident.standing == Standing::public_ ? "dry_run" : "none";
    }
    if (delivery != nullptr && delivery->intent) {
        return delivery->intent->state == IntentState::unknown ? "unknown" : "in_flight";
    }
    if (is_out_of_reach(incident, delivery)) return "none";
    if (delivery != nullptr && delivery->dead_letter &&
        delivery->dead_letter->target == incident.desired) {
        return "dead_letter";
    }
    if (delivery != nullptr && delivery->acknowledged == incident.desired) return "acknowledged";
    return mode == PageMode::parked ? "parked" : "pending";
}

}  // namespace tocsin
