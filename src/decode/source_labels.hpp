// source_labels: the labels that a source has of its own ([source.NAME] labels).
//
// They are no part of an alert's name: a source that gets another label keeps its alerts.
#pragma once

#include <vector>

#include "domain/labels.hpp"

namespace tocsin {

// What the sender says goes before it (semantics.md section 2).  Looks at `source_labels`.
void add_where_missing(const Labels& source_labels, std::vector<Labels::Pair>& pairs);

}  // namespace tocsin
