// What is said while the problem goes on.
#include <algorithm>

#include "engine/judgement.hpp"

namespace tocsin {
namespace {

// What of `states` is claimed already: no component that is not, and none worse than it is.
ComponentStates claimed_already(const ComponentStates& states, const ComponentStates& claimed) {
    ComponentStates kept;
    for (const auto& [component, status] : states) {
        const auto at = claimed.find(component);
        if (at != claimed.end()) kept.emplace(component, std::min(status, at->second));
    }
    return kept;
}

bool same_components(const ComponentStates& a, const ComponentStates& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.first == y.first; });
}

}  // namespace

void Judgement::follow_severity() {
    const auto worst_now = before_.tally.worst(rule_.severity);
    if (!worst_now) return incident_.dues.severity_down.reset();
    // Before the first text a change is none that anybody was told of.
    const bool told = incident_.desired.text > 0;
    const auto move_to_worst = [&](Reason reason) {
        incident_.severity = *worst_now;
        incident_.dues.severity_down.reset();
        incident_.desired.impact = impact();
        if (!told) return;
        incident_.text_reasons.insert(reason);
        step(reason);
    };
    if (is_worse(rule_.severity, *worst_now, incident_.worst)) incident_.worst = *worst_now;
    if (is_worse(rule_.severity, *worst_now, incident_.severity)) {
        move_to_worst(Reason::severity_up);
    } else if (is_worse(rule_.severity, incident_.severity, *worst_now)) {
        auto& down = incident_.dues.severity_down;
        down = after_silence(down.value_or(now_ + rule_.keep_firing_for));
        if (reached(down)) move_to_worst(Reason::severity_down);
    } else {
        incident_.dues.severity_down.reset();
    }
}

// A claim outlives its alert by keep_firing_for, longer where silence proves nothing yet, and
// does not fall while its alert is doubtful.  Nothing of that raises what is not claimed already.
ComponentStates Judgement::present_claims() {
    const PhaseText& phase = text_phase();
    const WallTime since = now_ - rule_.keep_firing_for;
    const bool silent = now_ < others_.quiet_until;
    ComponentStates claims = before_.tally.claims(phase, since);
    ComponentStates lingering = before_.tally.doubtful_claims(phase);
    if (silent) {
        for (const auto& [component, status] : before_.tally.claims(phase, WallTime::min()))
            raise_claim(lingering, component, status);
    }
    for (const auto& [component, status] : claimed_already(lingering, incident_.desired.claims))
        raise_claim(claims, component, status);
    const auto next_end = before_.tally.next_end_after(silent ? WallTime::min() : since);
    incident_.dues.claims.reset();
    if (next_end) incident_.dues.claims = after_silence(*next_end + rule_.keep_firing_for);
    return claims;
}

void Judgement::follow_claims() {
    ComponentStates claims = present_claims();
    PageState& desired = incident_.desired;
    const std::size_t named_before = desired.concerned.size();
    const bool shown = incident_.standing == Standing::public_;
    if (shown) {
        for (const auto& [component, status] : claims) desired.concerned.insert(component);
    }
    // A maintenance only names its components: a status would apply weeks too early.
    if (incident_.kind == RuleKind::maintenance) claims.clear();
    std::erase_if(claims,
                  [](const auto& claim) { return claim.second == ComponentStatus::operational; });
    // Once a person has closed it, nothing new is said, of components neither.
    if (!shown) claims = claimed_already(claims, desired.claims);
    if (claims == desired.claims && desired.concerned.size() == named_before) return;
    const bool others_named = !same_components(claims, desired.claims);
    desired.claims = std::move(claims);
    // Before the first text this is not a change.
    if (desired.text == 0 || !shown) return;
    if (others_named) incident_.text_reasons.insert(Reason::components_changed);
    step(Reason::components_changed);
}

void Judgement::follow_schedule() {
    if (incident_.kind != RuleKind::maintenance || incident_.gone_at) return;
    auto plan = schedule_of(subject());
    // Unreadable new times change nothing: the old ones were announced.
    if (!plan || plan == incident_.desired.maintenance) return;
    if (is_over_by_plan() && create_begun(others_.delivery)) {
        // What is planned now is another maintenance; this one was announced and is over.
        incident_.phase = Phase::resolved;
        incident_.resolved_at = now_;
        return begin_anew(Reason::schedule_changed);
    }
    incident_.desired.maintenance = plan;
    step(Reason::schedule_changed);
}

void Judgement::say_update_if_due() {
    incident_.dues.text.reset();
    if (!rule_.update) return incident_.text_reasons.clear();
    if (incident_.gone_at || incident_.text_reasons.empty()) return;
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
    const auto text_at = incident_.text_at;
    if (!say(*rule_.update, rule_.update->status.value_or(before.status))) return;
    PageState& said = incident_.desired;
    if (said.body == before.body && said.name == before.name && said.status == before.status) {
        // Equal text, equal status: what else changed goes without a text and mails nobody.
        said.text = before.text;
        said.notice = before.notice;
        said.tweet = before.tweet;
        incident_.text_at = text_at;
        return;
    }
    step(Reason::text_due);
}

// Open again after nothing had fired for a while.
void Judgement::take_up_again() {
    incident_.phase = Phase::open;
    incident_.gone_at.reset();
    incident_.resolved_at.reset();
    ask_nobody();
    incident_.is_waived = false;
    incident_.dues = {};
    incident_.severity = *before_.tally.worst(rule_.severity);
    if (is_worse(rule_.severity, incident_.severity, incident_.worst)) {
        incident_.worst = incident_.severity;
    }
}

// The same, and the public is told so.
void Judgement::return_to_open(Reason reason) {
    take_up_again();
    if (reason == Reason::relapsed) {
        incident_.opened_at = now_;
        note_opening();
    }
    if (!create_begun(others_.delivery)) {
        // The page knows of nothing yet: it begins with the text of an opening.
        PageState& desired = incident_.desired;
        desired.text = desired.notice = desired.tweet = 0;
        follow_schedule();
        std::set<HeldBy> waits;
        if (before_.tally.publish() != Publish::auto_) waits.insert(HeldBy::publish);
        if (begin_telling(std::move(waits))) step(reason);
        return;
    }
    PhaseText text;
    if (rule_.update) text = *rule_.update;
    follow_claims();
    follow_schedule();
    say(text, open_status());
    step(reason);
}

}  // namespace tocsin
