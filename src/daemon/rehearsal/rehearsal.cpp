#include "daemon/rehearsal/rehearsal.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"
#include "daemon/snapshot.hpp"

namespace tocsin {
namespace {

// Of a pace that never lets anything wait.
constexpr PaceLimit no_pace{std::numeric_limits<std::uint32_t>::max(), Duration(1),
                            std::numeric_limits<std::uint32_t>::max()};
// Nobody else works on these pages, so nothing is found by reading them again.
constexpr Duration never = std::chrono::hours(24 * 365 * 100);
// More turns than this without time going on, and the loops turn in circles.
constexpr std::size_t turns_at_once_max = 10'000'000;

}  // namespace

Rehearsal::Rehearsal(const Config& config, WallTime start, RehearsalHooks hooks)
    : config_(config), hooks_(std::move(hooks)), clock_(start) {
    for (const auto& [name, page] : config.pages) add_page(page, config.delivery.request_timeout);
    dispatch_ = std::make_unique<Dispatch>(store_, clock_, deliveries_, dispatch_config_of(config),
                                           dispatch_hooks());
    for (auto& [name, stage] : stages_) stage.delivery->start({});
    dispatch_->start({}, Duration(0));
    run_until(start);
}

void Rehearsal::add_page(const PageConfig& page, Duration request_timeout) {
    AcceptingPage::Hooks written;
    written.incident_written = [this, name = page.name] { note_incident_call(name); };
    written.component_written = [this, name = page.name](const ComponentId& id,
                                                         ComponentStatus status) {
        note_component_call(name, id, status);
    };
    Stage& stage =
        stages_
            .emplace(page.name,
                     Stage{AcceptingPage(page, clock_, timetable_, std::move(written)), nullptr})
            .first->second;
    DeliveryPage delivered;
    delivered.name = page.name;
    delivered.address = {"", page.id, {}};
    delivered.transport = std::shared_ptr<Transport>(std::shared_ptr<void>(), &stage.page);
    delivered.reconcile = never;
    DeliveryOptions options;
    options.bucket = BucketName(page.name.value);
    options.pace = no_pace;
    options.request_timeout = request_timeout;
    options.pages = {std::move(delivered)};
    DeliveryHooks hooks;
    hooks.found = [this](Sequence sequence, const Finding& finding) {
        dispatch_->offer(sequence, finding);
    };
    hooks.problem = hooks_.problem;
    stage.delivery = std::make_unique<Delivery>(store_, clock_, deliveries_, std::move(options),
                                                std::move(hooks), Rng(1));
}

DispatchHooks Rehearsal::dispatch_hooks() {
    DispatchHooks hooks;
    hooks.judge = hooks_.judge;
    hooks.problem = hooks_.problem;
    hooks.incidents_changed = [this](const std::vector<Incident>& changed) {
        for (const Incident& incident : changed) incidents_.insert_or_assign(incident.id, incident);
        for (auto& [name, stage] : stages_) stage.delivery->take(changed);
    };
    return hooks;
}

// What is sent of an incident is on record before its first byte leaves.
void Rehearsal::note_incident_call(const PageName& page) {
    const auto row = std::find_if(deliveries_.begin(), deliveries_.end(), [&](const auto& entry) {
        const DeliveryRecord& delivery = entry.second;
        return delivery.page == page && delivery.intent &&
               delivery.intent->state == IntentState::sent;
    });
    TOCSIN_ASSERT(row != deliveries_.end());
    const Incident& incident = incidents_.at(row->first);
    const Intent& intent = *row->second.intent;
    calls_.push_back({clock_.wall(), page, intent.what, incident.id, incident.rule, incident.phase,
                      intent.target});
}

void Rehearsal::note_component_call(const PageName& page, const ComponentId& id,
                                    ComponentStatus status) {
    calls_.push_back({clock_.wall(),
                      page,
                      ComponentCall{id, status},
                      std::nullopt,
                      RuleName(),
                      Phase::open,
                      {}});
}

void Rehearsal::receive(const SourceName& source, AlertGroup group, WallTime at) {
    run_until(at);
    Webhook webhook;
    webhook.source = source;
    webhook.received_at = clock_.wall();
    store_.append(std::move(webhook),
                  [this, source, received_at = clock_.wall(),
                   group = std::move(group)](Result<Sequence> sequence) mutable {
                      dispatch_->offer(sequence.value(), source, received_at, std::move(group));
                  });
    run_until(clock_.wall());
}

Result<void> Rehearsal::receive(const Webhook& webhook) {
    const auto source = config_.sources.find(webhook.source);
    if (source == config_.sources.end())
        return refused("there is no source \"" + webhook.source.value + "\"");
    TRY(AlertGroup group,
        decode(decode_options_of(source->second), webhook.envelope, webhook.received_at));
    receive(webhook.source, std::move(group), webhook.received_at);
    return success();
}

void Rehearsal::run_until(WallTime until) {
    while (turn(until)) {
    }
    clock_.move_to(until);
}

bool Rehearsal::turn(WallTime until) {
    if (store_.pump() > 0) return true;
    std::optional<WallTime> next = timetable_.next();
    const auto consider = [&next](std::optional<WallTime> time) {
        if (time) next = std::min(next.value_or(*time), *time);
    };
    consider(dispatch_->next_due());
    for (const auto& [name, stage] : stages_) consider(stage.delivery->next_due());
    if (!next || *next > until) return false;
    turns_at_once_ = *next > clock_.wall() ? 0 : turns_at_once_ + 1;
    TOCSIN_ASSERT(turns_at_once_ < turns_at_once_max);
    clock_.move_to(*next);
    if (timetable_.next() && *timetable_.next() <= clock_.wall()) timetable_.run_next();
    pump();
    return true;
}

void Rehearsal::pump() {
    dispatch_->pump();
    for (const auto& [name, stage] : stages_) {
        const auto due = stage.delivery->next_due();
        if (due && *due <= clock_.wall()) stage.delivery->pump();
    }
}

}  // namespace tocsin
