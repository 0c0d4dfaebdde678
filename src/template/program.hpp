// Program: a template as a tree, ready to be checked and evaluated.
//
//   Body      := Node*
//   Node      := Text | Action | If | With | Range | Break | Continue | Call
//   Pipeline  := [$x :=] Command ('|' Command)*
//   Command   := Operand Operand*            the first is what is called or shown
//   Operand   := (literal | . | $x | function | '(' Pipeline ')') ('.' name)*
//
// Variables are resolved to slots when the text is parsed; slot 0 is `$`.  A function is a pointer
// into the table of functions.hpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "template/position.hpp"
#include "template/value.hpp"

namespace tocsin {

// Of a rendered text, before the cut at the page's limit; also of each computed text.
constexpr std::size_t output_bytes_max = 65'536;

struct Function;
struct Pipeline;
struct Node;

using Slot = std::size_t;
using Body = std::vector<Node>;

struct FieldName {
    std::string name;
    Span span;  // With its dot.
};

struct Operand {
    enum class Root { literal, dot, variable, function, pipeline };

    Root root = Root::dot;
    Value literal;                               // Root::literal.
    Slot variable = 0;                           // Root::variable.
    const Function* function = nullptr;          // Root::function.
    std::unique_ptr<const Pipeline> pipeline{};  // Root::pipeline.
    std::vector<FieldName> fields{};             // What is taken of it, in order.
    Span span{};
};

struct Command {
    std::vector<Operand> operands;  // At least one.
    Span span;
};

struct Pipeline {
    std::vector<Slot> variables;  // What := or = sets; two only for range.
    std::vector<Command> commands;
    Span span;
};

struct Text {
    std::string text;
};
struct Action {
    Pipeline pipeline;  // Shown, unless it sets a variable.
};
struct Branch {
    Pipeline condition;
    Body body;
};
struct If {
    std::vector<Branch> branches;  // if, else if …
    Body otherwise;
};
struct With {
    Pipeline pipeline;
    Body body, otherwise;
};
struct Range {
    Pipeline pipeline;
    Body body, otherwise;
};
// {{ template "name" pipeline }}
struct Call {
    std::string name;
    Span name_span;
    std::optional<Pipeline> argument;  // Nothing: "." is nil there.
};
struct Break {};
struct Continue {};

struct Node {
    std::variant<Text, Action, If, With, Range, Break, Continue, Call> what;
    Span span;
};

struct Program {
    Body body;
    std::vector<bool> reassigned;  // By slot: whether `=` sets it somewhere.
};

}  // namespace tocsin
