#include "dispatch/dispatch.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/crash_point.hpp"

namespace tocsin {
namespace {

// More than this is dropped from memory and read back from the store when its turn comes.
constexpr std::size_t waiting_entries_max = 2'000;
// Judged in one transaction at most: one commit stays well below a second.
constexpr std::size_t judged_alerts_max = 5'000;
constexpr std::size_t read_entries_max = 500;
constexpr std::size_t read_bytes_max = 8U << 20;
constexpr Duration retry_after = std::chrono::seconds(1);
// How exact the time is that tocsin was last known to listen; a restart waits twice as long.
constexpr Duration alive_every = std::chrono::seconds(30);

// When the newest of what is on record was judged.
WallTime newest_time(const Ledger& ledger) {
    WallTime newest{};
    for (const auto& [id, alert] : ledger.alerts) newest = std::max(newest, alert.received_at);
    for (const auto& [id, incident] : ledger.incidents)
        newest = std::max(newest, incident.updated_at);
    return newest;
}

template <class What>
std::size_t weight(const What& what) {
    const auto* group = std::get_if<AlertGroup>(&what);
    if (group != nullptr) return 1 + group->alerts.size();
    const auto* finding = std::get_if<Finding>(&what);
    return 1 + (finding == nullptr ? 0 : finding->absence.alerts.size());
}

}  // namespace

Dispatch::Dispatch(Store& store, const Clock& clock, const Deliveries& deliveries,
                   DispatchConfig config, DispatchHooks hooks)
    : store_(store),
      clock_(clock),
      deliveries_(deliveries),
      config_(std::move(config)),
      hooks_(std::move(hooks)),
      judge_hooks_(told_when_durable(hooks_.judge)) {}

// What is judged again after a failed commit is told once.
JudgeHooks Dispatch::told_when_durable(const JudgeHooks& hooks) {
    const auto later = [this](const auto& hook) -> std::decay_t<decltype(hook)> {
        if (!hook) return {};
        return [this, &hook](const auto&... what) {
            untold_.push_back([&hook, ... what = what] { hook(what...); });
        };
    };
    return {later(hooks.deduplicated), later(hooks.unroutable), later(hooks.rule_matched),
            later(hooks.step), later(hooks.text_problem)};
}

void Dispatch::start(Ledger ledger, Duration silence) {
    const WallTime now = clock_.wall();
    awake_at_ = now;
    now_ = newest_time(ledger);
    if (silence > Duration(0)) {
        for (const auto& [name, source] : config_.sources) {
            silences_[name] = now + std::min(source.rules.silence_grace, 2 * silence);
        }
    }
    make_board(std::move(ledger));
    committed_cursor_ = board_->cursor();
    gap_ = true;
}

void Dispatch::make_board(Ledger ledger) {
    rule_texts_ = ledger.rules;
    std::erase_if(stored_rules_,
                  [&](const auto& kept) { return !rule_texts_.contains(kept.first); });
    source_rules_.clear();
    for (const auto& [name, source] : config_.sources) source_rules_.emplace(name, source.rules);
    judge_.reset();
    board_.reset();
    board_.emplace(
        std::move(ledger),
        [this](const RuleName& name, const RuleVersion& version) { return rule_of(name, version); },
        [this](const SourceName& source) -> std::string_view {
            const auto at = source_rules_.find(source);
            return at == source_rules_.end() ? std::string_view() : at->second.kind;
        });
    judge_.emplace(*board_,
                   JudgeRules{config_.book, config_.guard, config_.dry_pages, source_rules_},
                   silences_, deliveries_, judge_hooks_);
    judge_->set_all_dues(now_);
}

RulePtr Dispatch::rule_of(const RuleName& name, const RuleVersion& version) {
    if (RulePtr todays = config_.book.find(name)) return todays;
    if (version.empty()) return nullptr;
    return stored_rule(name, version);
}

RulePtr Dispatch::stored_rule(const RuleName& name, const RuleVersion& version) {
    auto& kept = stored_rules_[version];
    if (kept) return kept;
    const auto text = rule_texts_.find(version);
    if (text != rule_texts_.end()) kept = config_.load_rule(text->second);
    if (!kept) {
        report("the stored rule of \"" + name.value +
               "\" cannot be read: its open incidents end without a text");
        auto bare = std::make_shared<Rule>();
        bare->name = name;
        bare->version = version;
        bare->severity.order = {Severity("critical")};
        bare->severity.fallback = Severity("critical");
        kept = std::move(bare);
    }
    return kept;
}

std::vector<IncidentId> Dispatch::orphans() const {
    std::vector<IncidentId> ids;
    for (const auto& [id, incident] : board_->incidents()) {
        if (!incident.order && !config_.book.find(incident.rule)) ids.push_back(id);
    }
    return ids;
}

std::map<SourceName, std::set<IncidentId>> Dispatch::held_by_source() const {
    std::map<SourceName, std::set<IncidentId>> held;
    for (const auto& [id, incident] : board_->incidents()) {
        if (incident.standing == Standing::recorded) continue;
        for (const AlertRecord* alert : board_->members(id)) {
            if (alert->state == AlertState::firing) held[alert->source].insert(id);
        }
    }
    return held;
}

std::size_t Dispatch::missing_of(const SourceName& source) const {
    const auto quiet = silences_.find(source);
    const bool is_quiet = quiet != silences_.end() && clock_.wall() < quiet->second;
    return is_quiet || !board_ ? 0 : board_->missing_of(source);
}

void Dispatch::reload(DispatchConfig config) {
    // With the texts of the rules of open incidents: what they go on with if those are gone now.
    Ledger rows = board_->release();
    config_ = std::move(config);
    make_board(std::move(rows));
}

void Dispatch::offer(Sequence sequence, SourceName source, WallTime received_at, Decoded said) {
    Waiting waiting{sequence, std::move(source), received_at, {}};
    std::visit([&waiting](auto& what) { waiting.what = std::move(what); }, said);
    enqueue(std::move(waiting));
}

void Dispatch::offer(Sequence sequence, Finding finding) {
    enqueue({sequence, {}, finding.found_at, std::move(finding)});
}

void Dispatch::offer(Sequence sequence, OperatorAct act) {
    enqueue({sequence, {}, act.at, std::move(act)});
}

void Dispatch::enqueue(Waiting waiting) {
    if (waiting_.size() >= waiting_entries_max) {
        waiting_.clear();
        gap_ = true;
        return;
    }
    waiting_.push_back(std::move(waiting));
}

void Dispatch::refused(const SourceName& source) {
    const auto at = config_.sources.find(source);
    if (at == config_.sources.end()) return;
    WallTime& until = silences_[source];
    silences_before_.try_emplace(source, until);
    until = std::max(until, clock_.wall() + at->second.rules.silence_grace);
}

void Dispatch::heard_again(const SourceName& source, WallTime since) {
    const auto at = config_.sources.find(source);
    if (at == config_.sources.end()) return;
    const auto before = silences_before_.extract(source);
    const WallTime now = clock_.wall();
    const Duration grace = std::min(at->second.rules.silence_grace, 2 * (now - since));
    silences_[source] = std::max(before ? before.mapped() : silences_[source], now + grace);
}

WallTime Dispatch::moved_to(WallTime time) {
    now_ = std::max(now_, time);
    return now_;
}

void Dispatch::pump() {
    if (busy_ || !board_) return;
    const WallTime now = clock_.wall();
    if (retry_at_ && now < *retry_at_) return;
    retry_at_.reset();
    if (stale_) return read_anew();
    while (!waiting_.empty() && waiting_.front().sequence <= board_->cursor()) waiting_.pop_front();
    if (gap_) return read_more();
    judge_waiting();
    if (waiting_.empty()) judge_timers(now);
    commit();
}

// Not those that were reached only after something was received that is still on its way into the
// store: that comes first.
void Dispatch::judge_timers(WallTime now) {
    const auto under_way = oldest_under_way();
    const WallTime until = under_way ? std::min(now, *under_way - Duration(1)) : now;
    if (until < awake_at_) return;
    judge_->judge_dues(moved_to(awake_at_), until);
    moved_to(until);
}

std::optional<WallTime> Dispatch::oldest_under_way() const {
    return hooks_.oldest_under_way ? hooks_.oldest_under_way() : std::nullopt;
}

void Dispatch::judge_waiting() {
    std::size_t judged = 0;
    while (!waiting_.empty() && judged < judged_alerts_max) {
        judged += weight(waiting_.front().what);
        judge(waiting_.front());
        waiting_.pop_front();
    }
}

void Dispatch::judge(const Waiting& waiting) {
    // What became due while nobody was there is done now, after what was received before that.
    if (waiting.received_at >= awake_at_) moved_to(awake_at_);
    // A timer runs before what was received after it, and never after.
    judge_->judge_dues(now_, waiting.received_at);
    const WallTime now = moved_to(waiting.received_at);
    if (const auto* group = std::get_if<AlertGroup>(&waiting.what)) {
        judge_->judge_group(waiting.source, *group, now);
    } else if (const auto* order = std::get_if<CreateOrder>(&waiting.what)) {
        judge_order(waiting, *order, now);
    } else if (const auto* finding = std::get_if<Finding>(&waiting.what)) {
        judge_->judge_finding(*finding, now);
    } else if (const auto* act = std::get_if<OperatorAct>(&waiting.what)) {
        const Reason answer = judge_->judge_act(*act, now);
        if (hooks_.acted)
            untold_.push_back(
                [this, sequence = waiting.sequence, answer] { hooks_.acted(sequence, answer); });
    } else {
        tell_lost(waiting.sequence);
    }
    board_->set_cursor(waiting.sequence);
}

void Dispatch::judge_order(const Waiting& waiting, const CreateOrder& order, WallTime now) {
    if (!may_be_ordered(waiting.source, order)) {
        report("a recorded order cannot be judged: page \"" + order.page.value +
               "\" means another page, or none, since it was taken");
        return tell_lost(waiting.sequence);
    }
    const OrderOutcome outcome = judge_->judge_order(waiting.source, order, now);
    if (!hooks_.ordered) return;
    untold_.push_back([this, sequence = waiting.sequence, source = waiting.source, outcome] {
        hooks_.ordered(sequence, source, outcome);
    });
}

void Dispatch::tell_lost(Sequence sequence) {
    if (hooks_.lost) untold_.push_back([this, sequence] { hooks_.lost(sequence); });
}

// A reload may have come between.
bool Dispatch::may_be_ordered(const SourceName& source, const CreateOrder& order) const {
    const auto at = config_.sources.find(source);
    if (at == config_.sources.end() || !at->second.decode.pages) return false;
    const auto page = at->second.decode.pages->find(order.page_id);
    return page != at->second.decode.pages->end() && page->second.name == order.page;
}

void Dispatch::read_more() {
    busy_ = true;
    store_.read(board_->cursor(), read_entries_max, read_bytes_max,
                [this](Result<std::vector<Entry>> entries) {
                    busy_ = false;
                    if (!entries) {
                        report("reading the sequence failed: " + entries.error().message);
                        retry_at_ = clock_.wall() + retry_after;
                    } else {
                        take_read(std::move(entries).value());
                    }
                    pump();
                });
}

void Dispatch::take_read(std::vector<Entry> entries) {
    if (entries.empty()) {
        gap_ = false;
        return;
    }
    for (Entry& entry : entries) judge(to_waiting(std::move(entry)));
    commit();
}

Dispatch::Waiting Dispatch::to_waiting(Entry entry) const {
    Waiting waiting{entry.sequence, {}, {}, {}};
    if (auto* finding = std::get_if<Finding>(&entry.what)) {
        waiting.received_at = finding->found_at;
        waiting.what = std::move(*finding);
        return waiting;
    }
    if (auto* act = std::get_if<OperatorAct>(&entry.what)) {
        waiting.received_at = act->at;
        waiting.what = std::move(*act);
        return waiting;
    }
    const Webhook& webhook = std::get<Webhook>(entry.what);
    waiting.source = webhook.source;
    waiting.received_at = webhook.received_at;
    const auto source = config_.sources.find(webhook.source);
    if (source == config_.sources.end()) {
        report("a recorded webhook of source \"" + webhook.source.value +
               "\" cannot be judged: the source is not configured any more");
    } else if (auto said =
                   decode_webhook(source->second.decode, webhook.envelope, webhook.received_at)) {
        std::visit([&waiting](auto& what) { waiting.what = std::move(what); }, said.value());
    } else {
        report("a recorded webhook cannot be decoded any more: " + said.error().message);
    }
    return waiting;
}

void Dispatch::commit() {
    const WallTime now = clock_.wall();
    const bool alive_due = now - alive_noted_at_ >= alive_every;
    Changes changes = board_->take_changes();
    if (changes.cursor == committed_cursor_) changes.cursor.reset();
    if (alive_due) changes.alive_at = now;
    if (changes.empty()) return;
    alive_noted_at_ = alive_due ? now : alive_noted_at_;
    committed_cursor_ = board_->cursor();
    std::vector<Incident> changed = changes.incidents;
    crash_point("dispatch.judged");
    busy_ = true;
    store_.commit(std::move(changes),
                  [this, changed = std::move(changed)](const Result<void>& result) mutable {
                      committed(result, std::move(changed));
                  });
}

void Dispatch::committed(const Result<void>& result, std::vector<Incident> changed) {
    busy_ = false;
    if (!result) {
        report("what was judged could not be stored, and is judged again: " +
               result.error().message);
        stale_ = true;
        retry_at_ = clock_.wall() + retry_after;
        untold_.clear();
        return;
    }
    crash_point("dispatch.committed");
    for (const auto& tell : std::exchange(untold_, {})) tell();
    if (!changed.empty() && hooks_.incidents_changed) hooks_.incidents_changed(std::move(changed));
    pump();
}

void Dispatch::read_anew() {
    busy_ = true;
    store_.load([this](Result<Ledger> ledger) {
        busy_ = false;
        if (!ledger) {
            report("reading the record failed: " + ledger.error().message);
            retry_at_ = clock_.wall() + retry_after;
            return;
        }
        stale_ = false;
        gap_ = true;
        now_ = newest_time(ledger.value());
        make_board(std::move(ledger).value());
        committed_cursor_ = board_->cursor();
        pump();
    });
}

std::optional<WallTime> Dispatch::next_due() const {
    if (busy_ || !board_) return std::nullopt;
    if (retry_at_) return retry_at_;
    if (gap_ || stale_ || !waiting_.empty()) return clock_.wall();
    WallTime next = alive_noted_at_ + alive_every;
    const auto under_way = oldest_under_way();
    const auto due = board_->next_due();
    if (due && (!under_way || due->at < *under_way)) next = std::min(next, due->at);
    return next;
}

void Dispatch::report(const std::string& problem) const {
    if (hooks_.problem) hooks_.problem(problem);
}

}  // namespace tocsin
