// What happens in a run: what senders and people do, and when all comes to rest.
#include <algorithm>

#include "tests/sim/fixed_rules.hpp"
#include "tests/sim/world.hpp"

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

void World::send_later(Duration delay, Message message) {
    timetable_.at(clock_.wall() + delay, [this, message = std::move(message)]() mutable {
        for (Said& said : message.said) {
            if (said.late_copy) continue;
            const Said present = senders_.anew({message.source, {said}}).said.front();
            const bool same = said.firing == present.firing && said.starts_at == present.starts_at;
            // Nobody says "fires" of what is over, but for the late copies; an old "over" may come.
            if (said.firing)
                said = present;
            else
                said.late_copy = !same;
        }
        send(std::move(message));
    });
}

void World::send_anew(const Message& message) {
    const Duration delay = seconds(5) + milliseconds(rng_.below(20'000));
    timetable_.at(clock_.wall() + delay, [this, message] { send(senders_.anew(message)); });
}

void World::send(Message message) {
    if (!process_) return send_anew(message);
    Webhook webhook;
    webhook.id = WebhookId("webhook-" + std::to_string(messages_.size()));
    webhook.source = message.source;
    webhook.received_at = clock_.wall();
    webhook.envelope = senders_.envelope_of(message);
    auto group = decode(DecodeOptions{}, webhook.envelope, webhook.received_at);
    if (!group) return promises_.break_by("a message is refused: " + group.error().message);
    tell(senders_.describe(message));
    messages_.emplace(webhook.id, message);
    const auto is_answered = std::make_shared<bool>(false);
    // A sender that gets no answer asks again.
    timetable_.at(clock_.wall() + seconds(10), [this, is_answered, message] {
        if (!*is_answered) send_anew(message);
    });
    const WallTime at = webhook.received_at;
    process_->under_way.insert(at);
    store_.append(
        std::move(webhook), [this, is_answered, message, at,
                             group = std::move(group).value()](Result<Sequence> sequence) mutable {
            *is_answered = true;
            process_->under_way.erase(process_->under_way.find(at));
            if (!sequence) return send_anew(message);
            process_->dispatch->offer(sequence.value(), message.source, at, std::move(group));
        });
}

// Who gets no answer does not know what became of it, and looks again.
void World::send_act(OperatorAct act) {
    if (!process_) return;
    act.at = clock_.wall();
    tell(act.by + ": " + std::string(to_string(act.kind)) + " " + act.incident.value + " " +
         act.text);
    store_.append(act, [this, act](Result<Sequence> sequence) {
        if (sequence) process_->dispatch->offer(sequence.value(), act);
    });
}

// ---- The story ----------------------------------------------------------------------------------

void World::reload() {
    tell("a reload");
    process_->dispatch->reload(dispatch_config());
    process_->delivery->reload(delivery_options());
}

// Takes effect with a reload, or with the next start.
void World::edit_rules() {
    edit_ = {};
    if (beside_.below(2) == 0) edit_.gone = beside_.below(sim_teams().size());
    if (beside_.below(2) == 0) edit_.changed = beside_.below(sim_teams().size());
    tell("the rules are edited");
    if (process_) reload();
}

// What is not told is drawn all the same, so that what follows stays much as it was.
void World::happen(bool is_told) {
    const WallTime now = clock_.wall();
    if (faults_.crashes_now()) {
        const std::uint64_t how = rng_.below(3);
        if (how == 0 && is_told) crash("at any time");
        const std::uint64_t operations = how == 1 ? rng_.below(8) : 0;
        if (how == 1 && is_told) crash_in_ = operations;
        if (how == 2) crash_after_effect_ = crash_after_effect_ || is_told;
    }
    const std::uint64_t kind = rng_.below(100);
    if (kind < 3 && faults_.has_outages()) {
        if (!is_told) return;
        tell("an outage of the page begins");
        faults_.begin_outage();
        timetable_.at(now + faults_.outage_length(), [this] { faults_.end_outage(); });
    } else if (kind < 5 && process_) {
        if (is_told) reload();
    } else if (kind < 6 && !link_.is_busy()) {
        const Duration length = seconds(rng_.below(1'800));
        if (!is_told) return;
        tell("the machine sleeps");
        clock_.move_to(now + length);
    } else {
        for (auto& [delay, message] : senders_.next(now)) {
            if (is_told) send_later(delay, std::move(message));
        }
    }
    pump();
}

void World::happen_beside(bool is_told) {
    for (auto& [delay, message] : senders_.next_more(clock_.wall())) {
        if (is_told) send_later(delay, std::move(message));
    }
    if (is_told) {
        if (auto act = operators_.act(store_.ledger())) {
            timetable_.at(clock_.wall() + act->first,
                          [this, decided = std::move(act->second)] { send_act(decided); });
        }
    }
    order_beside(is_told);
    if (!with_.people || !is_told) return pump();
    people_.act(clock_.wall());
    if (edits_rules_ && beside_.below(25) == 0) edit_rules();
    if (refuse_at_ && (*refuse_at_)-- == 0) {
        refuse_at_.reset();
        link_.refuse_one();
    }
    pump();
}

const std::vector<std::string>& World::run() {
    start();
    steps_ = 40 + rng_.below(160);
    const std::uint64_t count = std::min(steps_, cut_.steps.value_or(steps_));
    for (std::uint64_t i = 0; i < count && promises_.broken().empty(); ++i) {
        // Mostly close together, sometimes long apart, so that timers run out in between.
        const Duration gap =
            rng_.below(8) == 0 ? seconds(rng_.below(900)) : milliseconds(rng_.below(20'000));
        run_until(clock_.wall() + gap);
        const bool is_told = !cut_.skips(i);
        happen(is_told);
        happen_beside(is_told);
    }
    if (promises_.broken().empty()) end_well();
    return promises_.broken();
}

void World::end_well() {
    tell("from here on nothing breaks any more");
    faults_.stop();
    people_.leave(clock_.wall());
    crash_in_.reset();
    crash_after_effect_ = false;
    // The rules as they were: what no rule took meanwhile is placed when it is said again.
    const bool edited = edit_.gone || edit_.changed;
    edit_ = {};
    if (edited && process_) reload();
    start();
    run_until(clock_.wall() + minutes(40));
    const bool over = rng_.below(2) == 0;
    for (const Message& message : senders_.everything(over, clock_.wall())) send(message);
    if (over) {
        for (OperatorAct& act : order_senders_.end_all(store_.ledger())) send_act(std::move(act));
    }
    run_until(clock_.wall() + longest_rule_wait);
    if (promises_.broken().empty()) check_the_end(over);
    if (promises_.broken().empty() && order_senders_.wait_a_day()) pass_a_day();
}

void World::check_the_end(bool over) {
    const WallTime now = clock_.wall();
    page_.advance(now);
    promises_.rate_is_kept(link_.begun());
    promises_.nobody_is_notified_without_cause();
    promises_.changes_arrive_in_order();
    promises_.nothing_acknowledged_is_lost();
    promises_.one_incident_for_one_problem();
    promises_.the_page_shows_what_is_public(now);
    promises_.what_fires_is_shown(now);
    promises_.components_are_right();
    promises_.what_people_wrote_stands();
    promises_.maintenances_are_as_planned(now);
    promises_.stories_are_told_once();
    promises_.nothing_is_stuck();
    promises_.what_waits_has_a_reason(now);
    promises_.what_is_public_is_up_to_date();
    promises_.acts_count_once();
    promises_.what_was_ordered_is_there_once(now);
    if (over) promises_.what_is_over_is_closed();
}

}  // namespace tocsin
