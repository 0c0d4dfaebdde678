// parse: a template's text as a Program, or the first mistake in it.
//
// Grammar only: names of functions and variables are resolved here, fields, types and the names of
// templates afterwards (check.hpp, library.hpp).  `define` stands in files of templates only, at
// the top, with nothing but white space and comments around.  Stricter than Go: a variable is known
// only inside the block that declares it, `range` declares its variables and never assigns them,
// and `$` cannot be changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "template/program.hpp"
#include "template/template_error.hpp"

namespace tocsin {

TemplateResult<Program> parse(std::string_view source);

// One {{ define "name" }} … {{ end }}.
struct ParsedDefinition {
    std::string name;
    Span name_span;
    Span span;  // Of the whole.
    Program program;
};

// Of a file of templates, in order.
TemplateResult<std::vector<ParsedDefinition>> parse_definitions(std::string_view source);

}  // namespace tocsin
