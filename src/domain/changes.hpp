// Changes: rows that are different now; Ledger: all rows that matter, in memory.
//
// A decision carries Changes, the store commits them whole or not at all, and a Ledger is what
// they add up to.  The in-memory store, dispatch's working copy and the record read at start are
// the same structure and use the same apply().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/alert.hpp"
#include "domain/delivery.hpp"
#include "domain/incident.hpp"
#include "domain/names.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

// A rule with all names resolved, as text, so that an orphan needs nothing of today's files.
struct RuleText {
    RuleVersion version;
    RuleName rule;
    std::string text;  // TOML that config reads back as this one rule.

    bool operator==(const RuleText&) const = default;
};

// Why something happened to an incident, for people: kept as long as the incident.
struct TimelineRow {
    IncidentId incident;
    WallTime at;
    std::string actor;  // "dispatch", "delivery", or who acted by hand.
    Reason reason = Reason::first_alert;
    std::string detail;  // One line, may be empty.

    bool operator==(const TimelineRow&) const = default;
};

struct Changes {
    std::vector<AlertRecord> alerts;        // Written whole.
    std::vector<AlertId> alerts_forgotten;  // In no incident that is open, after the commit.
    std::vector<Incident> incidents;        // A closed one leaves the ledger, not the store.
    std::vector<Member> members;
    std::vector<Member> members_gone;
    std::vector<DeliveryRecord> deliveries;
    std::vector<PageRecord> pages;
    std::vector<BucketRecord> buckets;
    std::vector<TokenBucket> tokens;
    std::vector<OpeningRecord> openings;
    std::vector<IncidentKey> openings_forgotten;
    std::vector<TimelineRow> timeline;  // Added, never changed.
    std::vector<RuleText> rules;
    std::optional<Sequence> cursor;    // Everything up to it is judged.
    std::optional<WallTime> alive_at;  // The daemon was up and listening then.

    // Each row stands in it once, for it says how things are at the end; the timeline alone says
    // what happened.
    bool empty() const;
};

struct Ledger {
    std::unordered_map<AlertId, AlertRecord> alerts;
    std::map<IncidentId, Incident> incidents;  // All but closed ones.
    std::map<IncidentId, std::unordered_map<AlertId, RuleName>> members;
    std::map<IncidentId, DeliveryRecord> deliveries;
    std::map<PageName, PageRecord> pages;
    std::map<BucketName, BucketRecord> buckets;
    std::map<RuleName, TokenBucket> tokens;
    std::map<IncidentKey, OpeningRecord> openings;
    std::map<RuleVersion, RuleText> rules;  // Of incidents that are not closed.
    Sequence cursor;
    std::optional<WallTime> alive_at;

    // A closed incident goes, with its members and its delivery, as a load of the store would not
    // bring it back; nothing is closed before the page is known to be told (engine/decide.hpp).
    void apply(const Changes& changes);
};

}  // namespace tocsin
