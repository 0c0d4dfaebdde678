#include "tests/sim/seeds.hpp"

#include "tests/sim/life_run.hpp"
#include "tests/sim/shrink.hpp"
#include "tests/sim/world.hpp"

namespace tocsin {
namespace {

std::string command(std::uint64_t seed, const Ingredients& with, const Telling& telling) {
    std::string text = "tocsin-sim --seed=" + std::to_string(seed);
    if (telling.is_life) text += " --life";
    for (const Ingredient& one : all_ingredients) {
        if (!(with.*one.is_in)) text += " --no-" + std::string(one.name);
    }
    return text + to_arguments(telling.cut) + " --verbose";
}

std::uint64_t steps_of(std::uint64_t seed, const Ingredients& with, const Telling& telling) {
    if (telling.is_life) return life_steps;
    World world(seed, with, false, telling.cut);
    world.run();
    return world.steps();
}

}  // namespace

std::string failure_of_seed(std::uint64_t seed, const Ingredients& with, const Telling& telling) {
    std::string story = "seed " + std::to_string(seed);
    if (telling.is_life) {
        const std::string difference = difference_in_life(seed, telling.is_verbose, telling.cut);
        if (difference.empty()) return "";
        story += " is told otherwise by the model of life: " + difference;
    } else {
        World world(seed, with, telling.is_verbose, telling.cut);
        const std::vector<std::string>& broken = world.run();
        if (broken.empty()) return "";
        story += " breaks a promise:\n";
        for (const std::string& how : broken) story += "  " + how + "\n";
        story += "the last events:\n";
        for (const std::string& event : world.last_events()) story += "  " + event + "\n";
    }
    return story + "again: " + command(seed, with, telling) + "\n";
}

std::string shrunk_failure_of_seed(std::uint64_t seed, Ingredients with, Telling telling) {
    telling.is_verbose = false;
    for (const Ingredient& one : all_ingredients) {
        Ingredients fewer = with;
        fewer.*one.is_in = false;
        if (!telling.is_life && !failure_of_seed(seed, fewer, telling).empty()) with = fewer;
    }
    telling.cut = shrink(steps_of(seed, with, telling), [&](const StoryCut& cut) {
        Telling shorter = telling;
        shorter.cut = cut;
        return !failure_of_seed(seed, with, shorter).empty();
    });
    return failure_of_seed(seed, with, telling);
}

const std::vector<std::uint64_t>& seeds_that_found_bugs() {
    static const std::vector<std::uint64_t> seeds{2, 3, 4, 5, 12, 26, 73, 645, 859, 4430};
    return seeds;
}

const std::vector<std::uint64_t>& grown_seeds_that_found_bugs() {
    // 1, 3: an alert was stale by a silence that it had broken since.
    // 164: what waited for a person came out by itself past a storm brake that drops.
    // 6067: a timer ran before a webhook that was received before it was due.
    // 7526: what the page had refused was deleted by a person in that moment.
    // 3618: a component went back to a maintenance that had just ended.
    // 5133: a name that only the refused resolve had said was taken for said.
    // 8748: the text of an incident that the page shows resolved was refused, and it never closed.
    // 340, 630: what was ordered, sent again and then given up by a person stayed on record for
    // ever.
    static const std::vector<std::uint64_t> seeds{1,    3,    164,  340,  630,
                                                  3618, 5133, 6067, 7526, 8748};
    return seeds;
}

}  // namespace tocsin
