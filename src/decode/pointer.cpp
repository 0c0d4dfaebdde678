#include "decode/pointer.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "base/http.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr std::string_view header_prefix = "header:";
constexpr std::string_view query_prefix = "query:";

Result<std::string> unescaped(std::string_view step) {
    std::string text;
    for (std::size_t i = 0; i < step.size(); ++i) {
        if (step[i] != '~') {
            text += step[i];
            continue;
        }
        const char escaped = i + 1 < step.size() ? step[i + 1] : '\0';
        if (escaped != '0' && escaped != '1')
            return malformed("in a pointer \"~\" is written \"~0\"");
        text += escaped == '0' ? '~' : '/';
        ++i;
    }
    return text;
}

Result<Pointer> parse_name(Pointer::Place place, std::string_view name) {
    if (name.empty()) return malformed("a name is missing behind the colon");
    if (place == Pointer::Place::header && !is_token(name))
        return malformed(fmt::format("\"{}\" is not the name of a header", name));
    return Pointer{place, {}, std::string(name)};
}

// Digits without a leading zero (RFC 6901 section 4).
std::optional<std::size_t> element_number(std::string_view step) {
    if (step.empty() || (step.size() > 1 && step.front() == '0')) return std::nullopt;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), number);
    if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
    return number;
}

const json::value* step_down(const json::value& value, std::string_view step) {
    if (value.is_object()) return value.get_object().if_contains(step);
    if (!value.is_array()) return nullptr;
    const auto number = element_number(step);
    return number ? value.get_array().if_contains(*number) : nullptr;
}

}  // namespace

Result<Pointer> parse_pointer(std::string_view text) {
    if (text.starts_with(header_prefix))
        return parse_name(Pointer::Place::header, text.substr(header_prefix.size()));
    if (text.starts_with(query_prefix))
        return parse_name(Pointer::Place::query, text.substr(query_prefix.size()));
    if (!text.empty() && text.front() != '/')
        return malformed("a pointer begins with \"/\", \"header:\" or \"query:\"");
    Pointer pointer;
    while (!text.empty()) {
        text.remove_prefix(1);
        const std::string_view step = text.substr(0, text.find('/'));
        TRY(std::string name, unescaped(step));
        pointer.steps.push_back(std::move(name));
        text.remove_prefix(step.size());
    }
    return pointer;
}

bool looks_like_pointer(std::string_view text) {
    return text.starts_with('/') || text.starts_with(header_prefix) ||
           text.starts_with(query_prefix);
}

std::string to_text(const Pointer& pointer) {
    if (pointer.place == Pointer::Place::header) return std::string(header_prefix) + pointer.name;
    if (pointer.place == Pointer::Place::query) return std::string(query_prefix) + pointer.name;
    std::string text;
    for (const std::string& step : pointer.steps) {
        text += '/';
        for (const char c : step) {
            if (c == '~')
                text += "~0";
            else if (c == '/')
                text += "~1";
            else
                text += c;
        }
    }
    return text;
}

const json::value* find_value(const json::value& root, const Pointer& pointer) {
    const json::value* found = &root;
    for (const std::string& step : pointer.steps) {
        found = step_down(*found, step);
        if (found == nullptr) return nullptr;
    }
    return found;
}

json::value* find_value(json::value& root, const Pointer& pointer) {
    return const_cast<json::value*>(find_value(std::as_const(root), pointer));
}

}  // namespace tocsin
