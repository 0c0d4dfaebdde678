// place: which incidents does a new episode of an alert belong to?
//
// Rules choose (rules/rule_book.hpp), then the key says which incident: SHA-256 over page id, the
// rule's key and the names and values of group_by, cut to 128 bits.  An alert that lacks what a
// rule needs of it joins nothing: it is unroutable, recorded and counted, and the rule has taken
// it all the same (semantics.md section 3).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/alert.hpp"
#include "domain/names.hpp"
#include "domain/reason.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

struct Placement {
    RulePtr rule;
    IncidentKey key;
    Labels group_labels;
};

struct Placements {
    std::vector<Placement> placed;
    std::vector<Reason> unroutable;  // One for each rule that took it in vain, or no_rule.
};

IncidentKey key_of(const Rule& rule, const Labels& group_labels);

Placements place(const RuleBook& book, const AlertRecord& alert, std::string_view source_kind);

}  // namespace tocsin
