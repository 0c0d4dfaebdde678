// Twists: answers that are broken on purpose, though the request had its effect (behaviours 28 and
// 34).
//
// Each is whole as HTTP and wrong as an answer: what a proxy, a new version of the API or a
// mixed-up connection would make of it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/http.hpp"
#include "base/rng.hpp"

namespace tocsin {

enum class Twist {
    none,
    broken_json,     // The first half of the JSON.
    no_id,           // Without the member "id", of each element in a list.
    other_id,        // With an id that nothing has.
    wrapped,         // {"incident": {…}}, or {"incidents": […]} of a list.
    another_answer,  // That of the request before this one, whosoever that was.
};

inline constexpr std::array<std::string_view, 6> twist_words{
    "none", "broken_json", "no_id", "other_id", "wrapped", "another_answer"};

std::string_view word_of_twist(Twist twist);

// `response` as the twist makes it; `before` is the last true answer before it, if there was one.
// What is no success stays as it is.
HttpResponse twist_answer(HttpResponse response, Twist twist,
                          const std::optional<HttpResponse>& before, Rng& rng);

}  // namespace tocsin
