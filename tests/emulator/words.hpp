// Words: the closed lists of the API, in the order in which one outweighs another.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tocsin {

inline constexpr std::array<std::string_view, 4> realtime_status_words{
    "investigating", "identified", "monitoring", "resolved"};
inline constexpr std::array<std::string_view, 4> maintenance_status_words{
    "scheduled", "in_progress", "verifying", "completed"};
inline constexpr std::array<std::string_view, 5> impact_words{"none", "maintenance", "minor",
                                                              "major", "critical"};
inline constexpr std::array<std::string_view, 5> component_status_words{
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"};

// The place of `word` in `words`, or their number if it is not among them.
template <std::size_t count>
constexpr std::size_t rank_of_word(const std::array<std::string_view, count>& words,
                                   std::string_view word) {
    for (std::size_t rank = 0; rank < count; ++rank) {
        if (words[rank] == word) return rank;
    }
    return count;
}

template <std::size_t count>
constexpr bool is_word_of(const std::array<std::string_view, count>& words, std::string_view word) {
    return rank_of_word(words, word) < count;
}

// Whether an incident of that status is over: nothing more is expected of it.
constexpr bool is_closed_status_word(std::string_view status) {
    return status == "resolved" || status == "completed" || status == "postmortem";
}

// Whether an incident that moves so goes backwards: it is opened again, or is less far than before.
constexpr bool is_step_back(std::string_view from, std::string_view to) {
    if (is_closed_status_word(from)) return !is_closed_status_word(to);
    if (is_word_of(realtime_status_words, from)) {
        return rank_of_word(realtime_status_words, to) < rank_of_word(realtime_status_words, from);
    }
    return rank_of_word(maintenance_status_words, to) <
           rank_of_word(maintenance_status_words, from);
}

// What a component of that status does to the impact of its incident.
constexpr std::string_view impact_word_of_component(std::string_view status) {
    const std::size_t rank = rank_of_word(component_status_words, status);
    return rank < impact_words.size() ? impact_words[rank] : impact_words.front();
}

}  // namespace tocsin
