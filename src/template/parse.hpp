// parse: a template's text as a Program, or the first mistake in it.
//
// Grammar only: names of functions and variables are resolved here, fields and types afterwards
// (check.hpp).  What templates.md promises for later (define, template, some functions) is
// refused as E399.  Stricter than Go: a variable is known only inside the block that declares it,
// `range` declares its variables and never assigns them, and `$` cannot be changed.
#pragma once

#include <string_view>

#include "template/program.hpp"
#include "template/template_error.hpp"

namespace tocsin {

TemplateResult<Program> parse(std::string_view source);

}  // namespace tocsin
