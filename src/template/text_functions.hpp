// text_functions: what makes texts of texts, but for printf and regular expressions.
//
// What they give is as untrusted, and as absent, as what they were given.
#pragma once

#include <span>

#include "base/result.hpp"
#include "template/value.hpp"
#include "template/workspace.hpp"

namespace tocsin {

// Require the argument counts and kinds of the table in functions.cpp.

// Go's fmt.Sprint: a space only between two operands of which neither is a text.
Result<Value> call_print(std::span<const Value> arguments);

Result<Value> call_title(std::span<const Value> arguments);
Result<Value> call_to_upper(std::span<const Value> arguments);
Result<Value> call_to_lower(std::span<const Value> arguments);

// join SEPARATOR LIST, as in Alertmanager.
Result<Value> call_join(std::span<const Value> arguments, Workspace& workspace);

Result<Value> call_trim_space(std::span<const Value> arguments);

// stringSlice TEXT…: a list of them.
Result<Value> call_string_slice(std::span<const Value> arguments);

// Of the arguments as print joins them.  What html gives a body does not escape again.
Result<Value> call_html(std::span<const Value> arguments);
Result<Value> call_urlquery(std::span<const Value> arguments);

// truncate N TEXT: at most N code points; what is cut ends in "…", which counts.
Result<Value> call_truncate(std::span<const Value> arguments);

// Prometheus' form: "1d 2h 3m 4s", "2m 5s", "5.5s", "250ms"; a sign for negative ones.
Result<Value> call_humanize_duration(std::span<const Value> arguments);

}  // namespace tocsin
