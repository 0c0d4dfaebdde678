// How an incident ends, and what happens when it did not.
#include "engine/judgement.hpp"
#include "engine/openings.hpp"
#include "engine/tokens.hpp"

namespace tocsin {
namespace {

// What the page was told last of an incident, or is being told now; null: nothing yet.
const PageState* told_to(const DeliveryRecord* delivery) {
    if (delivery == nullptr) return nullptr;
    if (delivery->intent) return &delivery->intent->target;
    return delivery->acknowledged ? &*delivery->acknowledged : nullptr;
}

}  // namespace

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
    ask_nobody();
    say(*rule_.monitoring, rule_.monitoring->status.value_or(IncidentStatus::monitoring));
    step(Reason::recovering);
}

void Judgement::resolve() {
    incident_.phase = Phase::resolved;
    incident_.resolved_at = now_;
    const auto asked_until = incident_.dues.approval;
    incident_.dues = {};
    incident_.dues.approval = asked_until;
    incident_.dues.close = now_ + rule_.reopen_within;
    incident_.severity = incident_.worst;
    incident_.is_flapping = false;
    if (incident_.kind == RuleKind::backfill) return tell_afterwards();
    if (incident_.standing == Standing::held)
        return keep_in_store(incident_.proposal ? Reason::missed : Reason::over_before_sent);
    if (incident_.standing != Standing::public_) return keep_in_store(Reason::resolved);
    if (!create_begun(others_.delivery) && !incident_.publish_over) {
        return keep_in_store(Reason::over_before_sent);
    }
    incident_.desired.claims.clear();
    const auto& plan = incident_.desired.maintenance;
    const bool began = plan && incident_.gone_at.value_or(now_) >= plan->starts_at;
    const PageState* told = told_to(others_.delivery);
    const bool page_knows = told == nullptr || told->maintenance == plan;
    if (began && plan->auto_complete && page_knows) {
        // Statuspage completes it by itself at its end; until then it is ours, and its key taken.
        incident_.dues.close = std::max(*incident_.dues.close, plan->ends_at);
        return step(Reason::resolved);
    }
    // The words of each phase are a question of their own.
    ask_nobody();
    say(rule_.resolved, final_status());
    step(Reason::resolved);
}

// The public has not seen it and will not, unless it fires again: then as if for the first time.
void Judgement::keep_in_store(Reason reason) {
    incident_.standing = Standing::recorded;
    ask_nobody();
    PageState& desired = incident_.desired;
    desired.claims.clear();
    desired.text = desired.notice = desired.tweet = 0;
    step(reason);
}

void Judgement::tell_afterwards() {
    // Nothing fires any more, so the worst that it was decides.
    const Publish publish = rule_.publish.at(incident_.worst).value_or(Publish::record);
    if (publish == Publish::record) return keep_in_store(Reason::resolved);
    if (is_muted()) return keep_in_store(Reason::muted);
    const TextSubject from = subject();
    const auto end = ended_at(from);
    if (!end || *end - started_at(from) < rule_.min_duration)
        return keep_in_store(Reason::too_short);
    // Told once: what fires again within reopen_within is a new generation with a story of its own.
    incident_.backfill_date = backfill_date_of(from);
    const Wording words = wording(rule_.resolved);
    std::set<HeldBy> waits = words.waits;
    if (publish == Publish::approval && !incident_.is_waived) waits.insert(HeldBy::publish);
    if (!waits.empty()) {
        incident_.standing = Standing::held;
        return ask(waits, words, rule_.resolved);
    }
    ask_nobody();
    incident_.standing = Standing::public_;
    incident_.publish_over = true;
    incident_.desired.status = IncidentStatus::resolved;
    incident_.desired.impact = impact();
    put(words.name, words.body, rule_.resolved.notify, rule_.resolved.twitter);
    step(Reason::told_afterwards);
}

