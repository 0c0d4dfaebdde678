// What is ordered by name: no rule has a say in it.
#include "dispatch/judge.hpp"

namespace tocsin {

OrderOutcome Judge::judge_order(const SourceName& source, const CreateOrder& order, WallTime now) {
    Surroundings others;
    others.guard = &rules_.guard;
    others.public_count = board_.public_count(rules_.dry_pages);
    note_heard(source, now);
    OrderOutcome outcome =
        tocsin::judge_order(order, board_.newest_ordered(order.mark.name), others, now);
    if (outcome.reason != Reason::ordered) return outcome;
    const Incident begun = begin_ordered(order, outcome.incident, now);
    board_.put(begun);
    note_step(begun, Reason::ordered, now, "source " + source.value);
    judge_incident(begun.id, false, now);
    return outcome;
}

}  // namespace tocsin
