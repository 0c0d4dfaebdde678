// compare: eq ne lt le gt ge.
//
// As in Go: `eq a b c` asks whether a equals any of the others; kinds that differ are an error and
// not "unequal", so that `eq .Duration "5m"` is found.  Beyond Go, a duration is compared with a
// number as seconds, the unit of humanizeDuration.
#pragma once

#include <span>

#include "base/result.hpp"
#include "template/value.hpp"

namespace tocsin {

// Require the argument counts and kinds of the table in functions.cpp.
Result<Value> call_eq(std::span<const Value> arguments);
Result<Value> call_ne(std::span<const Value> arguments);
Result<Value> call_lt(std::span<const Value> arguments);
Result<Value> call_le(std::span<const Value> arguments);
Result<Value> call_gt(std::span<const Value> arguments);
Result<Value> call_ge(std::span<const Value> arguments);

}  // namespace tocsin
