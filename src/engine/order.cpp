#include "engine/order.hpp"

#include <algorithm>
#include <chrono>

#include "base/digest.hpp"
#include "base/ulid.hpp"

namespace tocsin {
namespace {

constexpr Duration keys_known_for = std::chrono::hours(24);
constexpr Duration contents_known_for = std::chrono::minutes(10);

RulePtr make_ordered_rule() {
    auto rule = std::make_shared<Rule>();
    rule->name = RuleName("(ordered)");
    rule->version = RuleVersion("ordered");
    // What is ordered has no severity of its own; its impact says how bad it is.
    rule->severity.fallback = Severity("ordered");
    rule->severity.order = {rule->severity.fallback};
    return rule;
}

bool is_same(const CreateOrder& order, const Incident& known, WallTime now) {
    const OrderMark& mark = known.order->mark;
    if (mark.is_keyed) return true;
    return mark.content == order.mark.content &&
           (is_undelivered(known) || now < known_until(known));
}

bool is_denied(const Guard* guard, const CreateOrder& order) {
    return guard != nullptr && (guard->denies(order.name) || guard->denies(order.body));
}

}  // namespace

const RulePtr& ordered_rule() {
    static const RulePtr rule = make_ordered_rule();
    return rule;
}

bool is_undelivered(const Incident& ordered) {
    const bool may_come = ordered.standing == Standing::public_ && ordered.phase != Phase::closed;
    return may_come && !ordered.order->taken_at;
}

WallTime known_until(const Incident& ordered) {
    const WallTime since = ordered.order->taken_at.value_or(ordered.created_at);
    return since + (ordered.order->mark.is_keyed ? keys_known_for : contents_known_for);
}

OrderOutcome judge_order(const CreateOrder& order, const OrderSurroundings& others, WallTime now) {
    const Incident* known = others.known;
    if (known != nullptr && is_same(order, *known, now)) {
        if (known->order->mark.content != order.mark.content) return {Reason::order_differs};
        return {Reason::ordered_again, known->id};
    }
    if (is_denied(others.guard, order)) return {Reason::guard_denied};
    const bool storm =
        order.kind == RuleKind::incident && is_storm(others.guard, others.public_count);
    if (storm || others.undelivered >= undelivered_orders_max) return {Reason::storm};
    // Derived, not drawn: what is judged again from the record is the same.
    return {Reason::ordered, IncidentId(make_ulid(now, order.mark.name))};
}

Incident begin_ordered(const CreateOrder& order, const IncidentId& id, bool dry_run, WallTime now) {
    const Rule& rule = *ordered_rule();
    Incident incident;
    incident.id = id;
    // Its own: two orders of one content are two incidents.
    incident.key = IncidentKey(to_hex(sha256("ordered " + id.value)).substr(0, 32));
    incident.page = order.page;
    incident.rule = rule.name;
    incident.rule_version = rule.version;
    incident.kind = order.kind;
    incident.phase = Phase::open;
    incident.standing = dry_run ? Standing::quiet : Standing::public_;
    incident.severity = incident.worst = rule.severity.fallback;
    incident.created_at = incident.updated_at = now;
    incident.started_at = incident.opened_at = incident.text_at = now;
    if (order.kind == RuleKind::backfill) incident.backfill_date = order.backfill_date;
    incident.publish_over = true;
    incident.order = OrderRecord{order.mark, order.page_id, std::nullopt, false};
    PageState& desired = incident.desired;
    desired.status = order.status;
    desired.impact = order.impact;
    desired.name = order.name;
    desired.body = order.body;
    desired.claims = order.components;
    desired.concerned = order.concerned;
    desired.maintenance = order.maintenance;
    desired.text = 1;
    desired.notice = order.notify ? 1 : 0;
    desired.tweet = order.tweet ? 1 : 0;
    incident.reason = dry_run ? Reason::dry_run : Reason::ordered;
    return incident;
}

}  // namespace tocsin
