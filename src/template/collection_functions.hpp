// collection_functions: len, index and slice, of texts, lists and maps.
//
// As in Go: a text is counted and cut in bytes, a map gives an empty text for a label that it does
// not have, and what is out of range is an error.
#pragma once

#include <span>

#include "base/result.hpp"
#include "template/value.hpp"

namespace tocsin {

// Require the argument counts and kinds of the table in functions.cpp.
Result<Value> call_len(std::span<const Value> arguments);
Result<Value> call_index(std::span<const Value> arguments);

// slice X, slice X FROM, slice X FROM TO; of a list also slice X FROM TO MAX.
Result<Value> call_slice(std::span<const Value> arguments);

}  // namespace tocsin
