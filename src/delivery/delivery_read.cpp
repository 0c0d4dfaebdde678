// Reading: a view of the page before something is changed, and a look after an unknown outcome.
#include "delivery/delivery.hpp"

namespace tocsin {

void Delivery::ask(Desk& desk, const PageCall& call,
                   std::function<void(Desk&, const PageReply&)> then) {
    // The budget first: a read counts as much as a write, also over a restart.
    bucket_ = with_request(std::move(bucket_), options_.pace, clock_.wall());
    dirty_bucket_ = true;
    const PageName page = desk.page.name;
    save([this, page, call, then = std::move(then)](bool saved) mutable {
        Desk* found = desk_of(page);
        // What is written beside incidents rests on a view, as everything that is written; and a
        // reload may have made it a dry run meanwhile.
        const bool seen = found != nullptr && !is_closed(*found) &&
                          (is_read(call) || is_fresh(found->view, clock_.wall()));
        if (saved && seen && !stopped_) return exchange(*found, call, std::move(then));
        // Nothing has left.
        if (found != nullptr && !is_read(call)) forget_components(*found, call);
        if (saved) return finish({});
        wake_at(clock_.wall() + store_retry_after);
    });
}

void Delivery::read_next(Desk& desk, const Step& step, WallTime now) {
    const bool outdated = desk.reading && desk.reading->begun_at() + view_age_max < now;
    if (!desk.reading || outdated) desk.reading.emplace(now, step.view_wants);
    const auto call = desk.reading->next();
    ask(desk, *call, [this](Desk& read, const PageReply& reply) {
        if (!read.reading || !read.reading->take(reply)) {
            read.reading.reset();
        } else if (!read.reading->next()) {
            take_view(read, std::move(*read.reading).view());
            read.reading.reset();
        }
        finish({});
    });
}

void Delivery::take_view(Desk& desk, PageView view) {
    std::set<Drift> drift = drift_of(view, desk.record, deliveries_);
    for (const Drift& one : drift) {
        if (!desk.drift.contains(one) && hooks_.drifted) hooks_.drifted(desk.page.name, one.kind);
    }
    // What this view does not show is as it was.
    for (const Drift& one : desk.drift) {
        if (!shows(view, one)) drift.insert(one);
    }
    desk.drift = std::move(drift);
    desk.view = std::move(view);
}

void Delivery::look_next(Desk& desk, const Step& step, WallTime) {
    const IncidentId id = *step.look_for;
    if (!look_ || look_->first != id) {
        const DeliveryRecord& row = deliveries_.at(id);
        look_.emplace(id, Look(*row.intent, row.own_updates));
    }
    ask(desk, *look_->second.next(), [this, id](Desk& looked, const PageReply& reply) {
        const auto row = deliveries_.find(id);
        if (row == deliveries_.end() || !row->second.intent || !look_ || look_->first != id) {
            look_.reset();
        } else if (!look_->second.take(reply)) {
            look_.reset();
            ++row->second.failures;
            row->second.next_try_at =
                clock_.wall() + backoff(options_.retry, row->second.failures, rng_);
            touch(id);
        } else if (!look_->second.next()) {
            finish_look(looked, id);
        }
        finish({});
    });
}

void Delivery::finish_look(Desk& desk, const IncidentId& id) {
    Settlement settlement =
        settle_look(deliveries_.at(id), look_->second, options_.retry, clock_.wall(), rng_);
    // What it wrote to components has landed since the view was read, or never will: the next one
    // tells.
    if (!settlement.delivery.intent) desk.forget_view();
    look_.reset();
    take_settlement(desk, id, std::move(settlement), "");
}

}  // namespace tocsin
