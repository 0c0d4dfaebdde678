#include "tests/emulator/fields.hpp"

#include <boost/json/array.hpp>

namespace tocsin {

namespace json = boost::json;

const json::value* FieldReader::find(std::string_view name) {
    asked_.emplace(name);
    const auto found = body_.fields.find(name);
    if (found == body_.fields.end() || found->value().is_null()) return nullptr;
    return &found->value();
}

std::nullopt_t FieldReader::invalid(std::string_view name) {
    add_problem(name, "is invalid");
    return std::nullopt;
}

void FieldReader::add_problem(std::string_view name, std::string message) {
    problems_.push_back({full_name(name), std::move(message)});
}

std::string FieldReader::full_name(std::string_view name) const {
    return body_.wrapper + "[" + std::string(name) + "]";
}

std::optional<std::string> FieldReader::text(std::string_view name) {
    const json::value* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_string()) return invalid(name);
    return std::string(value->get_string());
}

std::optional<bool> FieldReader::flag(std::string_view name) {
    const json::value* value = find(name);
    if (!value) return std::nullopt;
    if (value->is_bool()) return value->get_bool();
    if (body_.is_form && value->is_string()) {
        const std::string_view word = value->get_string();
        if (word == "t" || word == "true" || word == "1") return true;
        if (word == "f" || word == "false" || word == "0") return false;
    }
    return invalid(name);
}

std::optional<WallTime> FieldReader::time(std::string_view name) {
    const json::value* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_string()) return invalid(name);
    const auto parsed = parse_rfc3339(std::string_view(value->get_string()));
    return parsed ? parsed : invalid(name);
}

std::optional<std::vector<std::string>> FieldReader::texts(std::string_view name) {
    const json::value* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_array()) return invalid(name);
    std::vector<std::string> list;
    for (const json::value& element : value->get_array()) {
        if (!element.is_string()) return invalid(name);
        // A form cannot write an empty list but as one empty text.
        if (body_.is_form && element.get_string().empty()) continue;
        list.emplace_back(element.get_string());
    }
    return list;
}

std::optional<std::vector<std::pair<std::string, std::string>>> FieldReader::text_map(
    std::string_view name) {
    const json::value* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_object()) return invalid(name);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& member : value->get_object()) {
        if (!member.value().is_string()) return invalid(name);
        pairs.emplace_back(std::string(member.key()), std::string(member.value().get_string()));
    }
    return pairs;
}

std::optional<json::object> FieldReader::object(std::string_view name) {
    const json::value* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_object()) return invalid(name);
    return value->get_object();
}

std::vector<std::string> FieldReader::rest() const {
    std::vector<std::string> names;
    for (const auto& member : body_.fields) {
        if (!asked_.contains(std::string_view(member.key()))) names.emplace_back(member.key());
    }
    return names;
}

}  // namespace tocsin
