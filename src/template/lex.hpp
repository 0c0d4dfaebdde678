// lex: a template's text, cut into tokens.
//
//   text {{- action -}} text {{/* comment */}}
//   action token: name  if else …  .Field  .  $x $  "text" `raw`  12 -1.5  true  | := = , ( )
//
// Go's rules: "{{- " eats the white space before it, " -}}" the white space after it; a comment
// begins directly after "{{" or "{{- " and ends directly before "}}" or " -}}".  Stricter than Go:
// names are ASCII, a character constant 'x' is refused, and the text must be UTF-8.
#pragma once

#include <string_view>
#include <vector>

#include "template/template_error.hpp"

namespace tocsin {

enum class TokenKind {
    text,         // Outside {{ }}, after trimming; never empty.
    open,         // {{ or {{-
    close,        // }} or -}}
    name,         // Of a function.
    keyword,      // if else end range with break continue define template block nil
    field,        // .Name
    dot,          // .
    variable,     // $ or $name
    quoted,       // "…" or `…`, with its quotes, escapes not yet read.
    number,       // Its characters; not yet read.
    boolean,      // true, false
    pipe,         // |
    declare,      // :=
    assign,       // =
    comma,        // ,
    left_paren,   // (
    right_paren,  // )
    end_of_text,
};

struct Token {
    TokenKind kind;
    std::string_view text;  // A part of the template's text.
    Span span;
    bool spaced = false;  // White space stands before it.
};

// The last token is end_of_text.  The tokens point into `source`.
TemplateResult<std::vector<Token>> lex(std::string_view source);

}  // namespace tocsin
