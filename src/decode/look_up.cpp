#include "decode/look_up.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "decode/document.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

bool is_empty(const json::value& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty()) ||
           (value.is_array() && value.get_array().empty()) ||
           (value.is_object() && value.get_object().empty());
}

const json::value* found_in(const json::value& item, const Pointer& pointer) {
    const json::value* value =
        pointer.place == Pointer::Place::body ? find_value(item, pointer) : nullptr;
    return value == nullptr || is_empty(*value) ? nullptr : value;
}

}  // namespace

MessageHead head_of(const Envelope& envelope) {
    MessageHead head{envelope, {}};
    if (auto query = parse_form(query_of(envelope.target))) head.query = std::move(query).value();
    return head;
}

std::optional<std::string_view> LookUp::head_value(const Pointer& pointer) const {
    std::optional<std::string_view> value;
    if (pointer.place == Pointer::Place::query) {
        for (const FormField& field : head_.query) {
            if (field.name == pointer.name) value = field.value;
        }
    } else if (equal_ignoring_case(pointer.name, "Content-Type")) {
        value = head_.envelope.content_type;
    } else {
        value = head_.envelope.kept.find(pointer.name);
    }
    const bool is_usable =
        value && !value->empty() && value->size() <= head_value_bytes_max && is_utf8(*value);
    return is_usable ? value : std::nullopt;
}

std::string_view LookUp::text_of(const json::value& value) {
    if (const auto text = scalar_text(value, texts_)) return *text;
    return keep(json_text(value));
}

std::optional<std::string_view> LookUp::text(const Pointer& pointer) {
    if (pointer.place != Pointer::Place::body) return head_value(pointer);
    const json::value* value = found_in(item_, pointer);
    return value == nullptr ? std::nullopt : std::optional(text_of(*value));
}

std::optional<std::string_view> LookUp::text(const Pointers& pointers) {
    for (const Pointer& pointer : pointers) {
        if (const auto found = text(pointer)) return found;
    }
    return std::nullopt;
}

std::optional<std::string_view> LookUp::text(const TextFrom& from) {
    if (const auto* pointers = std::get_if<Pointers>(&from)) return text(*pointers);
    std::string filled;
    bool has_pointer = false;
    bool found_any = false;
    for (const FilledText::Piece& piece : std::get<FilledText>(from).pieces) {
        filled += piece.text;
        if (!piece.pointer) continue;
        const auto found = text(*piece.pointer);
        has_pointer = true;
        found_any = found_any || found;
        filled += found.value_or("");
    }
    // What is missing at an end leaves no blank there.
    const std::string_view text_only = trim(filled);
    if (text_only.empty() || (has_pointer && !found_any)) return std::nullopt;
    return keep(std::string(text_only));
}

const json::value* LookUp::value(const Pointers& pointers) const {
    for (const Pointer& pointer : pointers) {
        if (const json::value* found = found_in(item_, pointer)) return found;
    }
    return nullptr;
}

}  // namespace tocsin
