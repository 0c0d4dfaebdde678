// coverage_of: which rules, components and phases has no test reached?
//
// What is listed has never been seen at work: nobody knows whether it says what was meant.  A rule
// that only records has no components or phases to be seen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "daemon/rehearsal/run_rule_test.hpp"

namespace tocsin {

struct Coverage {
    // One thing of a rule that no test reached: the rule itself, an alias, a phase's word.
    struct Missed {
        RuleName rule;
        std::string file;  // Where the rule stands.
        std::string what;
    };
    std::size_t rules = 0, components = 0, phases = 0;  // How many there are.
    std::vector<Missed> rules_missed, components_missed, phases_missed;
};

// A component that only the value of a label names is not known before an alert has it, and is not
// listed.
Coverage coverage_of(const Config& config, const Reached& reached);

// For people: the sums, then what was missed, a line each.
std::string format_coverage(const Coverage& coverage);

}  // namespace tocsin
