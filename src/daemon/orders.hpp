// Orders: those who ordered an incident and wait for the page's answer.
//
// An order is durable before anybody waits here, so whoever goes away, or is sent away when his
// time is up, loses nothing: he is told tocsin's id of it (202), and the same order is known again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

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
    // `progress_of` gives nothing for an incident that is closed.  `loop` must outlive it.
    // Everything happens on the loop's thread.
    Orders(Loop& loop, std::function<std::optional<OrderProgress>(const IncidentId&)> progress_of);

    // Answers for the order of this entry, `wait` after it was judged at the latest.
    void answer_for(Sequence sequence, Duration wait, OrderAnswer respond);

    // What became of an order; of one that nobody waits for too.
    void judged(Sequence sequence, const OrderOutcome& outcome);

    // Answers those whose page has answered.
    void look();

    // Answers everybody, and from now on at once.
    void stop_waiting();

private:
    struct Waiting {
        Duration wait{};
        OrderAnswer respond;
        std::optional<IncidentId> incident{};  // Once it was judged.
        Timer end{};
    };
    bool answer(const Waiting& waiting, bool is_time_up) const;

    Loop& loop_;
    std::function<std::optional<OrderProgress>(const IncidentId&)> progress_of_;
    std::map<Sequence, Waiting> waiting_;
    bool stopped_ = false;
};

}  // namespace tocsin
