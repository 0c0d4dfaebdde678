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
    DispatchConfig dispatch = dispatch_config_of(config);
    dispatch.dry_pages.clear();
    dispatch_ = std::make_unique<Dispatch>(store_, clock_, deliveries_, std::move(dispatch),
                                           dispatch_hooks());
    for (auto& [name, rehearsed] : pages_) rehearsed.delivery->start({});
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
    RehearsedPage& rehearsed =
        pages_
            .emplace(
                page.name,
                RehearsedPage{AcceptingPage(page, clock_, timetable_, std::move(written)), nullptr})
            .first->second;
    DeliveryPage delivered;
    delivered.name = page.name;
    delivered.address = {"", page.id, {}};
    delivered.transport = std::shared_ptr<Transport>(std::shared_ptr<void>(), &rehearsed.page);
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
    rehearsed.delivery = std::make_unique<Delivery>(store_, clock_, deliveries_, std::move(options),
                                                    std::move(hooks), Rng(1));
}

DispatchHooks Rehearsal::dispatch_hooks() {
    DispatchHooks hooks;
    hooks.judge = hooks_.judge;
    hooks.problem = hooks_.problem;
    hooks.acted = [this](Sequence, Reason answer) { answer_ = answer; };
    hooks.incidents_changed = [this](const std::vector<Incident>& changed) {
        take_incidents(changed);
    };
    return hooks;
}

void Rehearsal::take_incidents(const std::vector<Incident>& changed) {
    for (const Incident& incident : changed) {
        const auto before = incidents_.find(incident.id);
        const bool was_asked = before != incidents_.end() && before->second.proposal &&
                               incident.proposal &&
                               before->second.proposal->asked_at == incident.proposal->asked_at;
        if (incident.proposal && !was_asked) note_question(incident);
        incidents_.insert_or_assign(incident.id, incident);
    }
    for (auto& [name, rehearsed] : pages_) rehearsed.delivery->take(changed);
}

// What nobody has seen yet has no state of its own before it is let go.
void Rehearsal::note_question(const Incident& incident) {
    RehearsedCall call;
    call.at = clock_.wall();
    call.page = incident.page;
    call.asked = incident.proposal;
    call.incident = incident.id;
    call.rule = incident.rule;
    call.phase = incident.phase;
    call.shown = incident.desired;
    call.shown.name = incident.proposal->name;
    call.shown.body = incident.proposal->body;
    const RulePtr rule = config_.rules.find(incident.rule);
    if (incident.standing != Standing::public_ && rule) {
        const bool is_told_afterwards = rule->kind == RuleKind::backfill;
        const auto status = is_told_afterwards ? rule->resolved.status : rule->open.status;
        call.shown.status = status.value_or(call.shown.status);
        if (rule->impact) call.shown.impact = rule->impact->at(incident.proposal->severity);
    }
    calls_.push_back(std::move(call));
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
    calls_.push_back({clock_.wall(), page, intent.what, std::nullopt, incident.id, incident.rule,
                      incident.phase, intent.target});
}

void Rehearsal::note_component_call(const PageName& page, const ComponentId& id,
                                    ComponentStatus status) {
    RehearsedCall call;
    call.at = clock_.wall();
    call.page = page;
    call.call = ComponentCall{id, status};
    calls_.push_back(std::move(call));
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
    if (source->second.kind == SourceKind::statuspage)
        return refused("kind \"statuspage\" sends no alerts, and no rule says anything of it");
    TRY(AlertGroup group,
        decode(decode_options_of(source->second), webhook.envelope, webhook.received_at));
    receive(webhook.source, std::move(group), webhook.received_at);
    return success();
}

Reason Rehearsal::act(ActKind kind, const IncidentId& incident) {
    const auto known = incidents_.find(incident);
    OperatorAct act;
    act.kind = kind;
    act.incident = incident;
    if (known != incidents_.end() && known->second.proposal)
        act.text = text_mark(*known->second.proposal);
    act.by = "rehearsal";
    act.at = clock_.wall();
    answer_.reset();
    store_.append(
        act, [this, act](Result<Sequence> sequence) { dispatch_->offer(sequence.value(), act); });
    run_until(clock_.wall());
    return answer_.value();
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
    for (const auto& [name, rehearsed] : pages_) consider(rehearsed.delivery->next_due());
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
    for (const auto& [name, rehearsed] : pages_) {
        const auto due = rehearsed.delivery->next_due();
        if (due && *due <= clock_.wall()) rehearsed.delivery->pump();
    }
}

}  // namespace tocsin
