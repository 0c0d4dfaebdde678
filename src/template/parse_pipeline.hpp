// parse_pipeline: what stands between "{{ if" and "}}".
//
//   $x := .Severity | default "minor" | title
//
// Names of functions become pointers, names of variables slots.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "template/cursor.hpp"
#include "template/program.hpp"

namespace tocsin {

// Blocks and parentheses inside one another; keeps the recursion of all that follows small.
constexpr int nesting_max = 16;

// The variables that are visible where the parser stands.
class Scope {
public:
    Scope() { declare("$"); }

    Slot declare(std::string_view name);
    TemplateResult<Slot> find(const Cursor& cursor, const Token& variable) const;

    // Forgets what was declared since mark() was `known`.
    std::size_t mark() const { return visible_.size(); }
    void forget_since(std::size_t known) { visible_.resize(known); }

    void reassign(Slot slot) { reassigned_[slot] = true; }
    const std::vector<bool>& reassigned() const { return reassigned_; }

    int depth = 0;  // Of blocks and parentheses.

private:
    struct Variable {
        std::string name;
        Slot slot;
    };
    std::vector<Variable> visible_;
    std::vector<bool> reassigned_;  // By slot.
};

// A failure at `token` if one more block or parenthesis would be too many.
TemplateResult<void> check_depth(const Scope& scope, const Cursor& cursor, const Token& token);

// `where` names the action for people ("if", "this action"); "range" may declare two variables.
TemplateResult<Pipeline> parse_pipeline(Cursor& cursor, Scope& scope, std::string_view where);

}  // namespace tocsin
