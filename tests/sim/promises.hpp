// Promises: what must hold whatever breaks (semantics.md section 6), one function for each.
//
// They look at what anybody could see: what is durable, what the page was asked and shows, what
// was acknowledged to senders.  They know nothing of what was broken on purpose (faults.hpp).
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/memory_store.hpp"
#include "tests/emulator/model.hpp"
#include "tests/sim/people.hpp"
#include "tests/sim/senders.hpp"

namespace tocsin {

// What the promises are checked on.
struct Evidence {
    const MemoryStore& store;
    const StatuspageModel& page;
    const Senders& senders;
    const People& people;
    const std::map<WebhookId, Message>& messages;  // What each webhook said.
};

class Promises {
public:
    explicit Promises(Evidence evidence) : evidence_(evidence) {}

    // To be called after each change of what is durable.
    void note_what_is_durable();

    // To be called when a request is about to leave.
    void never_a_false_all_clear(const HttpRequest& request);
    void people_are_respected(const HttpRequest& request, WallTime now);

    // To be called when the page answered a call with 422: what it spoke of may be stuck.
    void note_refused(const HttpRequest& request);

    // At any time.
    void rate_is_kept(const std::deque<WallTime>& begun);
    void nobody_is_notified_without_cause();
    void changes_arrive_in_order();

    // When faults have stopped, everything was said again, and all timers have run out.
    void nothing_acknowledged_is_lost();
    void one_incident_for_one_problem();
    void the_page_shows_what_is_public();
    void what_fires_is_shown();
    void components_are_right();
    void what_people_wrote_stands();
    void nothing_is_stuck();
    // Likewise, and no alert fires any more.
    void what_is_over_is_closed();

    void break_by(std::string how) { broken_.push_back(std::move(how)); }
    const std::vector<std::string>& broken() const { return broken_; }

private:
    struct Wish {
        std::uint64_t notices = 0;
        std::vector<std::string> bodies;  // In the order in which they were decided.
    };

    // What was said last of each alert, up to and with this entry.
    void fold_truth(Sequence until);
    bool fires(const AlertId& id) const;
    std::optional<IncidentId> generation_of(const EmulatedIncident& incident) const;
    const std::vector<EmulatedIncident>& shown() const;
    bool is_quiet_by_people(const Incident& incident) const;
    // The page refused the newest that was to be said of it.
    bool waits_after_refusal(const IncidentId& id) const;
    // Likewise, and it does not stand there at all.
    bool was_never_taken(const IncidentId& id) const;
    std::string holders_of(const AlertId& id) const;
    std::vector<const EmulatedIncident*> unresolved(const IncidentId& generation) const;

    Evidence evidence_;
    Sequence folded_;
    std::map<AlertId, bool> truth_;
    std::map<IncidentId, Wish> wishes_;
    std::set<std::string> crossed_;    // Incidents whose edit by people a call of ours met.
    std::set<std::string> overtaken_;  // Incidents that went on since people moved them.
    std::set<IncidentId> refused_;
    std::vector<std::string> broken_;
};

}  // namespace tocsin
