// evaluate: runs a program over data, into an Output.
//
// The tree is walked; nothing is compiled and nothing is kept.  Each node, operand and call is a
// step, and long texts are several, so that work is bounded whatever the data (steps_max).
#pragma once

#include "base/result.hpp"
#include "template/output.hpp"
#include "template/program.hpp"

namespace tocsin {

// Failures begin with "LINE:COLUMN: ", and go on with the place in a template that the text calls.
Result<void> evaluate(const Template& text, const Value& data, const RenderOptions& options,
                      Output& output);

}  // namespace tocsin
