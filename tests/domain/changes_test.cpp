// Changes on a ledger: each kind of row is written, replaced and forgotten.
#include "domain/changes.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const IncidentId first("i1");
const IncidentId second("i2");
const AlertId alert = alert_id_of(SourceName("s"), Fingerprint("f"));

Incident an_incident(const IncidentId& id, Phase phase) {
    Incident incident;
    incident.id = id;
    incident.phase = phase;
    incident.rule_version = RuleVersion("v1");
    return incident;
}

DeliveryRecord a_delivery(const IncidentId& id) {
    DeliveryRecord row;
    row.incident = id;
    return row;
}

// What empty() forgets is never committed.
TEST(Changes, AreNotEmptyWithAnyKindOfRow) {
    EXPECT_TRUE(Changes{}.empty());
    std::vector<Changes> each(12);
    each[0].alerts.emplace_back();
    each[1].alerts_forgotten.emplace_back();
    each[2].incidents.emplace_back();
    each[3].members.emplace_back();
    each[4].members_gone.emplace_back();
    each[5].deliveries.emplace_back();
    each[6].pages.emplace_back();
    each[7].buckets.emplace_back();
    each[8].tokens.emplace_back();
    each[9].rules.emplace_back();
    each[10].cursor = Sequence{0};
    each[11].alive_at = WallTime();
    for (const Changes& changes : each) EXPECT_FALSE(changes.empty()) << &changes - each.data();
}

TEST(Ledger, HoldsTheNewestOfEachRow) {
    Ledger ledger;
    for (std::uint64_t round : {1U, 2U}) {
        Changes changes;
        AlertRecord record;
        record.id = alert;
        record.placed_under = round;
        changes.alerts.push_back(record);
        Incident incident = an_incident(first, Phase::open);
        incident.desired.text = round;
        changes.incidents.push_back(incident);
        changes.members.push_back({first, alert, RuleName(std::to_string(round))});
        DeliveryRecord delivery = a_delivery(first);
        delivery.failures = static_cast<std::uint32_t>(round);
        changes.deliveries.push_back(delivery);
        changes.pages.push_back({PageName("p"), {}, from_micros(1), std::to_string(round)});
        BucketRecord bucket;
        bucket.bucket = BucketName("b");
        bucket.slots = round;
        changes.buckets.push_back(bucket);
        changes.tokens.push_back({RuleName("r"), static_cast<double>(round), {}});
        changes.rules.push_back({RuleVersion("v1"), RuleName("r"), std::to_string(round)});
        changes.cursor = Sequence{round};
        changes.alive_at = from_micros(static_cast<std::int64_t>(round));
        ledger.apply(changes);
    }
    EXPECT_EQ(ledger.alerts.at(alert).placed_under, 2U);
    EXPECT_EQ(ledger.incidents.at(first).desired.text, 2U);
    EXPECT_EQ(ledger.members.at(first).at(alert), RuleName("2"));
    EXPECT_EQ(ledger.deliveries.at(first).failures, 2U);
    EXPECT_EQ(ledger.pages.at(PageName("p")).parked_why, "2");
    EXPECT_EQ(ledger.buckets.at(BucketName("b")).slots, 2U);
    EXPECT_EQ(ledger.tokens.at(RuleName("r")).tokens, 2.0);
    EXPECT_EQ(ledger.rules.at(RuleVersion("v1")).text, "2");
    EXPECT_EQ(ledger.cursor, Sequence{2});
    EXPECT_EQ(ledger.alive_at, from_micros(2));
}

TEST(Ledger, KeepsItsCursorWhereAChangeHasNone) {
    Ledger ledger;
    Changes changes;
    changes.cursor = Sequence{7};
    changes.alive_at = from_micros(7);
    ledger.apply(changes);
    ledger.apply(Changes{});
    EXPECT_EQ(ledger.cursor, Sequence{7});
    EXPECT_EQ(ledger.alive_at, from_micros(7));
}

TEST(Ledger, ForgetsAClosedIncidentWithAllThatHangsOnIt) {
    Ledger ledger;
    Changes open;
    for (const IncidentId& id : {first, second}) {
        open.incidents.push_back(an_incident(id, Phase::open));
        open.members.push_back({id, alert, RuleName("r")});
        open.deliveries.push_back(a_delivery(id));
    }
    ledger.apply(open);

    // The same commit may still write rows of what it closes.
    Changes close;
    close.incidents.push_back(an_incident(first, Phase::closed));
    close.members.push_back({first, alert, RuleName("r")});
    close.deliveries.push_back(a_delivery(first));
    ledger.apply(close);
    EXPECT_FALSE(ledger.incidents.contains(first));
    EXPECT_FALSE(ledger.members.contains(first));
    EXPECT_FALSE(ledger.deliveries.contains(first));
    EXPECT_TRUE(ledger.incidents.contains(second));
    EXPECT_TRUE(ledger.members.contains(second));
    EXPECT_TRUE(ledger.deliveries.contains(second));
}

TEST(Ledger, HoldsEveryPhaseButClosed) {
    for (const Phase phase : {Phase::pending, Phase::open, Phase::monitoring, Phase::resolved}) {
        Ledger ledger;
        Changes changes;
        changes.incidents.push_back(an_incident(first, phase));
        ledger.apply(changes);
        EXPECT_TRUE(ledger.incidents.contains(first)) << to_string(phase);
    }
}

TEST(Ledger, DropsMembersAndAlertsThatAreGone) {
    Ledger ledger;
    const AlertId other = alert_id_of(SourceName("s"), Fingerprint("g"));
    Changes changes;
    changes.members = {{first, alert, RuleName("r")}, {first, other, RuleName("r")}};
    AlertRecord record;
    record.id = alert;
    changes.alerts.push_back(record);
    ledger.apply(changes);

    Changes gone;
    gone.members_gone = {{first, alert, RuleName("r")}, {second, alert, RuleName("r")}};
    gone.alerts_forgotten = {alert, other};
    ledger.apply(gone);
    EXPECT_EQ(ledger.members.at(first).size(), 1U);
    EXPECT_TRUE(ledger.alerts.empty());

    Changes last;
    last.members_gone = {{first, other, RuleName("r")}};
    ledger.apply(last);
    EXPECT_TRUE(ledger.members.empty());
}

}  // namespace
}  // namespace tocsin
