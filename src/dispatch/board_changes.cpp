// What of the board is to be written, and what need not be remembered any more.
#include <algorithm>
#include <utility>

#include "dispatch/board.hpp"

namespace tocsin {

// As a load of the store would not bring them back.
void Board::forget_unused_rules() {
    std::erase_if(rule_uses_, [](const auto& uses) { return uses.second == 0; });
    std::erase_if(ledger_.rules, [&](const auto& row) { return !rule_uses_.contains(row.first); });
}

void Board::put(const TokenBucket& tokens) {
    ledger_.tokens.insert_or_assign(tokens.rule, tokens);
    touched_tokens_.insert(tokens.rule);
}

void Board::put(const OpeningRecord& openings) {
    // Records of keys that were opened once and never again would stay for ever.
    if (!openings.opened.empty()) forget_old_openings(openings.opened.back());
    ledger_.openings.insert_or_assign(openings.key, openings);
    touched_openings_.insert(openings.key);
    forgotten_openings_.erase(openings.key);
}

void Board::forget_old_openings(WallTime now) {
    std::erase_if(ledger_.openings, [&](const auto& row) {
        const bool is_old = row.second.forget_at <= now && newest(row.first) == nullptr;
        if (is_old) forgotten_openings_.insert(row.first);
        return is_old;
    });
    std::erase_if(touched_openings_,
                  [&](const IncidentKey& key) { return forgotten_openings_.contains(key); });
}

// Of who moved more than once only where it went last.
void Board::take_members(Changes& changes) {
    const bool once =
        std::all_of(moves_.begin(), moves_.end(), [](const auto& move) { return move.second; });
    std::set<std::pair<IncidentId, AlertId>> later;
    for (std::size_t i = moves_.size(); i > 0; --i) {
        auto& [member, joined] = moves_[i - 1];
        if (!once && !later.emplace(member.incident, member.alert).second) continue;
        (joined ? changes.members : changes.members_gone).push_back(std::move(member));
    }
    std::reverse(changes.members.begin(), changes.members.end());
    moves_.clear();
}

Changes Board::take_changes() {
    Changes changes;
    for (const AlertId& id : touched_alerts_) {
        const auto at = alerts_.find(id);
        if (at != alerts_.end() && std::exchange(at->second.touched, false))
            changes.alerts.push_back(at->second.record);
    }
    changes.alerts_forgotten.assign(forgotten_alerts_.begin(), forgotten_alerts_.end());
    for (auto& [id, incident] : touched_incidents_) {
        if (!ledger_.rules.contains(incident.rule_version)) {
            const RulePtr rule = rule_of(incident);
            const RuleText text{incident.rule_version, rule->name, rule->text};
            ledger_.rules.emplace(text.version, text);
            changes.rules.push_back(text);
        }
        changes.incidents.push_back(std::move(incident));
    }
    take_members(changes);
    for (const RuleName& rule : touched_tokens_) changes.tokens.push_back(*tokens(rule));
    for (const IncidentKey& key : touched_openings_) changes.openings.push_back(*openings(key));
    changes.openings_forgotten.assign(forgotten_openings_.begin(), forgotten_openings_.end());
    changes.timeline = std::exchange(timeline_, {});
    forget_unused_rules();
    changes.cursor = ledger_.cursor;
    touched_alerts_.clear();
    forgotten_alerts_.clear();
    touched_incidents_.clear();
    touched_tokens_.clear();
    touched_openings_.clear();
    forgotten_openings_.clear();
    return changes;
}

}  // namespace tocsin
