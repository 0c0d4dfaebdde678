// Runs of the simulation, and how a failed one is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin {

// `plain`: without people and refusals, as all seeds once were.
// What a run broke and the events before it, with the command that repeats it; empty if nothing.
std::string failure_of_seed(std::uint64_t seed, bool is_verbose = false, bool plain = false);

// Seeds that once broke a promise, when all were plain: tried first, always.
const std::vector<std::uint64_t>& seeds_that_found_bugs();

}  // namespace tocsin
