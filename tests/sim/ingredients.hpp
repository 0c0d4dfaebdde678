// Ingredients: what a run may have beside what all runs have.
//
// Each has a stream of chance of its own, drawn from the seed alone, and many seeds have none of
// it: what one draws moves no draw of another, so a seed's story can be told without one of them.
#pragma once

namespace tocsin {

struct Ingredients {
    bool people = true;   // People at work on the page; also one refusal, and edits of the rules.
    bool planned = true;  // Alerts of maintenances and of what is told afterwards.
    bool late = true;     // Calls whose effect comes after their answer.
};

// As the first seeds were.
inline constexpr Ingredients plain_ingredients{false, false, false};

}  // namespace tocsin