// The page would not take the resolved incident back: it stays as it was, and a new one goes on.
void Judgement::refuse_reopening() {
    const bool fires = before_.tally.firing() > 0;
    incident_.phase = Phase::resolved;
    incident_.resolved_at = now_;
    if (!fires && !incident_.gone_at) incident_.gone_at = now_;
    const auto* delivery = others_.delivery;
    if (delivery != nullptr && delivery->acknowledged) incident_.desired = *delivery->acknowledged;
    incident_.desired.status = final_status();
    incident_.desired.claims.clear();
    ask_nobody();
    incident_.dues = {};
    incident_.dues.close = fires ? now_ : now_ + rule_.reopen_within;
    decision_.next_generation = fires;
    step(Reason::relapsed);
}

void Judgement::fire_after_resolve() {
    if (incident_.standing != Standing::public_) {
        // A story that nobody let be told is a longer one now.
        if (incident_.kind == RuleKind::backfill) incident_.standing = Standing::recorded;
        take_up_again();
        incident_.opened_at = now_;
        step(Reason::fires_again);
        return judge_open();
    }
    const auto* delivery = others_.delivery;
    if (delivery != nullptr && delivery->gone) {
        // A person deleted it: no new one until its alerts have gone once.
        incident_.standing = Standing::quiet;
        incident_.dues = {};
        step(Reason::quiet_until_gone);
        return judge_quiet();
    }
    const bool told = resolve_begun(delivery) || is_over_by_plan();
    if (!told && incident_.kind != RuleKind::backfill) return go_on_untold();
    if (may_reopen()) return return_to_open(Reason::relapsed);
    begin_anew(Reason::relapsed);
}

void Judgement::begin_anew(Reason reason) {
    // What fires goes to the new one.
    incident_.gone_at = incident_.gone_at.value_or(now_);
    incident_.dues = {};
    incident_.dues.close = now_;
    decision_.next_generation = true;
    step(reason);
}

// The page has ended it by itself, whether a view showed that yet or not.
bool Judgement::is_over_by_plan() const {
    const auto& plan = incident_.desired.maintenance;
    return plan && plan->auto_complete && plan->ends_at <= now_;
}

// Never one that a person resolved, nor where somebody or something stands against a new one: then
// it is a new incident, which waits, is merged or dropped as any other.  A relapse takes a token.
bool Judgement::may_reopen() {
    if (incident_.kind != RuleKind::incident || rule_.reopen_as != ReopenAs::same) return false;
    if (closed_by_person(others_.delivery)) return false;
    if (is_muted() || is_storm() || before_.tally.publish() != Publish::auto_) return false;
    if (rule_.flap && rule_.flap->action != FlapAction::hold &&
        opened_again(others_.openings, incident_.key, *rule_.flap, now_).is_flapping)
        return false;
    if (!rule_.limit) return true;
    if (!has_token()) return false;
    decision_.tokens = take_token(*decision_.tokens);
    return true;
}

// The page never heard that it was over: so it was not.
void Judgement::go_on_untold() {
    const PageState* told = create_begun(others_.delivery) ? told_to(others_.delivery) : nullptr;
    if (told == nullptr) return return_to_open(Reason::fires_again);
    const bool recovering =
        incident_.kind == RuleKind::incident && rule_.monitoring &&
        told->status == rule_.monitoring->status.value_or(IncidentStatus::monitoring);
    if (recovering) return return_to_open(Reason::fires_again);
    // More was left unsaid than how it ended: then there is something to say still.
    const std::uint64_t unsaid =
        incident_.desired.text - std::min(incident_.desired.text, told->text);
    const std::uint64_t of_the_end = rule_.monitoring ? 2 : 1;
    take_up_again();
    incident_.desired = *told;
    incident_.desired.impact = impact();
    if (rule_.update && unsaid > of_the_end) incident_.text_reasons = rule_.update->on;
    step(Reason::fires_again);
    judge_open();
}

}  // namespace tocsin
