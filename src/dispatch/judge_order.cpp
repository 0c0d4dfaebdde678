// What is ordered by name: no rule has a say in it.
#include "dispatch/judge.hpp"

namespace tocsin {

OrderOutcome Judge::judge_order(const SourceName& source, const CreateOrder& order, WallTime now) {
    const bool dry_run = rules_.dry_pages.contains(order.page);
    const OrderSurroundings others{board_.newest_ordered(order.mark.name), &rules_.guard,
                                   board_.public_count(rules_.dry_pages),
                                   board_.undelivered_orders()};
    OrderOutcome outcome = tocsin::judge_order(order, others, now);
    if (outcome.reason != Reason::ordered) return outcome;
    const Incident begun = begin_ordered(order, outcome.incident, dry_run, now);
    board_.put(begun);
    note_step(begun, begun.reason, now, "source " + source.value);
    judge_incident(begun.id, false, now);
    return outcome;
}

}  // namespace tocsin
