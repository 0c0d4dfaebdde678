// Coming before the public, or not yet, or never.
//
// Whether an incident is told at all, who must be asked first, and what the brakes say: times of
// the rule, storm, flapping, limit (semantics.md section 4).  What waits for a person goes on
// waiting when its reason is gone; only waits for `publish` and for a schedule end by themselves.
#include <algorithm>

#include "engine/judgement.hpp"
#include "engine/openings.hpp"
#include "engine/tokens.hpp"
#include "rules/muted_times.hpp"

namespace tocsin {

void Judgement::open(Reason reason) {
    incident_.phase = Phase::open;
    incident_.opened_at = now_;
    incident_.dues.open.reset();
    follow_severity();
    if (incident_.kind == RuleKind::backfill || before_.tally.publish() == Publish::record) {
        incident_.standing = Standing::recorded;
        return step(incident_.kind == RuleKind::backfill ? reason : Reason::recorded);
    }
    publish(reason);
}

// Once for each opening, when it is about to be heard of.
void Judgement::note_opening() {
    if (!rule_.flap || incident_.kind != RuleKind::incident) return;
    const OpeningRecord* known = decision_.openings ? &*decision_.openings : others_.openings;
    const bool is_counted = known != nullptr && !known->opened.empty() &&
                            known->opened.back() >= incident_.opened_at.value_or(now_);
    if (is_counted) return;
    decision_.openings = opened_again(known, incident_.key, *rule_.flap, now_);
    if (!decision_.openings->is_flapping) return;
    incident_.is_flapping = true;
    if (rule_.flap->action == FlapAction::hold) step(Reason::flapping);
}

// As long as it must be known how long the key was quiet its record is kept.
void Judgement::note_quiet(std::optional<WallTime> since) {
    if (!rule_.flap) return;
    if (!decision_.openings && others_.openings != nullptr) decision_.openings = *others_.openings;
    if (!decision_.openings) return;
    OpeningRecord& record = *decision_.openings;
    record.quiet_since = since;
    if (since) record.forget_at = std::max(record.forget_at, *since + rule_.flap->release_after);
}

void Judgement::publish(Reason reason) {
    const bool is_limited = incident_.kind == RuleKind::incident && rule_.limit.has_value();
    if (!is_muted()) note_opening();
    std::set<HeldBy> waits = whom_to_ask();
    // What a person is asked about waits on; but nothing comes out by itself at the wrong time.
    const bool comes_out = waits.empty() || !incident_.proposal;
    if (is_muted() && comes_out) return keep_muted();
    incident_.dues.unmute.reset();
    const bool suppressed = incident_.is_flapping && rule_.flap &&
                            rule_.flap->action == FlapAction::suppress && !incident_.proposal;
    if (suppressed) return keep_unseen(HeldBy::flap, Reason::flap_suppressed);
    if (is_storm() && others_.guard->on_storm == OnStorm::drop && comes_out)
        return keep_unseen(HeldBy::storm, Reason::storm_dropped);
    if (is_limited && waits.empty() && !has_token()) {
        if (rule_.limit->overflow != Overflow::approval) return overflow();
        waits.insert(HeldBy::limit);
    }
    const bool is_asked =
        incident_.proposal && !waits.empty() && incident_.proposal->severity == incident_.severity;
    if (is_asked && incident_.kind == RuleKind::incident) {
        incident_.held_by = std::move(waits);
        return;
    }
    if (!begin_telling(std::move(waits))) return decision_.tokens.reset();
    if (is_limited) decision_.tokens = take_token(*decision_.tokens);
    step(reason);
}

// False if a person is asked first, because of `waits` or of what the texts say.
bool Judgement::begin_telling(std::set<HeldBy> waits) {
    const Incident unseen = incident_;
    std::optional<Reason> trouble;
    if (incident_.kind == RuleKind::maintenance) trouble = trouble_with_schedule();
    incident_.standing = Standing::public_;
    follow_claims();
    incident_.desired.status = open_status();
    incident_.desired.impact = impact();
    const Wording words = wording(rule_.open);
    waits.insert(words.waits.begin(), words.waits.end());
    if (trouble) waits.insert(HeldBy::schedule);
    if (!waits.empty()) {
        const auto plan = incident_.desired.maintenance;
        incident_ = unseen;
        incident_.desired.maintenance = plan;
        // What is not seen claims nothing, even if somebody discards it.
        incident_.desired.claims.clear();
        incident_.standing = Standing::held;
        if (trouble && !incident_.held_by.contains(HeldBy::schedule)) step(*trouble);
        ask(waits, words, rule_.open);
        return false;
    }
    ask_nobody();
    incident_.dues.token.reset();
    incident_.text_reasons.clear();
    put(words.name, words.body, rule_.open.notify, rule_.open.twitter);
    return true;
}

std::set<HeldBy> Judgement::whom_to_ask() const {
    std::set<HeldBy> waits;
    if (incident_.proposal) {
        waits = incident_.held_by;
        waits.erase(HeldBy::publish);
        waits.erase(HeldBy::schedule);
    }
    const Publish publish = before_.tally.publish();
    const bool asks_first = publish == Publish::approval && !incident_.is_waived;
    // What is only to be recorded now no silence of a person lets go.
    if (asks_first || publish == Publish::record) waits.insert(HeldBy::publish);
    if (is_storm() && others_.guard->on_storm == OnStorm::approval) waits.insert(HeldBy::storm);
    if (incident_.is_flapping && rule_.flap && rule_.flap->action == FlapAction::approval)
        waits.insert(HeldBy::flap);
    return waits;
}

bool Judgement::is_storm() const {
    return incident_.kind == RuleKind::incident &&
           tocsin::is_storm(others_.guard, others_.public_count);
}

bool Judgement::is_muted() const {
    return is_muted_at(rule_, now_);
}

// Recorded until the times of the rule change.
void Judgement::keep_muted() {
    const bool is_known = incident_.standing == Standing::recorded &&
                          (incident_.dues.unmute.has_value() || incident_.reason == Reason::muted);
    incident_.standing = Standing::recorded;
    ask_nobody();
    incident_.dues.token.reset();
    incident_.dues.unmute = next_time_change(rule_, now_);
    if (!is_known) step(Reason::muted);
}

// Marked by `why`, so that it is not taken for one that may be published when it gets worse.
void Judgement::keep_unseen(HeldBy why, Reason reason) {
    incident_.standing = Standing::recorded;
    ask_nobody();
    incident_.held_by = {why};
    incident_.dues.token.reset();
    step(reason);
}

// Why a maintenance cannot be announced as it is.  Without a notice that is asked for, one may also
// begin late.
std::optional<Reason> Judgement::trouble_with_schedule() {
    const auto plan = schedule_of(subject());
    incident_.desired.maintenance = plan;
    if (!plan) return Reason::schedule_unreadable;
    const Duration notice = rule_.schedule->min_notice;
    if (notice > Duration(0) && plan->starts_at - now_ < notice) return Reason::schedule_too_soon;
    return std::nullopt;
}

// The bucket as it is, for take_token().
bool Judgement::has_token() {
    const TokenBucket bucket = refilled(rule_.name, *rule_.limit, others_.tokens, now_);
    if (!take_token(bucket)) {
        incident_.dues.token = next_token_at(bucket, *rule_.limit);
        return false;
    }
    decision_.tokens = bucket;
    return true;
}

void Judgement::overflow() {
    const bool waits_already =
        incident_.standing == Standing::held && incident_.held_by.contains(HeldBy::limit);
    if (rule_.limit->overflow == Overflow::drop)
        return keep_unseen(HeldBy::limit, Reason::limit_dropped);
    if (rule_.limit->overflow == Overflow::merge && others_.host) {
        decision_.merge_into = others_.host;
        // From now on it is the host that comes and goes.
        note_quiet(now_);
        ask_nobody();
        incident_.phase = Phase::closed;
        incident_.dues = {};
        return step(Reason::merged);
    }
    incident_.standing = Standing::held;
    ask_nobody();
    incident_.held_by = {HeldBy::limit};
    if (!waits_already) step(Reason::limit_queued);
}

}  // namespace tocsin
