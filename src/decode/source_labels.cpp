#include "decode/source_labels.hpp"

#include <algorithm>

namespace tocsin {

void add_where_missing(const Labels& source_labels, std::vector<Labels::Pair>& pairs) {
    const std::size_t sent = pairs.size();
    for (const Labels::Pair added : source_labels) {
        const auto end = pairs.begin() + static_cast<std::ptrdiff_t>(sent);
        const bool there = std::any_of(pairs.begin(), end, [&](const Labels::Pair& pair) {
            return pair.first == added.first;
        });
        if (!there) pairs.push_back(added);
    }
}

}  // namespace tocsin
