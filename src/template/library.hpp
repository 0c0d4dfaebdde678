// library: the templates that files define by name, for `{{ template "name" . }}`.
//
//   {{ define "outage" }}An outage of {{ .GroupLabels.service }}.{{ end }}
//
// A file holds definitions, white space and comments, nothing else.  The whole is read at once:
// names are unique over all files, every template that is called is there, and no chain of calls
// comes back to where it began (templates.md: recursion is out) or is longer than nesting_max.
// Whether a definition fits the data is decided where a text calls it (check.hpp), since only the
// call says what its "." is.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "template/program.hpp"
#include "template/template_error.hpp"

namespace tocsin {

// Immutable; its places are in `source`.
struct Definition {
    std::string name;
    std::string file;                           // As it is shown.
    std::shared_ptr<const std::string> source;  // Of the whole file.
    Span span;                                  // From {{ define }} to {{ end }}.
    Program program;

    // What defines it again when it stands alone.
    std::string text() const { return source->substr(span.offset, span.length); }
};

using DefinitionPtr = std::shared_ptr<const Definition>;
using Definitions = std::map<std::string, DefinitionPtr, std::less<>>;

struct TemplateLibrary {
    Definitions definitions;
    bool complete =
        true;  // False: a file could not be read, so a name that is missing says nothing.
};

struct TemplateFile {
    std::string name;
    std::string text;
};

// With any error a text can be checked against the library, so that all mistakes are found at
// once, and must not be rendered: its templates may call each other for ever.
struct ReadLibrary {
    TemplateLibrary library;
    std::vector<TemplateError> errors;  // Of each the file is named.
};
ReadLibrary read_library(std::span<const TemplateFile> files);

// Calls `visit` for each {{ template }} of a body, in the order of the text.
void for_each_call(const Body& body, const std::function<void(const Call&)>& visit);

// E303 at the name of a template that is not there, with the one that was meant.
TemplateError unknown_template(std::string_view source, const Call& call,
                               const Definitions& definitions);

}  // namespace tocsin
