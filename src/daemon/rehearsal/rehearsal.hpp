// Rehearsal: what would these rules do, were this to happen?
//
// The shipped dispatch and delivery over the store in memory, with pages that accept everything and
// no pace, in virtual time: `tocsin test`, `backtest` and `explain` ask it, and nothing is loaded,
// rendered or decided a second way for them.  It knows no wall time, file or socket, and calls
// nobody; a page that is a dry run is treated as any other.
//
//   receive(), run_until() --> Dispatch --> MemoryStore --> Delivery --> AcceptingPage
//                                                              `--> calls()
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/rehearsal/accepting_page.hpp"
#include "daemon/rehearsal/virtual_time.hpp"
#include "delivery/delivery.hpp"
#include "dispatch/dispatch.hpp"
#include "store/memory_store.hpp"

namespace tocsin {

// One call that changes a page, as it was sent; or a person who is asked first.
struct RehearsedCall {
    WallTime at;
    PageName page;
    std::optional<PageCall> call;   // Nothing: a person is asked,
    std::optional<Proposal> asked;  // whether this may be said.
    // Whose it is; nothing: a component that no call of an incident could write.
    std::optional<IncidentId> incident;
    RuleName rule;    // Of the incident.
    Phase phase{};    // Of the incident, when it was sent.
    PageState shown;  // What the page shows of the incident after it, or would.
};

struct RehearsalHooks {
    JudgeHooks judge;
    // A problem that the daemon would write into its log.
    std::function<void(const std::string&)> problem;
};

class Rehearsal {
public:
    // `config` outlives it.
    Rehearsal(const Config& config, WallTime start, RehearsalHooks hooks = {});

    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    WallTime now() const { return clock_.wall(); }

    // Everything that is due until then, in order, and what follows from it at once.
    void run_until(WallTime until);

    // What is due by `at`, then this, then what follows from it.  Time does not go back: what
    // comes late is received now.
    void receive(const SourceName& source, AlertGroup group, WallTime at);

    // Decoded as its source decodes; fails as decode() does, and with `refused` for a source that
    // is not configured.  Then nothing was received.
    Result<void> receive(const Webhook& webhook);

    // A person decides now, on what stands there.  The answer is dispatch's: Reason::approved,
    // discarded, …, or act_impossible where nothing of the kind waits.
    Reason act(ActKind kind, const IncidentId& incident);

    // All calls so far, in order.
    const std::vector<RehearsedCall>& calls() const { return calls_; }

    // Every incident that ever was, as it was last seen; those that are over too.
    const std::map<IncidentId, Incident>& incidents() const { return incidents_; }

    const Board& board() const { return dispatch_->board(); }

private:
    // One page, and the delivery that writes to it: without a budget no key is shared.
    struct RehearsedPage {
        AcceptingPage page;
        std::unique_ptr<Delivery> delivery;
    };

    void add_page(const PageConfig& page, Duration request_timeout);
    DispatchHooks dispatch_hooks();
    void take_incidents(const std::vector<Incident>& changed);
    void note_question(const Incident& incident);
    void note_incident_call(const PageName& page);
    void note_component_call(const PageName& page, const ComponentId& id, ComponentStatus status);
    bool turn(WallTime until);
    void pump();

    const Config& config_;
    RehearsalHooks hooks_;
    VirtualClock clock_;
    Timetable timetable_;
    MemoryStore store_;
    Deliveries deliveries_;
    std::map<PageName, RehearsedPage> pages_;
    std::unique_ptr<Dispatch> dispatch_;
    std::vector<RehearsedCall> calls_;
    std::map<IncidentId, Incident> incidents_;
    std::optional<Reason> answer_;  // To the act that was judged last.
    std::size_t turns_at_once_ = 0;
};

}  // namespace tocsin
