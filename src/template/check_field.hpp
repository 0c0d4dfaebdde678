// check_field: is there such a field, and what would it be?
//
// Asked when a rule is loaded: a misspelt field is an error with a place there, not an empty word
// on a public page.
#pragma once

#include <string_view>

#include "template/program.hpp"
#include "template/shape.hpp"
#include "template/template_error.hpp"

namespace tocsin {

// The shape of `.field` of a value of `shape`; E303 if there is none, E399 for the methods of
// maps that come later (SortedPairs, Names, Values, Remove).
TemplateResult<Shape> field_shape(std::string_view source, const Shape& shape,
                                  const FieldName& field);

// Whether `name` is a method of maps in Alertmanager, and so never the name of a label after a
// dot; index reaches a label of that name.
bool is_map_method(std::string_view name);

}  // namespace tocsin
