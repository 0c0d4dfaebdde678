// PatternSet: many patterns tried on one text at once.
//
// A thousand regular expressions on one label cost a thousand runs one by one, and one run of a
// common automaton (RE2::Set).  What RE2 may use for one is bounded; so patterns are dealt out to
// as many automata as their sizes ask for.  An automaton that RE2 does not make, or gives up, is
// no error: its patterns are then all said to match *perhaps*, and who asked tries them one by one.
// That is why this class promises no more than to leave no pattern out.
//
// Immutable, and safe to read from many threads as RE2 is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace tocsin {

// What one automaton may use: RE2 wants room for its program and for twenty states at least, and
// keeps what states it has seen up to this.  A program of 30,000 instructions is 1,000 to 3,000
// usual patterns; a larger one answers no faster, and forgets its states sooner.
struct PatternSetLimits {
    std::int64_t memory_max = 8 << 20;
    int instructions_max = 30'000;
};

// Below this many patterns an automaton saves nothing.
constexpr std::size_t pattern_set_min = 4;

class PatternSet {
public:
    PatternSet();
    // Made of patterns that compiled; each is known by its place in the list.
    explicit PatternSet(const std::vector<std::shared_ptr<const re2::RE2>>& patterns,
                        PatternSetLimits limits = {});
    ~PatternSet();
    PatternSet(PatternSet&&) noexcept;
    PatternSet& operator=(PatternSet&&) noexcept;

    // Appends the places of the patterns that may match all of `text`, each once, in no order.
    // None that matches is missing; those without an automaton are always there.
    void may_match(std::string_view text, std::vector<std::uint32_t>& places) const;

    // How many patterns have no automaton.  For tests: what it says is right with or without.
    std::size_t loose_count() const { return loose_.size(); }

private:
    struct Automaton;

    void add(const std::vector<std::shared_ptr<const re2::RE2>>& patterns, std::uint32_t begin,
             std::uint32_t end, std::int64_t memory_max);

    std::vector<Automaton> automata_;
    std::vector<std::uint32_t> loose_;
};

}  // namespace tocsin
