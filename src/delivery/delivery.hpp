// Delivery: line three.  Makes the pages of one API key agree with the record, one call at a time.
//
// A loop of steps over a Store, a Transport for each page and a Clock, without threads or sockets:
// pump() does what can be done now, next_due() says when it is worth calling again, and the
// simulation calls both in virtual time.  It decides nothing about incidents: what it reads on the
// page and dispatch should know, it appends to the sequence as findings.
//
//   choose -> intent prepared (durable) -> still wanted? -> sent (durable) -> bytes -> answer
//                                                                             -> settled (durable)
//
// Nothing leaves before `sent` is durable, and nothing is sent a second time before the page was
// looked at.  What failed to be stored is stored before anything else is sent.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/rng.hpp"
#include "base/transport.hpp"
#include "delivery/drift.hpp"
#include "engine/look.hpp"
#include "engine/pace.hpp"
#include "engine/plan.hpp"
#include "engine/settle.hpp"
#include "statuspage/protocol.hpp"
#include "store/store.hpp"

namespace tocsin {

struct DeliveryPage {
    PageName name;
    // Which page of which server it is, whatever its name; kept with what is written to it.
    std::string place;
    PageAddress address;
    std::shared_ptr<Transport> transport;  // Null only for a dry run.
    bool dry_run = false;                  // Everything but the call: no request at all.
    Duration reconcile = std::chrono::minutes(10);
};

struct DeliveryOptions {
    BucketName bucket;
    PaceLimit pace;
    RetryRules retry;
    Duration request_timeout = std::chrono::seconds(20);
    std::vector<DeliveryPage> pages;
};

// One request and its answer, for metrics and logs.
struct Attempt {
    PageName page;
    std::string operation;
    std::string outcome;  // "200", "503", "unavailable", "unknown": a metric's code.
    std::string why;      // Of a failure without an answer; no secrets.
    Duration took{};
    Duration waited{};  // For a slot of the rate budget.
};

struct DeliveryHooks {
    std::function<void(Sequence, const Finding&)> found;
    std::function<void(const Attempt&)> attempted;
    std::function<void(const PageName&, const std::optional<IncidentId>&, Reason,
                       const std::string& detail)>
        step;
    std::function<void(const PageName&, const IncidentId&, Reason, const std::string& why)> gave_up;
    // A reading showed a difference that was not there before; `kind` as in drift.hpp.
    std::function<void(const PageName&, std::string_view kind)> drifted;
    std::function<void(const std::string&)> problem;
};

// What of an incident is to be told to its page and is not yet acknowledged.
struct QueueEntry {
    IncidentId incident;
    PageName page;
    std::string name;            // Of the incident, as it will be shown.
    std::string_view state;      // pending, parked, in_flight or unknown (delivery_word()).
    std::uint32_t attempts = 0;  // That failed, since the last one that did not.
    std::optional<WallTime> next_try_at;
    WallTime waits_since;
};

// What a person may say of one incident's outbound work.
enum class QueueAct {
    retry,    // What waits after a failure is due now.
    cancel,   // What waits of the incident is not sent; it becomes a dropped dead letter.  Its
              // components follow what it claims all the same.
    requeue,  // A dead letter is due again.
    drop,     // A dead letter is left as it is, and counts no more.
};

class Delivery {
public:
    // `deliveries` is shared with dispatch, which only reads it, and with the deliveries of other
    // keys, which write other rows.  All must outlive it.
    Delivery(Store& store, const Clock& clock, Deliveries& deliveries, DeliveryOptions options,
             DeliveryHooks hooks, Rng rng);

    // Begins with what is on record of its pages; what an earlier life left undone is due at once.
    void start(const Ledger& ledger);

    // These rows are durable now.  Those of other keys' pages are ignored.
    void take(const std::vector<Incident>& changed);

    // New addresses, limits and pages after a reload; a call that is on its way is not disturbed.
    void reload(DeliveryOptions options);

    void pump();
    std::optional<WallTime> next_due() const;

