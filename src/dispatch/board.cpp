#include "dispatch/board.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tocsin {
namespace {

template <class Dues, class DueAt, class Id>
void move_due(Dues& dues, DueAt& due_at, const Id& id, std::optional<WallTime> at) {
    const auto old = due_at.find(id);
    if (old != due_at.end()) {
        if (at == old->second) return;
        dues.erase({old->second, id});
        due_at.erase(old);
    }
    if (!at) return;
    dues.emplace(*at, id);
    due_at.emplace(id, *at);
}

}  // namespace

Board::Board(Ledger ledger, RuleOf rule_of, KindOf kind_of)
    : ledger_(std::move(ledger)), rule_of_(std::move(rule_of)), kind_of_(std::move(kind_of)) {
    for (const auto& [id, incident] : ledger_.incidents) index(incident);
    forget_unused_rules();
    for (const auto& [id, members] : ledger_.members) {
        for (const auto& [alert, rule] : members) {
            holders_[alert].push_back(id);
            tallies_[id].add(member_rule(id, rule), ledger_.alerts.at(alert),
                             kind_of_(ledger_.alerts.at(alert).source));
        }
    }
}

const AlertRecord* Board::alert(const AlertId& id) const {
    const auto at = ledger_.alerts.find(id);
    return at == ledger_.alerts.end() ? nullptr : &at->second;
}

const Incident* Board::incident(const IncidentId& id) const {
    const auto at = ledger_.incidents.find(id);
    return at == ledger_.incidents.end() ? nullptr : &at->second;
}

const Tally& Board::tally(const IncidentId& id) const {
    static const Tally nobody;
    const auto at = tallies_.find(id);
    return at == tallies_.end() ? nobody : at->second;
}

const std::vector<IncidentId>& Board::holders(const AlertId& id) const {
    static const std::vector<IncidentId> none;
    const auto at = holders_.find(id);
    return at == holders_.end() ? none : at->second;
}

const Incident* Board::newest(const IncidentKey& key) const {
    const auto at = by_key_.find(key);
    // ULIDs sort by the time they were made.
    return at == by_key_.end() ? nullptr : incident(*at->second.rbegin());
}

std::vector<AlertId> Board::member_ids(const IncidentId& id) const {
    std::vector<AlertId> ids;
    const auto at = ledger_.members.find(id);
    if (at == ledger_.members.end()) return ids;
    for (const auto& [alert, rule] : at->second) ids.push_back(alert);
    std::sort(ids.begin(), ids.end());
    return ids;
}

const RuleName& Board::member_rule_name(const IncidentId& id, const AlertId& alert) const {
    return ledger_.members.at(id).at(alert);
}

std::vector<const AlertRecord*> Board::members(const IncidentId& id) const {
    std::vector<const AlertRecord*> records;
    for (const AlertId& alert_id : member_ids(id)) records.push_back(alert(alert_id));
    return records;
}

std::optional<TokenBucket> Board::tokens(const RuleName& rule) const {
    const auto at = ledger_.tokens.find(rule);
    if (at == ledger_.tokens.end()) return std::nullopt;
    return at->second;
}

RulePtr Board::rule_of(const Incident& incident) const {
    return rule_of_(incident.rule, incident.rule_version);
}

RulePtr Board::member_rule(const IncidentId& incident_id, const RuleName& rule) const {
    const Incident& held_by = ledger_.incidents.at(incident_id);
    // An alert that another rule put here, and that rule is gone: the incident's own speaks for it.
    if (rule != held_by.rule) {
        if (RulePtr todays = rule_of_(rule, {})) return todays;
    }
    return rule_of(held_by);
}

void Board::put(const AlertRecord& alert) {
    const auto at = ledger_.alerts.find(alert.id);
    const std::string_view kind = kind_of_(alert.source);
    for (const IncidentId& id : holders(alert.id)) {
        const RulePtr rule = member_rule(id, ledger_.members.at(id).at(alert.id));
        tallies_[id].remove(rule, at->second, kind);
        tallies_[id].add(rule, alert, kind);
    }
    if (at == ledger_.alerts.end())
        ledger_.alerts.emplace(alert.id, alert);
    else
        at->second = alert;
    touched_alerts_.insert(alert.id);
}

void Board::forget(const AlertId& id) {
    TOCSIN_ASSERT(holders(id).empty());
    ledger_.alerts.erase(id);
    touched_alerts_.insert(id);
    set_due(id, std::nullopt);
}

void Board::put(const Incident& incident) {
    touched_incidents_.insert_or_assign(incident.id, incident);
    if (const Incident* before = this->incident(incident.id)) unindex(*before);
    if (incident.phase == Phase::closed) {
        for (const AlertId& alert : member_ids(incident.id)) {
            std::erase(holders_[alert], incident.id);
            if (holders_[alert].empty()) holders_.erase(alert);
        }
        ledger_.members.erase(incident.id);
        ledger_.incidents.erase(incident.id);
        tallies_.erase(incident.id);
        set_due(incident.id, std::nullopt);
        return;
    }
    ledger_.incidents.insert_or_assign(incident.id, incident);
    index(incident);
}

