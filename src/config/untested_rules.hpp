// untested_rules: which rules no [[test]] of the files looks at (W403).
//
// A test looks at the rule that it names and at those that take one of its alerts.  Whether it
// expects enough of them is not asked here: that is `tocsin test --coverage`.
#pragma once

#include <span>

#include "config/config.hpp"
#include "config/read_rules.hpp"
#include "config/report.hpp"

namespace tocsin {

// Requires: `config` is complete, and `entries` are those of its rules.
void warn_of_untested_rules(std::span<const RuleEntry> entries, const Config& config,
                            Report& report);

}  // namespace tocsin
