// Incidents that somebody ordered (domain/order.hpp): how one begins, and which order is which.
//
// One order makes one incident, however often it comes: by the key that its sender gave it for a
// day, by all of its content for ten minutes, and in any case as long as it goes on under that key.
#pragma once

#include <optional>

#include "domain/incident.hpp"
#include "engine/case.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

// By which every ordered incident is judged: it has no matchers, no texts and no timers.
const RulePtr& ordered_rule();

// Until when an order is known again, at least.
WallTime known_until(const Incident& ordered);

// What becomes of an order.
struct OrderOutcome {
    // ordered; ordered_again; or why not: order_differs (its key names another one), guard_denied,
    // storm.
    Reason reason = Reason::ordered;
    IncidentId incident{};  // Of the first two.

    bool operator==(const OrderOutcome&) const = default;
};

// `known` is the newest incident of the order's mark; null: none.  Of `others` guard and
// public_count are looked at.
OrderOutcome judge_order(const CreateOrder& order, const Incident* known,
                         const Surroundings& others, WallTime now);

// Its incident.  Requires: judge_order() said `ordered`, with this id.
Incident begin_ordered(const CreateOrder& order, const IncidentId& id, WallTime now);

}  // namespace tocsin
