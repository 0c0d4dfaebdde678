// evaluate: runs a program over data, into an Output.
//
// The tree is walked; nothing is compiled and nothing is kept.  Each node, operand and call is a
// step, and long texts are several, so that work is bounded whatever the data (steps_max).
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "template/output.hpp"
#include "template/program.hpp"

namespace tocsin {

// `source` is the text `program` was parsed from; failures begin with "LINE:COLUMN: ".
Result<void> evaluate(std::string_view source, const Program& program, const Value& data,
                      const RenderOptions& options, Output& output);

}  // namespace tocsin
