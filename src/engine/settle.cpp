#include "engine/settle.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace tocsin {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

// The incident update that the call made; null if it made none.
const PageUpdate* made_by(const PageCall& call, const PageIncident& shown) {
    if (shown.updates.empty()) return nullptr;
    // The first there was.
    if (std::holds_alternative<CreateCall>(call)) return &shown.updates.back();
    const auto* update = std::get_if<UpdateCall>(&call);
    if (update == nullptr || (!update->body && !update->status)) return nullptr;
    if (!update->body) return &shown.updates.front();
    const auto at =
        std::find_if(shown.updates.begin(), shown.updates.end(),
                     [&](const PageUpdate& one) { return same_text(one.body, *update->body); });
    return at == shown.updates.end() ? &shown.updates.front() : &*at;
}

// What the page shows once the call was taken.  A bare resolve left all else as it was, which
// counts if the incident is ever opened again.
PageState shown_after(const DeliveryRecord& row) {
    PageState state = row.intent->target;
    if (!row.bare_resolve || !row.acknowledged || !is_final(state.status)) return state;
    state.name = row.acknowledged->name;
    state.impact = row.acknowledged->impact;
    state.concerned = row.acknowledged->concerned;
    state.maintenance = row.acknowledged->maintenance;
    return state;
}

// One settlement at work.
struct Draft {
    Settlement out;
    const RetryRules& rules;
    WallTime now;
    Rng& rng;

    DeliveryRecord& row() { return out.delivery; }

    void succeed(const PageIncident* shown, Reason reason) {
        const Intent intent = *row().intent;
        const std::uint64_t tweeted = row().acknowledged ? row().acknowledged->tweet : 0;
        const bool tweet_call = std::holds_alternative<TweetCall>(intent.what);
        row().acknowledged = shown_after(row());
        row().intent.reset();
        row().failures = 0;
        row().failing_since.reset();
        row().next_try_at.reset();
        row().dead_letter.reset();
        row().bare_resolve = false;
        row().over = is_final(intent.target.status);
        out.reason = reason;
        if (tweet_call) row().tweet_update.reset();
        if (shown == nullptr || tweet_call) return;
        if (std::holds_alternative<CreateCall>(intent.what)) {
            row().statuspage_id = shown->id;
            row().attempt.reset();
            // Its first sending may have landed after all: what the page shows now tells.
            if (std::exchange(row().resent, false)) out.view_is_stale = true;
        }
        const PageUpdate* made = made_by(intent.what, *shown);
        if (made == nullptr) return;
        row().own_updates.insert(made->id);
        forget_old_updates(*shown, intent.prepared_at);
        const bool realtime = !intent.target.maintenance;
        if (realtime && intent.target.tweet > tweeted) row().tweet_update = made->id;
    }

    // Those that no look will take for another call's (shows_update): an incident that lasts for
    // weeks does not carry them all in its row.
    void forget_old_updates(const PageIncident& shown, WallTime prepared_at) {
        for (const PageUpdate& update : shown.updates) {
            if (update.created_at < prepared_at - clock_skew_max)
                row().own_updates.erase(update.id);
        }
    }

    void fail(Reason reason) {
        ++row().failures;
        if (!row().failing_since) row().failing_since = now;
        row().next_try_at = now + backoff(rules, row().failures, rng);
        out.reason = reason;
    }

    // Again later, unless it has been tried for too long.
    void try_later(unsigned code, const std::string& why, Reason reason) {
        fail(reason);
        if (is_tired())
            give_up(code, why, Reason::given_up);
        else
            withdraw();
    }

    void withdraw() {
        keep_attempt();
        row().intent.reset();
    }

    // The same marker on every resend of one create.
    void keep_attempt() {
        const auto* create = std::get_if<CreateCall>(&row().intent->what);
        if (create != nullptr) row().attempt = create->marker.attempt;
    }

    void give_up(unsigned code, const std::string& why, Reason reason) {
        const Intent intent = *row().intent;
        row().dead_letter = DeadLetter{intent.target,
                                       std::string(operation_of(intent.what)),
                                       code,
                                       why,
                                       row().failures + 1,
                                       now};
        withdraw();
        // What comes after it has its own time.
        row().failures = 0;
        row().failing_since.reset();
        row().next_try_at.reset();
        out.dead_letter = why;
        out.reason = reason;
    }

    // It took the call, and left what it was to open again as it was.
    bool stays_over(const PageIncident* shown) const {
        const DeliveryRecord& before = out.delivery;
        return shown != nullptr && is_over(*shown) && before.acknowledged &&
               is_final(before.acknowledged->status) && !is_final(before.intent->target.status);
    }

    void believe(const PageIncident* shown) {
        if (!stays_over(shown)) return succeed(shown, Reason::acknowledged);
        out.reopen_refused = true;
        give_up(200, "it was accepted, but the incident stays resolved", Reason::refused_by_page);
    }

    void turn_down(const Refused& refused) {
        const auto* update = std::get_if<UpdateCall>(&row().intent->what);
        const bool was_over = row().acknowledged && is_final(row().acknowledged->status);
        if (update != nullptr && was_over && update->status && !is_final(*update->status)) {
            out.reopen_refused = true;
        }
        // Also where the page shows it resolved already and only a text was left to say: what
        // follows a bare resolve that says nothing is that the incident is over.
        const bool resolve = update != nullptr && is_final(row().intent->target.status);
        const bool had_more =
            update != nullptr &&
            (update->body || update->name || update->impact || update->maintenance ||
             update->component_ids || !update->components.empty());
        give_up(refused.status, refused.why, Reason::refused_by_page);
        // A problem that is over must not stay open for the sake of its text.
        if (resolve && had_more && !row().bare_resolve) {
            row().bare_resolve = true;
            out.dead_letter.reset();
        } else {
            row().bare_resolve = false;
        }
    }

