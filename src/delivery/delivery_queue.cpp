// What a person sees of the outbound work, and says of it.
#include <algorithm>

#include "delivery/delivery.hpp"

namespace tocsin {
namespace {

DeadLetter cancelled_by(const std::string& by, const Incident& incident, const DeliveryRecord& row,
                        WallTime now) {
    return {incident.desired,    row.acknowledged ? "update" : "create",
            DeadLetter::dropped, "cancelled by " + by,
            row.failures,        now};
}

}  // namespace

std::vector<QueueEntry> Delivery::queue() const {
    std::vector<QueueEntry> entries;
    for (const auto& [id, incident] : incidents_) {
        const std::string_view word = word_of(incident);
        if (word != "pending" && word != "parked" && word != "in_flight" && word != "unknown")
            continue;
        QueueEntry entry{id, incident.page,      incident.desired.name, word, 0,
                         {}, incident.updated_at};
        const auto row = deliveries_.find(id);
        if (row != deliveries_.end()) {
            entry.attempts = row->second.failures;
            entry.next_try_at = row->second.next_try_at;
        }
        entries.push_back(std::move(entry));
    }
    std::stable_sort(entries.begin(), entries.end(), [](const QueueEntry& a, const QueueEntry& b) {
        return a.waits_since < b.waits_since;
    });
    return entries;
}

std::vector<DeliveryRecord> Delivery::dead_letters() const {
    std::vector<DeliveryRecord> letters;
    for (const auto& [id, incident] : incidents_) {
        if (word_of(incident) == "dead_letter") letters.push_back(deliveries_.at(id));
    }
    return letters;
}

void Delivery::act(QueueAct what, const IncidentId& incident, std::string by,
                   std::function<void(Result<Reason>)> done) {
    if (stopped_) return done(unavailable("tocsin is stopping"));
    acts_.push_back({what, incident, std::move(by), std::move(done)});
    pump();
}

void Delivery::stop() {
    stopped_ = true;
    for (const WaitingAct& act : std::exchange(acts_, {}))
        act.done(unavailable("tocsin is stopping"));
}

void Delivery::do_acts() {
    // Rows that say "done" must not be durable before dispatch can know why (finish()).
    append_findings([this](bool appended) {
        const std::vector<WaitingAct> acts = std::exchange(acts_, {});
        if (!appended) {
            for (const WaitingAct& act : acts) act.done(unavailable("the store cannot be written"));
            return wake_at(clock_.wall() + store_retry_after);
        }
        std::vector<Result<Reason>> answers;
        for (const WaitingAct& act : acts) answers.emplace_back(do_act(act));
        save([this, acts, answers = std::move(answers)](bool saved) mutable {
            for (std::size_t i = 0; i < acts.size(); ++i) {
                acts[i].done(saved ? std::move(answers[i])
                                   : Result<Reason>(unavailable("done, and not on record yet")));
            }
            if (saved) return pump();
            wake_at(clock_.wall() + store_retry_after);
        });
    });
}

Reason Delivery::do_act(const WaitingAct& act) {
    const auto incident = incidents_.find(act.incident);
    if (incident == incidents_.end()) return Reason::act_impossible;
    const std::string_view word = word_of(incident->second);
    const bool waits = word == "pending" || word == "parked";
    const bool is_dead = word == "dead_letter";
    const auto known = deliveries_.find(act.incident);
    DeliveryRecord row = known == deliveries_.end() ? DeliveryRecord{} : known->second;
    row.incident = act.incident;
    row.page = incident->second.page;
    Reason reason = Reason::act_impossible;
    if (act.what == QueueAct::retry && waits && row.next_try_at) {
        row.next_try_at.reset();
        reason = Reason::retried;
    } else if (act.what == QueueAct::cancel && waits) {
        row.bare_resolve = false;
        row.dead_letter = cancelled_by(act.by, incident->second, row, clock_.wall());
        reason = Reason::cancelled;
    } else if (act.what == QueueAct::requeue && is_dead) {
        row.dead_letter.reset();
        row.next_try_at.reset();
        reason = Reason::requeued;
    } else if (act.what == QueueAct::drop && is_dead) {
        row.bare_resolve = false;
        row.dead_letter->code = DeadLetter::dropped;
        row.dead_letter->reason = "dropped by " + act.by + "; it was: " + row.dead_letter->reason;
        reason = Reason::letter_dropped;
    }
    if (reason == Reason::act_impossible) return reason;
    deliveries_[act.incident] = std::move(row);
    touch(act.incident);
    timeline_.push_back({act.incident, clock_.wall(), act.by, reason, ""});
    return reason;
}

}  // namespace tocsin
