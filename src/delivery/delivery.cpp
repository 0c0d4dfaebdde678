// Choosing: which of all that waits gets the next slot of the key's rate budget?
#include "delivery/delivery.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/crash_point.hpp"
#include "engine/case.hpp"

namespace tocsin {
namespace {

// Every eighth slot goes to what waits longest, whatever it is (semantics.md section 5).
constexpr std::uint64_t fair_slot_every = 8;

CallPriority priority_of(const Intent& intent) {
    const bool is_create = std::holds_alternative<CreateCall>(intent.what);
    if (is_final(intent.target.status))
        return is_create ? CallPriority::update : CallPriority::resolve;
    return is_create ? CallPriority::create : CallPriority::update;
}

}  // namespace

Delivery::Delivery(Store& store, const Clock& clock, Deliveries& deliveries,
                   DeliveryOptions options, DeliveryHooks hooks, Rng rng)
    : store_(store), clock_(clock), deliveries_(deliveries), hooks_(std::move(hooks)), rng_(rng) {
    reload(std::move(options));
}

void Delivery::reload(DeliveryOptions options) {
    options_ = std::move(options);
    bucket_.bucket = options_.bucket;
    for (const DeliveryPage& page : options_.pages) {
        Desk& desk = desks_[page.name];
        if (desk.page.place != page.place) {
            desk.forget_view();
            desk.drift.clear();
        }
        desk.page = page;
        desk.record.page = page.name;
    }
    std::erase_if(desks_, [&](const auto& entry) {
        return std::none_of(options_.pages.begin(), options_.pages.end(),
                            [&](const DeliveryPage& page) { return page.name == entry.first; });
    });
    forget_dry_run();
    for (auto& [name, desk] : desks_) settle_place(desk);
    wake_at(clock_.wall());
}

// What a dry run made up means nothing to a page that is written to now.
void Delivery::forget_dry_run() {
    for (auto& [id, row] : deliveries_) {
        const Desk* desk = desk_of(row.page);
        if (desk == nullptr || desk->page.dry_run || row.statuspage_id != dry_run_id) continue;
        // An intent from before it stays: it is looked for.
        row.statuspage_id.reset();
        row.acknowledged.reset();
        row.over = false;
        touch(id);
    }
}

void Delivery::start(const Ledger& ledger) {
    const WallTime now = clock_.wall();
    const auto bucket = ledger.buckets.find(options_.bucket);
    if (bucket != ledger.buckets.end()) bucket_ = bucket->second;
    for (auto& [name, desk] : desks_) {
        const auto record = ledger.pages.find(name);
        if (record != ledger.pages.end()) desk.record = record->second;
        desk.changed_at = now;
        // Its last call may be on its way still.
        for (const auto& [id, component] : desk.record.components) {
            if (!component.maybe_written.empty())
                desk.unsure_until.emplace(id, now + options_.retry.settle);
        }
    }
    for (const auto& [id, incident] : ledger.incidents) {
        if (desks_.contains(incident.page)) incidents_.emplace(id, incident);
    }
    for (const auto& [id, row] : ledger.deliveries) {
        if (!desks_.contains(row.page)) continue;
        deliveries_[id] = after_restart(row, ledger.alive_at, now);
        if (deliveries_[id] != row) touch(id);
    }
    forget_dry_run();
    for (auto& [name, desk] : desks_) settle_place(desk);
    wake_at(now);
}

void Delivery::take(const std::vector<Incident>& changed) {
    for (const Incident& incident : changed) {
        Desk* desk = desk_of(incident.page);
        if (desk == nullptr) continue;
        desk->changed_at = clock_.wall();
        if (incident.phase == Phase::closed) {
            incidents_.erase(incident.id);
            desk->waiting.erase(incident.id);
            desk->rehearsed.erase(incident.id);
            deliveries_.erase(incident.id);
            settle_place(*desk);
        } else {
            incidents_.insert_or_assign(incident.id, incident);
        }
    }
    pump();
}

const PageRecord* Delivery::page_record(const PageName& page) const {
    const auto at = desks_.find(page);
    return at == desks_.end() ? nullptr : &at->second.record;
}

bool Delivery::is_parked(const PageName& page) const {
    const PageRecord* record = page_record(page);
    return bucket_.parked_until || is_elsewhere(page) ||
           (record != nullptr && record->parked_until);
}

bool Delivery::is_held_back(const PageName& page) const {
    const bool breaker_open = bucket_.breaker_until && clock_.wall() < *bucket_.breaker_until;
    return breaker_open || is_parked(page);
}

std::string_view Delivery::word_of(const Incident& incident) const {
    const auto row = deliveries_.find(incident.id);
    const auto desk = desks_.find(incident.page);
    PageMode mode = is_parked(incident.page) ? PageMode::parked : PageMode::working;
    if (desk != desks_.end() && desk->second.page.dry_run) mode = PageMode::dry_run;
    return delivery_word(incident, row == deliveries_.end() ? nullptr : &row->second, mode);
}

bool Delivery::waits_for_foreign(const Incident& incident) const {
    const auto row = deliveries_.find(incident.id);
    if (create_begun(row == deliveries_.end() ? nullptr : &row->second)) return false;
    const auto desk = desks_.find(incident.page);
    if (desk == desks_.end()) return false;
    const auto reason = desk->second.waiting.find(incident.id);
    return reason != desk->second.waiting.end() && reason->second == Reason::foreign_marker;
}

Delivery::Desk* Delivery::desk_of(const PageName& page) {
    const auto at = desks_.find(page);
    return at == desks_.end() ? nullptr : &at->second;
}

void Delivery::wake_at(WallTime at) {
    wake_at_ = std::min(wake_at_.value_or(at), at);
}

std::optional<WallTime> Delivery::next_due() const {
    if (busy_ || stopped_) return std::nullopt;
    return wake_at_;
}

void Delivery::pump() {
    if (busy_ || stopped_) return;
    const WallTime now = clock_.wall();
    wake_at_.reset();
    if (!acts_.empty()) return do_acts();
    if (!is_all_stored()) return finish({});
    const auto step = choose(now);
    if (!step) {
        wanted_since_.reset();
        return;
    }
    // What was due by now is among the steps: only the slot is waited for, not the past.
    if (wake_at_ && *wake_at_ <= now) wake_at_.reset();
    const WallTime slot = next_slot(bucket_, options_.pace, now);
    if (!wanted_since_) wanted_since_ = now;
    if (slot > now) return wake_at(slot);
    begin(*step, now);
}

std::optional<Delivery::Step> Delivery::choose(WallTime now) {
    std::vector<Step> steps;
    for (auto& [name, desk] : desks_) {
        if (desk.page.dry_run) {
            if (settle_dry_run(desk)) return std::nullopt;
            continue;
        }
        if (is_elsewhere(desk)) continue;
        if (desk.record.parked_until && now < *desk.record.parked_until) {
            wake_at(*desk.record.parked_until);
            continue;
        }
        gather_looks(desk, now, steps);
        if (gather_plan(desk, now, steps)) return std::nullopt;
    }
    if (steps.empty()) return std::nullopt;
    const bool fair = bucket_.slots % fair_slot_every == fair_slot_every - 1;
    return *std::min_element(steps.begin(), steps.end(), [fair](const Step& a, const Step& b) {
        if (!fair && a.priority != b.priority) return a.priority < b.priority;
        return a.waits_since < b.waits_since;
    });
}

void Delivery::gather_looks(const Desk& desk, WallTime now, std::vector<Step>& steps) {
    for (const auto& [id, row] : deliveries_) {
        if (row.page != desk.page.name || !row.intent) continue;
        if (row.intent->state != IntentState::unknown) continue;
        if (row.next_try_at && now < *row.next_try_at) {
            wake_at(*row.next_try_at);
            continue;
        }
        steps.push_back(
            {desk.page.name, priority_of(*row.intent), row.intent->prepared_at, id, {}, {}});
    }
}

// What was turned down is tried again, and what may have landed meanwhile is judged, on a view of
// that time.
void Delivery::forget_what_settled(Desk& desk, WallTime now) {
    const auto over = [now](const auto& hold) { return hold.second <= now; };
    const std::size_t settled =
        std::erase_if(desk.beside_next_try, over) + std::erase_if(desk.unsure_until, over);
    if (settled > 0) desk.forget_view();
    for (const auto& [id, at] : desk.beside_next_try) wake_at(at);
    for (const auto& [id, at] : desk.unsure_until) wake_at(at);
}

// True if something was settled without a call, so that the plan must be made anew.
bool Delivery::gather_plan(Desk& desk, WallTime now, std::vector<Step>& steps) {
    forget_what_settled(desk, now);
    std::set<ComponentId> unsure;
    for (const auto& [id, until] : desk.unsure_until) unsure.insert(id);
    std::vector<const Incident*> incidents;
    for (const auto& [id, incident] : incidents_) {
        if (incident.page == desk.page.name) incidents.push_back(&incident);
    }
    PagePlan planned = plan({desk.record, desk.view, incidents, deliveries_, desk.changed_at,
                             desk.page.reconcile, std::move(unsure)},
                            now);
    if (settle_without_call(desk, planned)) return true;
    for (const auto& [id, reason] : planned.waiting) {
        const auto [at, added] = desk.waiting.emplace(id, reason);
        if (added || at->second != reason) say(desk, id, reason, "");
        at->second = reason;
        // A foreign incident may be resolved by its people at any time.
        wake_at(now + desk.page.reconcile);
    }
    if (planned.next) wake_at(*planned.next);
    if (planned.view_due || desk.reading) {
        steps.push_back({desk.page.name,
                         planned.view_due.value_or(CallPriority::read),
                         desk.changed_at,
                         {},
                         {},
                         planned.view_wants});
        return false;
    }
    for (PlannedCall& call : planned.calls) {
        if (!call.incident && desk.beside_next_try.contains(id_written_by(call.call))) continue;
        const WallTime since = call.waits_since;
        steps.push_back({desk.page.name, call.priority, since, {}, std::move(call), {}});
    }
    return false;
}

bool Delivery::settle_without_call(Desk& desk, PagePlan& planned) {
    if (planned.rows.empty() && !planned.page && planned.findings.empty()) return false;
    for (DeliveryRecord& row : planned.rows) {
        touch(row.incident);
        deliveries_[row.incident] = std::move(row);
    }
    if (planned.page) {
        desk.record = std::move(*planned.page);
        dirty_pages_.insert(desk.page.name);
    }
    finish(std::move(planned.findings));
    return true;
}

bool Delivery::settle_dry_run(Desk& desk) {
    bool settled = false;
    for (const auto& [id, incident] : incidents_) {
        if (incident.page != desk.page.name || incident.standing != Standing::public_) continue;
        DeliveryRecord row;
        if (const auto at = deliveries_.find(id); at != deliveries_.end()) row = at->second;
        const bool nothing_to_say =
            incident.gone_at && !incident.publish_over && !row.statuspage_id;
        // What became of a call is looked for when the dry run ends.
        if (row.intent || row.acknowledged == incident.desired || nothing_to_say) continue;
        if (row.statuspage_id && row.statuspage_id != dry_run_id) {
            // What stands on the page does not change: it is due when the dry run ends.
            PageState& said = desk.rehearsed[id];
            if (said != incident.desired) say(desk, id, Reason::dry_run, incident.desired.name);
            said = incident.desired;
            continue;
        }
        row.incident = id;
        row.page = desk.page.name;
        if (!row.statuspage_id) row.statuspage_id = dry_run_id;
        row.acknowledged = incident.desired;
        row.over = is_final(incident.desired.status);
        deliveries_[id] = row;
        touch(id);
        say(desk, id, Reason::dry_run, incident.desired.name);
        settled = true;
    }
    if (settled) finish({});
    return settled;
}

void Delivery::begin(const Step& step, WallTime now) {
    Desk& desk = *desk_of(step.page);
    in_hand_ = step.planned;
    if (step.look_for) return look_next(desk, step, now);
    if (!step.planned) return read_next(desk, step, now);
    if (step.planned->incident) return prepare(desk, *step.planned);
    write_beside(desk, *step.planned);
}

void Delivery::save(std::function<void(bool)> then) {
    const auto deliveries = std::exchange(dirty_deliveries_, {});
    const auto pages = std::exchange(dirty_pages_, {});
    const bool bucket = std::exchange(dirty_bucket_, false);
    Changes changes;
    for (const IncidentId& id : deliveries) {
        const auto at = deliveries_.find(id);
        if (at != deliveries_.end()) changes.deliveries.push_back(at->second);
    }
    for (const PageName& page : pages) {
        if (const Desk* desk = desk_of(page)) changes.pages.push_back(desk->record);
    }
    if (bucket) changes.buckets.push_back(bucket_);
    // Incidents that were closed and pages that went since have nothing left to store.
    if (changes.empty()) return then(true);
    const auto timeline = std::exchange(timeline_, {});
    changes.timeline = timeline;
    busy_ = true;
    store_.commit(std::move(changes), [=, this, then = std::move(then)](Result<void> result) {
        busy_ = false;
        if (!result) {
            timeline_.insert(timeline_.begin(), timeline.begin(), timeline.end());
            dirty_deliveries_.insert(deliveries.begin(), deliveries.end());
            dirty_pages_.insert(pages.begin(), pages.end());
            dirty_bucket_ = dirty_bucket_ || bucket;
            if (hooks_.problem) {
                hooks_.problem("what was delivered could not be stored yet: " +
                               result.error().message);
            }
        }
        then(static_cast<bool>(result));
    });
}

bool Delivery::is_all_stored() const {
    return unsaid_.empty() && dirty_deliveries_.empty() && dirty_pages_.empty() && !dirty_bucket_;
}

void Delivery::finish(std::vector<Finding> findings) {
    unsaid_.insert(unsaid_.end(), findings.begin(), findings.end());
    append_findings([this](bool appended) {
        if (!appended) return wake_at(clock_.wall() + store_retry_after);
        save([this](bool saved) {
            if (!saved) return wake_at(clock_.wall() + store_retry_after);
            crash_point("delivery.settled");
            pump();
        });
    });
}

void Delivery::append_findings(std::function<void(bool)> then) {
    if (unsaid_.empty()) return then(true);
    const Finding finding = unsaid_.front();
    busy_ = true;
    store_.append(finding, [this, finding, then = std::move(then)](Result<Sequence> appended) {
        if (appended) {
            unsaid_.erase(unsaid_.begin());
            crash_point("delivery.found");
            if (hooks_.found) hooks_.found(appended.value(), finding);
        } else if (hooks_.problem) {
            hooks_.problem("a finding could not be stored yet: " + appended.error().message);
        }
        busy_ = false;
        if (!appended) return then(false);
        append_findings(then);
    });
}

void Delivery::say(const Desk& desk, const std::optional<IncidentId>& id, Reason reason,
                   const std::string& detail) {
    if (id) timeline_.push_back({*id, clock_.wall(), "delivery", reason, detail});
    if (hooks_.step) hooks_.step(desk.page.name, id, reason, detail);
}

}  // namespace tocsin
