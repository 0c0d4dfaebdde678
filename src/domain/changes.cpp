#include "domain/changes.hpp"

namespace tocsin {

bool Changes::empty() const {
    return alerts.empty() && alerts_forgotten.empty() && incidents.empty() && members.empty() &&
           members_gone.empty() && deliveries.empty() && pages.empty() && buckets.empty() &&
           tokens.empty() && openings.empty() && openings_forgotten.empty() && timeline.empty() &&
           rules.empty() && !cursor && !alive_at;
}

void Ledger::apply(const Changes& changes) {
    for (const AlertRecord& alert : changes.alerts) alerts.insert_or_assign(alert.id, alert);
    for (const AlertId& id : changes.alerts_forgotten) alerts.erase(id);
    for (const Member& member : changes.members) {
        members[member.incident].insert_or_assign(member.alert, member.rule);
    }
    for (const Member& member : changes.members_gone) {
        const auto at = members.find(member.incident);
        if (at == members.end()) continue;
        at->second.erase(member.alert);
        if (at->second.empty()) members.erase(at);
    }
    for (const DeliveryRecord& row : changes.deliveries)
        deliveries.insert_or_assign(row.incident, row);
    for (const Incident& incident : changes.incidents) {
        if (incident.phase == Phase::closed) {
            incidents.erase(incident.id);
            members.erase(incident.id);
            deliveries.erase(incident.id);
        } else {
            incidents.insert_or_assign(incident.id, incident);
        }
    }
    for (const PageRecord& row : changes.pages) pages.insert_or_assign(row.page, row);
    for (const BucketRecord& row : changes.buckets) buckets.insert_or_assign(row.bucket, row);
    for (const TokenBucket& row : changes.tokens) tokens.insert_or_assign(row.rule, row);
    for (const OpeningRecord& row : changes.openings) openings.insert_or_assign(row.key, row);
    for (const IncidentKey& key : changes.openings_forgotten) openings.erase(key);
    for (const RuleText& row : changes.rules) rules.insert_or_assign(row.version, row);
    if (changes.cursor) cursor = *changes.cursor;
    if (changes.alive_at) alive_at = changes.alive_at;
}

}  // namespace tocsin
