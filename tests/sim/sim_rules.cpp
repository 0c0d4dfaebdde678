#include "tests/sim/sim_rules.hpp"

#include <algorithm>
#include <array>

#include "template/data.hpp"
#include "tests/sim/fixed_rules.hpp"

namespace tocsin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Template text(std::string_view source) {
    return Template::parse(source, incident_fields()).value();
}

UpdatePhase update_on(std::set<Reason> reasons, Duration every) {
    UpdatePhase update;
    update.on = std::move(reasons);
    update.every = every;
    update.notify = true;
    update.body = text(
        "{{ .Severity }} on host ({{ .CommonLabels.host }}):"
        "{{ range .Alerts.Firing }} {{ .Labels.alertname }}{{ end }}.");
    return update;
}

void show_host(Rule& rule) {
    rule.open.body =
        text("{{ .GroupLabels.service }} has trouble on host ({{ .CommonLabels.host }}).");
    rule.missing = Missing::empty;
    rule.update = update_on({Reason::severity_up, Reason::alerts_changed}, minutes(2));
}

MonitoringPhase monitoring_for(Duration hold) {
    MonitoringPhase monitoring;
    monitoring.status = IncidentStatus::monitoring;
    monitoring.hold = hold;
    monitoring.body = text("We are watching {{ .GroupLabels.service }}.");
    return monitoring;
}

// Stretches of as many minutes, with as many between them.
std::vector<TimeInterval> every_second(int length) {
    TimeInterval interval;
    interval.name = "stretches";
    for (int at = 0; at + length <= 24 * 60; at += 2 * length)
        interval.times.push_back({at, at + length});
    return {interval};
}

template <class T>
T one_of(Rng& rng, std::initializer_list<T> choices) {
    return *(choices.begin() + rng.below(choices.size()));
}

}  // namespace

const std::vector<std::string_view>& sim_asking_teams() {
    static const std::vector<std::string_view> teams{"asked", "risen", "guarded", "holey",
                                                     "capped"};
    return teams;
}

const std::vector<std::string_view>& sim_braked_teams() {
    static const std::vector<std::string_view> teams{"held-open", "flap-asked", "suppressed",
                                                     "muted", "active"};
    return teams;
}

const std::vector<std::string_view>& sim_absent_teams() {
    static const std::vector<std::string_view> teams{"stale", "slow"};
    return teams;
}

const std::vector<std::string_view>& sim_drawn_teams() {
    static const std::vector<std::string_view> teams{"drawn", "drafted"};
    return teams;
}

SimRules::SimRules(const RuleChances& chances) {
    if (chances.asking) add_asking(*chances.asking);
    if (chances.braked) add_braked(*chances.braked);
    if (chances.absent) add_absent(*chances.absent);
    if (!chances.drawn) return;
    Rng rng = *chances.drawn;
    for (const std::string_view team : sim_drawn_teams()) more_.push_back(drawn_rule(team, rng));
}

void SimRules::add_asking(Rng rng) {
    guard_.deny = {compile_guard_pattern(denied_pattern).compiled};
    guard_.on_match = one_of(rng, {OnMatch::approval, OnMatch::redact, OnMatch::drop});
    auto asked = rule_of_team("asked");
    asked->publish.fallback = Publish::approval;
    asked->approval.timeout = minutes(8);
    asked->keep_firing_for = seconds(20);
    asked->reopen_within = minutes(5);
    auto risen = rule_of_team("risen");
    risen->publish.values = {{Severity("critical"), Publish::auto_}};
    risen->publish.fallback = Publish::approval;
    risen->approval = {minutes(6), rng.below(2) == 0};
    show_host(*risen);
    auto guarded = rule_of_team("guarded");
    show_host(*guarded);
    guarded->monitoring = monitoring_for(minutes(3));
    guarded->approval = {minutes(10), rng.below(2) == 0};
    auto holey = rule_of_team("holey");
    show_host(*holey);
    holey->missing = Missing::approval;
    holey->approval.timeout = minutes(20);
    holey->reopen_within = minutes(5);
    holey->reopen_as = ReopenAs::same;
    auto capped = rule_of_team("capped");
    capped->limit = Limit{1, minutes(20), Overflow::approval, ""};
    capped->approval.timeout = minutes(15);
    capped->for_ = seconds(15);
    more_.insert(more_.end(), {asked, risen, guarded, holey, capped});
}

