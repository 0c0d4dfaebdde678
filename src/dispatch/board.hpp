// Board: dispatch's working copy of the record, with what it must find quickly.
//
// Judging one webhook needs the alert by its id, the incidents that hold it, the newest incident
// of a key, and the sums over members.  The board keeps these beside the rows, marks what was
// touched, and hands the touched rows to the store as one set of changes.  After a failed commit
// it is thrown away and made anew from the store: it never holds what is not durable or about to
// be.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/changes.hpp"
#include "engine/tally.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

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
    const std::vector<IncidentId>& holders(const AlertId& id) const;
    // Newest incident of a key that is not closed; also by a key that was merged into it.
    const Incident* newest(const IncidentKey& key) const;
    std::vector<const AlertRecord*> members(const IncidentId& id) const;
    std::vector<AlertId> member_ids(const IncidentId& id) const;
    // The rule that put a member there.  Requires: the incident holds the alert.
    const RuleName& member_rule_name(const IncidentId& id, const AlertId& alert) const;
    const std::map<IncidentId, Incident>& incidents() const { return ledger_.incidents; }
    const std::unordered_map<AlertId, AlertRecord>& alerts() const { return ledger_.alerts; }
    std::optional<TokenBucket> tokens(const RuleName& rule) const;
    Sequence cursor() const { return ledger_.cursor; }
    RulePtr rule_of(const Incident& incident) const;
    std::string_view kind_of(const SourceName& source) const { return kind_of_(source); }

    void put(const AlertRecord& alert);
    void forget(const AlertId& id);
    // Requires: its rule_version is that of rule_of(incident).
    void put(const Incident& incident);
    // Also of a member: then by another rule.
    void join(const IncidentId& incident, const AlertId& alert, const RuleName& rule);
    void part(const IncidentId& incident, const AlertId& alert);
    void put(const TokenBucket& tokens);
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
    Ledger release() { return std::move(ledger_); }

    bool is_touched() const;
    // Rows touched since the last call, as they are now, with the cursor.
    Changes take_changes();

private:
    RulePtr member_rule(const IncidentId& incident, const RuleName& rule) const;
    void index(const Incident& incident);
    void unindex(const Incident& incident);
    void forget_unused_rules();

    Ledger ledger_;
    RuleOf rule_of_;
    KindOf kind_of_;
    std::unordered_map<AlertId, std::vector<IncidentId>> holders_;
    std::map<IncidentId, Tally> tallies_;
    std::unordered_map<IncidentKey, std::set<IncidentId>> by_key_;
    std::set<std::pair<WallTime, IncidentId>> incident_dues_;
    std::map<IncidentId, WallTime> incident_due_at_;
    std::set<std::pair<WallTime, AlertId>> alert_dues_;
    std::unordered_map<AlertId, WallTime> alert_due_at_;

    std::unordered_set<AlertId> touched_alerts_;
    std::map<IncidentId, Incident> touched_incidents_;  // Closed ones are nowhere else.
    std::map<std::pair<IncidentId, AlertId>, RuleName> joined_, parted_;
    std::set<RuleName> touched_tokens_;
    std::map<RuleVersion, std::size_t> rule_uses_;  // By how many incidents that are not closed.
};

}  // namespace tocsin
