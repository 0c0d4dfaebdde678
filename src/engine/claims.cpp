#include "engine/claims.hpp"

#include <algorithm>

namespace tocsin {
namespace {

std::optional<ComponentId> component_named(const Rule& rule, const ComponentClaim& claim,
                                           const Labels& labels) {
    std::optional<ComponentAlias> alias = claim.name;
    if (!alias) {
        const auto value = labels.find(claim.from_label.value_or(""));
        if (!value || value->empty()) return std::nullopt;
        if (claim.map.empty()) {
            alias = ComponentAlias(std::string(*value));
        } else {
            const auto mapped = claim.map.find(std::string(*value));
            if (mapped == claim.map.end()) return std::nullopt;
            alias = mapped->second;
        }
    }
    const auto component = rule.page.components.find(*alias);
    if (component == rule.page.components.end()) return std::nullopt;
    return component->second;
}

bool applies(const Rule& rule, const ComponentClaim& claim, const AlertRecord& alert,
             std::string_view source_kind) {
    if (claim.when.empty()) return true;
    const Severity severity = severity_of(rule.severity, alert.labels);
    const MatchSubject subject{alert.labels, alert.annotations, alert.source.value, source_kind,
                               severity.value};
    return matches_all(claim.when, subject);
}

}  // namespace

std::vector<ClaimedComponent> components_of(const Rule& rule, const AlertRecord& alert,
                                            std::string_view source_kind) {
    std::vector<ClaimedComponent> claimed;
    for (std::size_t i = 0; i < rule.components.size(); ++i) {
        const ComponentClaim& claim = rule.components[i];
        if (!applies(rule, claim, alert, source_kind)) continue;
        if (auto component = component_named(rule, claim, alert.labels)) {
            claimed.push_back({i, std::move(*component)});
        }
    }
    return claimed;
}

bool names_unmapped_component(const Rule& rule, const AlertRecord& alert,
                              std::string_view source_kind) {
    for (const ComponentClaim& claim : rule.components) {
        if (claim.on_unmapped != OnUnmapped::error) continue;
        if (!applies(rule, claim, alert, source_kind)) continue;
        if (!component_named(rule, claim, alert.labels)) return true;
    }
    return false;
}

std::optional<ComponentStatus> status_of(const Rule& rule, std::size_t claim,
                                         const PhaseText& phase, const Severity& severity) {
    // A maintenance only names its components; Statuspage sets them when it begins and ends.
    if (rule.kind == RuleKind::maintenance) return ComponentStatus::operational;
    const auto& own = rule.components[claim].status;
    if (own) return own->at(severity);
    if (phase.component_status) return phase.component_status->at(severity);
    return rule.component_status.at(severity);
}

void raise_claim(ComponentStates& states, const ComponentId& component, ComponentStatus status) {
    const auto [at, added] = states.emplace(component, status);
    if (!added) at->second = std::max(at->second, status);
}

}  // namespace tocsin
