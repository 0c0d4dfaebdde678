// map_methods: what Alertmanager's maps of labels can be asked.
//
//   .CommonLabels.SortedPairs        a list of pairs with .Name and .Value, alertname first
//   .CommonLabels.Names  .Values     lists of texts in that order, also of the pairs
//   .CommonLabels.Remove LIST        the map without the labels that the list names
//
// A name of a label comes from outside as its value does.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "template/value.hpp"

namespace tocsin {

// Whether `name` is a method of maps, and so never the name of a label after a dot; index reaches
// a label of that name.
bool is_map_method(std::string_view name);

// Those of a list of pairs: Names, Values.
bool is_pairs_method(std::string_view name);

// Requires: `map` is a map and `name` one of its methods, but not Remove.
Value call_map_method(const Value& map, std::string_view name);

// Requires: `pairs` is a list of pairs and `name` one of its methods.
Value call_pairs_method(const Value& pairs, std::string_view name);

// Fails where `names` is no list of texts.  Requires: `map` is a map.
Result<Value> without_labels(const Value& map, const Value& names);

}  // namespace tocsin
