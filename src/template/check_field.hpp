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

// The shape of `.field` of a value of `shape`, or of the method of that name; E303 if there is
// none, and for Remove, which takes an argument and so is the caller's.
TemplateResult<Shape> field_shape(std::string_view source, const Shape& shape,
                                  const FieldName& field);

}  // namespace tocsin
