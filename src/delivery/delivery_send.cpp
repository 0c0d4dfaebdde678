// Writing: one call to the page, its intent before it and its outcome after it.
#include <variant>

#include "base/assert.hpp"
#include "base/crash_point.hpp"
#include "base/ulid.hpp"
#include "delivery/delivery.hpp"

namespace tocsin {
namespace {

// 404 of anything but an incident is the page's, and so is every refusal to be read: no dead
// letter could hold it, and it would be asked again at once.
PageReply of_the_page(const PageCall& call, PageReply reply) {
    const auto* refused = std::get_if<Refused>(&reply);
    if (refused != nullptr && is_read(call)) return PageRefused{refused->status, refused->why};
    const auto* missing = std::get_if<NotFound>(&reply);
    const bool about_incident =
        std::holds_alternative<UpdateCall>(call) || std::holds_alternative<ReadIncident>(call) ||
        std::holds_alternative<TweetCall>(call) || std::holds_alternative<ComponentCall>(call);
    if (missing == nullptr || about_incident) return reply;
    return PageRefused{404, missing->why};
}

}  // namespace

void Delivery::exchange(Desk& desk, const PageCall& call,
                        std::function<void(Desk&, const PageReply&)> then) {
    const PageName page = desk.page.name;
    const SteadyTime begun = clock_.steady();
    const Duration waited = wanted_since_ ? clock_.wall() - *wanted_since_ : Duration(0);
    wanted_since_.reset();
    busy_ = true;
    asked_ = desk.page.transport;
    asked_->exchange(to_request(desk.page.address, call), options_.request_timeout,
                     [this, page, call, begun, waited, key = desk.page.address.api_key,
                      then = std::move(then)](const Result<HttpResponse>& answer) {
                         busy_ = false;
                         const auto answered = std::exchange(asked_, nullptr);
                         try {
                             tell_attempt({page, call, begun, waited}, answer);
                             Desk* found = desk_of(page);
                             // A reload took the page; its incidents are over.
                             if (found == nullptr) return pump();
                             // The key that it was asked with: a reload may have brought another.
                             const PageAddress asked{"", found->page.address.page, key};
                             const PageReply reply =
                                 of_the_page(call, to_reply(call, answer, clock_.wall(), asked));
                             take_health(*found, reply);
                             then(*found, reply);
                         } catch (...) {
                             start_over();  // Out of memory; the loop says so.
                             throw;
                         }
                     });
}

// As after a death: nobody knows what became of the call in hand, and what was read is read again.
void Delivery::start_over() {
    const WallTime now = clock_.wall();
    wake_at(now + store_retry_after);
    if (busy_) return;  // It is settled, and being stored.
    look_.reset();
    for (auto& [name, desk] : desks_) desk.forget_view();
    for (auto& [id, row] : deliveries_) {
        if (!desks_.contains(row.page) || !row.intent) continue;
        row = after_restart(row, std::nullopt, now);
        touch(id);
    }
}

void Delivery::tell_attempt(const Asked& asked, const Result<HttpResponse>& answer) const {
    if (!hooks_.attempted) return;
    const std::string outcome = answer ? std::to_string(answer.value().status)
                                : answer.error().code == ErrorCode::unavailable ? "unavailable"
                                                                                : "unknown";
    hooks_.attempted({asked.page, std::string(operation_of(asked.call)), outcome,
                      answer ? "" : answer.error().message, clock_.steady() - asked.begun,
                      asked.waited});
}

void Delivery::take_health(Desk& desk, const PageReply& reply) {
    const bool was_parked = bucket_.parked_until || desk.record.parked_until;
    Health health = settle_health(bucket_, desk.record, reply, options_.retry, clock_.wall());
    if (health.bucket != bucket_) dirty_bucket_ = true;
    if (health.page != desk.record) dirty_pages_.insert(desk.page.name);
    bucket_ = std::move(health.bucket);
    desk.record = std::move(health.page);
    const bool parked = bucket_.parked_until || desk.record.parked_until;
    if (parked && !was_parked) {
        const bool key = bucket_.parked_until.has_value();
        say(desk, std::nullopt, key ? Reason::key_refused : Reason::page_refused, why_of(reply));
    }
    if (health.recovered) make_all_due();
}

void Delivery::make_all_due() {
    for (auto& [id, row] : deliveries_) {
        if (!desks_.contains(row.page)) continue;
        const bool given_up = row.dead_letter && row.dead_letter->code == DeadLetter::given_up;
        // What is looked for waits out its settle time all the same.
        const bool waits = row.next_try_at && !row.intent;
        if (!given_up && !waits) continue;
        if (given_up) row.dead_letter.reset();
        if (waits) row.next_try_at.reset();
        row.failing_since.reset();
        touch(id);
    }
}

bool Delivery::is_still_wanted(const Desk* desk, const IncidentId& id) const {
    // The store may have been slow: people may have been at work since the page was read.
    if (desk == nullptr || !is_fresh(desk->view, clock_.wall())) return false;
    // And the operator: a dry run sends nothing, and has nothing to send it with.
    if (is_closed(*desk)) return false;
    const auto incident = incidents_.find(id);
    const auto row = deliveries_.find(id);
    if (incident == incidents_.end() || row == deliveries_.end() || !row->second.intent)
        return false;
    if (incident->second.standing != Standing::public_ || stopped_) return false;
    if (std::holds_alternative<TweetCall>(row->second.intent->what)) return true;
    const bool over_already = std::holds_alternative<CreateCall>(row->second.intent->what) &&
                              incident->second.gone_at && !incident->second.publish_over;
    return !over_already && row->second.intent->target == incident->second.desired;
}

void Delivery::withdraw(const IncidentId& id) {
    const auto row = deliveries_.find(id);
    if (row == deliveries_.end()) return;
    row->second.intent.reset();
    touch(id);
}

void Delivery::withdraw_sent(const PageName& page, const IncidentId& id) {
    if (Desk* desk = desk_of(page)) forget_components(*desk, in_hand_->call);
    withdraw(id);
}

void Delivery::prepare(Desk& desk, const PlannedCall& planned) {
    const IncidentId id = *planned.incident;
    const WallTime now = clock_.wall();
    DeliveryRecord& row = deliveries_[id];
    row.incident = id;
    row.page = desk.page.name;
    Intent intent;
    const auto* create = std::get_if<CreateCall>(&planned.call);
    intent.call = create != nullptr
                      ? create->marker.attempt
                      : CallId(make_ulid(now, id.value + std::to_string(rng_.next())));
    intent.what = planned.call;
    intent.target = planned.target;
    intent.prepared_at = now;
    row.intent = std::move(intent);
    touch(id);
    say(desk, id, planned.reason, planned.target.name);
    save([this, page = desk.page.name, id](bool saved) {
        if (!saved) {
            withdraw(id);
            return wake_at(clock_.wall() + store_retry_after);
        }
        crash_point("delivery.prepared");
        mark_sent(page, id);
    });
}

void Delivery::mark_sent(const PageName& page, const IncidentId& id) {
    Desk* desk = desk_of(page);
    if (!is_still_wanted(desk, id)) {
        withdraw(id);
        return finish({});
    }
    Intent& intent = *deliveries_.at(id).intent;
    const WallTime now = clock_.wall();
    intent.state = IntentState::sent;
    intent.sent_at = now;
    touch(id);
    bucket_ = with_request(std::move(bucket_), options_.pace, now);
    dirty_bucket_ = true;
    expect_components(*desk, *in_hand_);
    save([this, page, id](bool saved) {
        if (!saved) {
            withdraw_sent(page, id);
            return wake_at(clock_.wall() + store_retry_after);
        }
        crash_point("delivery.sent");
        send(page, id);
    });
}

void Delivery::send(const PageName& page, const IncidentId& id) {
    Desk* desk = desk_of(page);
    if (!is_still_wanted(desk, id)) {
        // Nothing has left yet.
        withdraw_sent(page, id);
        return finish({});
    }
    const PageCall call = deliveries_.at(id).intent->what;
    exchange(*desk, call, [this, id, call](Desk& sent, const PageReply& reply) {
        crash_point("delivery.answered");
        confirm_components(sent, call, reply);
        finish(settle_incident(sent, id, reply));
    });
}

std::vector<Finding> Delivery::settle_incident(Desk& desk, const IncidentId& id,
                                               const PageReply& reply) {
    const auto row = deliveries_.find(id);
    if (row == deliveries_.end() || !row->second.intent) return {};
    Settlement settlement = settle(row->second, reply, options_.retry, clock_.wall(), rng_);
    if (settlement.view_is_stale) desk.forget_view();
    std::vector<Finding> findings;
    if (settlement.reopen_refused) {
        findings.push_back({FindingKind::reopen_refused, id, clock_.wall()});
    }
    take_settlement(desk, id, std::move(settlement), why_of(reply));
    return findings;
}

void Delivery::take_settlement(Desk& desk, const IncidentId& id, Settlement settlement,
                               const std::string& detail) {
    deliveries_[id] = std::move(settlement.delivery);
    touch(id);
    say(desk, id, settlement.reason, detail);
    if (settlement.dead_letter && hooks_.gave_up) {
        hooks_.gave_up(desk.page.name, id, settlement.reason, *settlement.dead_letter);
    }
}

void Delivery::write_beside(Desk& desk, const PlannedCall& planned) {
    // No intent: these calls make no update and mail nobody, and the next view shows what they did.
    say(desk, std::nullopt, planned.reason, "");
    expect_components(desk, planned);
    ask(desk, planned.call, [this, call = planned.call](Desk& wrote, const PageReply& reply) {
        crash_point("delivery.answered_beside");
        confirm_components(wrote, call, reply);
        settle_beside(wrote, call, reply);
        finish({});
    });
}

void Delivery::settle_beside(Desk& desk, const PageCall& call, const PageReply& reply) {
    if (std::holds_alternative<Accepted>(reply)) {
        desk.beside_next_try.erase(id_written_by(call));
        const auto* twin = std::get_if<UpdateCall>(&call);
        if (twin != nullptr && desk.view) desk.view->incidents.erase(twin->incident);
        return;
    }
    desk.forget_view();
    // Of what the key or the page turned down they decide when it goes on, for all calls.
    std::optional<Duration> hold;
    if (std::holds_alternative<Unknown>(reply)) hold = options_.retry.settle;
    if (std::holds_alternative<Refused>(reply) || std::holds_alternative<NotFound>(reply))
        hold = options_.retry.max;
    if (hold) desk.beside_next_try[id_written_by(call)] = clock_.wall() + *hold;
    const bool unknown = std::holds_alternative<Unknown>(reply);
    if (unknown) {
        for (const auto& [id, status] : components_written_by(call))
            desk.unsure_until[id] = clock_.wall() + options_.retry.settle;
    }
    say(desk, std::nullopt, unknown ? Reason::outcome_unknown : Reason::not_applied, why_of(reply));
}

void Delivery::expect_components(Desk& desk, const PlannedCall& planned) {
    records_before_ = desk.record.components;
    for (const auto& [id, record] : planned.records)
        desk.record.components.insert_or_assign(id, record);
    if (!planned.records.empty()) dirty_pages_.insert(desk.page.name);
}

void Delivery::forget_components(Desk& desk, const PageCall& call) {
    for (const auto& [id, status] : components_written_by(call)) {
        const auto before = records_before_.find(id);
        if (before == records_before_.end())
            desk.record.components.erase(id);
        else
            desk.record.components.insert_or_assign(id, before->second);
        dirty_pages_.insert(desk.page.name);
    }
}

void Delivery::confirm_components(Desk& desk, const PageCall& call, const PageReply& reply) {
    if (std::holds_alternative<Unknown>(reply)) {
        // The view is what it was before; what the page shows now must be read.
        desk.forget_view();
        return;
    }
    const auto* accepted = std::get_if<Accepted>(&reply);
    if (accepted == nullptr) return forget_components(desk, call);
    // What was read of the next view so far may be from before.
    desk.reading.reset();
    // What an earlier call may still write is ours too when it comes.
    const auto may_land = may_still_be_written(desk.page.name, deliveries_);
    for (const auto& [id, status] : components_written_by(call)) {
        ComponentRecord& record = desk.record.components[id];
        if (!may_land.contains(id) && !desk.unsure_until.contains(id)) record.maybe_written.clear();
        record.written = status;
        dirty_pages_.insert(desk.page.name);
        if (!desk.view) continue;
        const auto shown = desk.view->components.find(id);
        if (shown != desk.view->components.end()) shown->second.status = status;
    }
    const auto* incident = std::get_if<PageIncident>(&accepted->what);
    if (incident != nullptr && desk.view) {
        desk.view->incidents.insert_or_assign(incident->id, *incident);
    }
}

}  // namespace tocsin
