// What waits for a person, and what a person decides.
//
// An approval counts for the text that was shown and no other.  On an incident that the public
// knows only the text waits; status, impact and components have gone without it.  What nobody
// decides in time the rule decides (`approval`); what was over before is recorded as missed.
#include "engine/judgement.hpp"
#include "engine/tokens.hpp"

namespace tocsin {
namespace {

bool is_decidable(const Incident& incident) {
    return incident.kind != RuleKind::maintenance || incident.desired.maintenance.has_value();
}

}  // namespace

void Judgement::ask(const std::set<HeldBy>& waits, const Wording& words, const PhaseText& phase) {
    const std::optional<Proposal> before = incident_.proposal;
    const bool is_known = before && before->name == words.name && before->body == words.body &&
                          before->maintenance == incident_.desired.maintenance &&
                          incident_.held_by == waits;
    incident_.held_by = waits;
    incident_.proposal = Proposal{words.name,    words.body,         phase.notify,
                                  phase.twitter, incident_.severity, incident_.desired.maintenance,
                                  now_};
    if (is_known) incident_.proposal->asked_at = before->asked_at;
    // Who did not answer is not asked anew because the text changed.  Times that nobody can read
    // nobody can approve: they are waited for as long as it takes.
    const bool was_decidable = before && is_decidable(before_.incident);
    if (is_decidable(incident_) && !was_decidable)
        incident_.dues.approval = now_ + rule_.approval.timeout;
    if (!is_known) step(Reason::approval_asked);
}

void Judgement::ask_nobody() {
    incident_.proposal.reset();
    incident_.held_by.clear();
    incident_.dues.approval.reset();
}

void Judgement::obey(const OperatorAct& act) {
    switch (act.kind) {
        case ActKind::approve:
            approve(act.text);
            break;
        case ActKind::discard:
            discard(act.text);
            break;
        case ActKind::resolve:
            resolve_by_hand();
            break;
    }
    decision_.answer = decision_.reasons.back();
}

// Whether what stands there is what the person saw.
bool Judgement::is_asked_about(const std::string& mark) {
    if (!incident_.proposal) {
        refuse(Reason::act_impossible);
        return false;
    }
    if (text_mark(*incident_.proposal) == mark) return true;
    refuse(Reason::act_outdated);
    return false;
}

void Judgement::approve(const std::string& mark) {
    if (!is_asked_about(mark)) return;
    const Proposal said = *incident_.proposal;
    if (incident_.standing == Standing::public_) {
        ask_nobody();
        put(said.name, said.body, said.notify, said.tweet);
        return step(Reason::approved);
    }
    const bool is_told_afterwards = incident_.kind == RuleKind::backfill;
    if (incident_.kind == RuleKind::maintenance) {
        // Nobody can announce times that cannot be read.
        if (!said.maintenance) return refuse(Reason::act_impossible);
        incident_.desired.maintenance = said.maintenance;
    }
    // A person has decided: the limit has nothing to say, but what was taken is counted.
    if (incident_.kind == RuleKind::incident && rule_.limit && has_token())
        decision_.tokens = take_token(*decision_.tokens);
    ask_nobody();
    incident_.standing = Standing::public_;
    incident_.dues.token.reset();
    incident_.dues.unmute.reset();
    incident_.text_reasons.clear();
    if (is_told_afterwards) {
        incident_.publish_over = true;
    } else {
        follow_claims();
    }
    incident_.desired.status = is_told_afterwards ? IncidentStatus::resolved : open_status();
    incident_.desired.impact = impact();
    put(said.name, said.body, said.notify, said.tweet);
    step(Reason::approved);
}

void Judgement::discard(const std::string& mark) {
    const bool is_queued = incident_.standing == Standing::held && !incident_.proposal &&
                           incident_.held_by.contains(HeldBy::limit);
    if (!is_queued && !is_asked_about(mark)) return;
    turn_down(Reason::discarded);
}

void Judgement::turn_down(Reason reason) {
    const bool is_public = incident_.standing == Standing::public_;
    ask_nobody();
    if (is_public) return step(Reason::text_discarded);
    if (incident_.phase == Phase::resolved) return keep_in_store(reason);
    incident_.standing = Standing::quiet;
    incident_.is_timed_out = reason == Reason::discarded_by_timeout;
    incident_.resolved_at = now_;
    incident_.dues = {};
    incident_.text_reasons.clear();
    step(reason);
}

void Judgement::time_out() {
    incident_.dues.approval.reset();
    if (!rule_.approval.publish_on_timeout) return turn_down(Reason::discarded_by_timeout);
    // It frees what waits because of `publish`; every other reason goes on waiting.
    if (incident_.is_waived || !incident_.held_by.contains(HeldBy::publish)) return;
    incident_.is_waived = true;
    step(Reason::approval_timed_out);
    if (incident_.phase == Phase::resolved) tell_afterwards();
}

// As if a person had ended it on the page, but that the page is still to be told.
void Judgement::resolve_by_hand() {
    const bool goes_on = incident_.phase == Phase::open || incident_.phase == Phase::monitoring;
    if (incident_.standing != Standing::public_ || !goes_on) return refuse(Reason::act_impossible);
    incident_.resolved_at = now_;
    if (!create_begun(others_.delivery)) {
        // The page has heard of nothing, and will not.
        ask_nobody();
        incident_.standing = Standing::quiet;
        incident_.dues = {};
        incident_.text_reasons.clear();
        incident_.desired.claims.clear();
        return step(Reason::resolved_by_hand);
    }
    incident_.phase = Phase::resolved;
    incident_.is_ended_by_hand = true;
    incident_.is_flapping = false;
    ask_nobody();
    incident_.dues = {};
    if (incident_.order)
        end_ordered();
    else
        say(rule_.resolved, final_status());
    step(Reason::resolved_by_hand);
}

}  // namespace tocsin
