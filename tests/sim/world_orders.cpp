// Those who order incidents by name, in a run.
#include "decode/order.hpp"
#include "tests/sim/world.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

void World::order_later(Duration delay, SimOrder order) {
    timetable_.at(clock_.wall() + delay, [this, order = std::move(order)] { send_order(order); });
}

void World::send_order(const SimOrder& order) {
    if (!process_) return order_later(order_senders_.until_again(), order);
    Webhook webhook;
    webhook.id = WebhookId("order-" + std::to_string(orders_.size()));
    webhook.source = sim_order_source;
    webhook.received_at = clock_.wall();
    webhook.envelope = envelope_of(order);
    auto said = decode_order(sim_order_options(), webhook.envelope);
    if (!said) return promises_.break_by("an order is refused: " + said.error().message);
    tell(describe(order));
    orders_.emplace(webhook.id, SentOrder{order, said.value().mark});
    const auto is_answered = std::make_shared<bool>(false);
    // Whoever waits in vain, also for what becomes of it, asks again.
    timetable_.at(clock_.wall() + seconds(10), [this, is_answered, order] {
        if (!*is_answered) order_later(order_senders_.until_again(), order);
    });
    const WallTime at = webhook.received_at;
    process_->under_way.insert(at);
    store_.append(
        std::move(webhook), [this, is_answered, order, at,
                             said = std::move(said).value()](Result<Sequence> sequence) mutable {
            process_->under_way.erase(process_->under_way.find(at));
            if (!sequence) {
                *is_answered = true;
                return order_later(order_senders_.until_again(), order);
            }
            process_->ordering.emplace(sequence.value(),
                                       [this, is_answered, order](const OrderOutcome& outcome) {
                                           if (!std::exchange(*is_answered, true))
                                               hear_of_order(order, outcome);
                                       });
            process_->dispatch->offer(sequence.value(), sim_order_source, at, std::move(said));
        });
}

void World::hear_of_order(const SimOrder& order, const OrderOutcome& outcome) {
    tell("\"" + order.name + "\" is " + std::string(to_string(outcome.reason)) + " " +
         outcome.incident.value);
    SimOrder again = order;
    if (outcome.reason == Reason::storm && OrderSenders::tries_again(again))
        order_later(minutes(1) + order_senders_.until_again(), std::move(again));
}

void World::order_beside(bool is_told) {
    for (auto& [delay, order] : order_senders_.next(clock_.wall())) {
        if (is_told) order_later(delay, std::move(order));
    }
    if (!is_told) return;
    if (auto act = order_senders_.act(store_.ledger())) {
        timetable_.at(clock_.wall() + act->first,
                      [this, decided = std::move(act->second)] { send_act(decided); });
    }
}

// What need not be known any more is closed, and what is ordered then is ordered anew.
void World::pass_a_day() {
    tell("a day passes");
    while (link_.is_busy()) run_until(clock_.wall() + minutes(1));
    clock_.move_to(clock_.wall() + hours(24));
    pump();
    run_until(clock_.wall() + minutes(5));
    for (const SimOrder& order : order_senders_.keyed()) send_order(order);
    run_until(clock_.wall() + minutes(30));
    if (!promises_.broken().empty()) return;
    page_.advance(clock_.wall());
    promises_.what_was_ordered_is_there_once(clock_.wall());
}

}  // namespace tocsin
