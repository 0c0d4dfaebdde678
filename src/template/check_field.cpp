#include "template/check_field.hpp"

#include <utility>
#include <vector>

#include "base/text.hpp"
#include "template/map_methods.hpp"

namespace tocsin {
namespace {

constexpr std::pair<std::string_view, std::string_view> refused_fields[] = {
    {"Receiver", "it belongs to one message of Alertmanager, not to the incident"},
    {"ExternalURL", "it belongs to one message of Alertmanager, not to the incident"},
    {"GeneratorURL", "an internal address does not belong on a public page"},
};

std::string hint_for_field(const FieldSet& fields, std::string_view name) {
    for (const auto& [refused, reason] : refused_fields) {
        if (refused == name) return "not offered: " + std::string(reason);
    }
    std::vector<std::string_view> names;
    std::string listed;
    for (const auto& field : fields) {
        if (equal_ignoring_case(field.first, name)) return "did you mean \"." + field.first + "\"?";
        names.push_back(field.first);
        listed += (listed.empty() ? "." : ", .") + field.first;
    }
    if (const auto meant = nearest(name, names)) return "did you mean \"." + *meant + "\"?";
    return "there are " + listed;
}

TemplateError no_field(std::string_view source, const FieldName& field, Kind kind) {
    std::string hint;
    if (kind == Kind::time) hint = "a time is formatted with date, and has no methods";
    if (kind == Kind::text) {
        hint = "a label whose name has a dot is reached with index .CommonLabels \"a.b\"";
    }
    return wrong(source, field.span,
                 std::string(name_of(kind)) + " has no field \"." + field.name + "\"", hint);
}

TemplateResult<Shape> method_shape(std::string_view source, const Shape& map,
                                   const FieldName& method) {
    if (method.name == "Remove") {
        return wrong(source, method.span, "Remove takes a list of texts",
                     "for example: .CommonLabels.Remove (stringSlice \"instance\" \"pod\")");
    }
    const Shape element = map.element ? *map.element : Shape{};
    return method.name == "SortedPairs" ? pairs_of(element) : list_of(shape_of(Kind::text));
}

}  // namespace

TemplateResult<Shape> field_shape(std::string_view source, const Shape& shape,
                                  const FieldName& field) {
    const bool list_field = field.name == "Firing" || field.name == "Resolved";
    if (!shape.kind) return Shape{};
    switch (*shape.kind) {
        case Kind::map:
            if (is_map_method(field.name)) return method_shape(source, shape, field);
            return shape.element ? *shape.element : Shape{};
        case Kind::list:
            if (shape.list == ListKind::pairs && is_pairs_method(field.name)) {
                return list_of(shape_of(Kind::text));
            }
            if (shape.list == ListKind::alerts && list_field) return list_of(*shape.element);
            if (shape.list == ListKind::alerts) {
                return wrong(source, field.span,
                             "a list of alerts has no field \"." + field.name + "\"",
                             "there are .Firing, .Resolved; for one alert: range .Alerts, or "
                             "index .Alerts 0");
            }
            return no_field(source, field, *shape.kind);
        case Kind::record: {
            const auto found = shape.fields->find(field.name);
            if (found != shape.fields->end()) return found->second;
            return wrong(source, field.span, "unknown field \"." + field.name + "\"",
                         hint_for_field(*shape.fields, field.name));
        }
        default:
            return no_field(source, field, *shape.kind);
    }
}

}  // namespace tocsin
