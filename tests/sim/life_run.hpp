// LifeRun: dispatch beside the slow model of an incident's life (model_life.hpp).
//
// A rule of the plain kind is drawn, alerts come and go, a person decides, the page hears of
// things sooner or later; nothing breaks.  After each step both must say the same of every service.
#pragma once

#include <cstdint>
#include <string>

#include "tests/sim/story_cut.hpp"

namespace tocsin {

// How the two differ first, with what happened before; empty if they never do.
std::string difference_in_life(std::uint64_t seed, bool is_verbose = false,
                               const StoryCut& cut = {});

// Steps of such a run.
inline constexpr std::uint64_t life_steps = 60;

}  // namespace tocsin
