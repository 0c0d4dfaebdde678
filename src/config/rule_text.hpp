// rule_text: one effective rule as TOML that stands alone.
//
// The store keeps it with every incident, so that an incident whose rule changed or went goes on
// with what it was judged by and needs nothing of today's files.  Everything is written out, with
// the page, its components and the severities; load_rule() (config/load.hpp) reads it back to an
// equal Rule.  Equal rules have equal texts, which is what a rule's version is a digest of.
#pragma once

#include <string>

#include "rules/rule.hpp"

namespace tocsin {

std::string rule_text(const Rule& rule);

// The first 32 hex digits of SHA-256 over the text.
RuleVersion version_of(std::string_view text);

}  // namespace tocsin
