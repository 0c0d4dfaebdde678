// MemoryStore: the Store of the simulation, and of the tests of the rooms that need one.
//
// The same promises in memory, and one more: nothing happens until the owner says so.  Calls
// queue; each is completed, failed, or made durable without an answer, one by one.  So a crash
// can be put between any two of them:
//
//     complete_next()               durable, and answered
//     complete_next_unanswered()    durable, and the process dies before it hears of it
//     fail_next(error)              not durable, and answered
//     crash()                       whatever still waits was never durable
//
// What is durable survives crash(), and load() gives exactly what SqliteStore would: without the
// rule texts that no open incident uses.  No thread, no clock.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "store/store.hpp"

namespace tocsin {

class MemoryStore final : public Store {
public:
    MemoryStore() = default;
    MemoryStore(const MemoryStore&) = delete;
    MemoryStore& operator=(const MemoryStore&) = delete;

    void append(Webhook webhook, Done<Sequence> done) override;
    void append(Finding finding, Done<Sequence> done) override;
    void append(OperatorAct act, Done<Sequence> done) override;
    void commit(Changes changes, Done<void> done) override;
    void read(Sequence after, std::size_t entries_max, std::size_t bytes_max,
              Done<std::vector<Entry>> done) override;
    void load(Done<Ledger> done) override;
    void timeline(IncidentId incident, Done<std::vector<TimelineRow>> done) override;
    void seen_signatures(WallTime since, Done<std::vector<SeenSignature>> done) override;
    void reject(RejectedWebhook rejected, Done<void> done) override;

    // How many calls wait.
    std::size_t waiting() const { return queue_.size(); }

    // "append", "commit", "read", "load", "timeline", "signatures" or "reject" of the oldest that
    // waits; empty if none does.
    std::string_view next() const;

    // Each handles the oldest that waits, and says whether there was one.  A callback may call
    // the store again; that queues.
    bool complete_next();
    bool complete_next_unanswered();
    bool fail_next(const Error& error);

    // Completes until nothing waits, also what callbacks add.  Returns how many.
    std::size_t pump();

    // Drops what waits, unanswered, with its callbacks.
    void crash() { queue_.clear(); }

    // What is durable.
    const Ledger& ledger() const { return ledger_; }
    const std::vector<Entry>& entries() const { return entries_; }
    const std::deque<RejectedWebhook>& rejected() const { return rejected_; }
    const std::vector<TimelineRow>& timeline_rows() const { return timeline_; }
    std::optional<WallTime> newest_time() const { return newest_; }

private:
    // Makes it durable, and gives back how to say so; or, with an error, how to say that.
    struct Call {
        std::string_view name;
        std::function<std::function<void()>()> complete;
        std::function<void(const Error&)> fail;
    };

    template <class T, class Perform>
    void queue(std::string_view name, Done<T> done, Perform perform);
    Sequence add(Recorded what, WallTime at);
    void note_time(std::optional<WallTime> time);

    std::deque<Call> queue_;
    Ledger ledger_;
    std::vector<Entry> entries_;
    std::deque<RejectedWebhook> rejected_;
    std::vector<TimelineRow> timeline_;
    std::optional<WallTime> newest_;
};

}  // namespace tocsin
