// stored_words: enumerations as the words that stand in the store.
//
// Words, not numbers: an operator reads the tables, and an enumerator may be put in between.  A
// word that stands here stays readable for ever; to rename one takes a migration (schema.hpp).
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>

#include "domain/alert.hpp"
#include "domain/call.hpp"
#include "domain/delivery.hpp"
#include "domain/reason.hpp"
#include "domain/webhook.hpp"
#include "domain/words.hpp"

namespace tocsin {

// Of the enumerations for which domain/words.hpp has no from_word, in their order.
template <class Enum>
inline constexpr std::array<std::string_view, 0> own_words{};
template <>
inline constexpr std::array<std::string_view, 2> own_words<AlertState>{"firing", "resolved"};
template <>
inline constexpr std::array<std::string_view, 4> own_words<FindingKind>{
    "closed_by_person", "deleted_by_person", "reopen_refused", "absent_at_sender"};
template <>
inline constexpr std::array<std::string_view, 3> own_words<IntentState>{"prepared", "sent",
                                                                        "unknown"};
template <>
inline constexpr std::array<std::string_view, 4> own_words<IncidentList>{
    "unresolved", "all", "scheduled", "active_maintenance"};

template <class Enum>
inline constexpr bool has_own_words = !own_words<Enum>.empty();

template <class Enum>
std::string_view stored_word(Enum value) {
    if constexpr (has_own_words<Enum>) {
        return own_words<Enum>.at(static_cast<std::size_t>(value));
    } else {
        return to_string(value);
    }
}

template <class Enum>
std::optional<Enum> from_stored_word(std::string_view word) {
    if constexpr (has_own_words<Enum>) {
        for (std::size_t i = 0; i < own_words<Enum>.size(); ++i) {
            if (own_words<Enum>[i] == word) return static_cast<Enum>(i);
        }
        return std::nullopt;
    } else if constexpr (std::same_as<Enum, Reason>) {
        return reason_from(word);
    } else {
        return from_word<Enum>(word);
    }
}

}  // namespace tocsin
