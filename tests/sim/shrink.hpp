// Shrinking: a story that fails, told with as few steps as it still fails with.
//
// First its end is cut off, then stretches of it are left out, large ones before small ones, as
// long as it fails without them.  The result fails; that there is no smaller one is not promised.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tests/sim/story_cut.hpp"

namespace tocsin {

using StoryFails = std::function<bool(const StoryCut&)>;

// Requires: the story of so many steps fails.  Tries no more than `tries_max` others.
StoryCut shrink(std::uint64_t steps, const StoryFails& fails, std::size_t tries_max = 400);

// As the command line has it: " --steps=57 --skip=0-12,15"; nothing left out: "".
std::string to_arguments(const StoryCut& cut);

// The steps that "0-12,15" names; nothing if it is not of that form.
std::optional<std::set<std::uint64_t>> parse_steps(std::string_view text);

}  // namespace tocsin