void Board::index(const Incident& incident) {
    ++rule_uses_[incident.rule_version];
    by_key_[incident.key].insert(incident.id);
    for (const IncidentKey& key : incident.merged_keys) by_key_[key].insert(incident.id);
}

void Board::unindex(const Incident& incident) {
    --rule_uses_.at(incident.rule_version);
    const auto drop = [&](const IncidentKey& key) {
        const auto at = by_key_.find(key);
        if (at == by_key_.end()) return;
        at->second.erase(incident.id);
        if (at->second.empty()) by_key_.erase(at);
    };
    drop(incident.key);
    for (const IncidentKey& key : incident.merged_keys) drop(key);
}

void Board::join(const IncidentId& incident, const AlertId& alert, const RuleName& rule) {
    auto& members = ledger_.members[incident];
    const auto before = members.find(alert);
    if (before != members.end() && before->second == rule) return;
    if (before != members.end()) part(incident, alert);
    ledger_.members[incident].emplace(alert, rule);
    holders_[alert].push_back(incident);
    const AlertRecord& record = ledger_.alerts.at(alert);
    tallies_[incident].add(member_rule(incident, rule), record, kind_of_(record.source));
    joined_[{incident, alert}] = rule;
    parted_.erase({incident, alert});
}

void Board::part(const IncidentId& incident, const AlertId& alert) {
    auto& members = ledger_.members.at(incident);
    const RuleName rule = members.at(alert);
    const AlertRecord& record = ledger_.alerts.at(alert);
    tallies_[incident].remove(member_rule(incident, rule), record, kind_of_(record.source));
    members.erase(alert);
    if (members.empty()) ledger_.members.erase(incident);
    std::erase(holders_[alert], incident);
    if (holders_[alert].empty()) holders_.erase(alert);
    parted_[{incident, alert}] = rule;
    joined_.erase({incident, alert});
}

// As a load of the store would not bring them back.
void Board::forget_unused_rules() {
    std::erase_if(rule_uses_, [](const auto& uses) { return uses.second == 0; });
    std::erase_if(ledger_.rules, [&](const auto& row) { return !rule_uses_.contains(row.first); });
}

void Board::put(const TokenBucket& tokens) {
    ledger_.tokens.insert_or_assign(tokens.rule, tokens);
    touched_tokens_.insert(tokens.rule);
}

std::optional<Board::Due> Board::next_due() const {
    std::optional<Due> next;
    if (!incident_dues_.empty()) {
        next = Due{incident_dues_.begin()->first, incident_dues_.begin()->second, {}};
    }
    if (!alert_dues_.empty() && (!next || alert_dues_.begin()->first < next->at)) {
        next = Due{alert_dues_.begin()->first, std::nullopt, alert_dues_.begin()->second};
    }
    return next;
}

void Board::set_due(const IncidentId& id, std::optional<WallTime> at) {
    move_due(incident_dues_, incident_due_at_, id, at);
}

void Board::set_due(const AlertId& id, std::optional<WallTime> at) {
    move_due(alert_dues_, alert_due_at_, id, at);
}

bool Board::is_touched() const {
    return !touched_alerts_.empty() || !touched_incidents_.empty() || !joined_.empty() ||
           !parted_.empty() || !touched_tokens_.empty();
}

Changes Board::take_changes() {
    Changes changes;
    for (const AlertId& id : touched_alerts_) {
        if (const AlertRecord* record = alert(id))
            changes.alerts.push_back(*record);
        else
            changes.alerts_forgotten.push_back(id);
    }
    for (auto& [id, incident] : touched_incidents_) {
        if (!ledger_.rules.contains(incident.rule_version)) {
            const RulePtr rule = rule_of(incident);
            const RuleText text{incident.rule_version, rule->name, rule->text};
            ledger_.rules.emplace(text.version, text);
            changes.rules.push_back(text);
        }
        changes.incidents.push_back(std::move(incident));
    }
    for (const auto& [member, rule] : joined_) {
        changes.members.push_back({member.first, member.second, rule});
    }
    for (const auto& [member, rule] : parted_) {
        changes.members_gone.push_back({member.first, member.second, rule});
    }
    for (const RuleName& rule : touched_tokens_) changes.tokens.push_back(*tokens(rule));
    forget_unused_rules();
    changes.cursor = ledger_.cursor;
    touched_alerts_.clear();
    touched_incidents_.clear();
    joined_.clear();
    parted_.clear();
    touched_tokens_.clear();
    return changes;
}

}  // namespace tocsin
