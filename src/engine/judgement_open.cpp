// Coming before the public, and what is said while the problem goes on.
#include <algorithm>

#include "engine/judgement.hpp"
#include "engine/tokens.hpp"

namespace tocsin {

void Judgement::open(Reason reason) {
    incident_.phase = Phase::open;
    incident_.opened_at = now_;
    incident_.dues.open.reset();
    follow_severity();
    if (incident_.kind == RuleKind::backfill || before_.tally.publish() != Publish::auto_) {
        incident_.standing = Standing::recorded;
        return step(incident_.kind == RuleKind::backfill ? reason : Reason::recorded);
    }
    publish(reason);
}

void Judgement::publish(Reason reason) {
    if (incident_.kind == RuleKind::incident && rule_.limit && !take_token()) return overflow();
    if (incident_.kind == RuleKind::maintenance) {
        incident_.desired.maintenance = schedule_of(subject());
        if (!incident_.desired.maintenance) {
            if (incident_.held_by.contains(HeldBy::schedule)) return;
            incident_.standing = Standing::held;
            incident_.held_by = {HeldBy::schedule};
            return step(Reason::schedule_unreadable);
        }
    }
    incident_.standing = Standing::public_;
    incident_.held_by.clear();
    incident_.dues.token.reset();
    follow_claims();
    say(rule_.open, rule_.open.status.value_or(IncidentStatus::investigating));
    step(reason);
}

bool Judgement::take_token() {
    const TokenBucket bucket = refilled(rule_.name, *rule_.limit, others_.tokens, now_);
    decision_.tokens = tocsin::take_token(bucket);
    if (!decision_.tokens) incident_.dues.token = next_token_at(bucket, *rule_.limit);
    return decision_.tokens.has_value();
}

void Judgement::overflow() {
    const bool waits_already = incident_.held_by.contains(HeldBy::limit);
    if (rule_.limit->overflow == Overflow::drop) {
        incident_.standing = Standing::recorded;
        incident_.dues.token.reset();
        return step(Reason::limit_dropped);
    }
    if (rule_.limit->overflow == Overflow::merge && others_.host) {
        decision_.merge_into = others_.host;
        incident_.phase = Phase::closed;
        incident_.dues = {};
        return step(Reason::merged);
    }
    incident_.standing = Standing::held;
    incident_.held_by = {HeldBy::limit};
    if (!waits_already) step(Reason::limit_queued);
}

void Judgement::follow_severity() {
    const auto worst_now = before_.tally.worst(rule_.severity);
    if (!worst_now) return incident_.dues.severity_down.reset();
    if (is_worse(rule_.severity, *worst_now, incident_.worst)) incident_.worst = *worst_now;
    if (is_worse(rule_.severity, *worst_now, incident_.severity)) {
        const bool first = incident_.desired.text == 0;
        incident_.severity = *worst_now;
        incident_.dues.severity_down.reset();
        incident_.desired.impact = impact();
        if (!first) {
            incident_.text_reasons.insert(Reason::severity_up);
            step(Reason::severity_up);
        }
    } else if (is_worse(rule_.severity, incident_.severity, *worst_now)) {
        if (!incident_.dues.severity_down)
            incident_.dues.severity_down = now_ + rule_.keep_firing_for;
        if (!reached(incident_.dues.severity_down)) return;
        incident_.severity = *worst_now;
        incident_.dues.severity_down.reset();
        incident_.desired.impact = impact();
        incident_.text_reasons.insert(Reason::severity_down);
        step(Reason::severity_down);
    } else {
        incident_.dues.severity_down.reset();
    }
}

void Judgement::follow_claims() {
    // A claim outlives its alert by keep_firing_for, and longer where silence proves nothing yet.
    const bool silent = now_ < others_.quiet_until;
    const WallTime since = silent ? WallTime{} : now_ - rule_.keep_firing_for;
    ComponentStates claims = before_.tally.claims(text_phase(), since);
    const auto next_end = before_.tally.next_end_after(since);
    incident_.dues.claims.reset();
    if (next_end) incident_.dues.claims = after_silence(*next_end + rule_.keep_firing_for);

    PageState& desired = incident_.desired;
    for (const auto& [component, status] : claims) desired.concerned.insert(component);
    // A maintenance only names its components: a status would apply weeks too early.
    if (incident_.kind == RuleKind::maintenance) claims.clear();
    std::erase_if(claims,
                  [](const auto& claim) { return claim.second == ComponentStatus::operational; });
    const auto same_component = [](const auto& a, const auto& b) { return a.first == b.first; };
    const bool others_named = !std::equal(claims.begin(), claims.end(), desired.claims.begin(),
                                          desired.claims.end(), same_component);
    if (claims == desired.claims) return;
    desired.claims = std::move(claims);
    // Before the first text this is not a change, and in quiet nothing is said of it.
    if (desired.text == 0 || incident_.standing != Standing::public_) return;
    if (others_named) incident_.text_reasons.insert(Reason::components_changed);
    step(Reason::components_changed);
}

void Judgement::follow_schedule() {
    if (incident_.kind != RuleKind::maintenance || incident_.gone_at) return;
    auto plan = schedule_of(subject());
    // Unreadable new times change nothing: the old ones were announced.
    if (!plan || plan == incident_.desired.maintenance) return;
    incident_.desired.maintenance = std::move(plan);
    step(Reason::schedule_changed);
}

void Judgement::say_update_if_due() {
    if (!rule_.update || incident_.gone_at || incident_.text_reasons.empty()) return;
    const bool wanted =
        std::any_of(incident_.text_reasons.begin(), incident_.text_reasons.end(),
                    [&](Reason reason) { return rule_.update->on.contains(reason); });
    if (!wanted) return incident_.text_reasons.clear();
    const WallTime due = incident_.text_at.value_or(now_) + rule_.update->every;
    if (now_ < due) {
        incident_.dues.text = due;
        return;
    }
    const PageState before = incident_.desired;
    say(*rule_.update, rule_.update->status.value_or(before.status));
    PageState& said = incident_.desired;
    if (said.body == before.body && said.name == before.name && said.status == before.status) {
        // Equal text, equal status: what else changed goes without a text and mails nobody.
        said.text = before.text;
        said.notice = before.notice;
        said.tweet = before.tweet;
        return;
    }
    step(Reason::text_due);
}

void Judgement::return_to_open(Reason reason) {
    incident_.phase = Phase::open;
    incident_.gone_at.reset();
    incident_.resolved_at.reset();
    incident_.dues = {};
    if (incident_.standing == Standing::public_) {
        incident_.severity = *before_.tally.worst(rule_.severity);
        follow_severity();
        follow_claims();
        PhaseText text;
        if (rule_.update) text = *rule_.update;
        if (!create_begun(others_.delivery)) text = rule_.open;
        say(text, rule_.open.status.value_or(IncidentStatus::investigating));
    }
    step(reason);
}

}  // namespace tocsin