    void lose_sight() {
        keep_attempt();
        row().intent->state = IntentState::unknown;
        row().intent->looks = 0;
        fail(Reason::outcome_unknown);
    }

    bool is_tired() const {
        const auto& since = out.delivery.failing_since;
        return since && now - *since >= rules.give_up_after;
    }
};

}  // namespace

Settlement settle(const DeliveryRecord& delivery, const PageReply& reply, const RetryRules& rules,
                  WallTime now, Rng& rng) {
    TOCSIN_ASSERT(delivery.intent && delivery.intent->state == IntentState::sent);
    Draft draft{{delivery, Reason::acknowledged, {}, false, false}, rules, now, rng};
    std::visit(Overloaded{
                   [&](const Accepted& accepted) {
                       draft.believe(std::get_if<PageIncident>(&accepted.what));
                   },
                   [&](const Refused& refused) { draft.turn_down(refused); },
                   [&](const NotApplied& not_applied) {
                       draft.try_later(0, not_applied.why, Reason::not_applied);
                   },
                   // The key waits, not the incident: it goes on as soon as the key may.
                   [&](const Limited&) {
                       draft.withdraw();
                       draft.out.reason = Reason::rate_limited;
                   },
                   [&](const Unauthorised&) {
                       draft.withdraw();
                       draft.out.reason = Reason::key_refused;
                   },
                   [&](const PageRefused&) {
                       draft.withdraw();
                       draft.out.reason = Reason::page_refused;
                   },
                   // The next view shows whether the incident or the page is gone.
                   [&](const NotFound& missing) {
                       draft.try_later(0, missing.why, Reason::incident_missing);
                       draft.out.view_is_stale = true;
                   },
                   [&](const Unknown&) { draft.lose_sight(); },
               },
               reply);
    return std::move(draft.out);
}

Settlement settle_look(const DeliveryRecord& delivery, const Look& look, const RetryRules& rules,
                       WallTime now, Rng& rng) {
    TOCSIN_ASSERT(delivery.intent && delivery.intent->state == IntentState::unknown);
    Draft draft{{delivery, Reason::adopted, {}, false, true}, rules, now, rng};
    if (look.found()) {
        draft.succeed(&*look.found(), Reason::adopted);
        return std::move(draft.out);
    }
    Intent& intent = *draft.row().intent;
    ++intent.looks;
    intent.looked_at = now;
    const bool tweet = std::holds_alternative<TweetCall>(intent.what);
    if (!tweet && !look.is_missing() && intent.looks < 2) {
        // One miss proves nothing: it may still land, and lists may lag.
        draft.row().next_try_at = now + rules.settle;
        draft.out.reason = Reason::not_found_yet;
        return std::move(draft.out);
    }
    if (std::holds_alternative<CreateCall>(intent.what)) draft.row().resent = true;
    draft.out.reason = Reason::send_again;
    if (draft.is_tired()) {
        draft.give_up(0, "its outcome stayed unknown for too long", Reason::given_up);
    } else {
        draft.withdraw();
        draft.row().next_try_at.reset();
    }
    return std::move(draft.out);
}

DeliveryRecord after_restart(DeliveryRecord delivery, std::optional<WallTime> alive_at,
                             WallTime now) {
    if (delivery.failing_since && alive_at && *alive_at < now) {
        *delivery.failing_since += now - std::max(*alive_at, *delivery.failing_since);
    }
    if (!delivery.intent) return delivery;
    const auto* create = std::get_if<CreateCall>(&delivery.intent->what);
    if (create != nullptr) delivery.attempt = create->marker.attempt;
    if (delivery.intent->state == IntentState::prepared) {
        delivery.intent.reset();
    } else if (delivery.intent->state == IntentState::sent) {
        delivery.intent->state = IntentState::unknown;
        delivery.intent->looks = 0;
        if (!delivery.failing_since) delivery.failing_since = now;
    }
    return delivery;
}

Health settle_health(BucketRecord bucket, PageRecord page, const PageReply& reply,
                     const RetryRules& rules, WallTime now) {
    Health health{std::move(bucket), std::move(page), false};
    BucketRecord& key = health.bucket;
    std::visit(
        Overloaded{
            [&](const Limited& limited) { key.blocked_until = now + limited.retry_after; },
            [&](const Unauthorised& refused) {
                key.parked_until = now + parked_for;
                key.parked_why = refused.why;
            },
            [&](const PageRefused& refused) {
                health.page.parked_until = now + parked_for;
                health.page.parked_why = refused.why;
            },
            [&](const auto& other) {
                using Reply = std::decay_t<decltype(other)>;
                if constexpr (std::is_same_v<Reply, Unknown> || std::is_same_v<Reply, NotApplied>) {
                    ++key.failures;
                    if (key.failures >= rules.breaker_failures) {
                        key.breaker_until = now + rules.breaker_open_for;
                    }
                } else {
                    const bool failed_before =
                        key.failures > 0 || key.parked_until || health.page.parked_until;
                    health.recovered = failed_before && std::is_same_v<Reply, Accepted>;
                    key.failures = 0;
                    key.breaker_until.reset();
                    key.parked_until.reset();
                    key.parked_why.clear();
                    if (std::is_same_v<Reply, NotFound>) return;
                    health.page.parked_until.reset();
                    health.page.parked_why.clear();
                }
            },
        },
        reply);
    return health;
}

}  // namespace tocsin
