// Orders: those who ordered an incident and wait for the page's answer.
//
// An order is durable before anybody waits here, so whoever goes away, or is sent away when his
// time is up, loses nothing: he is told tocsin's id of it (202), and the same order is known again.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "engine/order.hpp"
#include "intake/intake.hpp"
#include "net/loop.hpp"

namespace tocsin {

// How far an ordered incident is.
struct OrderProgress {
    const Incident* incident = nullptr;
    const DeliveryRecord* delivery = nullptr;  // Null: nothing was sent yet.
    PageId page;
};

class Orders {
public:
    // More than these do not wait: they hold connections that others need.
    static constexpr std::size_t waiting_max = 100;

    // `progress_of` gives nothing for an incident that is closed.  `loop` must outlive it.
    // Everything happens on the loop's thread.
    Orders(Loop& loop, std::function<std::optional<OrderProgress>(const IncidentId&)> progress_of);

    // Answers for the order of this entry once, when `wait` is over at the latest.
    void answer_for(Sequence sequence, const WebhookId& id, Duration wait, OrderAnswer respond);

    // What became of an order; of one that nobody waits for too.
    void judged(Sequence sequence, const OrderOutcome& outcome);

    // The order of this entry cannot be judged any more.
    void lost(Sequence sequence);

    // Answers those whose page has answered.
    void look();

    // Answers everybody, and from now on at once.
    void stop_waiting();

private:
    struct Waiting {
        std::string id;  // Of the request, until there is an incident.
        OrderAnswer respond;
        std::optional<IncidentId> incident{};  // Once it was judged.
        Timer end{};
    };
    std::optional<HttpResponse> answer_of(const Waiting& waiting) const;
    void answer(Sequence sequence, HttpResponse response);
    void send_away(Sequence sequence);

    Loop& loop_;
    std::function<std::optional<OrderProgress>(const IncidentId&)> progress_of_;
    std::map<Sequence, Waiting> waiting_;
    bool stopped_ = false;
};

}  // namespace tocsin
