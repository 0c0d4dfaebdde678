// TemplateError: what is wrong with a template's text, and where.
//
// Found when rules are loaded, never on the page: unknown names, wrong argument counts and
// wrong types are E303 (validation.md).  What templates.md promises and this version does not do
// yet is E399, so that nothing is ever parsed and ignored.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "template/position.hpp"

namespace tocsin {

struct TemplateError {
    std::string code;        // "E303" or "E399".
    std::string message;     // One line, no trailing full stop.
    std::string hint;        // What to do about it; may be empty.
    std::size_t offset = 0;  // Bytes from the start of the template's text.
    std::size_t length = 0;  // Bytes that are wrong; 0 where something is absent.
    int line = 1;
    int column = 1;  // In code points.

    bool operator==(const TemplateError&) const = default;
};

template <class T>
using TemplateResult =
    boost::outcome_v2::basic_result<T, TemplateError, boost::outcome_v2::policy::terminate>;

// E303 at `span` of `source`.
TemplateError wrong(std::string_view source, Span span, std::string message, std::string hint = {});

// E399 at `span` of `source`: `what` is known and not there yet.
TemplateError not_yet(std::string_view source, Span span, std::string_view what);

// "3:14: error[E303]: message (hint)".
std::string to_line(const TemplateError& error);

}  // namespace tocsin
