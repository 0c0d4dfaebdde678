// tocsin-sim: runs of the simulation one by one, told event by event.
//
//     tocsin-sim --seed=42 --verbose
//     tocsin-sim --seed=1 --count=100000
#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/sim/seeds.hpp"

int main(int argc, char** argv) {
    CLI::App app("Runs tocsin's loops in virtual time against a page and a store that fail.");
    std::uint64_t seed = 1;
    std::uint64_t count = 1;
    bool is_verbose = false;
    app.add_option("--seed", seed, "The first seed");
    app.add_option("--count", count, "How many seeds");
    app.add_flag("--verbose", is_verbose, "Tell every event");
    bool plain = false;
    tocsin::Ingredients with;
    for (const tocsin::Ingredient& one : tocsin::all_ingredients) {
        const std::string flag = "--no-" + std::string(one.name) + "{false}";
        app.add_flag(flag, with.*one.is_in, std::string(one.what));
    }
    app.add_flag("--plain", plain, "Without all of these");
    CLI11_PARSE(app, argc, argv);
    if (plain) with = tocsin::plain_ingredients;
    std::uint64_t failed = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string failure = tocsin::failure_of_seed(seed + i, with, is_verbose);
        if (failure.empty()) continue;
        ++failed;
        std::cout << failure;
    }
    std::cout << count << " seeds, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
