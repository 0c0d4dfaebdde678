// check: does this program fit the data it will see?
//
// Unknown fields, wrong argument counts, wrong types and alerts printed as a whole are E303; the
// methods of maps that come later are E399.  What passes can still fail when it is rendered
// (index out of range, a text that is no number), and then the fallback is used.
//
// On the way it notes which labels are shown without anything that stands in for an absent one
// (warning W401): those outside `if` and `with` that name the same label, and outside `or` and
// `default`.  A label that is only compared or counted is not shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

// The unguarded uses, in the order of the text.
TemplateResult<std::vector<LabelUse>> check(std::string_view source, const Program& program,
                                            const FieldSet& fields);

}  // namespace tocsin
