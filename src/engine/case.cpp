#include "engine/case.hpp"

namespace tocsin {

bool create_begun(const DeliveryRecord* delivery) {
    if (delivery == nullptr) return false;
    return delivery->statuspage_id || delivery->intent || delivery->gone;
}

bool resolve_begun(const DeliveryRecord* delivery) {
    if (delivery == nullptr) return false;
    if (delivery->over || delivery->gone) return true;
    if (delivery->acknowledged && is_final(delivery->acknowledged->status)) return true;
    return delivery->intent && is_final(delivery->intent->target.status);
}

bool is_settled(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery == nullptr) return incident.standing != Standing::public_;
    if (delivery->intent) return false;
    if (incident.standing != Standing::public_) return true;
    if (delivery->gone || delivery->acknowledged == incident.desired) return true;
    return delivery->dead_letter && delivery->dead_letter->target == incident.desired;
}

}  // namespace tocsin
