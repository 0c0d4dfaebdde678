#include "dispatch/judge.hpp"

#include <algorithm>

#include "engine/place.hpp"
#include "engine/sight.hpp"

namespace tocsin {
namespace {

// How often it is looked whether an alert that is over can be forgotten, at the most.
constexpr Duration forget_again = std::chrono::minutes(1);

Publish publish_of(const Rule& rule, const AlertRecord& alert) {
    return rule.publish.at(severity_of(rule.severity, alert.labels)).value_or(Publish::record);
}

bool has_stale_after(const Board& board, const RuleBook& book) {
    const auto& rules = book.rules();
    const auto& incidents = board.incidents();
    return std::any_of(rules.begin(), rules.end(),
                       [](const RulePtr& rule) { return rule->stale_after > Duration(0); }) ||
           std::any_of(incidents.begin(), incidents.end(), [&](const auto& row) {
               return board.rule_of(row.second)->stale_after > Duration(0);
           });
}

// What of an incident a reason alone does not tell.
std::string detail_of(const Incident& incident, Reason reason) {
    if (reason != Reason::approval_asked) return {};
    std::string why;
    for (const HeldBy held : incident.held_by) {
        if (!why.empty()) why += ", ";
        why += to_string(held);
    }
    return why;
}

}  // namespace

Judge::Judge(Board& board, JudgeRules rules, const std::map<SourceName, WallTime>& silences,
             const Deliveries& deliveries, const JudgeHooks& hooks)
    : board_(board),
      rules_(rules),
      may_go_stale_(has_stale_after(board, rules.book)),
      silences_(silences),
      deliveries_(deliveries),
      hooks_(hooks) {}

const DeliveryRecord* Judge::delivery_of(const IncidentId& id) const {
    const auto at = deliveries_.find(id);
    return at == deliveries_.end() ? nullptr : &at->second;
}

SourceRules Judge::source_rules(const SourceName& source) const {
    const auto at = rules_.sources.find(source);
    return at == rules_.sources.end() ? SourceRules{} : at->second;
}

WallTime Judge::quiet_until(const std::vector<SourceName>& sources) const {
    WallTime until{};
    for (const SourceName& source : sources) {
        const auto at = silences_.find(source);
        if (at != silences_.end()) until = std::max(until, at->second);
    }
    return until;
}

// ---- Alerts -----------------------------------------------------------------------------------

void Judge::judge_group(const SourceName& source, const AlertGroup& group, WallTime now) {
    Touched touched;
    std::size_t duplicates = 0;
    for (const Alert& seen : group.alerts)
        judge_alert(source, seen, group.group, now, touched, duplicates);
    if (group.is_whole()) note_missing(source, group, now);
    note_heard(source, now);
    if (duplicates > 0 && hooks_.deduplicated) hooks_.deduplicated(source, duplicates);
    judge_incidents(touched, now);
}

void Judge::judge_alert(const SourceName& source, const Alert& seen, std::uint64_t group,
                        WallTime now, Touched& touched, std::size_t& duplicates) {
    const AlertRecord* known = board_.alert(alert_id_of(source, seen.fingerprint));
    const Duration window = source_rules(source).stale_window;
    Sighting sighting = see(known, source, seen, window, now);
    if (group != 0) sighting.record.group = group;
    sighting.record.missing_since.reset();
    note_named(source, sighting.record.id);
    switch (sighting.sight) {
        case Sight::again:
            ++duplicates;
            see_again(*known, sighting.record, touched);
            return;
        case Sight::restarted:
            see_restart(*known, sighting.record, now, touched);
            return;
        case Sight::began:
            place_alert(sighting.record, now, touched);
            return;
        case Sight::ended:
        case Sight::doubted: {
            put_alert(sighting.record);
            touch_holders(sighting.record.id, sighting.sight == Sight::ended, touched);
            return;
        }
    }
}

void Judge::see_again(const AlertRecord& before, const AlertRecord& after, Touched& touched) {
    const auto& holders = board_.holders(after.id);
    // Held by recorded incidents only, or by none: other rules than those that placed it may
    // know better.  What the public sees stays where it is.
    const bool stays = std::any_of(holders.begin(), holders.end(), [](const Membership& held) {
        return held.incident->standing != Standing::recorded;
    });
    if (after.state == AlertState::firing && !stays && after.placed_under != rules_.book.digest()) {
        return place_alert(after, after.received_at, touched);
    }
    const bool annotations_changed = after.annotations != before.annotations;
    put_alert(after);
    if (!annotations_changed) return;
    for (const Membership& held : holders) {
        if (held.incident->kind == RuleKind::maintenance) touched.emplace(held.incident->id, false);
    }
}

// To an incident that goes on this is nothing.  One that a person ended before the new start, and
// that no other alert keeps, has seen all its alerts gone: what fires now is another problem.
void Judge::see_restart(const AlertRecord& before, const AlertRecord& after, WallTime now,
                        Touched& touched) {
    const auto& holders = board_.holders(after.id);
    const auto at = std::find_if(holders.begin(), holders.end(), [&](const Membership& held) {
        const Incident& incident = *held.incident;
        return incident.standing == Standing::quiet && incident.resolved_at &&
               *incident.resolved_at < *after.starts_at &&
               board_.tally(incident.id).may_fire() == 1;
    });
    if (at == holders.end()) return see_again(before, after, touched);
    const IncidentId over = at->incident->id;
    board_.part(over, after.id);
    touched.emplace(over, true);
    place_alert(after, now, touched, over);
}

void Judge::touch_holders(const AlertId& id, bool alerts_changed, Touched& touched) const {
    for (const Membership& held : board_.holders(id)) touched[held.incident->id] |= alerts_changed;
}

void Judge::place_alert(AlertRecord alert, WallTime now, Touched& touched, const IncidentId& over) {
    const Placements placements = place(rules_.book, alert, board_.kind_of(alert.source));
    alert.placed_under = rules_.book.digest();
    alert.unroutable.reset();
    if (placements.placed.empty()) alert.unroutable = placements.unroutable.front();
    put_alert(alert);
    if (hooks_.unroutable) {
        for (const Reason reason : placements.unroutable) hooks_.unroutable(reason);
    }
    std::map<IncidentId, RulePtr> placed;
    for (const Placement& placement : placements.placed) {
        const IncidentId id = incident_for(placement, over, now);
        const auto [by, is_first] = placed.emplace(id, placement.rule);
        // Of several rules that lead to one incident the most open speaks for the alert.
        if (!is_first && publish_of(*placement.rule, alert) > publish_of(*by->second, alert))
            by->second = placement.rule;
        board_.join(id, alert.id, by->second->name);
        note_start(id, alert);
        if (hooks_.rule_matched) hooks_.rule_matched(placement.rule->name);
    }
    touch_holders(alert.id, true, touched);
    const Memberships holders = board_.holders(alert.id);
    for (const Membership& held : holders) {
        if (!placed.contains(held.incident->id)) board_.part(held.incident->id, alert.id);
    }
    // Who holds it says how long it may be silent.
    set_due_of(alert);
}

// The incident of that key that takes alerts now, if it is not `over`; null: one is to be begun.
const Incident* Judge::living(const IncidentKey& key, const IncidentId& over, WallTime now) const {
    const Incident* newest = board_.newest(key);
    const bool lives = newest != nullptr && newest->id != over &&
                       takes_alerts(*newest, delivery_of(newest->id), now);
    return lives ? newest : nullptr;
}

IncidentId Judge::incident_for(const Placement& placement, const IncidentId& over, WallTime now) {
    if (const Incident* joined = living(placement.key, over, now)) return joined->id;
    const Incident* newest = board_.newest(placement.key);
    const Incident begun =
        begin_incident(*placement.rule, placement.key, placement.group_labels, newest, false, now);
    board_.put(begun);
    note_step(begun, Reason::first_alert, now, dispatch_actor);
    return begun.id;
}

// An alert that fires again has a later start; the problem has not.
void Judge::note_start(const IncidentId& id, const AlertRecord& alert) {
    const Incident& known = *board_.incident(id);
    if (!alert.starts_at || (known.started_at && *known.started_at <= *alert.starts_at)) return;
    Incident incident = known;
    incident.started_at = alert.starts_at;
    board_.put(incident);
}

void Judge::put_alert(const AlertRecord& alert) {
    board_.put(alert);
    set_due_of(alert);
}

void Judge::judge_alert_due(const AlertId& id, WallTime now) {
    const AlertRecord alert = *board_.alert(id);
    // Its source may have been refused since the doubt began: then silence proves nothing yet.
    if (alert.doubtful_until && now < quiet_until({alert.source})) return set_due_of(alert);
    Touched touched;
    if (alert.doubtful_until) {
        const AlertRecord relapsed = age(alert, now);
        if (board_.holders(id).empty()) {
            place_alert(relapsed, now, touched);
        } else {
            touch_holders(id, true, touched);
            put_alert(relapsed);
        }
    } else if (alert.state == AlertState::firing) {
        judge_stale(alert, now, touched);
    } else if (board_.holders(id).empty()) {
        board_.forget(id);
    } else {
        board_.set_due(id, now + std::max(source_rules(alert.source).stale_window, forget_again));
    }
    judge_incidents(touched, now);
}

// ---- Incidents --------------------------------------------------------------------------------

void Judge::judge_finding(const Finding& finding, WallTime now) {
    if (finding.kind == FindingKind::absent_at_sender) return judge_absence(finding.absence, now);
    const Incident* found = board_.incident(finding.incident);
    if (found == nullptr) return;
    const RulePtr rule = board_.rule_of(*found);
    const Incident before = *found;
    const Case subject{before, board_.tally(before.id), [&] { return board_.members(before.id); }};
    apply(before, decide_on(*rule, subject, finding, surroundings_of(before, *rule), now), *rule,
          now);
}

Reason Judge::judge_act(const OperatorAct& act, WallTime now) {
    const Incident* found = board_.incident(act.incident);
    if (found == nullptr) return Reason::act_impossible;
    const RulePtr rule = board_.rule_of(*found);
    const Incident before = *found;
    const Case subject{before, board_.tally(before.id), [&] { return board_.members(before.id); }};
    Decision decision = decide_by_hand(*rule, subject, act, surroundings_of(before, *rule), now);
    const Reason answer = *decision.answer;
    apply(before, std::move(decision), *rule, now, act.by);
    return answer;
}

void Judge::judge_incidents(const Touched& touched, WallTime now) {
    for (const auto& [id, alerts_changed] : touched) judge_incident(id, alerts_changed, now);
}

void Judge::judge_incident(const IncidentId& id, bool alerts_changed, WallTime now) {
    const Incident* found = board_.incident(id);
    if (found == nullptr) return;  // Merged into another by a judgement before this one.
    const RulePtr rule = board_.rule_of(*found);
    const Incident before = *found;
    Case subject{before, board_.tally(id), [&] { return board_.members(id); }};
    if (alerts_changed && before.desired.text > 0 && rule->update &&
        rule->update->on.contains(Reason::alerts_changed)) {
        subject.incident.text_reasons.insert(Reason::alerts_changed);
    }
    apply(before, decide(*rule, subject, surroundings_of(before, *rule), now), *rule, now);
}

Surroundings Judge::surroundings_of(const Incident& incident, const Rule& rule) const {
    Surroundings others;
    others.delivery = delivery_of(incident.id);
    others.quiet_until = quiet_until(board_.tally(incident.id).sources());
    others.guard = &rules_.guard;
    others.public_count = board_.public_count(rules_.dry_pages);
    if (rule.flap) others.openings = board_.openings(incident.key);
    if (!rule.limit) return others;
    others.tokens = board_.tokens(rule.name);
    others.host = board_.host(rule.name, incident.id);
    return others;
}

// So that nobody has to guess later why it came so.
void Judge::note_step(const Incident& incident, Reason reason, WallTime now,
                      const std::string& actor) {
    board_.note({incident.id, now, actor, reason, detail_of(incident, reason)});
    if (hooks_.step) hooks_.step(incident, reason);
}

void Judge::apply(const Incident& before, Decision decision, const Rule& rule, WallTime now,
                  const std::string& actor) {
    if (decision.tokens) board_.put(*decision.tokens);
    if (decision.openings) board_.put(*decision.openings);
    if (hooks_.text_problem) {
        for (const TextProblem problem : decision.problems) hooks_.text_problem(rule.name, problem);
    }
    for (const Reason reason : decision.reasons) note_step(decision.incident, reason, now, actor);
    if (decision.merge_into) return merge(decision.incident, *decision.merge_into, now);
    // Also where only a reason for a later text was added: judged by this version it was.
    if (decision.incident != before) decision.incident.rule_version = rule.version;
    if (decision.next_generation) {
        // First the heir: a closed incident takes its members with it.  The heir must find it over.
        Incident over = decision.incident;
        over.phase = Phase::resolved;
        board_.put(over);
        begin_next_generation(over, rule, now);
    }
    if (decision.incident != before) board_.put(decision.incident);
    if (decision.incident.phase == Phase::closed) return;
    board_.set_due(before.id, next_judgement(decision.incident.dues, now));
}

void Judge::merge(const Incident& closed, const IncidentId& host_id, WallTime now) {
    Incident host = *board_.incident(host_id);
    host.merged_keys.insert(closed.key);
    host.merged_keys.insert(closed.merged_keys.begin(), closed.merged_keys.end());
    const RulePtr rule = board_.rule_of(host);
    if (rule->limit && !rule->limit->into.empty()) {
        host.desired.name = rule->limit->into;
        // A text that waits bears the name of one incident; let go later it would bring it back.
        if (host.proposal) host.proposal->name = rule->limit->into;
    }
    host.rule_version = rule->version;
    host.updated_at = now;
    board_.put(host);
    move_members(closed.id, host_id, false);
    board_.put(closed);
    judge_incident(host_id, true, now);
}

// What fires of the old goes to the generation after it.  Another of its alerts may have begun that
// one already: then it joins, for one key never stands before the public twice.
void Judge::begin_next_generation(const Incident& old, const Rule& rule, WallTime now) {
    if (const Incident* begun = living(old.key, old.id, now)) {
        const IncidentId heir = begun->id;
        move_members(old.id, heir, true);
        return judge_incident(heir, true, now);
    }
    Incident heir =
        begin_incident(rule, old.key, old.group_labels, board_.newest(old.key), true, now);
    heir.page = old.page;
    for (const IncidentKey& key : old.merged_keys) {
        if (board_.newest(key)->id == old.id) heir.merged_keys.insert(key);
    }
    board_.put(heir);
    move_members(old.id, heir.id, true);
    judge_incident(heir.id, false, now);
}

void Judge::move_members(const IncidentId& from, const IncidentId& to, bool firing_only) {
    for (const AlertId& id : board_.member_ids(from)) {
        if (firing_only && board_.alert(id)->state != AlertState::firing) continue;
        const RuleName rule = board_.member_rule_name(from, id);
        board_.part(from, id);
        if (!board_.holds(to, id)) board_.join(to, id, rule);
        note_start(to, *board_.alert(id));
    }
}

// ---- Time -------------------------------------------------------------------------------------

void Judge::judge_dues(WallTime now, WallTime until) {
    while (const auto due = board_.next_due()) {
        if (due->at > until) return;
        const WallTime at = std::max(now, due->at);
        if (due->incident) {
            const IncidentId id = *due->incident;
            board_.set_due(id, std::nullopt);
            judge_incident(id, false, at);
        } else {
            board_.set_due(due->alert, std::nullopt);
            judge_alert_due(due->alert, at);
        }
    }
}

void Judge::set_all_dues(WallTime now) {
    for (const AlertRecord* alert : board_.alerts()) set_due_of(*alert);
    for (const auto& [id, incident] : board_.incidents()) {
        // What silence proved before the stop may prove nothing now: what was reached is judged
        // again.  Where nothing is due nothing is to be judged: new rules alone send nothing.
        const auto due = next_due(incident.dues);
        board_.set_due(id, due ? std::optional(std::max(*due, now)) : std::nullopt);
    }
}

}  // namespace tocsin
