// Ingredients: what a run may have beside what all runs have.
//
// Each has a stream of chance of its own, drawn from the seed alone, and many seeds have none of
// it: what one draws moves no draw of another, so a seed's story can be told without one of them.
#pragma once

#include <array>
#include <string_view>

namespace tocsin {

struct Ingredients {
    bool people = true;   // People at work on the page; also one refusal, and edits of the rules.
    bool planned = true;  // Alerts of maintenances and of what is told afterwards.
    bool late = true;     // Calls whose effect comes after their answer.
    bool asking = true;   // Rules that ask a person first, and [guard].
    bool braked = true;   // Flapping, muted times, storms and their brake.
    bool absent = true;   // Whole groups, silenced and truncated, and alerts that go stale.
    bool drawn = true;    // Rules that are drawn at random.
    bool acts = true;     // Operators who approve, discard and resolve.
    bool orders = true;   // Senders who order incidents by name.
};

// As the first seeds were.
inline constexpr Ingredients plain_ingredients{false, false, false, false, false,
                                               false, false, false, false};

// By their names, as the command line has them.
struct Ingredient {
    std::string_view name;
    bool Ingredients::*is_in;
    std::string_view what;  // What a run is without it.
};
inline constexpr std::array<Ingredient, 9> all_ingredients{{
    {"people", &Ingredients::people, "Without people, refusals, edits of the rules"},
    {"planned", &Ingredients::planned, "Without maintenances and backfills"},
    {"late", &Ingredients::late, "Without effects that come after their answer"},
    {"asking", &Ingredients::asking, "Without rules that ask a person first, and [guard]"},
    {"braked", &Ingredients::braked, "Without flapping, muted times and storms"},
    {"absent", &Ingredients::absent, "Without whole groups and stale alerts"},
    {"drawn", &Ingredients::drawn, "Without rules that are drawn at random"},
    {"acts", &Ingredients::acts, "Without operators"},
    {"orders", &Ingredients::orders, "Without incidents that are ordered by name"},
}};

}  // namespace tocsin
