#include "tests/sim/life_run.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <iostream>

#include "base/rng.hpp"
#include "daemon/rehearsal/virtual_time.hpp"
#include "dispatch/dispatch.hpp"
#include "store/memory_store.hpp"
#include "tests/sim/fixed_rules.hpp"
#include "tests/sim/model_life.hpp"

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t life_salt = 0x6c69666500000000;
constexpr WallTime life_start{std::chrono::hours(24 * 365 * 56)};
constexpr std::size_t told_max = 30;
constexpr std::array<std::string_view, 3> severities{"critical", "warning", "info"};

struct LifeAlert {
    std::string name, service;
    Severity severity;
    bool fires = false;
    WallTime changed_at{};
};

RulePtr plain_rule(Rng& rng) {
    auto rule = rule_of_team("life");
    const auto some = [&](std::uint64_t most) {
        return milliseconds(rng.below(3) == 0 ? 0 : rng.below(most * 1'000));
    };
    const auto publish = [&] {
        constexpr std::array<Publish, 4> words{Publish::auto_, Publish::auto_, Publish::approval,
                                               Publish::record};
        return words[rng.below(words.size())];
    };
    rule->for_ = some(90);
    rule->keep_firing_for = some(120);
    rule->reopen_within = some(600);
    rule->reopen_as = rng.below(2) == 0 ? ReopenAs::new_ : ReopenAs::same;
    rule->publish.fallback = publish();
    for (const std::string_view severity : severities) {
        if (rng.below(2) == 0) rule->publish.values[Severity(std::string(severity))] = publish();
    }
    rule->approval = {milliseconds(20'000 + rng.below(400'000)), rng.below(2) == 0};
    if (rng.below(2) == 0) {
        rule->monitoring.emplace();
        rule->monitoring->hold = some(200);
        rule->monitoring->status = IncidentStatus::monitoring;
    }
    return rule;
}

std::string describe(const LifeState& state) {
    std::string text;
    for (const auto& [phase, standing] : state) {
        text += " " + std::string(to_string(phase)) + "/" + std::string(to_string(standing));
    }
    return text.empty() ? " nothing" : text;
}

class LifeRun {
public:
    LifeRun(std::uint64_t seed, bool is_verbose)
        : rng_(seed ^ life_salt),
          is_verbose_(is_verbose),
          clock_(life_start),
          rule_(plain_rule(rng_)),
          model_(*rule_) {
        const std::size_t count = 1 + rng_.below(4);
        for (std::size_t i = 0; i < count; ++i) {
            LifeAlert alert;
            alert.name = "alert-" + std::to_string(i);
            alert.service = "service-" + std::to_string(rng_.below(2));
            alert.severity = Severity(std::string(severities[rng_.below(severities.size())]));
            alerts_.push_back(std::move(alert));
        }
        begin({});
    }

    std::string run(const StoryCut& cut);

private:
    void begin(Ledger ledger);
    void settle();
    void wait(Duration length);
    void tell(const std::string& event);
    void say(LifeAlert& alert);
    void decide();
    void hear();
    void judge(OperatorAct act);
    std::vector<const Incident*> incidents_of(const std::string& service) const;
    LifeState state_of(const std::string& service) const;
    std::string difference() const;

    Rng rng_;
    bool is_verbose_;
    VirtualClock clock_;
    RulePtr rule_;
    LifeModel model_;
    MemoryStore store_;
    Deliveries deliveries_;
    std::optional<Dispatch> dispatch_;
    std::vector<LifeAlert> alerts_;
    std::size_t acts_ = 0;
    std::deque<std::string> told_;
};

void LifeRun::begin(Ledger ledger) {
    DispatchConfig config;
    config.book = RuleBook({rule_}, sim_scale());
    DispatchSource source;
    source.rules.kind = "alertmanager";
    config.sources.emplace(SourceName("am"), source);
    config.load_rule = [this](const RuleText&) { return rule_; };
    dispatch_.emplace(store_, clock_, deliveries_, std::move(config), DispatchHooks{});
    dispatch_->start(std::move(ledger), Duration(0));
    settle();
}

void LifeRun::settle() {
    do {
        dispatch_->pump();
    } while (store_.pump() > 0);
}

void LifeRun::wait(Duration length) {
    const WallTime until = clock_.wall() + length;
    while (const auto due = dispatch_->next_due()) {
        if (*due > until) break;
        clock_.move_to(*due);
        settle();
    }
    clock_.move_to(until);
    settle();
    model_.move_to(until);
}

void LifeRun::tell(const std::string& event) {
    told_.push_back(format_rfc3339(clock_.wall()).substr(5, 18) + "  " + event);
    if (is_verbose_) std::cout << told_.back() << '\n';
    if (told_.size() > told_max) told_.pop_front();
}

// It begins, ends, or is said once more.
void LifeRun::say(LifeAlert& alert) {
    const WallTime now = std::chrono::floor<milliseconds>(clock_.wall());
    if (rng_.below(4) > 0 && now > alert.changed_at) {
        alert.fires = !alert.fires;
        alert.changed_at = now;
    }
    tell(alert.name + " (" + alert.service + ", " + alert.severity.value + ") " +
         (alert.fires ? "fires" : "is over"));
    Alert seen;
    seen.fingerprint = Fingerprint(alert.name);
    seen.state = alert.fires ? AlertState::firing : AlertState::resolved;
    std::vector<Labels::Pair> labels{{"alertname", alert.name},
                                     {"team", "life"},
                                     {"service", alert.service},
                                     {"severity", alert.severity.value}};
    seen.labels = Labels::from_views(labels);
    if (alert.fires)
        seen.starts_at = alert.changed_at;
    else
        seen.ends_at = alert.changed_at;
    Webhook webhook;
    webhook.id = WebhookId("webhook");
    webhook.source = SourceName("am");
    webhook.received_at = clock_.wall();
    AlertGroup group;
    group.alerts = {seen};
    store_.append(webhook, [&, at = webhook.received_at](Result<Sequence> sequence) {
        dispatch_->offer(sequence.value(), SourceName("am"), at, group);
    });
    settle();
    model_.hear(alert.service, alert.name, alert.severity, alert.fires, clock_.wall());
}

std::vector<const Incident*> LifeRun::incidents_of(const std::string& service) const {
    std::vector<const Incident*> all;
    for (const auto& [id, incident] : store_.ledger().incidents) {
        if (incident.group_labels.get("service") == service) all.push_back(&incident);
    }
    return all;
}

void LifeRun::judge(OperatorAct act) {
    act.at = clock_.wall();
    act.by = "operator-" + std::to_string(++acts_);
    tell(std::string(to_string(act.kind)) + " " + act.incident.value + " " + act.text);
    store_.append(act, [&](Result<Sequence> sequence) { dispatch_->offer(sequence.value(), act); });
    settle();
}

// A person decides on the newest of a service, sometimes with a text that nobody showed.
void LifeRun::decide() {
    const std::string& service = alerts_[rng_.below(alerts_.size())].service;
    const auto incidents = incidents_of(service);
    const std::uint64_t choice = rng_.below(4);
    if (incidents.empty()) return;
    const Incident newest = *incidents.back();
    OperatorAct act;
    act.incident = newest.id;
    if (newest.proposal) {
        const bool is_right = choice > 0;
        act.kind = choice < 3 ? ActKind::approve : ActKind::discard;
        act.text = is_right ? text_mark(*newest.proposal) : "000000000000";
        judge(act);
        if (is_right && act.kind == ActKind::approve) model_.approve(service, clock_.wall());
        if (is_right && act.kind == ActKind::discard) model_.discard(service, clock_.wall());
        return;
    }
    const bool goes_on = newest.phase == Phase::open || newest.phase == Phase::monitoring;
    const bool fires = std::any_of(alerts_.begin(), alerts_.end(), [&](const LifeAlert& alert) {
        return alert.service == service && alert.fires;
    });
    if (choice > 0 || !goes_on || !fires || newest.standing != Standing::public_) return;
    act.kind = ActKind::resolve;
    judge(act);
    model_.resolve(service, clock_.wall());
    // The page hears of it, and tocsin of that, before anything else happens.
    hear();
    wait(seconds(61));
}

// The page hears of everything there is to say.
void LifeRun::hear() {
    std::map<std::string, std::size_t> places;
    for (const auto& [id, incident] : store_.ledger().incidents) {
        const std::string service(incident.group_labels.get("service"));
        const std::size_t place = places[service]++;
        if (incident.standing != Standing::public_) continue;
        const bool is_new = !deliveries_[id].statuspage_id;
        const bool is_over = is_final(incident.desired.status);
        if (is_new && is_over) continue;
        deliveries_[id].incident = id;
        deliveries_[id].statuspage_id = StatuspageId("on-the-page");
        deliveries_[id].acknowledged = incident.desired;
        deliveries_[id].over = is_over;
        if (!incident.is_ended_by_hand) model_.page_hears(service, place);
    }
    tell("the page hears");
}

LifeState LifeRun::state_of(const std::string& service) const {
    LifeState state;
    for (const Incident* incident : incidents_of(service)) {
        const bool is_quiet = incident->standing == Standing::quiet || incident->is_ended_by_hand;
        state.emplace_back(is_quiet ? Phase::open : incident->phase,
                           is_quiet ? Standing::quiet : incident->standing);
    }
    return state;
}

std::string LifeRun::difference() const {
    for (const LifeAlert& alert : alerts_) {
        const LifeState ours = state_of(alert.service), models = model_.state_of(alert.service);
        if (ours != models)
            return alert.service + ": tocsin says" + describe(ours) + ", the model" +
                   describe(models) + "\n";
    }
    return "";
}

std::string LifeRun::run(const StoryCut& cut) {
    const std::uint64_t count = std::min(life_steps, cut.steps.value_or(life_steps));
    for (std::uint64_t i = 0; i < count; ++i) {
        const bool is_long = rng_.below(6) == 0;
        const Duration gap = milliseconds(1 + rng_.below(is_long ? 700'000 : 40'000));
        // What a step draws is its own affair: without it the others draw what they drew.
        Rng rest(rng_.next());
        std::swap(rng_, rest);
        if (!cut.skips(i)) {
            wait(gap);
            const std::uint64_t kind = rng_.below(10);
            if (kind < 6) say(alerts_[rng_.below(alerts_.size())]);
            if (kind == 6) decide();
            if (kind == 7 || kind == 8) hear();
            if (kind == 9 && rng_.below(4) == 0) {
                tell("tocsin starts anew");
                begin(store_.ledger());
            }
        }
        std::swap(rng_, rest);
        std::string how = difference();
        if (how.empty()) continue;
        for (const std::string& event : told_) how += "  " + event + "\n";
        return how;
    }
    return "";
}

}  // namespace

std::string difference_in_life(std::uint64_t seed, bool is_verbose, const StoryCut& cut) {
    LifeRun run(seed, is_verbose);
    return run.run(cut);
}

}  // namespace tocsin
