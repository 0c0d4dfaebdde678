// Runs of the simulation, and how a failed one is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/ingredients.hpp"
#include "tests/sim/story_cut.hpp"

namespace tocsin {

// What is told of a seed.
struct Telling {
    bool is_verbose = false;
    bool is_life = false;  // Of the slow model of an incident's life, not of the whole.
    StoryCut cut;
};

// What a run broke and the events before it, with the command that repeats it; empty if nothing.
std::string failure_of_seed(std::uint64_t seed, const Ingredients& with = {},
                            const Telling& telling = {});

// The same of a seed that fails, made as small as can be; with the command that repeats that.
std::string shrunk_failure_of_seed(std::uint64_t seed, Ingredients with = {}, Telling telling = {});

// Seeds that once broke a promise, when all were plain, resp. with all ingredients: tried first,
// always.
const std::vector<std::uint64_t>& seeds_that_found_bugs();
const std::vector<std::uint64_t>& grown_seeds_that_found_bugs();

}  // namespace tocsin
