// TemplateError: what is wrong with a template's text, and where.
//
// Found when rules are loaded, never on the page: unknown names, wrong argument counts and
// wrong types are E303 (validation.md), two templates of one name E310, more text than may ever
// be shown E304.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "template/position.hpp"

namespace tocsin {

struct TemplateError {
    std::string code;        // "E303", "E304" or "E310".
    std::string message;     // One line, no trailing full stop.
    std::string hint;        // What to do about it; may be empty.
    std::size_t offset = 0;  // Bytes from the start of the template's text.
    std::size_t length = 0;  // Bytes that are wrong; 0 where something is absent.
    int line = 1;
    int column = 1;              // In code points.
    std::string file{};          // Of templates, that the places are in; empty: the text itself.
    std::optional<Span> call{};  // Then, from a text: the {{ template }} in it that came there.

    bool operator==(const TemplateError&) const = default;
};

template <class T>
using TemplateResult =
    boost::outcome_v2::basic_result<T, TemplateError, boost::outcome_v2::policy::terminate>;

// E303 at `span` of `source`.
TemplateError wrong(std::string_view source, Span span, std::string message, std::string hint = {});

// "3:14: error[E303]: message (hint)", behind the file where there is one.
std::string to_line(const TemplateError& error);

}  // namespace tocsin
