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
#include <utility>
#include <vector>

#include "engine/order.hpp"
#include "store/memory_store.hpp"
#include "tests/emulator/model.hpp"
#include "tests/sim/operators.hpp"
#include "tests/sim/order_senders.hpp"
#include "tests/sim/people.hpp"
#include "tests/sim/senders.hpp"
#include "tests/sim/sim_rules.hpp"

namespace tocsin {

// What the promises are checked on.
struct Evidence {
    const MemoryStore& store;
    const StatuspageModel& page;
    const Senders& senders;
    const People& people;
    const std::map<WebhookId, Message>& messages;  // What each webhook said.
    const SimRules& rules;
    const Operators& operators;
    const std::map<WebhookId, SentOrder>& orders;  // Likewise, of orders.
};

// Begin and end of a maintenance, in whole seconds.
using Times = std::pair<WallTime, WallTime>;

// Whether the page wrote it by itself, of a maintenance that begins or is over.
bool is_by_page(const EmulatedUpdate& update);

class Promises {
public:
    explicit Promises(Evidence evidence) : evidence_(evidence) {}

    // To be called after each change of what is durable.
    void note_what_is_durable(WallTime now);

    // To be called when a request is about to leave.
    void never_a_false_all_clear(const HttpRequest& request);
    void people_are_respected(const HttpRequest& request, WallTime now);
    void calls_say_what_rules_say(const HttpRequest& request);
    void only_what_is_public_is_told(const HttpRequest& request);
    void denied_texts_are_approved_first(const HttpRequest& request);
    void what_flaps_is_held(const HttpRequest& request, WallTime now);
    void what_was_ordered_goes_on(const HttpRequest& request);

    // To be called when an act was answered.
    void note_answer(Sequence sequence, Reason answer);

    // To be called when an order was.
    void note_order_answer(Sequence sequence, const OrderOutcome& outcome);

    // To be called when the page answered a call with 422: what it spoke of may be stuck.
    void note_refused(const HttpRequest& request);

    // To be called when a call that left then is about to have its effect: what people did since it
    // may undo, and that is nobody's fault.
    void note_landing(const HttpRequest& request, WallTime left_at);

    // At any time.
    void rate_is_kept(const std::deque<WallTime>& begun);
    void nobody_is_notified_without_cause();
    void changes_arrive_in_order();

    // When faults have stopped, everything was said again, and all timers have run out.
    void nothing_acknowledged_is_lost();
    void one_incident_for_one_problem();
    void the_page_shows_what_is_public(WallTime now);
    void what_fires_is_shown(WallTime now);
    void components_are_right();
    void what_people_wrote_stands();
    void maintenances_are_as_planned(WallTime now);
    void stories_are_told_once();
    void nothing_is_stuck();
    void what_waits_has_a_reason(WallTime now);
    void what_is_public_is_up_to_date();
    void acts_count_once();
    void what_was_ordered_is_there_once(WallTime now);
    // Likewise, and no alert fires any more.
    void what_is_over_is_closed();

    void break_by(std::string how) { broken_.push_back(std::move(how)); }
    const std::vector<std::string>& broken() const { return broken_; }

private:
    struct Wish {
        std::uint64_t notices = 0;
        std::vector<std::string> bodies;  // In the order in which they were decided.
    };

    // What one message said of one alert.
    struct Episode {
        Sequence at;
        WallTime starts_at;
        std::optional<WallTime> ends_at;  // Nothing: it fires.
    };
    // What is to be told afterwards, from the first start to the last end.
    struct Story {
        std::string rule;
        Sequence before;               // Its messages come after this one,
        std::optional<Sequence> last;  // up to this one; nothing: it is not over.
        bool is_vague = false;         // These are not known exactly.
        WallTime starts_at = WallTime::max(), ends_at = WallTime::min();
        std::set<std::pair<AlertId, WallTime>> told;  // Alerts and their starts.
    };

    void the_record_agrees_with_itself();
    // promises_planned.cpp.
    void fold_window(const AlertId& alert, const Said& said, WallTime received_at);
    void fold_episode(const AlertId& alert, const Said& said, Sequence at);
    void add_said(const AlertId& alert, Story& story);
    void note_stories(Sequence before);
    std::optional<IncidentId> generation_called(const HttpRequest& request,
                                                const boost::json::object& fields) const;
    void check_maintenance_call(const HttpRequest& request, const boost::json::object& fields,
                                const Incident& incident);
    void check_backfill_call(const HttpRequest& request, const boost::json::object& fields,
                             const Incident& incident);
    void check_maintenance(const SimAlert& alert, const Incident& incident, WallTime now);
    std::optional<Times> times_said(const IncidentId& id) const;
    // Somebody said them only when they had passed.
    bool said_after(const Times& times) const;
    // All who said them said them so long before the first.
    bool said_before(const Times& times, Duration notice) const;
    // A maintenance that is on names it.
    bool is_under_maintenance(const std::string& component) const;
    // A maintenance began that names it, and the page did not end it: the page resets nothing then.
    bool was_left_by_maintenance(const std::string& component) const;
    // The page ended it at its time; it will.
    static bool is_over_by_plan(const EmulatedIncident& incident, WallTime now);
    static bool runs_by_plan(const EmulatedIncident& incident, WallTime now);

