// tocsin-sim: runs of the simulation one by one, told event by event.
//
//     tocsin-sim --seed=42 --verbose
//     tocsin-sim --seed=1 --count=100000
//     tocsin-sim --seed=42 --steps=57 --skip=0-12,15
#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/sim/seeds.hpp"
#include "tests/sim/shrink.hpp"

namespace {

// Each is told again many times.
constexpr std::uint64_t shrunk_max = 3;

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Runs tocsin's loops in virtual time against a page and a store that fail.");
    std::uint64_t seed = 1;
    std::uint64_t count = 1;
    tocsin::Telling telling;
    std::uint64_t steps = 0;
    std::string skipped;
    bool plain = false;
    bool as_it_is = false;
    app.add_option("--seed", seed, "The first seed");
    app.add_option("--count", count, "How many seeds");
    app.add_flag("--verbose", telling.is_verbose, "Tell every event");
    app.add_flag("--life", telling.is_life, "Compare with the model of life, break nothing");
    app.add_flag("--no-shrink", as_it_is, "Show what fails as it is");
    const auto* with_steps = app.add_option("--steps", steps, "Only so many steps of the story");
    app.add_option("--skip", skipped, "Leave these out, 0-12,15");
    tocsin::Ingredients with;
    for (const tocsin::Ingredient& one : tocsin::all_ingredients) {
        const std::string flag = "--no-" + std::string(one.name) + "{false}";
        app.add_flag(flag, with.*one.is_in, std::string(one.what));
    }
    app.add_flag("--plain", plain, "Without all of these");
    CLI11_PARSE(app, argc, argv);
    if (plain) with = tocsin::plain_ingredients;
    const auto left_out = tocsin::parse_steps(skipped);
    if (!left_out) {
        std::cerr << "--skip takes steps, as in 0-12,15\n";
        return 2;
    }
    telling.cut.skipped = *left_out;
    if (with_steps->count() > 0) telling.cut.steps = steps;
    const bool is_cut = telling.cut.steps || !skipped.empty();
    const bool shrinks = !is_cut && !telling.is_verbose && !as_it_is;
    std::uint64_t failed = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string failure = tocsin::failure_of_seed(seed + i, with, telling);
        if (failure.empty()) continue;
        ++failed;
        std::cout << failure;
        if (shrinks && failed <= shrunk_max)
            std::cout << "smaller: " << tocsin::shrunk_failure_of_seed(seed + i, with, telling);
        std::cout << std::flush;
    }
    std::cout << count << " seeds, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
