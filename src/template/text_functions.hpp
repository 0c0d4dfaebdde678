// text_functions: print title toUpper toLower join truncate humanizeDuration.
//
// What they give is as untrusted, and as absent, as what they were given.
#pragma once

#include <span>

#include "base/result.hpp"
#include "template/value.hpp"

namespace tocsin {

// Require the argument counts and kinds of the table in functions.cpp.

// Go's fmt.Sprint: a space only between two operands of which neither is a text.
Result<Value> call_print(std::span<const Value> arguments);

Result<Value> call_title(std::span<const Value> arguments);
Result<Value> call_to_upper(std::span<const Value> arguments);
Result<Value> call_to_lower(std::span<const Value> arguments);

// join SEPARATOR LIST, as in Alertmanager.
Result<Value> call_join(std::span<const Value> arguments);

// truncate N TEXT: at most N code points; what is cut ends in "…", which counts.
Result<Value> call_truncate(std::span<const Value> arguments);

// Prometheus' form: "1d 2h 3m 4s", "2m 5s", "5.5s", "250ms"; a sign for negative ones.
Result<Value> call_humanize_duration(std::span<const Value> arguments);

}  // namespace tocsin
