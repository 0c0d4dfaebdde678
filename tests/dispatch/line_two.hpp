// LineTwo: dispatch alone, from recorded webhooks to the record, in virtual time.
//
// Webhooks come as intake brings them: durable first, then offered.  The record is the in-memory
// store; the page takes everything at once, unless a test says otherwise.  Each operation of the
// store is one step, counted from 0; one of them can be made to go wrong, and then everything must
// still end as it should.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/rehearsal/virtual_time.hpp"
#include "dispatch/dispatch.hpp"
#include "store/memory_store.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {

// What goes wrong with one step.
enum class Mishap { none, fails, dies_before_it_is_durable, dies_before_it_is_told };

class LineTwo {
public:
    explicit LineTwo(std::vector<RulePtr> rules);

    // The process.  Without an explicit silence it is what the record says.
    void start(std::optional<Duration> silence = std::nullopt);
    void die();
    void reload(std::vector<RulePtr> rules);

    // Senders.  One that is not answered asks again.
    void fire(const std::string& name, const std::string& service = "checkout",
              const std::string& severity = "warning");
    void resolve(const std::string& name, const std::string& service = "checkout");
    void late_copy(const std::string& name, const std::string& service = "checkout");
    void receive(const std::vector<Alert>& alerts);
    // It was received then, and is stored only now.
    void receive_at(WallTime at, const std::vector<Alert>& alerts);
    // Durable, but nobody offers it.
    void record(const std::vector<Alert>& alerts);
    void record_body(std::string body, const SourceName& source = the_source());

    // An order of kind statuspage for page "main", durable and offered if `is_offered`.
    Sequence order(const std::string& name, const std::string& key = "", bool is_offered = true);

    // The sender was asked now, and does not have these; recorded, and offered if `is_offered`.
    void find_absent(const std::vector<Alert>& alerts, bool is_offered = true);

    // A person decides; recorded, and offered if `is_offered`.
    Sequence decide(ActKind kind, const IncidentId& id, const std::string& text,
                    bool is_offered = true);

    // Time passes, and what becomes due is done when it is due.
    void pass(Duration time);
    // Everything that can be done at this moment.
    void settle();
    // One operation of the store, if one waits.
    bool step();

    WallTime now() const { return clock.wall(); }
    const Ledger& durable() const { return store.ledger(); }
    // The only incident that is not closed.
    const Incident& only() const;
    bool is_open(const std::string& service) const;
    const Incident& of(const std::string& service) const;
    std::set<std::string> alerts_on_record() const;

    VirtualClock clock{at(0s)};
    MemoryStore store;
    Deliveries deliveries;
    std::optional<Dispatch> dispatch;
    bool page_answers = true;
    std::string group_key;               // Of what is received: each message is the whole group.
    std::optional<WallTime> under_way;   // When a webhook was received that intake still stores.
    std::vector<RuleText> loaded_rules;  // What load_rule was asked for.
    std::function<RulePtr(const RuleText&)> load_rule;
    std::map<SourceName, DispatchSource> sources;

    // What was said, in order.
    std::vector<std::string> problems;
    std::vector<std::string> steps_taken;  // "first_alert", "opened", …
    std::size_t duplicates = 0;
    std::vector<Incident> told;                             // To delivery.
    std::vector<std::pair<Sequence, Reason>> answers;       // To who decided.
    std::vector<std::pair<Sequence, OrderOutcome>> orders;  // To who ordered.
    std::vector<Sequence> lost;                             // Likewise.

    // Faults.
    std::optional<std::size_t> wrong_step;
    Mishap mishap = Mishap::none;
    std::size_t steps = 0;

private:
    DispatchConfig config();
    DispatchHooks hooks();
    void tell_page(const Incident& incident);
    Alert alert(const std::string& name, const std::string& service, AlertState state) const;

    std::vector<RulePtr> rules_;
    std::map<std::pair<std::string, std::string>, Alert> last_;  // What fired last.
};

// A webhook as Alertmanager would send it of these alerts; without a group if it has no key.
Webhook a_webhook_of(const std::vector<Alert>& alerts, const SourceName& source, WallTime at,
                     const std::string& group_key = "");

}  // namespace tocsin
