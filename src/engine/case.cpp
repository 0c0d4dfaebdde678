#include "engine/case.hpp"

namespace tocsin {

bool create_begun(const DeliveryRecord* delivery) {
    if (delivery == nullptr) return false;
    return delivery->statuspage_id || delivery->intent || delivery->gone;
}

bool is_created(const DeliveryRecord* delivery) {
    return delivery != nullptr && delivery->statuspage_id && delivery->statuspage_id != dry_run_id;
}

bool resolve_begun(const DeliveryRecord* delivery) {
    if (delivery == nullptr) return false;
    if (delivery->over || delivery->gone) return true;
    if (delivery->acknowledged && is_final(delivery->acknowledged->status)) return true;
    return delivery->intent && is_final(delivery->intent->target.status);
}

bool closed_by_person(const DeliveryRecord* delivery) {
    return delivery != nullptr && delivery->over && delivery->acknowledged &&
           !is_final(delivery->acknowledged->status);
}

bool create_refused(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery == nullptr || delivery->statuspage_id || !delivery->dead_letter) return false;
    // Given up is tried again when the page answers; refused is refused.
    return delivery->dead_letter->code != DeadLetter::given_up &&
           delivery->dead_letter->target == incident.desired;
}

bool may_have_landed(const DeliveryRecord* delivery) {
    return delivery != nullptr && delivery->resent && !delivery->statuspage_id && !delivery->gone;
}

bool is_settled(const Incident& incident, const DeliveryRecord* delivery) {
    if (delivery == nullptr) return incident.standing != Standing::public_;
    if (delivery->intent || may_have_landed(delivery)) return false;
    if (incident.standing != Standing::public_) return true;
    if (delivery->gone || delivery->acknowledged == incident.desired) return true;
    // A create that never landed, and nothing fires any more: there is nothing to tell.
    if (!delivery->statuspage_id && incident.gone_at && !incident.publish_over) return true;
    if (closed_by_person(delivery) || is_dropped(incident, *delivery)) return true;
    return create_refused(incident, delivery);
}

}  // namespace tocsin
