// Board: dispatch's working copy of the record, with what it must find quickly.
//
// Judging one webhook needs the alert by its id, the incidents that hold it, the newest incident
// of a key, and the sums over members.  The board keeps these beside the rows, marks what was
// touched, and hands the touched rows to the store as one set of changes.  After a failed commit
// it is thrown away and made anew from the store: it never holds what is not durable or about to
// be.
//
// All that is asked of an alert lies beside its row, in one place: with a hundred thousand of them
// each look somewhere else is a wait for memory.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/changes.hpp"
#include "engine/tally.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

// That an alert is a member of an incident, as the board keeps it.
struct Membership {
    const Incident* incident;  // Until it is closed.
    const RuleName* rule;      // Which put it there; as long as the board.
    std::size_t place;         // Among the members of the incident.
};

// Nearly all alerts are held by one incident.
using Memberships = boost::container::small_vector<Membership, 1>;

class Board {
public:
    // The rule by which an incident or a member is judged: today's of that name, else the stored
    // version.  Never null for a name on record.
    using RuleOf = std::function<RulePtr(const RuleName&, const RuleVersion&)>;
    using KindOf = std::function<std::string_view(const SourceName&)>;

    Board(Ledger ledger, RuleOf rule_of, KindOf kind_of);

    const AlertRecord* alert(const AlertId& id) const;
    const Incident* incident(const IncidentId& id) const;
    const Tally& tally(const IncidentId& id) const;
    // The incidents that hold it.  Until the next change of the board.
    const Memberships& holders(const AlertId& id) const;
    bool holds(const IncidentId& incident, const AlertId& alert) const;
    // Newest incident of a key that is not closed; also by a key that was merged into it.
    const Incident* newest(const IncidentKey& key) const;
    // Newest incident of an order (OrderMark::name) that is not closed.
    const Incident* newest_ordered(const std::string& name) const;
    std::size_t undelivered_orders() const { return undelivered_orders_; }
    std::vector<const AlertRecord*> members(const IncidentId& id) const;
    std::vector<AlertId> member_ids(const IncidentId& id) const;
    // The rule that put a member there.  Requires: the incident holds the alert.
    const RuleName& member_rule_name(const IncidentId& id, const AlertId& alert) const;
    const std::map<IncidentId, Incident>& incidents() const { return ledger_.incidents; }
    // All of them, in no order.
    std::vector<const AlertRecord*> alerts() const;
    std::size_t size() const { return alerts_.size(); }
    std::size_t firing() const { return firing_; }  // How many of them.
    std::size_t missing() const;                    // Of those that fire.
    std::size_t missing_of(const SourceName& source) const;
    // All of this source that fire, missing or not, in no order.
    std::vector<const AlertRecord*> firing_of(const SourceName& source) const;
    std::optional<TokenBucket> tokens(const RuleName& rule) const;
    // Null: none.
    const OpeningRecord* openings(const IncidentKey& key) const;
    // The newest public incident of a rule that goes on, but for `besides`.
    std::optional<IncidentId> host(const RuleName& rule, const IncidentId& besides) const;
    // How many are public and go on, of pages that are not in `dry`; planned ones do not count.
    std::size_t public_count(const std::set<PageName>& dry) const;
    // Alerts whose newest message of a group is of this one.
    std::vector<AlertId> alerts_of_group(const SourceName& source, std::uint64_t group) const;
    Sequence cursor() const { return ledger_.cursor; }
    RulePtr rule_of(const Incident& incident) const;
    // The rule by which a member's alert counts.
    RulePtr member_rule(const Incident& incident, const RuleName& rule) const;
    std::string_view kind_of(const SourceName& source) const { return kind_of_(source); }

    void put(const AlertRecord& alert);
    void forget(const AlertId& id);
    // Requires: its rule_version is that of rule_of(incident).
    void put(const Incident& incident);
    // Also of a member: then by another rule.
    void join(const IncidentId& incident, const AlertId& alert, const RuleName& rule);
    void part(const IncidentId& incident, const AlertId& alert);
    void put(const TokenBucket& tokens);
    void put(const OpeningRecord& openings);
    void note(TimelineRow row) { timeline_.push_back(std::move(row)); }
    void set_cursor(Sequence cursor) { ledger_.cursor = cursor; }

    // Due times, earliest first.
    struct Due {
        WallTime at;
        std::optional<IncidentId> incident;  // Else the alert.
        AlertId alert;
    };
    std::optional<Due> next_due() const;
    // Sets or clears the due time of one incident, resp. one alert.
    void set_due(const IncidentId& id, std::optional<WallTime> at);
    void set_due(const AlertId& id, std::optional<WallTime> at);

    // The rows, to make another board of them under other rules.  Ends this one.
    Ledger release();

    // Rows touched since the last call, as they are now, with the cursor.
    Changes take_changes();

private:
    struct Slot {
        AlertRecord record;
        Memberships holders;
        std::optional<WallTime> due;
        std::uint32_t group_place = 0;  // Among those of its group.
        bool touched = false;
    };
    // What goes with an incident that is not closed.
    struct Cast {
        Tally tally;
        std::vector<Slot*> members;
    };

    Slot& slot(const AlertId& id) { return alerts_.at(id); }
    const Slot* find(const AlertId& id) const;
    void touch(Slot& slot);
    void add(Slot& slot, const Incident& incident, const RuleName& rule);
    void drop(Slot& slot, const Incident& incident);
    const RuleName& kept(const RuleName& rule) { return *rule_names_.insert(rule).first; }
    void index(const Incident& incident);
    void unindex(const Incident& incident);
    void count(const AlertRecord& alert, bool in);
    void enter_group(Slot& slot);
    void leave_group(Slot& slot);
    void forget_unused_rules();
    void forget_old_openings(WallTime now);
    void take_members(Changes& changes);

    Ledger ledger_;  // Without alerts and members: they are here.
    std::unordered_map<AlertId, Slot> alerts_;
    std::map<IncidentId, Cast> casts_;
    std::set<RuleName> rule_names_;
    std::size_t firing_ = 0;
    std::map<SourceName, std::size_t> missing_by_source_;
    RuleOf rule_of_;
    KindOf kind_of_;
    std::unordered_map<IncidentKey, std::set<IncidentId>> by_key_;
    std::unordered_map<std::string, std::set<IncidentId>> by_order_;
    std::size_t undelivered_orders_ = 0;
    std::set<std::pair<WallTime, IncidentId>> incident_dues_;
    std::map<IncidentId, std::optional<WallTime>> incident_due_at_;
    std::set<std::pair<WallTime, AlertId>> alert_dues_;
    std::map<RuleName, std::set<IncidentId>> public_by_rule_;  // Those that go on.
    std::map<PageName, std::size_t> public_by_page_;           // Those of kind incident.
    std::map<SourceName, std::unordered_map<std::uint64_t, std::vector<Slot*>>> groups_;

    std::vector<AlertId> touched_alerts_;  // Those that are there still say so themselves.
    std::set<AlertId> forgotten_alerts_;
    std::map<IncidentId, Incident> touched_incidents_;  // Closed ones are nowhere else.
    std::vector<std::pair<Member, bool>> moves_;        // Joined, or parted; in order.
    std::set<RuleName> touched_tokens_;
    std::set<IncidentKey> touched_openings_, forgotten_openings_;
    std::vector<TimelineRow> timeline_;
    std::map<RuleVersion, std::size_t> rule_uses_;  // By how many incidents that are not closed.
};

}  // namespace tocsin
