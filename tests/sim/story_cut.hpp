// StoryCut: which steps of a seed's story are left out.
//
// It says less of a story, not another one: what is left out is drawn all the same.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

namespace tocsin {

struct StoryCut {
    std::optional<std::uint64_t> steps;  // Only so many.
    std::set<std::uint64_t> skipped;     // And of these not those, from 0.

    bool skips(std::uint64_t step) const { return skipped.contains(step); }
};

}  // namespace tocsin
