#include "domain/words.hpp"

#include <array>

#include "base/assert.hpp"

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 5> component_statuses{
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"};
constexpr std::array<std::string_view, 8> incident_statuses{
    "investigating", "identified",  "monitoring", "resolved",
    "scheduled",     "in_progress", "verifying",  "completed"};
constexpr std::array<std::string_view, 5> impacts{"none", "maintenance", "minor", "major",
                                                  "critical"};
constexpr std::array<std::string_view, 3> rule_kinds{"incident", "maintenance", "backfill"};
constexpr std::array<std::string_view, 5> phases{"pending", "open", "monitoring", "resolved",
                                                 "closed"};
constexpr std::array<std::string_view, 4> standings{"held", "public", "recorded", "quiet"};
constexpr std::array<std::string_view, 7> holds{"publish", "guard", "missing", "schedule",
                                                "storm",   "limit", "flap"};
constexpr std::array<std::string_view, 3> acts{"approve", "discard", "resolve"};

template <class Enum, std::size_t N>
std::string_view word_at(const std::array<std::string_view, N>& words, Enum value) {
    const auto index = static_cast<std::size_t>(value);
    TOCSIN_ASSERT(index < N);
    return words[index];
}

}  // namespace

std::string_view to_string(ComponentStatus status) {
    return word_at(component_statuses, status);
}
std::string_view to_string(IncidentStatus status) {
    return word_at(incident_statuses, status);
}
std::string_view to_string(Impact impact) {
    return word_at(impacts, impact);
}
std::string_view to_string(RuleKind kind) {
    return word_at(rule_kinds, kind);
}
std::string_view to_string(Phase phase) {
    return word_at(phases, phase);
}
std::string_view to_string(Standing standing) {
    return word_at(standings, standing);
}
std::string_view to_string(HeldBy held_by) {
    return word_at(holds, held_by);
}
std::string_view to_string(ActKind kind) {
    return word_at(acts, kind);
}

template <>
std::span<const std::string_view> words_of<ComponentStatus>() {
    return component_statuses;
}
template <>
std::span<const std::string_view> words_of<IncidentStatus>() {
    return incident_statuses;
}
template <>
std::span<const std::string_view> words_of<Impact>() {
    return impacts;
}
template <>
std::span<const std::string_view> words_of<RuleKind>() {
    return rule_kinds;
}
template <>
std::span<const std::string_view> words_of<Phase>() {
    return phases;
}
template <>
std::span<const std::string_view> words_of<Standing>() {
    return standings;
}
template <>
std::span<const std::string_view> words_of<HeldBy>() {
    return holds;
}
template <>
std::span<const std::string_view> words_of<ActKind>() {
    return acts;
}

template <class Enum>
std::optional<Enum> from_word(std::string_view word) {
    const auto words = words_of<Enum>();
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == word) return static_cast<Enum>(i);
    }
    return std::nullopt;
}
template std::optional<ComponentStatus> from_word(std::string_view);
template std::optional<IncidentStatus> from_word(std::string_view);
template std::optional<Impact> from_word(std::string_view);
template std::optional<RuleKind> from_word(std::string_view);
template std::optional<Phase> from_word(std::string_view);
template std::optional<Standing> from_word(std::string_view);
template std::optional<HeldBy> from_word(std::string_view);
template std::optional<ActKind> from_word(std::string_view);

}  // namespace tocsin