    // In the order in which it waits.
    std::vector<QueueEntry> queue() const;
    // The rows with a dead letter of what is to be shown now, without those that were dropped.
    std::vector<DeliveryRecord> dead_letters() const;
    // `done` hears when it is durable: Reason::retried, cancelled, requeued or letter_dropped;
    // act_impossible if nothing of the kind is there, or if the outcome of a call is not known yet.
    // An error: nothing is taken any more, or it is done and not durable yet, for the store failed.
    // `by` says who, for the timeline.
    void act(QueueAct what, const IncidentId& incident, std::string by,
             std::function<void(Result<Reason>)> done);

    // Nothing more is sent; what is on its way is waited for (is_idle).
    void stop();
    bool is_idle() const { return !busy_; }

    const BucketRecord& bucket() const { return bucket_; }
    const std::map<IncidentId, Incident>& incidents() const { return incidents_; }
    const std::vector<DeliveryPage>& pages() const { return options_.pages; }
    const PageRecord* page_record(const PageName& page) const;
    // Under this name another page was written to, and what stands there is on record still.
    // Nothing is read or written until that is over or the name means the old page again: looked
    // for on this one, all of it would seem to have been deleted.
    bool is_elsewhere(const PageName& page) const;
    // Its incidents that the page shows, or may show.
    std::set<IncidentId> shown_on(const PageName& page) const;
    // Whether what is on record of it binds the name to the page that it means now.
    bool is_bound(const PageName& page) const;
    // Its key or itself turned us down, and has taken nothing since; or it is elsewhere.
    bool is_parked(const PageName& page) const;
    // Parked, or unreachable so that the breaker is open.
    bool is_held_back(const PageName& page) const;
    // How far the page is with the incident (delivery_word()).  Requires: the page is one of
    // these.
    std::string_view word_of(const Incident& incident) const;
    // Whether its create waits for a person to end an open incident on the page that bears its key
    // and another store's marker (Reason::foreign_marker).
    bool waits_for_foreign(const Incident& incident) const;

private:
    static constexpr Duration store_retry_after = std::chrono::seconds(1);

    // What is known of one page besides its row.
    struct Desk {
        DeliveryPage page;
        PageRecord record;
        std::optional<PageView> view;
        std::optional<ViewReading> reading;
        WallTime changed_at{};
        std::map<std::string, WallTime> beside_next_try;  // By the id of what is written.
        std::map<ComponentId, WallTime> unsure_until;     // A write beside them may still land.
        std::set<Drift> drift;                            // Of what was last read.
        std::map<IncidentId, Reason> waiting;             // Said once, not at every plan.

        // Something happened that it does not show, nor what was read of the next one so far.
        void forget_view() {
            view.reset();
            reading.reset();
        }
        std::map<IncidentId, PageState> rehearsed;  // What a dry run said of what it left.
    };
    // Something that needs one slot of the rate budget.
    struct Step {
        PageName page;
        CallPriority priority = CallPriority::read;
        WallTime waits_since;
        std::optional<IncidentId> look_for;  // Else:
        std::optional<PlannedCall> planned;  // else: the next call of a reading.
        std::vector<StatuspageId> view_wants;
    };

    // delivery_place.cpp: which page a name means.
    void settle_place(Desk& desk);
    static bool is_elsewhere(const Desk& desk);
    // Whether nothing may be asked of it, whatever was planned.
    static bool is_closed(const Desk& desk) { return desk.page.dry_run || is_elsewhere(desk); }

    // delivery.cpp: choosing.
    Desk* desk_of(const PageName& page);
    std::optional<Step> choose(WallTime now);
    void gather_looks(const Desk& desk, WallTime now, std::vector<Step>& steps);
    void forget_what_settled(Desk& desk, WallTime now);
    bool gather_plan(Desk& desk, WallTime now, std::vector<Step>& steps);
    bool settle_without_call(Desk& desk, PagePlan& plan);
    bool settle_dry_run(Desk& desk);
    void forget_dry_run();
    void begin(const Step& step, WallTime now);
    void wake_at(WallTime at);

