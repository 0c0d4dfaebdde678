#include "engine/order.hpp"

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

bool is_storm(const CreateOrder& order, const Surroundings& others) {
    if (order.kind != RuleKind::incident || others.guard == nullptr) return false;
    const auto& most = others.guard->open_incidents_max;
    return most && others.public_count >= *most;
}

bool is_same(const CreateOrder& order, const Incident& known, WallTime now) {
    if (known.order->is_keyed) return true;
    return known.order->content == order.mark.content && now < known_until(known);
}

}  // namespace

const RulePtr& ordered_rule() {
    static const RulePtr rule = make_ordered_rule();
    return rule;
}

WallTime known_until(const Incident& ordered) {
    return ordered.created_at + (ordered.order->is_keyed ? keys_known_for : contents_known_for);
}

OrderOutcome judge_order(const CreateOrder& order, const Incident* known,
                         const Surroundings& others, WallTime now) {
    if (known != nullptr && is_same(order, *known, now)) {
        if (known->order->content != order.mark.content) return {Reason::order_differs};
        return {Reason::ordered_again, known->id};
    }
    const Guard* guard = others.guard;
    if (guard != nullptr && (guard->denies(order.name) || guard->denies(order.body)))
        return {Reason::guard_denied};
    if (is_storm(order, others)) return {Reason::storm};
    // Derived, not drawn: an order that is judged again after a crash names its incident as before.
    return {Reason::ordered, IncidentId(make_ulid(now, order.mark.name))};
}

Incident begin_ordered(const CreateOrder& order, const IncidentId& id, WallTime now) {
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
    incident.standing = Standing::public_;
    incident.severity = incident.worst = rule.severity.fallback;
    incident.created_at = incident.updated_at = now;
    incident.started_at = incident.opened_at = incident.text_at = now;
    if (order.kind == RuleKind::backfill) incident.backfill_date = order.backfill_date;
    incident.publish_over = true;
    incident.order = order.mark;
    PageState& desired = incident.desired;
    desired.status = order.status;
    desired.impact = order.impact;
    desired.name = order.name;
    desired.body = order.body;
    desired.claims = order.components;
    std::erase_if(desired.claims,
                  [](const auto& claim) { return claim.second == ComponentStatus::operational; });
    desired.concerned = order.concerned;
    desired.maintenance = order.maintenance;
    desired.text = 1;
    desired.notice = order.notify ? 1 : 0;
    desired.tweet = order.tweet ? 1 : 0;
    incident.reason = Reason::ordered;
    return incident;
}

}  // namespace tocsin
