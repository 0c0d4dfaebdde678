#include "template/shape.hpp"

namespace tocsin {

Shape shape_of(Kind kind) {
    return {kind};
}

Shape list_of(Shape element) {
    return {Kind::list, std::make_shared<const Shape>(std::move(element))};
}

Shape map_of(Shape element) {
    return {Kind::map, std::make_shared<const Shape>(std::move(element))};
}

Shape record_of(FieldSet fields) {
    return {Kind::record, nullptr, std::make_shared<const FieldSet>(std::move(fields))};
}

Shape alerts_of(FieldSet fields) {
    Shape made = list_of(record_of(std::move(fields)));
    made.list = ListKind::alerts;
    return made;
}

Shape pairs_of(Shape value) {
    Shape made = list_of(record_of({{"Name", shape_of(Kind::text)}, {"Value", std::move(value)}}));
    made.list = ListKind::pairs;
    return made;
}

Shape common(const Shape& a, const Shape& b) {
    const bool same =
        a.kind == b.kind && a.element == b.element && a.fields == b.fields && a.list == b.list;
    return same ? a : Shape{};
}

bool may_be_printable(const Shape& shape) {
    if (shape.kind == Kind::record) return false;
    const bool parts = shape.kind == Kind::list || shape.kind == Kind::map;
    return !parts || !shape.element || may_be_printable(*shape.element);
}

}  // namespace tocsin