void SimRules::add_braked(Rng rng) {
    if (rng.below(2) == 0) {
        guard_.open_incidents_max = 1 + rng.below(4);
        guard_.on_storm = one_of(rng, {OnStorm::approval, OnStorm::drop});
    }
    const auto opens = static_cast<std::uint32_t>(2 + rng.below(2));
    const Flap flap{opens, minutes(20), FlapAction::hold, minutes(10)};
    auto held = rule_of_team("held-open");
    held->flap = flap;
    held->reopen_within = minutes(rng.below(3));
    auto asked = rule_of_team("flap-asked");
    asked->flap = flap;
    asked->flap->action = FlapAction::approval;
    asked->approval.timeout = minutes(12);
    auto suppressed = rule_of_team("suppressed");
    suppressed->flap = flap;
    suppressed->flap->action = FlapAction::suppress;
    auto muted = rule_of_team("muted");
    muted->mute_intervals = every_second(static_cast<int>(5 + rng.below(20)));
    muted->keep_firing_for = seconds(30);
    muted->reopen_within = minutes(4);
    auto active = rule_of_team("active");
    active->active_intervals = every_second(static_cast<int>(5 + rng.below(20)));
    active->monitoring = monitoring_for(minutes(2));
    more_.insert(more_.end(), {held, asked, suppressed, muted, active});
}

void SimRules::add_absent(Rng rng) {
    auto stale = rule_of_team("stale");
    stale->stale_after = minutes(2 + rng.below(8));
    stale->update = update_on({Reason::alerts_changed}, minutes(1));
    auto slow = rule_of_team("slow");
    slow->stale_after = minutes(15);
    slow->keep_firing_for = minutes(1);
    slow->monitoring = monitoring_for(minutes(2));
    slow->reopen_within = minutes(5);
    more_.insert(more_.end(), {stale, slow});
}

RulePtr drawn_rule(std::string_view team, Rng& rng) {
    auto rule = rule_of_team(team);
    const auto short_while = [&] { return seconds(rng.below(3) == 0 ? 0 : rng.below(150)); };
    rule->for_ = short_while();
    rule->keep_firing_for = short_while();
    rule->reopen_within = seconds(rng.below(3) == 0 ? 0 : rng.below(900));
    rule->reopen_as = one_of(rng, {ReopenAs::new_, ReopenAs::same});
    const auto publish = [&] {
        return one_of(rng, {Publish::auto_, Publish::auto_, Publish::approval, Publish::record});
    };
    rule->publish.fallback = publish();
    if (rng.below(2) == 0) rule->publish.values = {{Severity("critical"), publish()}};
    rule->approval = {minutes(1 + rng.below(15)), rng.below(2) == 0};
    if (rng.below(2) == 0) rule->monitoring = monitoring_for(seconds(rng.below(300)));
    if (rng.below(2) == 0) {
        show_host(*rule);
        rule->update->every = seconds(rng.below(200));
        rule->missing = one_of(rng, {Missing::fallback, Missing::approval, Missing::empty});
    }
    if (rng.below(3) == 0) {
        rule->limit = Limit{static_cast<std::uint32_t>(1 + rng.below(3)), minutes(10), {}, ""};
        rule->limit->overflow =
            one_of(rng, {Overflow::merge, Overflow::queue, Overflow::approval, Overflow::drop});
    }
    if (rng.below(3) == 0) {
        rule->flap =
            Flap{static_cast<std::uint32_t>(2 + rng.below(3)), minutes(15), {}, minutes(8)};
        rule->flap->action =
            one_of(rng, {FlapAction::hold, FlapAction::approval, FlapAction::suppress});
    }
    if (rng.below(4) == 0) rule->mute_intervals = every_second(static_cast<int>(3 + rng.below(12)));
    if (rng.below(4) == 0) rule->stale_after = minutes(3 + rng.below(10));
    if (rng.below(4) == 0) rule->publish_over = true;
    return rule;
}

RuleBook SimRules::book(const RuleEdit& edit) const {
    std::vector<RulePtr> rules;
    for (std::size_t i = 0; i < first_rules().size(); ++i) {
        if (edit.gone == i) continue;
        rules.push_back(edit.changed == i ? changed_rules()[i] : first_rules()[i]);
    }
    rules.insert(rules.end(), planned_rules().begin(), planned_rules().end());
    rules.insert(rules.end(), more_.begin(), more_.end());
    return RuleBook(std::move(rules), sim_scale());
}

RulePtr SimRules::stored(const RuleVersion& version) const {
    for (const auto* rules : {&first_rules(), &changed_rules(), &planned_rules(), &more_}) {
        for (const RulePtr& rule : *rules) {
            if (rule->version == version) return rule;
        }
    }
    return nullptr;
}

RulePtr SimRules::of_team(std::string_view team) const {
    for (const auto* rules : {&first_rules(), &planned_rules(), &more_}) {
        for (const RulePtr& rule : *rules) {
            if (rule->name.value == team) return rule;
        }
    }
    return nullptr;
}

}  // namespace tocsin
