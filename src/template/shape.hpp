// Shape: what is known of a value before there is one.
//
// The data of a template has known fields; with their shapes a misspelt field, a wrong type and an
// alert printed as a whole are found when rules are loaded.  Where a template makes a shape
// unknowable (a variable that is set again), the shape is "anything" and nothing is refused.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "template/value.hpp"

namespace tocsin {

struct Shape;
using FieldSet = std::map<std::string, Shape, std::less<>>;

struct Shape {
    std::optional<Kind> kind{};                // Nothing: anything.
    std::shared_ptr<const Shape> element{};    // Of a list or a map; null: anything.
    std::shared_ptr<const FieldSet> fields{};  // Of a record; never null there.
    ListKind list = ListKind::plain;           // Of a list.
};

Shape shape_of(Kind kind);  // Of a kind without parts.
Shape list_of(Shape element);
Shape map_of(Shape element);
Shape record_of(FieldSet fields);
Shape alerts_of(FieldSet fields);
Shape pairs_of(Shape value);  // What SortedPairs of a map of such values gives.

// What holds for both.
Shape common(const Shape& a, const Shape& b);

// False only if a value of this shape certainly cannot be printed.
bool may_be_printable(const Shape& shape);

}  // namespace tocsin
