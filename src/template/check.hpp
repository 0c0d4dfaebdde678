// check: does this program fit the data it will see?
//
// Unknown fields and templates, wrong argument counts, wrong types and alerts printed as a whole
// are E303, more text than may ever be shown is E304.  What passes can still fail when it is
// rendered (index out of range, a text that is no number), and then the fallback is used.  A
// template that is called is checked again for each call, with what its "." is there.
//
// On the way it notes which labels are shown without anything that stands in for an absent one
// (warning W401): those outside `if` and `with` that name the same label, and outside `or` and
// `default`.  A label that is only compared or counted is not shown.  Those that a called template
// shows stand where the text calls it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "template/library.hpp"
#include "template/program.hpp"
#include "template/shape.hpp"
#include "template/template_error.hpp"

namespace tocsin {

struct LabelUse {
    std::string map;   // "CommonLabels", "GroupLabels", "CommonAnnotations"; of an alert "Labels".
    std::string name;  // Of the label or annotation.
    Span span;         // In the template's text.
    Position position;

    bool operator==(const LabelUse&) const = default;
};

struct Checked {
    std::vector<LabelUse> unguarded;  // In the order of the text.
    Definitions definitions;          // What it calls, directly or not.
};

TemplateResult<Checked> check(std::string_view source, const Program& program,
                              const FieldSet& fields, const TemplateLibrary& library);

// What can be said of a definition whoever calls it, and whatever its "." is; what it calls is
// left out.
TemplateResult<void> check_definition(const Definition& definition);

}  // namespace tocsin
