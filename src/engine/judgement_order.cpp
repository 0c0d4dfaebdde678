// The life of an incident that was ordered.
//
// Nobody's alerts hold it: it goes on until the page shows that it is over, or a person here ends
// it.  It stays on record as long as its order must be known again.
#include <algorithm>

#include "engine/judgement.hpp"
#include "engine/order.hpp"

namespace tocsin {
namespace {

// How often it is looked at where nothing tells that the page has got on.
constexpr Duration look_again_after = std::chrono::minutes(1);

bool ends_by_itself(const Incident& incident) {
    return is_final(incident.desired.status) || incident.kind == RuleKind::backfill;
}

}  // namespace

void Judgement::judge_ordered() {
    incident_.dues = {};
    note_delivery();
    if (is_ordered_over()) return forget_ordered();
    const auto& planned = incident_.desired.maintenance;
    // Nobody says so when the page has it, refuses it, or a person gave it up before, nor when the
    // time of a maintenance is over.
    if (!incident_.order->taken_at)
        incident_.dues.close = now_ + look_again_after;
    else if (planned && planned->auto_complete)
        incident_.dues.close = std::max(planned->ends_at, now_ + look_again_after);
}

// How far the page is with it, as the record of dispatch shows it to others.
void Judgement::note_delivery() {
    const DeliveryRecord* delivery = others_.delivery;
    const bool is_there = is_created(delivery);
    if (is_there && !incident_.order->taken_at) incident_.order->taken_at = now_;
    incident_.order->is_refused = !is_there && create_refused(incident_, delivery);
}

// Whether it needs nobody any more; notes how it ended.
bool Judgement::is_ordered_over() {
    if (incident_.standing == Standing::quiet) return true;
    const DeliveryRecord* delivery = others_.delivery;
    const bool dropped = delivery != nullptr && !delivery->statuspage_id && !delivery->intent &&
                         is_dropped(incident_, *delivery);
    const bool over =
        delivery != nullptr && delivery->over && delivery->statuspage_id != dry_run_id;
    if (dropped) {
        incident_.standing = Standing::quiet;
    } else if (incident_.phase == Phase::resolved) {
        return true;
    } else if (over || ends_by_itself(incident_)) {
        incident_.phase = Phase::resolved;
    } else {
        return false;
    }
    if (!incident_.resolved_at) incident_.resolved_at = now_;
    step(dropped ? Reason::discarded : Reason::resolved);
    return true;
}

void Judgement::forget_ordered() {
    // A create of it that lands late is looked for from now on (plan.cpp): nobody else would end
    // it.
    if (!incident_.gone_at) incident_.gone_at = now_;
    const bool settled = is_settled(incident_, others_.delivery);
    // A person ended it, and the page never got it.
    const bool never_came = settled && !incident_.publish_over && !incident_.order->taken_at;
    if (never_came) incident_.standing = Standing::quiet;
    if (incident_.standing == Standing::quiet) incident_.publish_over = false;
    incident_.desired.claims.clear();
    const WallTime until = known_until(incident_);
    if (is_undelivered(incident_)) {
        incident_.dues.close = now_ + look_again_after;
    } else if (!settled) {
        incident_.dues.close = std::max(until, now_ + look_again_after);
    } else if (now_ < until) {
        incident_.dues.close = until;
    } else {
        incident_.phase = Phase::closed;
        step(Reason::expired);
    }
}

// By hand: its page is told, with no word of ours.  What it may never have got is not told it anew.
void Judgement::end_ordered() {
    if (!incident_.order->taken_at) incident_.publish_over = false;
    incident_.desired.status = final_status();
    incident_.desired.claims.clear();
    put(incident_.desired.name, "", incident_.desired.notice > 0, false);
}

}  // namespace tocsin
