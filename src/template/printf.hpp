// printf: the part of Go's that a status page needs.
//
//   %s  texts, times, durations, lists and maps     %d  whole numbers     %v  anything printable
//   %q  texts in Go's quotes                        %.2f  fractions       %%  a percent sign
//
// Go writes "%!d(string=x)" into the text where a verb and its value do not fit; here that is an
// error, at load wherever it can be known then.  No flags, widths or other verbs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "template/functions.hpp"
#include "template/value.hpp"

namespace tocsin {

// Requires arguments as the table of functions.cpp says: the format first.
Result<Value> call_printf(std::span<const Value> arguments);

// Why a format that stands in the text can never be used with values of these kinds; empty if it
// can.
std::string objection_to_format(std::string_view format, std::span<const KnownKind> values);

// Go's strconv.Quote.
std::string quoted_as_go(std::string_view text);

}  // namespace tocsin
