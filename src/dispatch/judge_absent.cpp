// What is not said of an alert: it is missing from its group, or nothing was heard of it for long.
//
// A missing alert fires on: it was silenced or inhibited, or its sender was restarted.  It is over
// if its sender, asked by inquiry, knows nothing of it.  What was not heard of for stale_after is
// taken for over, and so is what its sender said would be over by now (kind prometheus), but never
// because its source is silent as a whole: a source that is heard of nothing proves nothing.  So
// it must have said something since the alert became due, and is then given silence_grace to name
// it after all (semantics.md section 2).
#include <algorithm>

#include "dispatch/judge.hpp"
#include "engine/sight.hpp"

namespace tocsin {

void Judge::note_missing(const SourceName& source, const AlertGroup& group, WallTime now) {
    for (const AlertId& id : board_.alerts_of_group(source, group.group)) {
        const AlertRecord* known = board_.alert(id);
        if (known->received_at >= now || known->missing_since) continue;
        AlertRecord missing = *known;
        missing.missing_since = now;
        board_.put(missing);
    }
}

void Judge::note_heard(const SourceName& source, WallTime now) {
    const auto waiting = unheard_.extract(source);
    if (!waiting) return;
    for (const AlertId& id : waiting.mapped()) {
        heard_.insert(id);
        board_.set_due(id, now + source_rules(source).silence_grace);
    }
}

// What its source said before that proves nothing of the silence that may follow.
void Judge::note_named(const SourceName& source, const AlertId& id) {
    if (heard_.empty() && unheard_.empty()) return;
    heard_.erase(id);
    const auto waiting = unheard_.find(source);
    if (waiting != unheard_.end()) waiting->second.erase(id);
}

// The longest of the rules that hold it; 0, never, if one of them says so or none holds it.
Duration Judge::stale_after_of(const AlertId& id) const {
    Duration longest(0);
    for (const Membership& held : board_.holders(id)) {
        const RulePtr rule = board_.member_rule(*held.incident, *held.rule);
        if (rule->stale_after == Duration(0)) return Duration(0);
        longest = std::max(longest, rule->stale_after);
    }
    return longest;
}

// When it is over if nothing more is heard of it; nothing: never.
std::optional<WallTime> Judge::silent_end_of(const AlertRecord& alert) const {
    std::optional<WallTime> end = foreseen_end(alert);
    const Duration stale_after = may_go_stale_ ? stale_after_of(alert.id) : Duration(0);
    if (stale_after > Duration(0)) {
        const WallTime stale_at = alert.received_at + stale_after;
        end = std::min(end.value_or(stale_at), stale_at);
    }
    return end ? std::optional(std::max(*end, quiet_until({alert.source}))) : std::nullopt;
}

void Judge::set_due_of(const AlertRecord& alert) {
    const auto quiet = [&] { return quiet_until({alert.source}); };
    if (alert.doubtful_until) {
        board_.set_due(alert.id, std::max(*alert.doubtful_until, quiet()));
    } else if (alert.state != AlertState::firing) {
        board_.set_due(alert.id, forget_at(alert, source_rules(alert.source).stale_window));
    } else {
        board_.set_due(alert.id, silent_end_of(alert));
    }
}

void Judge::judge_stale(const AlertRecord& alert, WallTime now, Touched& touched) {
    const bool was_heard = heard_.erase(alert.id) > 0;
    const auto due = silent_end_of(alert);
    if (!due || now < *due) return set_due_of(alert);
    if (!was_heard) {
        unheard_[alert.source].insert(alert.id);
        return;
    }
    const auto foreseen = foreseen_end(alert);
    const bool has_lapsed = foreseen && *foreseen <= now;
    end_unsaid(alert, has_lapsed ? Reason::lapsed : Reason::stale,
               alert.source.value + ", last heard of " + format_rfc3339(alert.received_at),
               has_lapsed ? foreseen : std::nullopt, now, touched);
}

// What its source said after the question was asked counts for more than the answer.  While its
// silence proves nothing, what it wanted to say of the alert may still be on its way.
void Judge::judge_absence(const Absence& absence, WallTime now) {
    if (now < quiet_until({absence.source})) return;
    const std::string detail =
        absence.source.value + ", not there at " + format_rfc3339(absence.asked_at);
    Touched touched;
    for (const Fingerprint& fingerprint : absence.alerts) {
        const AlertRecord* known = board_.alert(alert_id_of(absence.source, fingerprint));
        if (known == nullptr || !known->missing_since) continue;
        if (known->received_at >= absence.asked_at) continue;
        // What begins after the question is another episode, however late this is judged.
        end_unsaid(*known, Reason::absent_at_sender, detail, absence.asked_at, now, touched);
    }
    judge_incidents(touched, now);
}

// Over although nobody said so.
void Judge::end_unsaid(AlertRecord alert, Reason reason, const std::string& detail,
                       std::optional<WallTime> ended_at, WallTime now, Touched& touched) {
    note_named(alert.source, alert.id);
    alert.state = AlertState::resolved;
    alert.ends_at = ended_at;
    alert.changed_at = now;
    alert.missing_since.reset();
    put_alert(alert);
    for (const Membership& held : board_.holders(alert.id))
        board_.note({held.incident->id, now, dispatch_actor, reason, detail});
    touch_holders(alert.id, true, touched);
}

}  // namespace tocsin
