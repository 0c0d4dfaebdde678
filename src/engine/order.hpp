// Incidents that somebody ordered (domain/order.hpp): how one begins, and which order is which.
//
// One order makes one incident, however often it comes.  It is known again as long as the page does
// not have it yet, and from then on by the key that its sender gave it for a day, by all of its
// content for ten minutes.
#pragma once

#include <cstddef>

#include "domain/incident.hpp"
#include "engine/case.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

// By which every ordered incident is judged: it has no matchers, no texts and no timers.
const RulePtr& ordered_rule();

// Whether the page does not have it, and may still get it.
bool is_undelivered(const Incident& ordered);

// Until when an order that is delivered is known again.
WallTime known_until(const Incident& ordered);

// What is looked at beside the order itself.
struct OrderSurroundings {
    const Incident* known = nullptr;  // The newest incident of its mark; null: none.
    const Guard* guard = nullptr;     // Null: none.
    std::size_t public_count = 0;     // Incidents that are public, of all rules and pages.
    std::size_t undelivered = 0;      // Ordered incidents that wait for their page, or a person.
};

// More undelivered ones than this is no work for a page, but something that has gone wrong.
constexpr std::size_t undelivered_orders_max = 200;

// What becomes of an order.
struct OrderOutcome {
    // ordered; ordered_again; or why not: order_differs (its key names another one), guard_denied,
    // storm.
    Reason reason = Reason::ordered;
    IncidentId incident{};  // Of the first two.

    bool operator==(const OrderOutcome&) const = default;
};

OrderOutcome judge_order(const CreateOrder& order, const OrderSurroundings& others, WallTime now);

// Its incident; of a dry run it is quiet from the beginning, so that it does not come out when that
// ends.  Requires: judge_order() said `ordered`, with this id.
Incident begin_ordered(const CreateOrder& order, const IncidentId& id, bool dry_run, WallTime now);

}  // namespace tocsin
