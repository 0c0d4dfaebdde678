// RuleIndex: which rules of a book an alert can concern, without asking each of them.
//
// Ten thousand rules are mostly ten thousand values of one label.  The index files each rule under
// one of its matchers, the one that the fewest rules share:
//
//   by text      name = "a", name =~ "a|b|c"   a table from the value to its rules
//   by pattern   name =~ "a[0-9]+"             all patterns of a name in one automaton
//   always       everything else               tried for every alert
//
// A candidate is no match: the RuleBook checks all matchers of each, in the book's order, and
// never sees a rule that the index left out.  So a rule may be found in vain but never missed, and
// a matcher selects only if it can be looked up with certainty:
// - it wants a value: != and !~, and all that accept "" (a label that is missing), select nothing;
// - what it looks at is the same for every rule: never __severity__, which is a matter of scales.
//
// Immutable once it is made; safe to read from many threads.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/labels.hpp"
#include "rules/rule.hpp"

namespace tocsin {

// The rules to try for one alert, by their places in the book, each once and in order.  Views the
// index it came from.
class Candidates {
public:
    Candidates(Candidates&&) = default;
    Candidates& operator=(Candidates&&) = default;

    // The next place; nothing after the last.
    std::optional<std::uint32_t> next();

private:
    friend class RuleIndex;
    Candidates() = default;

    // What was found, not yet put together: mostly the first few are asked for.  None is empty,
    // each is sorted, and no place stands in two, for a rule is filed under one matcher.
    boost::container::small_vector<std::span<const std::uint32_t>, 8> lists_;
    std::vector<std::uint32_t> by_pattern_;  // One of the lists, which is made anew.
};

class RuleIndex {
public:
    explicit RuleIndex(const std::vector<std::shared_ptr<const Rule>>& rules);
    ~RuleIndex();
    RuleIndex(const RuleIndex&) = delete;
    RuleIndex& operator=(const RuleIndex&) = delete;

    // `source` and `source_kind` are what __source__ and __kind__ say.
    Candidates candidates(const Labels& labels, const Labels& annotations, std::string_view source,
                          std::string_view source_kind) const;

private:
    struct Shelf;

    // Rules filed under one name each, sorted by it, as labels are.
    std::vector<Shelf> labels_, annotations_;
    std::vector<Shelf> source_, source_kind_;  // One shelf at most.
    std::vector<std::uint32_t> always_;
};

}  // namespace tocsin
