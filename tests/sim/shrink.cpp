#include "tests/sim/shrink.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace tocsin {
namespace {

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

}  // namespace

StoryCut shrink(std::uint64_t steps, const StoryFails& fails, std::size_t tries_max) {
    StoryCut best;
    best.steps = steps;
    std::size_t tries = 0;
    const auto try_cut = [&](const StoryCut& cut) {
        if (tries++ >= tries_max || !fails(cut)) return false;
        best = cut;
        return true;
    };
    for (std::uint64_t length = steps; length > 0; length /= 2) {
        StoryCut cut = best;
        while (*cut.steps >= length) {
            *cut.steps -= length;
            if (!try_cut(cut)) break;
        }
    }
    for (std::uint64_t length = *best.steps; length > 0; length /= 2) {
        std::vector<std::uint64_t> kept;
        for (std::uint64_t i = 0; i < *best.steps; ++i) {
            if (!best.skips(i)) kept.push_back(i);
        }
        for (std::size_t at = 0; at < kept.size(); at += length) {
            StoryCut cut = best;
            for (std::size_t i = at; i < std::min<std::size_t>(at + length, kept.size()); ++i)
                cut.skipped.insert(kept[i]);
            try_cut(cut);
        }
    }
    return best;
}

std::string to_arguments(const StoryCut& cut) {
    std::string text;
    if (cut.steps) text += " --steps=" + std::to_string(*cut.steps);
    if (cut.skipped.empty()) return text;
    text += " --skip=";
    for (auto at = cut.skipped.begin(); at != cut.skipped.end();) {
        const std::uint64_t first = *at;
        std::uint64_t last = first;
        while (++at != cut.skipped.end() && *at == last + 1) ++last;
        text += std::to_string(first);
        if (last > first) text += "-" + std::to_string(last);
        if (at != cut.skipped.end()) text += ",";
    }
    return text;
}

std::optional<std::set<std::uint64_t>> parse_steps(std::string_view text) {
    std::set<std::uint64_t> steps;
    while (!text.empty()) {
        const std::string_view range = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), range.size() + 1));
        const std::size_t dash = range.find('-');
        const auto first = number_of(range.substr(0, dash));
        const auto last =
            dash == std::string_view::npos ? first : number_of(range.substr(dash + 1));
        if (!first || !last || *last < *first) return std::nullopt;
        for (std::uint64_t step = *first; step <= *last; ++step) steps.insert(step);
    }
    return steps;
}

}  // namespace tocsin
