// Runs of the simulation, and how a failed one is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/ingredients.hpp"

namespace tocsin {

// What a run broke and the events before it, with the command that repeats it; empty if nothing.
std::string failure_of_seed(std::uint64_t seed, const Ingredients& with = {},
                            bool is_verbose = false);

// Seeds that once broke a promise, when all were plain: tried first, always.
const std::vector<std::uint64_t>& seeds_that_found_bugs();

}  // namespace tocsin
