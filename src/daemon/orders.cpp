#include "daemon/orders.hpp"

#include "intake/order_answers.hpp"

namespace tocsin {
namespace {

// What a person decided before the page had it.
HttpResponse given_up() {
    return order_refused(422, "a person ended it here before the page had it");
}

}  // namespace

Orders::Orders(Loop& loop,
               std::function<std::optional<OrderProgress>(const IncidentId&)> progress_of)
    : loop_(loop), progress_of_(std::move(progress_of)) {}

void Orders::answer_for(Sequence sequence, const WebhookId& id, Duration wait,
                        OrderAnswer respond) {
    const bool is_full = waiting_.size() >= waiting_max;
    Waiting& waiting = waiting_[sequence] = Waiting{id.value, std::move(respond)};
    if (is_full || stopped_) return send_away(sequence);
    waiting.end = loop_.after(wait, [this, sequence] { send_away(sequence); });
}

void Orders::judged(Sequence sequence, const OrderOutcome& outcome) {
    const auto at = waiting_.find(sequence);
    if (at == waiting_.end()) return;
    if (outcome.incident.empty()) return answer(sequence, order_not_taken(outcome.reason));
    at->second.incident = outcome.incident;
    if (auto response = answer_of(at->second)) answer(sequence, std::move(*response));
}

void Orders::lost(Sequence sequence) {
    if (waiting_.contains(sequence)) answer(sequence, order_lost());
}

void Orders::look() {
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        const Sequence sequence = at->first;
        auto response = answer_of((at++)->second);
        if (response) answer(sequence, std::move(*response));
    }
}

void Orders::stop_waiting() {
    stopped_ = true;
    while (!waiting_.empty()) send_away(waiting_.begin()->first);
}

// Nothing: it is still to be waited for.
std::optional<HttpResponse> Orders::answer_of(const Waiting& waiting) const {
    if (!waiting.incident) return std::nullopt;
    const auto progress = progress_of_(*waiting.incident);
    if (!progress) return std::nullopt;
    const Incident& incident = *progress->incident;
    const DeliveryRecord* delivery = progress->delivery;
    if (is_created(delivery) && delivery->acknowledged)
        return order_done(incident, *delivery, progress->page);
    if (incident.reason == Reason::dry_run) return order_under_way(incident.id.value);
    const bool dropped = delivery != nullptr && is_dropped(incident, *delivery);
    if (dropped || incident.standing == Standing::quiet) return given_up();
    if (create_refused(incident, delivery))
        return order_refused(422, "Statuspage: " + delivery->dead_letter->reason);
    return std::nullopt;
}

void Orders::answer(Sequence sequence, HttpResponse response) {
    const auto waited = waiting_.extract(sequence);
    waited.mapped().respond(std::move(response));
}

void Orders::send_away(Sequence sequence) {
    const Waiting& waiting = waiting_.at(sequence);
    answer(sequence, order_under_way(waiting.incident ? waiting.incident->value : waiting.id));
}

}  // namespace tocsin
