#include "tests/dispatch/judge_scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {

Matcher a_matcher(std::string_view text) {
    return std::get<Matcher>(parse_matcher(text));
}

JudgeScene::JudgeScene(std::vector<RulePtr> rules) : book(std::move(rules), a_scale()) {
    sources[the_source()].kind = "alertmanager";
    hooks_.deduplicated = [this](const SourceName&, std::size_t count) { duplicates += count; };
    hooks_.unroutable = [this](Reason reason) { unroutable.push_back(reason); };
    hooks_.rule_matched = [this](const RuleName& rule) { matched.push_back(rule.value); };
    hooks_.step = [this](const Incident&, Reason reason) { steps.push_back(reason); };
    hooks_.text_problem = [this](const RuleName&, TextProblem problem) {
        text_problems.push_back(problem);
    };
    make_judge({});
}

void JudgeScene::make_judge(Ledger ledger) {
    judge_.reset();
    board.emplace(
        std::move(ledger),
        [this](const RuleName& name, const RuleVersion&) {
            const RulePtr todays = book.find(name);
            return todays ? todays : retired_.at(name);
        },
        [this](const SourceName& source) -> std::string_view { return sources[source].kind; });
    judge_.emplace(*board, JudgeRules{book, guard, dry_pages, sources}, silences, deliveries,
                   hooks_);
    judge_->set_all_dues(now);
}

void JudgeScene::change_rules(std::vector<RulePtr> rules) {
    for (const RulePtr& rule : book.rules()) retired_[rule->name] = rule;
    Ledger rows = board->release();
    book = RuleBook(std::move(rules), a_scale());
    make_judge(std::move(rows));
}

void JudgeScene::receive(const std::vector<Alert>& alerts, const SourceName& source,
                         std::uint64_t group_id, std::uint32_t truncated) {
    AlertGroup group;
    group.alerts = alerts;
    group.group = group_id;
    group.truncated_count = truncated;
    judge_->judge_group(source, group, now);
}

OrderOutcome JudgeScene::order(const CreateOrder& order) {
    return judge_->judge_order(SourceName("seed"), order, now);
}

void JudgeScene::fire(const AlertBuilder& alert) {
    receive({AlertBuilder(alert).since(now)});
}

void JudgeScene::resolve(AlertBuilder alert) {
    Alert over = alert.until(now);
    over.state = AlertState::resolved;
    receive({over});
}

void JudgeScene::pass(Duration time) {
    judge_->judge_dues(now, now + time);
    now += time;
}

void JudgeScene::find(FindingKind kind, const IncidentId& id) {
    judge_->judge_finding({kind, id, now}, now);
}

void JudgeScene::find_absent(const std::vector<Alert>& alerts, WallTime asked_at,
                             const SourceName& source) {
    Finding finding{FindingKind::absent_at_sender, {}, now, {source, asked_at, {}}};
    for (const Alert& alert : alerts) finding.absence.alerts.push_back(alert.fingerprint);
    judge_->judge_finding(finding, now);
}

Reason JudgeScene::act(ActKind kind, const IncidentId& id, const std::string& text) {
    return judge_->judge_act({kind, id, text, "alice", now}, now);
}

void JudgeScene::tell() {
    for (const auto& [id, incident] : board->incidents()) {
        if (incident.standing != Standing::public_) continue;
        deliveries[id] = delivered(incident, "page-" + id.value);
    }
}

std::vector<Incident> JudgeScene::incidents() const {
    std::vector<Incident> all;
    for (const auto& [id, incident] : board->incidents()) all.push_back(incident);
    return all;
}

const Incident& JudgeScene::of(const std::string& service) const {
    static const Incident none;
    const Incident* newest = nullptr;
    for (const auto& [id, incident] : board->incidents()) {
        if (incident.group_labels.get("service") == service) newest = &incident;
    }
    EXPECT_NE(newest, nullptr) << "no incident of " << service;
    return newest == nullptr ? none : *newest;
}

std::vector<std::string> JudgeScene::members(const Incident& incident) const {
    std::vector<std::string> names;
    for (const AlertRecord* alert : board->members(incident.id)) {
        names.emplace_back(alert->labels.get("alertname"));
    }
    std::sort(names.begin(), names.end());
    return names;
}

const AlertRecord& JudgeScene::record(const Alert& alert) const {
    static const AlertRecord none;
    const AlertRecord* found = board->alert(alert_id_of(the_source(), alert.fingerprint));
    EXPECT_NE(found, nullptr);
    return found == nullptr ? none : *found;
}

bool JudgeScene::knows(const Alert& alert) const {
    return board->alert(alert_id_of(the_source(), alert.fingerprint)) != nullptr;
}

}  // namespace tocsin
