#include "engine/judgement.hpp"

#include <chrono>
#include <utility>

namespace tocsin {
namespace {

// How often it is looked whether what is over but not yet told to the page can be closed.
constexpr Duration close_again_after = std::chrono::minutes(1);

}  // namespace

Judgement::Judgement(const Rule& rule, const Case& before, const Surroundings& others, WallTime now)
    : rule_(rule), before_(before), others_(others), now_(now), incident_(before.incident) {}

void Judgement::run() {
    if (incident_.order) return judge_ordered();
    if (incident_.standing == Standing::quiet) return judge_quiet();
    if (incident_.phase == Phase::pending) judge_pending();
    if (incident_.phase == Phase::open) judge_open();
    if (incident_.phase == Phase::monitoring) judge_monitoring();
    if (incident_.phase == Phase::resolved) judge_resolved();
}

Decision Judgement::take() {
    if (incident_ != before_.incident) {
        // When it is looked at again changes nothing that anybody waits for.
        const Dues dues = std::exchange(incident_.dues, before_.incident.dues);
        if (incident_ != before_.incident) incident_.updated_at = now_;
        incident_.dues = dues;
        incident_.rule_version = rule_.version;
    }
    if (incident_.gone_at != before_.incident.gone_at) note_quiet(incident_.gone_at);
    decision_.incident = std::move(incident_);
    return std::move(decision_);
}

void Judgement::step(Reason reason) {
    incident_.reason = reason;
    decision_.reasons.push_back(reason);
}

void Judgement::take_note(FindingKind kind) {
    if (incident_.standing != Standing::public_) return;
    const bool over = incident_.phase == Phase::resolved;
    if (kind == FindingKind::reopen_refused) {
        if (!over) refuse_reopening();
        return;
    }
    // It was over here as well: nothing was closed against us.  What is deleted stays away.
    if (kind == FindingKind::closed_by_person && over) return;
    incident_.standing = Standing::quiet;
    incident_.resolved_at = now_;
    ask_nobody();
    incident_.dues = {};
    incident_.text_reasons.clear();
    step(kind == FindingKind::closed_by_person ? Reason::closed_by_person
                                               : Reason::deleted_by_person);
}

void Judgement::note_whether_it_fires() {
    if (before_.tally.firing() > 0) {
        if (incident_.gone_at) step(Reason::fires_again);
        incident_.gone_at.reset();
        incident_.dues.gone.reset();
        return;
    }
    if (!incident_.gone_at) {
        incident_.gone_at = now_;
        step(Reason::nothing_fires);
    }
    // What these wait for is nothing to be said or opened while nothing fires.
    incident_.dues.severity_down.reset();
    incident_.dues.text.reset();
    incident_.dues.token.reset();
    // A doubtful member may still fire; when that is known, keep_firing_for begins anew.
    if (before_.tally.may_fire() > 0) return incident_.dues.gone.reset();
    incident_.dues.gone = after_silence(incident_.dues.gone.value_or(now_ + quiet_needed()));
}

void Judgement::judge_pending() {
    if (before_.tally.may_fire() == 0) {
        incident_.phase = Phase::closed;
        incident_.dues = {};
        return step(Reason::gap);
    }
    if (before_.tally.firing() == 0) return;
    // What is back within reopen_within has shown already that it is no flap.
    const bool relapse = incident_.reason == Reason::relapsed;
    if (relapse) return open(Reason::relapsed);
    // Without `for` nothing is concluded from silence.
    const WallTime due = incident_.created_at + rule_.for_;
    incident_.dues.open = rule_.for_ > Duration(0) ? after_silence(due) : due;
    if (reached(incident_.dues.open)) open(Reason::opened);
}

void Judgement::judge_open() {
    note_whether_it_fires();
    follow_severity();
    if (incident_.standing == Standing::public_) {
        follow_claims();
        follow_schedule();
        if (decision_.next_generation) return;
        if (reached(incident_.dues.approval)) time_out();
        say_update_if_due();
    } else {
        judge_unseen();
        if (incident_.standing == Standing::quiet) return;
    }
    if (incident_.phase != Phase::open || !reached(incident_.dues.gone)) return;
    incident_.dues.gone.reset();
    const bool shown = incident_.standing == Standing::public_;
    if (shown && rule_.monitoring && incident_.kind == RuleKind::incident)
        recover();
    else
        resolve();
}

// What waits, for a person or a token, and what was only recorded and may be published now: it is
// bad enough, or the time has come.  Not what was dropped.
void Judgement::judge_unseen() {
    const bool waits = incident_.standing == Standing::held;
    if (waits && reached(incident_.dues.approval)) {
        time_out();
        if (incident_.standing == Standing::quiet) return judge_quiet();
    }
    // Where they are waited for still they are set anew.
    if (reached(incident_.dues.token)) incident_.dues.token.reset();
    if (reached(incident_.dues.unmute)) incident_.dues.unmute.reset();
    if (before_.tally.firing() == 0) return;
    const bool rose = incident_.kind != RuleKind::backfill && !waits && incident_.held_by.empty() &&
                      before_.tally.publish() != Publish::record;
    const bool queued = incident_.held_by.contains(HeldBy::limit) && !incident_.proposal;
    if (waits || rose) publish(queued ? Reason::limit_freed : Reason::opened);
}

void Judgement::judge_monitoring() {
    if (reached(incident_.dues.approval)) time_out();
    if (before_.tally.firing() > 0) return return_to_open(Reason::fires_again);
    // A doubtful member may still fire: neither resolved nor back to open until that is known.
    if (before_.tally.may_fire() > 0) return;
    if (incident_.dues.hold) incident_.dues.hold = after_silence(*incident_.dues.hold);
    if (reached(incident_.dues.hold)) resolve();
}

void Judgement::judge_resolved() {
    if (incident_.is_ended_by_hand) return judge_ended_by_hand();
    if (before_.tally.firing() > 0 && !decision_.next_generation) fire_after_resolve();
    if (incident_.phase != Phase::resolved || incident_.standing == Standing::quiet) return;
    if (reached(incident_.dues.approval)) time_out();
    if (incident_.standing == Standing::held) {
        // A story that waits to be told stays until somebody has decided.
        if (reached(incident_.dues.close)) incident_.dues.close.reset();
        return;
    }
    if (!incident_.dues.close) incident_.dues.close = now_;
    if (!reached(incident_.dues.close)) return;
    // Its create was withdrawn before it left: the page never heard of it and will not.
    const bool untold = incident_.standing == Standing::public_ && !incident_.publish_over &&
                        !create_begun(others_.delivery);
    if (untold) keep_in_store(Reason::over_before_sent);
    if (is_settled(incident_, others_.delivery)) {
        if (incident_.proposal) step(Reason::missed);
        ask_nobody();
        incident_.phase = Phase::closed;
        incident_.dues = {};
        step(Reason::expired);
    } else {
        incident_.dues.close = now_ + close_again_after;
    }
}

// Whatever fires, nothing more is said; but the page must hear of the end first, and somebody may
// still let its words go.
void Judgement::judge_ended_by_hand() {
    if (reached(incident_.dues.approval)) time_out();
    const bool told = is_settled(incident_, others_.delivery);
    const bool gone = before_.tally.may_fire() == 0;
    if (told && (gone || !incident_.proposal)) {
        if (incident_.proposal) step(Reason::missed);
        ask_nobody();
        incident_.is_ended_by_hand = false;
        incident_.standing = Standing::quiet;
        incident_.dues = {};
        return judge_quiet();
    }
    if (before_.tally.firing() > 0) incident_.gone_at.reset();
    if (!gone) {
        incident_.dues.gone.reset();
    } else {
        if (!incident_.gone_at) incident_.gone_at = now_;
        incident_.dues.gone =
            after_silence(incident_.dues.gone.value_or(now_ + rule_.keep_firing_for));
    }
    if (!told && reached(incident_.dues.gone)) {
        // It is over without a person now: what fires before the page was told is said again.
        incident_.is_ended_by_hand = false;
        incident_.dues.gone.reset();
        incident_.desired.claims.clear();
        incident_.dues.close = now_;
        return judge_resolved();
    }
    incident_.dues.close.reset();
    if (!told) incident_.dues.close = now_ + close_again_after;
}

void Judgement::judge_quiet() {
    // Nobody answered; what has become worse than what was asked about, and needs no answer, is
    // another matter.
    const auto worst_now = before_.tally.worst(rule_.severity);
    if (incident_.is_timed_out && worst_now &&
        is_worse(rule_.severity, *worst_now, incident_.severity) &&
        before_.tally.publish() == Publish::auto_) {
        incident_.is_timed_out = false;
        incident_.standing = Standing::held;
        incident_.resolved_at.reset();
        return judge_open();
    }
    if (before_.tally.may_fire() > 0) {
        if (before_.tally.firing() > 0) incident_.gone_at.reset();
        incident_.dues.gone.reset();
        return follow_claims();
    }
    if (!incident_.gone_at) incident_.gone_at = now_;
    incident_.dues.claims.reset();
    incident_.dues.gone = after_silence(incident_.dues.gone.value_or(now_ + rule_.keep_firing_for));
    if (!reached(incident_.dues.gone)) return;
    incident_.dues = {};
    incident_.desired.claims.clear();
    if (is_settled(incident_, others_.delivery)) {
        incident_.phase = Phase::closed;
        step(Reason::expired);
    } else {
        incident_.dues.gone = now_ + close_again_after;
    }
}

const PhaseText& Judgement::text_phase() const {
    if (incident_.phase == Phase::monitoring && rule_.monitoring) return *rule_.monitoring;
    const bool updated = incident_.desired.text > 1 && rule_.update;
    return updated ? static_cast<const PhaseText&>(*rule_.update) : rule_.open;
}

IncidentStatus Judgement::open_status() const {
    const bool maintenance = incident_.kind == RuleKind::maintenance;
    return rule_.open.status.value_or(maintenance ? IncidentStatus::scheduled
                                                  : IncidentStatus::investigating);
}

IncidentStatus Judgement::final_status() const {
    const bool maintenance = incident_.kind == RuleKind::maintenance;
    return rule_.resolved.status.value_or(maintenance ? IncidentStatus::completed
                                                      : IncidentStatus::resolved);
}

TextSubject Judgement::subject() const {
    return {rule_, incident_, before_.members(), now_, others_.guard};
}

Duration Judgement::quiet_needed() const {
    const bool is_held_open =
        incident_.is_flapping && rule_.flap && rule_.flap->action == FlapAction::hold;
    if (!is_held_open) return rule_.keep_firing_for;
    return std::max(rule_.keep_firing_for, rule_.flap->release_after);
}

Judgement::Wording Judgement::wording(const PhaseText& phase) {
    const TextSubject from = subject();
    Wording words;
    const auto take = [&](PublicText text, const std::string& told) {
        decision_.problems.insert(decision_.problems.end(), text.problems.begin(),
                                  text.problems.end());
        // What the public reads already nobody need be asked about again.
        const bool is_told = incident_.desired.text > 0 && text.text == told;
        if (!is_told) words.waits.merge(text.waits);
        return std::move(text.text);
    };
    words.name = take(name_of(from), incident_.desired.name);
    words.body = take(body_of(from, phase.body), incident_.desired.body);
    return words;
}

std::optional<Impact> Judgement::impact() const {
    if (!rule_.impact) return std::nullopt;
    return rule_.impact->at(incident_.severity);
}

// False if a person must look at the text first: then status and impact go without it.
bool Judgement::say(const PhaseText& phase, IncidentStatus status) {
    incident_.desired.status = status;
    incident_.desired.impact = impact();
    const Wording words = wording(phase);
    incident_.text_at = now_;
    incident_.text_reasons.clear();
    incident_.dues.text.reset();
    if (!words.waits.empty()) {
        ask(words.waits, words, phase);
        return false;
    }
    ask_nobody();
    put(words.name, words.body, phase.notify, phase.twitter);
    return true;
}

void Judgement::put(const std::string& name, const std::string& body, bool notify, bool tweet) {
    PageState& desired = incident_.desired;
    desired.name = name;
    desired.body = body;
    ++desired.text;
    if (notify) ++desired.notice;
    if (tweet) ++desired.tweet;
    incident_.text_at = now_;
}

}  // namespace tocsin
