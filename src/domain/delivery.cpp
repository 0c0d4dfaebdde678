#include "domain/delivery.hpp"

#include <array>

namespace tocsin {

std::string_view to_string(IntentState state) {
    static constexpr std::array<std::string_view, 3> words{"prepared", "sent", "unknown"};
    return words[static_cast<std::size_t>(state)];
}

std::string_view delivery_word(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery == nullptr) return incident.standing == Standing::public_ ? "pending" : "none";
    if (delivery->dead_letter && delivery->dead_letter->target == incident.desired) {
        return "dead_letter";
    }
    if (delivery->intent) {
        return delivery->intent->state == IntentState::unknown ? "unknown" : "in_flight";
    }
    return delivery->acknowledged == incident.desired ? "acknowledged" : "pending";
}

}  // namespace tocsin
