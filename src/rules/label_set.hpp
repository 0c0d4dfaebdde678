// Label sets as text: `{alertname="ServiceDown", service="checkout"}`, as Alertmanager prints them.
//
//   set  :=  "{" [ pair { "," pair } [ "," ] ] "}"        pair := name "=" value
//
// The words are those of a matcher (rules/matcher_grammar.hpp), bare or quoted; but a set says what
// an alert has and asks nothing, so there is one sign and no regular expression.  Tests name alerts
// by such sets.
#pragma once

#include <string_view>
#include <variant>

#include "domain/labels.hpp"
#include "rules/matcher.hpp"

namespace tocsin {

// The pairs in it, also those with an empty value; or what is wrong and where (E301, E302).
std::variant<Labels, MatcherError> parse_label_set(std::string_view text);

// Whether `labels` has every pair of `wanted`; a label that is missing is the empty string.
bool has_labels(const Labels& labels, const Labels& wanted);

}  // namespace tocsin
