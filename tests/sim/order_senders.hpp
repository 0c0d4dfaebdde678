// OrderSenders: scripts that order incidents by name (kind `statuspage`).
//
// They order what goes on, with and without statuses of components, what is over already, what is
// told afterwards and maintenances that complete themselves or do not.  They send again what was
// not answered, and some of what was: soon, late, and about when its time is over.  Keys come with
// the same text, with another one, and two with one text; some texts hold what [guard] denies.
// Those who resolve what was ordered are here too.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.hpp"
#include "decode/decode.hpp"
#include "domain/changes.hpp"
#include "domain/order.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

inline const SourceName sim_order_source{"orders"};

struct SimOrder {
    std::string key;         // Idempotency-Key; empty: none.
    std::size_t number = 0;  // Two orders of one number ask for the same, byte for byte.
    RuleKind kind = RuleKind::incident;
    std::string status;  // Empty: not said, which means investigating, scheduled or resolved.
    std::string name, body, impact;
    std::map<std::string, std::string> components;  // Statuses by the page's ids.
    std::set<std::string> concerned;                // Also those without a status.
    bool notifies = true;
    WallTime starts_at{}, ends_at{};  // Of a maintenance, in whole seconds.
    bool completes_itself = false;    // Likewise; begins by itself as well.
    std::string backfill_date;
    unsigned tries = 0;  // So often it was turned down for a while.

    // Equal for orders that may be the same one.
    std::string identity() const;
    bool is_over_from_the_start() const;
};

// One that was sent, and by what tocsin says it knows it again.
struct SentOrder {
    SimOrder order;
    OrderMark mark;
};

class OrderSenders {
public:
    explicit OrderSenders(std::optional<Rng> rng);

    bool are_there() const { return rng_.has_value(); }
    // Whether a day passes when the story has been told.
    bool wait_a_day() const { return waits_a_day_; }

    // Perhaps something is ordered: each after a delay.
    std::vector<std::pair<Duration, SimOrder>> next(WallTime now);
    // What was ordered with a key, each key with what it came with first.
    std::vector<SimOrder> keyed() const;

    // Perhaps somebody here resolves what was ordered.
    std::optional<std::pair<Duration, OperatorAct>> act(const Ledger& ledger);
    // They resolve all that goes on.
    std::vector<OperatorAct> end_all(const Ledger& ledger);

    // Until an order that was not answered is sent again.  Requires: are_there().
    Duration until_again();
    // Whether one that was turned down for a while is sent again.
    static bool tries_again(SimOrder& order) { return ++order.tries < 4; }

private:
    SimOrder begin(WallTime now);
    void plan(SimOrder& order, WallTime now);
    SimOrder vary(SimOrder order);
    OperatorAct resolve(const IncidentId& id);

    std::optional<Rng> rng_;
    bool waits_a_day_ = false;
    std::vector<SimOrder> sent_;
    std::size_t numbers_ = 0, keys_ = 0, acts_ = 0;
};

// What of the source's configuration decoding needs.
const DecodeOptions& sim_order_options();

// As a form or as JSON, with components by their aliases or ids.
Envelope envelope_of(const SimOrder& order);

std::string describe(const SimOrder& order);

}  // namespace tocsin
