// How an incident ends, and what happens when it did not.
#include "engine/judgement.hpp"
#include "engine/tokens.hpp"

namespace tocsin {

void Judgement::recover() {
    incident_.phase = Phase::monitoring;
    incident_.severity = incident_.worst;
    incident_.dues = {};
    incident_.dues.hold = now_ + rule_.monitoring->hold;
    incident_.desired.claims.clear();
    if (rule_.monitoring->component_status) {
        const auto status = rule_.monitoring->component_status->at(incident_.worst);
        if (status && *status != ComponentStatus::operational) {
            for (const ComponentId& component : incident_.desired.concerned) {
                incident_.desired.claims[component] = *status;
            }
        }
    }
    say(*rule_.monitoring, rule_.monitoring->status.value_or(IncidentStatus::monitoring));
    step(Reason::recovering);
}

void Judgement::resolve() {
    incident_.phase = Phase::resolved;
    incident_.resolved_at = now_;
    incident_.dues = {};
    incident_.dues.close = now_ + rule_.reopen_within;
    incident_.severity = incident_.worst;
    if (incident_.kind == RuleKind::backfill) return tell_afterwards();
    if (incident_.standing == Standing::held) {
        incident_.standing = Standing::recorded;
        incident_.held_by.clear();
        return step(Reason::over_before_sent);
    }
    if (incident_.standing != Standing::public_) return step(Reason::resolved);
    if (!create_begun(others_.delivery) && !incident_.publish_over) {
        incident_.standing = Standing::recorded;
        incident_.desired.claims.clear();
        return step(Reason::over_before_sent);
    }
    incident_.desired.claims.clear();
    const auto& plan = incident_.desired.maintenance;
    if (plan && plan->auto_complete && now_ >= plan->starts_at) {
        // Statuspage completes it by itself at its end.
        return step(Reason::resolved);
    }
    say(rule_.resolved, rule_.resolved.status.value_or(IncidentStatus::resolved));
    step(Reason::resolved);
}

void Judgement::tell_afterwards() {
    const TextSubject from = subject();
    const auto end = ended_at(from);
    if (!end || *end - started_at(from) < rule_.min_duration) return step(Reason::too_short);
    // Told once: what fires again within reopen_within is a new generation with a story of its own.
    incident_.standing = Standing::public_;
    incident_.publish_over = true;
    incident_.backfill_date = backfill_date_of(from);
    say(rule_.resolved, IncidentStatus::resolved);
    step(Reason::told_afterwards);
}

void Judgement::fire_after_resolve() {
    if (incident_.standing != Standing::public_) {
        incident_.phase = Phase::open;
        incident_.gone_at.reset();
        incident_.resolved_at.reset();
        incident_.dues = {};
        step(Reason::fires_again);
        return judge_open();
    }
    if (!resolve_begun(others_.delivery) && incident_.kind == RuleKind::incident) {
        // The page never heard that it was over: so it was not.
        const auto* delivery = others_.delivery;
        const bool shows_monitoring = delivery != nullptr && delivery->acknowledged &&
                                      rule_.monitoring &&
                                      delivery->acknowledged->status == rule_.monitoring->status;
        if (delivery == nullptr || !delivery->acknowledged || shows_monitoring) {
            return return_to_open(Reason::fires_again);
        }
        incident_.phase = Phase::open;
        incident_.gone_at.reset();
        incident_.resolved_at.reset();
        incident_.dues = {};
        incident_.desired = *delivery->acknowledged;
        step(Reason::fires_again);
        return judge_open();
    }
    if (rule_.reopen_as == ReopenAs::same && incident_.kind == RuleKind::incident) {
        if (rule_.limit) take_token();
        return return_to_open(Reason::relapsed);
    }
    decision_.next_generation = true;
    incident_.dues.close = now_;
    step(Reason::relapsed);
}

}  // namespace tocsin
