#include "tests/sim/seeds.hpp"

#include "tests/sim/world.hpp"

namespace tocsin {

std::string failure_of_seed(std::uint64_t seed, const Ingredients& with, bool is_verbose) {
    World world(seed, with, is_verbose);
    const std::vector<std::string>& broken = world.run();
    if (broken.empty()) return "";
    std::string story = "seed " + std::to_string(seed) + " breaks a promise:\n";
    for (const std::string& how : broken) story += "  " + how + "\n";
    story += "the last events:\n";
    for (const std::string& event : world.last_events()) story += "  " + event + "\n";
    story += "again: tocsin-sim --seed=" + std::to_string(seed) + " --verbose";
    for (const Ingredient& one : all_ingredients) {
        if (!(with.*one.is_in)) story += " --no-" + std::string(one.name);
    }
    return story + "\n";
}

const std::vector<std::uint64_t>& seeds_that_found_bugs() {
    static const std::vector<std::uint64_t> seeds{2, 3, 4, 5, 12, 26, 73, 645, 859, 4430};
    return seeds;
}

}  // namespace tocsin
