// Dispatch: line two.  The recorded sequence, in order, through the engine and back into the
// record.
//
// A loop of steps over a Store and a Clock, without threads or sockets: pump() does what can be
// done now, next_due() says when it is worth calling again, and the simulation calls both in
// virtual time.  One commit is on its way at a time; what comes meanwhile is judged with the next
// one, so a storm becomes few transactions.
//
// What was judged is committed together with the cursor that says so: a crash repeats the entry
// and changes nothing twice.  After a failed commit the board is thrown away and read anew.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "decode/decode.hpp"
#include "dispatch/board.hpp"
#include "dispatch/judge.hpp"
#include "store/store.hpp"

namespace tocsin {

// One source as dispatch knows it.
struct DispatchSource {
    SourceRules rules;
    DecodeOptions decode;  // For entries that are read back from the store.
};

// What a reload replaces.
struct DispatchConfig {
    RuleBook book;
    Guard guard;
    std::set<PageName> dry_pages;
    std::map<SourceName, DispatchSource> sources;
    // Reads back a stored rule version; nothing if it cannot be read.
    std::function<RulePtr(const RuleText&)> load_rule;
};

struct DispatchHooks {
    // These rows are durable now; delivery plans from them.
    std::function<void(std::vector<Incident>)> incidents_changed;
    // When the oldest webhook was received that the store has not answered for; nothing if there is
    // none.  May be empty.
    std::function<std::optional<WallTime>()> oldest_under_way;
    // What became of an act; when it is durable.  May be empty.
    std::function<void(Sequence, Reason)> acted;
    // What became of an order; when it is durable.  May be empty.
    std::function<void(Sequence, const SourceName&, const OrderOutcome&)> ordered;
    // A recorded webhook that cannot be judged any more; problem() was told why.  May be empty.
    std::function<void(Sequence)> lost;
    // Something went wrong that an operator should read.
    std::function<void(const std::string&)> problem;
    // Called when what they tell is durable.
    JudgeHooks judge;
};

class Dispatch {
public:
    // `deliveries` are delivery's rows as it has them.  All must outlive it.
    Dispatch(Store& store, const Clock& clock, const Deliveries& deliveries, DispatchConfig config,
             DispatchHooks hooks);

    // Begins with what is on record.  `silence` is how long tocsin could not hear anybody before
    // now: until that has passed twice, at most silence_grace, silence proves nothing.
    void start(Ledger ledger, Duration silence);

    // A webhook that was just made durable, decoded already.  In the order of sequences.
    void offer(Sequence sequence, SourceName source, WallTime received_at, Decoded said);
    void offer(Sequence sequence, Finding finding);
    void offer(Sequence sequence, OperatorAct act);

    // A source is being refused (503): its silence proves nothing until it is heard again, or for
    // silence_grace after the last refusal if it does not come back.
    void refused(const SourceName& source);

    // A source was refused since `since` and is heard again.
    void heard_again(const SourceName& source, WallTime since);

    void reload(DispatchConfig config);

    // Does what can be done now.  May be called at any time, also for nothing.
    void pump();

    // When pump() will have something to do if nothing else happens; nothing while it waits for
    // the store.
    std::optional<WallTime> next_due() const;

    // Whether every entry that it knows of is judged and durable.
    bool is_idle() const { return !busy_ && !stale_ && !gap_ && waiting_.empty(); }

    // Entries that wait in memory to be judged.  For tests, which hold it to its bound.
    std::size_t backlog() const { return waiting_.size(); }

    const Board& board() const { return *board_; }

    // How many alerts of this source are missing and may be found to be over now: none while its
    // silence proves nothing.
    std::size_t missing_of(const SourceName& source) const;

    // Incidents whose rule is in none of today's files.
    std::vector<IncidentId> orphans() const;

    // By source, the incidents that an alert of it holds open: nobody else can end that alert.  Not
    // those that are only recorded, which nobody sees.
    std::map<SourceName, std::set<IncidentId>> held_by_source() const;

private:
    struct Waiting {
        Sequence sequence;
        SourceName source;
        WallTime received_at;
        // Nothing: it cannot be judged any more.
        std::variant<std::monostate, AlertGroup, CreateOrder, Finding, OperatorAct> what;
    };

    JudgeHooks told_when_durable(const JudgeHooks& hooks);
    void make_board(Ledger ledger);
    RulePtr rule_of(const RuleName& name, const RuleVersion& version);
    RulePtr stored_rule(const RuleName& name, const RuleVersion& version);
    void enqueue(Waiting waiting);
    void judge_waiting();
    void judge(const Waiting& waiting);
    void judge_order(const Waiting& waiting, const CreateOrder& order, WallTime now);
    void tell_lost(Sequence sequence);
    bool may_be_ordered(const SourceName& source, const CreateOrder& order) const;
    void judge_timers(WallTime now);
    std::optional<WallTime> oldest_under_way() const;
    void read_more();
    void take_read(std::vector<Entry> entries);
    Waiting to_waiting(Entry entry) const;
    void commit();
    void committed(const Result<void>& result, std::vector<Incident> changed);
    void read_anew();
    WallTime moved_to(WallTime time);
    void report(const std::string& problem) const;

    Store& store_;
    const Clock& clock_;
    const Deliveries& deliveries_;
    DispatchConfig config_;
    const DispatchHooks hooks_;
    JudgeHooks judge_hooks_;
    std::vector<std::function<void()>> untold_;
    std::map<SourceName, SourceRules> source_rules_;
    std::map<SourceName, WallTime> silences_;
    // Of sources that are being refused: until when silence proved nothing before that.
    std::map<SourceName, WallTime> silences_before_;
    std::map<RuleVersion, RuleText> rule_texts_;
    std::map<RuleVersion, RulePtr> stored_rules_;
    std::optional<Board> board_;
    std::optional<Judge> judge_;
    std::deque<Waiting> waiting_;
    WallTime now_{};                    // Of the newest judgement on the board.
    WallTime awake_at_{};               // Since when timers are looked at.
    std::optional<WallTime> retry_at_;  // After the store failed.
    WallTime alive_noted_at_{};
    Sequence committed_cursor_;  // Of the newest commit that is on its way or done.
    bool busy_ = false;          // The store has something to answer.
    bool gap_ = true;            // The store may hold entries that were not offered.
    bool stale_ = false;         // The board is not what is durable: read it anew.
};

}  // namespace tocsin
