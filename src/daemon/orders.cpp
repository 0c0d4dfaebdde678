#include "daemon/orders.hpp"

#include "intake/order_answers.hpp"
#include "net/problem.hpp"

namespace tocsin {
namespace {

constexpr Duration storm_retry_after = std::chrono::minutes(1);

HttpResponse not_taken(Reason why) {
    switch (why) {
        case Reason::order_differs:
            return order_refused(422, "Idempotency-Key: it named another order before");
        case Reason::storm:
            return not_now("too many incidents are open ([guard] open_incidents_max)",
                           storm_retry_after);
        default:
            return order_refused(422, "[guard] deny matches a text of it: nothing was published");
    }
}

}  // namespace

Orders::Orders(Loop& loop,
               std::function<std::optional<OrderProgress>(const IncidentId&)> progress_of)
    : loop_(loop), progress_of_(std::move(progress_of)) {}

void Orders::answer_for(Sequence sequence, Duration wait, OrderAnswer respond) {
    waiting_.emplace(sequence, Waiting{wait, std::move(respond)});
}

void Orders::judged(Sequence sequence, const OrderOutcome& outcome) {
    const auto at = waiting_.find(sequence);
    if (at == waiting_.end()) return;
    Waiting& waiting = at->second;
    if (outcome.incident.empty()) {
        waiting.respond(not_taken(outcome.reason));
        waiting_.erase(at);
        return;
    }
    waiting.incident = outcome.incident;
    if (answer(waiting, stopped_)) {
        waiting_.erase(at);
        return;
    }
    waiting.end = loop_.after(waiting.wait, [this, sequence] {
        const auto late = waiting_.extract(sequence);
        answer(late.mapped(), true);
    });
}

void Orders::look() {
    for (auto at = waiting_.begin(); at != waiting_.end();)
        at = at->second.incident && answer(at->second, false) ? waiting_.erase(at) : std::next(at);
}

void Orders::stop_waiting() {
    stopped_ = true;
    for (auto at = waiting_.begin(); at != waiting_.end();)
        at = at->second.incident && answer(at->second, true) ? waiting_.erase(at) : std::next(at);
}

// Whether it was answered.
bool Orders::answer(const Waiting& waiting, bool is_time_up) const {
    const auto progress = progress_of_(*waiting.incident);
    const DeliveryRecord* delivery = progress ? progress->delivery : nullptr;
    const bool is_there = delivery != nullptr && delivery->statuspage_id &&
                          delivery->acknowledged && delivery->statuspage_id != dry_run_id;
    if (is_there) {
        waiting.respond(order_done(*progress->incident, *delivery, progress->page));
        return true;
    }
    const bool refused = delivery != nullptr && delivery->dead_letter &&
                         create_refused(*progress->incident, delivery);
    if (refused) {
        waiting.respond(order_refused(422, "Statuspage: " + delivery->dead_letter->reason));
        return true;
    }
    if (is_time_up) waiting.respond(order_under_way(*waiting.incident));
    return is_time_up;
}

}  // namespace tocsin