    // delivery_read.cpp: reading and looking.
    void read_next(Desk& desk, const Step& step, WallTime now);
    void look_next(Desk& desk, const Step& step, WallTime now);
    void ask(Desk& desk, const PageCall& call, std::function<void(Desk&, const PageReply&)> then);
    void finish_look(Desk& desk, const IncidentId& id);
    void take_view(Desk& desk, PageView view);

    // delivery_send.cpp: writing.
    void prepare(Desk& desk, const PlannedCall& planned);
    void mark_sent(const PageName& page, const IncidentId& id);
    void send(const PageName& page, const IncidentId& id);
    void withdraw(const IncidentId& id);
    void withdraw_sent(const PageName& page, const IncidentId& id);
    void forget_components(Desk& desk, const PageCall& call);
    bool is_still_wanted(const Desk* desk, const IncidentId& id) const;
    void write_beside(Desk& desk, const PlannedCall& planned);
    void settle_beside(Desk& desk, const PageCall& call, const PageReply& reply);
    void expect_components(Desk& desk, const PlannedCall& planned);
    void confirm_components(Desk& desk, const PageCall& call, const PageReply& reply);
    std::vector<Finding> settle_incident(Desk& desk, const IncidentId& id, const PageReply& reply);
    void take_settlement(Desk& desk, const IncidentId& id, Settlement settlement,
                         const std::string& detail);
    void exchange(Desk& desk, const PageCall& call,
                  std::function<void(Desk&, const PageReply&)> then);
    struct Asked {
        const PageName& page;
        const PageCall& call;
        SteadyTime begun;
        Duration waited;
    };
    void start_over();
    void tell_attempt(const Asked& asked, const Result<HttpResponse>& answer) const;
    void take_health(Desk& desk, const PageReply& reply);
    void make_all_due();

    // delivery_queue.cpp: what people say of it.
    struct WaitingAct {
        QueueAct what;
        IncidentId incident;
        std::string by;
        std::function<void(Result<Reason>)> done;
    };
    void do_acts();
    Reason do_act(const WaitingAct& act);

    // Storing.
    void touch(const IncidentId& id) { dirty_deliveries_.insert(id); }
    void save(std::function<void(bool)> then);
    bool is_all_stored() const;
    void append_findings(std::function<void(bool)> then);
    // Stores the findings, then what is dirty, then goes on.  Rows that say "done" must not be
    // durable before dispatch can know why: while a finding cannot be stored, nothing else is.
    void finish(std::vector<Finding> findings);
    void say(const Desk& desk, const std::optional<IncidentId>& id, Reason reason,
             const std::string& detail);

    Store& store_;
    const Clock& clock_;
    Deliveries& deliveries_;
    DeliveryOptions options_;
    DeliveryHooks hooks_;
    Rng rng_;
    std::map<PageName, Desk> desks_;
    std::map<IncidentId, Incident> incidents_;  // Durable, of its pages, not closed.
    BucketRecord bucket_;
    std::optional<std::pair<IncidentId, Look>> look_;
    std::optional<PlannedCall> in_hand_;                     // What is being prepared or sent.
    std::map<ComponentId, ComponentRecord> records_before_;  // Before it was marked as sent.
    std::vector<Finding> unsaid_;                            // Not stored yet.
    std::vector<TimelineRow> timeline_;                      // Stored with what they are about.
    std::vector<WaitingAct> acts_;
    std::set<IncidentId> dirty_deliveries_;
    std::set<PageName> dirty_pages_;
    bool dirty_bucket_ = false;
    std::shared_ptr<Transport> asked_;  // Also one that a reload replaced, until it has answered.
    bool busy_ = false;                 // The store or a page has something to answer.
    bool stopped_ = false;
    std::optional<WallTime> wake_at_;
    std::optional<WallTime> wanted_since_;  // A slot is waited for since.
};

}  // namespace tocsin
