#include "engine/tally.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tocsin {
namespace {

template <class Map, class Key>
void count_in(Map& map, const Key& key, int by) {
    auto& count = map[key];
    TOCSIN_ASSERT(by > 0 || count > 0);
    count += static_cast<std::size_t>(by);
    if (count == 0) map.erase(key);
}

}  // namespace

void Tally::add(const RulePtr& rule, const AlertRecord& alert, std::string_view source_kind) {
    auto& held = rules_[rule.get()];
    held.first = rule;
    ++held.second;
    count(rule, alert, source_kind, 1);
}

void Tally::remove(const RulePtr& rule, const AlertRecord& alert, std::string_view source_kind) {
    count(rule, alert, source_kind, -1);
    const auto held = rules_.find(rule.get());
    TOCSIN_ASSERT(held != rules_.end());
    if (--held->second.second == 0) rules_.erase(held);
}

void Tally::count(const RulePtr& rule, const AlertRecord& alert, std::string_view source_kind,
                  int by) {
    const auto step = static_cast<std::size_t>(by);
    const Severity severity = severity_of(rule->severity, alert.labels);
    members_ += step;
    count_in(sources_, alert.source, by);
    if (alert.state == AlertState::firing) {
        firing_ += step;
        count_in(levels_, LevelKey{rule.get(), severity}, by);
    } else if (alert.doubtful_until) {
        doubtful_ += step;
    }
    if (rule->components.empty()) return;
    ClaimCounts& counts = counts_of(alert);
    for (const ClaimedComponent& claimed : components_of(*rule, alert, source_kind)) {
        count_in(counts, ClaimKey{rule.get(), claimed, severity}, by);
    }
    if (!tocsin::may_fire(alert) && counts.empty()) ended_.erase(alert.changed_at);
}

Tally::ClaimCounts& Tally::counts_of(const AlertRecord& alert) {
    if (alert.state == AlertState::firing) return active_;
    return alert.doubtful_until ? doubted_ : ended_[alert.changed_at];
}

std::optional<Severity> Tally::worst(const SeverityScale& scale) const {
    std::optional<Severity> worst;
    for (const auto& [key, count] : levels_) {
        if (!worst || is_worse(scale, key.severity, *worst)) worst = key.severity;
    }
    return worst;
}

Publish Tally::publish() const {
    Publish most_open = Publish::record;
    for (const auto& [key, count] : levels_) {
        most_open =
            std::max(most_open, key.rule->publish.at(key.severity).value_or(Publish::record));
    }
    return most_open;
}

ComponentStates Tally::claims(const PhaseText& phase, WallTime since) const {
    ComponentStates states;
    take(active_, phase, states);
    for (auto at = ended_.upper_bound(since); at != ended_.end(); ++at) {
        take(at->second, phase, states);
    }
    return states;
}

ComponentStates Tally::doubtful_claims(const PhaseText& phase) const {
    ComponentStates states;
    take(doubted_, phase, states);
    return states;
}

void Tally::take(const ClaimCounts& counts, const PhaseText& phase, ComponentStates& into) {
    for (const auto& [key, count] : counts) {
        const auto status = status_of(*key.rule, key.claimed.claim, phase, key.severity);
        if (status) raise_claim(into, key.claimed.component, *status);
    }
}

std::optional<WallTime> Tally::next_end_after(WallTime since) const {
    const auto at = ended_.upper_bound(since);
    if (at == ended_.end()) return std::nullopt;
    return at->first;
}

std::vector<SourceName> Tally::sources() const {
    std::vector<SourceName> names;
    for (const auto& [name, count] : sources_) names.push_back(name);
    return names;
}

}  // namespace tocsin