    // What is known of an incident from the last time that something became durable.
    struct Known {
        bool is_public = false, ever_public = false;
        bool is_approved = false;  // That is why it is public.
        bool counts = false;       // In a storm.
        std::uint64_t text = 0;
        WallTime seen_at{};  // On record, at the last look.
    };
    struct Act {
        Sequence sequence;
        std::string text;
    };

    // promises_asked.cpp.
    void note_timeline();
    void note_approval(const IncidentId& id, const std::string& mark);
    void note_standings(WallTime now);
    void check_approval(const Incident& incident, const Known& known);
    void check_coming_out(const Incident& incident, const Known& known);
    void check_flap(const Incident& incident, const Rule& rule);
    static bool surely_flaps(const std::set<WallTime>& openings, WallTime last, const Flap& flap);
    // Or turned down before anybody saw it.
    bool was_ended_by_operators(const IncidentId& id) const;
    bool may_wait_for(HeldBy why, const Rule& rule) const;
    bool is_unseen_for_a_reason(const Incident& incident, WallTime now) const;

    // promises_absent.cpp.
    void fold_hearing(const Webhook& webhook, const Message& message);
    // Stale, as far as is known now.
    bool is_taken_for_over(const AlertId& id) const;
    void stale_is_only_what_its_source_left_out();

    // An incident that was ordered.
    struct Ordered {
        SentOrder sent;
        WallTime created_at;
        std::optional<WallTime> taken_at{};     // When the record showed that the page has it.
        std::optional<WallTime> given_up_at{};  // Before it had it.
        bool is_closed = false;

        // `row` is the incident on record; null: it is closed.
        void note(const Incident* row, WallTime now);
        // Until then its order must be known again.
        WallTime known_until() const;
    };

    // promises_orders.cpp.
    void note_orders(Sequence before, WallTime now);
    void note_mark(const SentOrder& sent);
    void note_ordered(const Incident& incident, const std::vector<const Entry*>& judged);
    void check_judged(const Entry& entry);
    void check_answer(const OrderOutcome& answer, const SentOrder& sent);
    void check_ordered(const IncidentId& id, Ordered& ordered, WallTime now);
    void check_ordered_call(const HttpRequest& request, const boost::json::object& fields,
                            const IncidentId& id);
    void check_components_kept(const boost::json::object& written);
    bool may_turn_down(const SentOrder& sent, WallTime received_at) const;
    // It was ordered so, or somebody ended it, or the page did.
    bool may_be_over(const IncidentId& id, const SimOrder& order) const;
    bool goes_on_as_ordered(const IncidentId& id) const;
    // The page refused to end it, which is said without a text that could be left out.
    bool is_end_of_order_refused(const IncidentId& id) const;

    // What was said last of each alert, up to and with this entry.
    void fold_truth(Sequence until);
    bool fires(const AlertId& id) const;
    std::optional<IncidentId> generation_of(const EmulatedIncident& incident) const;
    // What a call resolves or completes; nothing: it does nothing of that kind, or to a foreign
    // one.
    std::optional<IncidentId> generation_resolved(const HttpRequest& request) const;
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
    std::map<AlertId, std::map<Times, WallTime>> windows_;  // All ever said, and when first.
    std::map<AlertId, std::vector<Episode>> episodes_;      // Likewise, in their order.
    std::map<IncidentId, Story> stories_;
    std::set<std::string> crossed_;    // Incidents whose edit by people a call of ours met.
    std::set<std::string> overtaken_;  // Incidents that went on since people moved them.
    std::set<IncidentId> refused_;
    std::map<IncidentId, Known> known_;
    std::map<IncidentId, std::set<Reason>> reasons_;  // Of all its steps.
    std::size_t rows_noted_ = 0;                      // Of the timeline.
    std::map<std::string, Act> acts_;                 // By who acted: each acts once.
    std::map<std::string, std::vector<Reason>> effects_;
    std::map<Sequence, Reason> answers_;
    std::set<IncidentId> discarded_;  // By an operator, before anybody saw them.
    std::map<IncidentId, std::set<SeenText>> approved_texts_;
    std::map<IncidentId, SeenText> approved_now_;         // With the newest commit.
    std::set<IncidentId> resolved_now_;                   // Likewise, if only for a moment.
    std::map<IncidentKey, std::set<WallTime>> opened_;    // When public incidents opened,
    std::map<IncidentKey, std::set<WallTime>> came_out_;  // and those that nobody approved.
    std::map<AlertId, WallTime> ended_at_;                // When it was heard last that it is over.
    std::map<SourceName, std::vector<WallTime>> heard_;   // All messages.
    std::map<AlertId, WallTime> named_at_;                // In the newest message that did.
    std::map<AlertId, WallTime> said_over_at_;            // Late copies too.
    std::set<AlertId> stale_alerts_;
    std::map<IncidentId, Ordered> ordered_;
    std::map<Sequence, OrderOutcome> order_answers_;
    std::map<std::string, std::string> marked_;  // Orders by their marks, and the other way round.
    std::vector<std::string> broken_;
};

}  // namespace tocsin
