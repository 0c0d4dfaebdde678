#include "store/memory_store.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "store/newest_time.hpp"

namespace tocsin {
namespace {

// What SqliteStore::load leaves in the tables as history.
Ledger without_history(Ledger ledger) {
    const auto is_open = [&ledger](const IncidentId& id) { return ledger.incidents.contains(id); };
    std::erase_if(ledger.members, [&](const auto& row) { return !is_open(row.first); });
    std::erase_if(ledger.deliveries, [&](const auto& row) { return !is_open(row.first); });
    std::set<RuleVersion> used;
    for (const auto& [id, incident] : ledger.incidents) used.insert(incident.rule_version);
    std::erase_if(ledger.rules, [&](const auto& row) { return !used.contains(row.first); });
    return ledger;
}

}  // namespace

template <class T, class Perform>
void MemoryStore::queue(std::string_view name, Done<T> done, Perform perform) {
    const auto kept = std::make_shared<Done<T>>(std::move(done));
    queue_.push_back({
        name,
        [kept, perform = std::move(perform)]() mutable -> std::function<void()> {
            const auto result = std::make_shared<Result<T>>(perform());
            return [kept, result] { (*kept)(std::move(*result)); };
        },
        [kept](const Error& error) { (*kept)(error); },
    });
}

void MemoryStore::append(Webhook webhook, Done<Sequence> done) {
    queue("append", std::move(done),
          [this, webhook = std::move(webhook)]() mutable -> Result<Sequence> {
              const WallTime at = webhook.received_at;
              return add(std::move(webhook), at);
          });
}

void MemoryStore::append(Finding finding, Done<Sequence> done) {
    queue("append", std::move(done),
          [this, finding = std::move(finding)]() mutable -> Result<Sequence> {
              const WallTime at = finding.found_at;
              return add(std::move(finding), at);
          });
}

void MemoryStore::append(OperatorAct act, Done<Sequence> done) {
    queue("append", std::move(done), [this, act = std::move(act)]() mutable -> Result<Sequence> {
        const WallTime at = act.at;
        return add(std::move(act), at);
    });
}

void MemoryStore::commit(Changes changes, Done<void> done) {
    queue("commit", std::move(done), [this, changes = std::move(changes)]() -> Result<void> {
        ledger_.apply(changes);
        timeline_.insert(timeline_.end(), changes.timeline.begin(), changes.timeline.end());
        note_time(tocsin::newest_time(changes));
        return success();
    });
}

void MemoryStore::read(Sequence after, std::size_t entries_max, std::size_t bytes_max,
                       Done<std::vector<Entry>> done) {
    queue("read", std::move(done), [=, this]() -> Result<std::vector<Entry>> {
        std::vector<Entry> found;
        std::size_t bytes = 0;
        for (std::size_t i = after.value; i < entries_.size() && found.size() < entries_max; ++i) {
            bytes += body_bytes(entries_[i]);
            if (!found.empty() && bytes > bytes_max) break;
            found.push_back(entries_[i]);
        }
        return found;
    });
}

void MemoryStore::load(Done<Ledger> done) {
    queue("load", std::move(done), [this]() -> Result<Ledger> { return without_history(ledger_); });
}

void MemoryStore::timeline(IncidentId incident, Done<std::vector<TimelineRow>> done) {
    queue("timeline", std::move(done),
          [this, incident = std::move(incident)]() -> Result<std::vector<TimelineRow>> {
              std::vector<TimelineRow> rows;
              for (const TimelineRow& row : timeline_) {
                  if (row.incident == incident) rows.push_back(row);
              }
              if (rows.size() > timeline_rows_max)
                  rows.erase(rows.begin(), rows.end() - timeline_rows_max);
              return rows;
          });
}

void MemoryStore::seen_signatures(WallTime since, Done<std::vector<SeenSignature>> done) {
    queue("signatures", std::move(done), [this, since]() -> Result<std::vector<SeenSignature>> {
        std::vector<SeenSignature> seen;
        for (const Entry& entry : entries_) {
            const auto* const webhook = std::get_if<Webhook>(&entry.what);
            if (webhook == nullptr || !webhook->replay_mark) continue;
            if (webhook->replay_mark->until >= since)
                seen.push_back({webhook->source, *webhook->replay_mark, webhook->id});
        }
        return seen;
    });
}

void MemoryStore::reject(RejectedWebhook rejected, Done<void> done) {
    queue("reject", std::move(done),
          [this, rejected = std::move(rejected)]() mutable -> Result<void> {
              rejected_.push_back(std::move(rejected));
              if (rejected_.size() > rejected_kept_max) rejected_.pop_front();
              return success();
          });
}

std::string_view MemoryStore::next() const {
    return queue_.empty() ? std::string_view() : queue_.front().name;
}

bool MemoryStore::complete_next() {
    if (queue_.empty()) return false;
    Call call = std::move(queue_.front());
    queue_.pop_front();
    call.complete()();
    return true;
}

bool MemoryStore::complete_next_unanswered() {
    if (queue_.empty()) return false;
    queue_.front().complete();
    queue_.pop_front();
    return true;
}

bool MemoryStore::fail_next(const Error& error) {
    if (queue_.empty()) return false;
    const Call call = std::move(queue_.front());
    queue_.pop_front();
    call.fail(error);
    return true;
}

std::size_t MemoryStore::pump() {
    std::size_t count = 0;
    while (complete_next()) ++count;
    return count;
}

Sequence MemoryStore::add(Recorded what, WallTime at) {
    const Sequence sequence{entries_.size() + 1};
    entries_.push_back({sequence, std::move(what)});
    note_time(at);
    return sequence;
}

void MemoryStore::note_time(std::optional<WallTime> time) {
    if (time) newest_ = newest_ ? std::max(*newest_, *time) : *time;
}

}  // namespace tocsin
