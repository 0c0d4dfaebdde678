// regex_functions: match and reReplaceAll, as Alertmanager has them.
//
// RE2 in the place of Go's regexp, which takes the same language.  Both are linear in the text,
// and what a search may cost is taken from the steps of the rendering.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "template/functions.hpp"
#include "template/value.hpp"
#include "template/workspace.hpp"

namespace tocsin {

// Each requires arguments as the table of functions.cpp says.
Result<Value> call_match(std::span<const Value> arguments, Workspace& workspace);
Result<Value> call_re_replace_all(std::span<const Value> arguments, Workspace& workspace);

// Why a pattern that stands in the text can never match; empty if it is one.
std::string objection_to_pattern(std::string_view pattern, std::span<const KnownKind> others);

}  // namespace tocsin
