#include "engine/decide.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/ulid.hpp"
#include "engine/judgement.hpp"

namespace tocsin {

Incident begin_incident(const Rule& rule, const IncidentKey& key, const Labels& group_labels,
                        const Incident* predecessor, bool relapse, WallTime now) {
    Incident incident;
    // Derived, not drawn: a step that is repeated after a crash names its incident as before.
    incident.id = IncidentId(
        make_ulid(now, key.value + (predecessor != nullptr ? predecessor->id.value : "")));
    incident.key = key;
    incident.page = rule.page.name;
    incident.rule = rule.name;
    incident.rule_version = rule.version;
    incident.kind = rule.kind;
    incident.group_labels = group_labels;
    incident.severity = rule.severity.order.back();
    incident.worst = rule.severity.order.back();
    incident.created_at = now;
    incident.updated_at = now;
    incident.publish_over = rule.publish_over;
    if (predecessor != nullptr) incident.predecessor = predecessor->id;
    incident.reason = relapse ? Reason::relapsed : Reason::first_alert;
    incident.desired.status = rule.open.status.value_or(IncidentStatus::investigating);
    return incident;
}

bool takes_alerts(const Incident& incident, const DeliveryRecord* delivery, WallTime now) {
    if (incident.phase == Phase::closed) return false;
    // Nothing is said of it until all its alerts have gone, of those that come neither.
    if (incident.standing == Standing::quiet) return true;
    if (incident.phase != Phase::resolved || incident.is_ended_by_hand) return true;
    // Not told yet: the page shows it open, so it is the same problem still.
    if (incident.standing == Standing::public_ && !resolve_begun(delivery)) return true;
    return incident.dues.close && now < *incident.dues.close;
}

std::optional<WallTime> next_judgement(const Dues& dues, WallTime now) {
    std::optional<WallTime> next;
    for (const auto& due : all_of(dues)) {
        if (due && *due > now) next = std::min(next.value_or(*due), *due);
    }
    return next;
}

Decision decide(const Rule& rule, const Case& before, const Surroundings& others, WallTime now) {
    Judgement judgement(rule, before, others, now);
    judgement.run();
    return judgement.take();
}

Decision decide_by_hand(const Rule& rule, const Case& before, const OperatorAct& act,
                        const Surroundings& others, WallTime now) {
    TOCSIN_ASSERT(act.incident == before.incident.id);
    Judgement judgement(rule, before, others, now);
    judgement.obey(act);
    judgement.run();
    return judgement.take();
}

Decision decide_on(const Rule& rule, const Case& before, const Finding& finding,
                   const Surroundings& others, WallTime now) {
    TOCSIN_ASSERT(finding.incident == before.incident.id);
    Judgement judgement(rule, before, others, now);
    judgement.take_note(finding.kind);
    judgement.run();
    return judgement.take();
}

}  // namespace tocsin
