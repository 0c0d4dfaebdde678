#include "daemon/rehearsal/test_stage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/place.hpp"
#include "rules/label_set.hpp"

namespace tocsin {
namespace {

std::string_view words_of(Reason reason) {
    switch (reason) {
        case Reason::group_label_missing:
            return "it lacks a label of group_by";
        case Reason::requirement_missing:
            return "it lacks something of requires";
        case Reason::component_unmapped:
            return "its label names no component";
        default:
            return to_string(reason);
    }
}

}  // namespace

void TestStage::perform(const TestStep& step) {
    messages_.clear();
    if (step.fire.all) repeat_all(step.fire);
    for (const TestAlert& named : step.fire.alerts) fire(named);
    if (step.resolve.all) resolve_all(step.resolve);
    for (const TestAlert& named : step.resolve.alerts) resolve(named);
    for (auto& [source, group] : messages_)
        rehearsal_.receive(source, std::move(group), rehearsal_.now());
    decide(ActKind::approve, step.approve);
    decide(ActKind::discard, step.discard);
}

void TestStage::fail(const FilePlace& place, std::string message) {
    failures_.push_back({place, std::move(message), {}});
}

// Those with exactly these labels, else those that fire and have all of them.
std::vector<TestStage::Played*> TestStage::find(const TestAlert& named) {
    std::vector<Played*> same, wider;
    for (Played& played : played_) {
        if (named.is_source_given && played.source != named.source) continue;
        if (played.labels == named.labels)
            same.push_back(&played);
        else if (played.state == AlertState::firing && has_labels(played.labels, named.labels))
            wider.push_back(&played);
    }
    return same.empty() ? wider : same;
}

void TestStage::fire(const TestAlert& named) {
    auto played = std::find_if(played_.begin(), played_.end(), [&](const Played& one) {
        return one.source == named.source && one.labels == named.labels;
    });
    const bool is_new = played == played_.end() || played->state == AlertState::resolved;
    if (played == played_.end()) {
        played_.push_back({named.source, named.labels, {}, AlertState::firing, {}});
        played = std::prev(played_.end());
    }
    played->state = AlertState::firing;
    if (is_new) played->starts_at = rehearsal_.now();
    if (named.starts_at) played->starts_at = named.starts_at;
    if (named.annotations) played->annotations = *named.annotations;
    if (is_new && test_.rule) check_rule(*played, named.place);
    say(*played);
}

void TestStage::repeat_all(const TestAlerts& alerts) {
    std::size_t count = 0;
    for (const Played& played : played_) {
        if (played.state != AlertState::firing) continue;
        say(played);
        ++count;
    }
    if (count == 0) fail(alerts.place, "nothing fires that could fire on");
}

void TestStage::resolve(const TestAlert& named) {
    const std::vector<Played*> found = find(named);
    if (found.empty())
        fail(named.place, fmt::format("no alert {} was fired before", named.labels.to_text()));
    for (Played* played : found) end(*played, named);
}

void TestStage::resolve_all(const TestAlerts& alerts) {
    std::size_t count = 0;
    for (Played& played : played_) {
        if (played.state != AlertState::firing) continue;
        end(played, {});
        ++count;
    }
    if (count == 0) fail(alerts.place, "nothing fires that could be resolved");
}

void TestStage::end(Played& played, const TestAlert& named) {
    played.state = AlertState::resolved;
    if (named.starts_at) played.starts_at = named.starts_at;
    if (named.annotations) played.annotations = *named.annotations;
    say(played);
}

Labels TestStage::with_labels_of_source(const Played& played) const {
    Labels labels = played.labels;
    for (const auto [name, value] : config_.sources.at(played.source).labels) {
        if (!labels.find(name)) labels = labels.with(name, value);
    }
    return labels;
}

void TestStage::say(const Played& played) {
    Alert alert;
    alert.fingerprint = Fingerprint(fingerprint_of(played.labels));
    alert.state = played.state;
    alert.labels = with_labels_of_source(played);
    alert.annotations = played.annotations;
    alert.starts_at = played.starts_at;
    if (played.state == AlertState::resolved) alert.ends_at = rehearsal_.now();
    auto message = std::find_if(messages_.begin(), messages_.end(),
                                [&](const auto& one) { return one.first == played.source; });
    if (message == messages_.end())
        message = messages_.insert(message, {played.source, AlertGroup{}});
    message->second.alerts.push_back(std::move(alert));
}

// Incidents on which a person can decide so, of those that have the labels: as their group, or as
// one of their alerts.
std::vector<IncidentId> TestStage::waiting_for(ActKind kind, const Labels* labels) const {
    std::vector<IncidentId> found;
    for (const auto& [id, incident] : rehearsal_.incidents()) {
        const bool is_queued = kind == ActKind::discard && incident.standing == Standing::held &&
                               incident.held_by.contains(HeldBy::limit);
        if (incident.phase == Phase::closed || (!incident.proposal && !is_queued)) continue;
        const auto members = rehearsal_.board().members(id);
        const bool has_all =
            labels == nullptr || has_labels(incident.group_labels, *labels) ||
            std::any_of(members.begin(), members.end(), [&](const AlertRecord* alert) {
                return has_labels(alert->labels, *labels);
            });
        if (has_all) found.push_back(id);
    }
    return found;
}

void TestStage::decide(ActKind kind, const TestAlerts& named) {
    const auto decide_all = [&](const std::vector<IncidentId>& ids, const FilePlace& place,
                                const std::string& whose) {
        if (ids.empty()) fail(place, "nothing waits for a person" + whose);
        for (const IncidentId& id : ids) {
            const Reason answer = rehearsal_.act(kind, id);
            if (answer != Reason::act_impossible && answer != Reason::act_outdated) continue;
            fail(place, fmt::format("{} has no effect: {}", to_string(kind), to_string(answer)));
        }
    };
    if (named.all) decide_all(waiting_for(kind, nullptr), named.place, "");
    for (const TestAlert& alert : named.alerts) {
        decide_all(waiting_for(kind, &alert.labels), alert.place,
                   " and has " + alert.labels.to_text());
    }
}

// The test is about one rule: an alert that goes elsewhere would test another one.
void TestStage::check_rule(const Played& played, const FilePlace& place) {
    AlertRecord alert;
    alert.source = played.source;
    alert.labels = with_labels_of_source(played);
    alert.annotations = played.annotations;
    const std::string_view kind = to_string(config_.sources.at(played.source).kind);
    const auto takers = config_.rules.match(alert.source, kind, alert.labels, alert.annotations);
    const Placements placements = tocsin::place(config_.rules, alert, kind);
    const auto is_it = [&](const RulePtr& rule) { return rule->name == *test_.rule; };
    const bool placed =
        std::any_of(placements.placed.begin(), placements.placed.end(),
                    [&](const Placement& placement) { return is_it(placement.rule); });
    if (placed) return;
    const std::string labels = played.labels.to_text();
    if (takers.empty()) return fail(place, fmt::format("no rule takes {}", labels));
    if (std::any_of(takers.begin(), takers.end(), is_it)) {
        return fail(place,
                    fmt::format("rule \"{}\" takes {} and cannot use it: {}", test_.rule->value,
                                labels, words_of(placements.unroutable.front())));
    }
    std::string names;
    for (const RulePtr& rule : takers) {
        if (!names.empty()) names += ", ";
        names += fmt::format("\"{}\"", rule->name.value);
    }
    fail(place,
         fmt::format("{} is taken by rule {}, not by \"{}\"", labels, names, test_.rule->value));
}

}  // namespace tocsin
