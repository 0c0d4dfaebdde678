#include "rules/pattern_set.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <utility>

namespace tocsin {

// The automaton of the patterns [begin, begin + count).
struct PatternSet::Automaton {
    std::unique_ptr<const re2::RE2::Set> set;
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
};

PatternSet::PatternSet(const std::vector<std::shared_ptr<const re2::RE2>>& patterns,
                       PatternSetLimits limits) {
    const auto end = static_cast<std::uint32_t>(patterns.size());
    std::uint32_t begin = 0;
    int instructions = 0;
    for (std::uint32_t i = 0; i < end; ++i) {
        const int size = patterns[i]->ProgramSize();
        if (i > begin && instructions + size > limits.instructions_max) {
            add(patterns, begin, i, limits.memory_max);
            begin = i;
            instructions = 0;
        }
        instructions += size;
    }
    add(patterns, begin, end, limits.memory_max);
}

PatternSet::PatternSet() = default;
PatternSet::~PatternSet() = default;
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;

void PatternSet::add(const std::vector<std::shared_ptr<const re2::RE2>>& patterns,
                     std::uint32_t begin, std::uint32_t end, std::int64_t memory_max) {
    re2::RE2::Options options;
    options.set_max_mem(memory_max);
    options.set_log_errors(false);
    auto set = std::make_unique<re2::RE2::Set>(options, re2::RE2::ANCHOR_BOTH);
    bool complete = end - begin >= pattern_set_min;
    for (std::uint32_t i = begin; complete && i < end; ++i) {
        complete = set->Add(patterns[i]->pattern(), nullptr) >= 0;
    }
    if (complete && set->Compile()) {
        automata_.push_back({std::move(set), begin, end - begin});
        return;
    }
    for (std::uint32_t i = begin; i < end; ++i) loose_.push_back(i);
}

void PatternSet::may_match(std::string_view text, std::vector<std::uint32_t>& places) const {
    places.insert(places.end(), loose_.begin(), loose_.end());
    std::vector<int> found;
    for (const Automaton& automaton : automata_) {
        re2::RE2::Set::ErrorInfo error{re2::RE2::Set::kNoError};
        const re2::StringPiece piece(text.data(), text.size());
        if (automaton.set->Match(piece, &found, &error)) {
            for (const int i : found) {
                places.push_back(automaton.begin + static_cast<std::uint32_t>(i));
            }
        } else if (error.kind != re2::RE2::Set::kNoError) {
            for (std::uint32_t i = 0; i < automaton.count; ++i) {
                places.push_back(automaton.begin + i);
            }
        }
    }
}

}  // namespace tocsin
