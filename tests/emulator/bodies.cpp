#include "tests/emulator/bodies.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "base/text.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

enum class BodyKind { json_text, form, unreadable };

BodyKind kind_of(const HttpRequest& request, const ModelOptions& options) {
    const auto field = request.headers.find("Content-Type");
    if (!field || trim(*field).empty()) {
        return options.json_without_content_type ? BodyKind::json_text : BodyKind::unreadable;
    }
    const std::string_view type = trim(field->substr(0, field->find(';')));
    if (equal_ignoring_case(type, "application/json")) return BodyKind::json_text;
    if (equal_ignoring_case(type, "application/x-www-form-urlencoded")) return BodyKind::form;
    return BodyKind::unreadable;
}

// "incident[components][id]" as {"incident", "components", "id"}; "[]" gives an empty step.
// Empty if it is not a name of that form.
std::vector<std::string> steps_of(std::string_view name) {
    std::vector<std::string> steps{std::string(name.substr(0, name.find('[')))};
    if (steps.front().empty()) return {};
    name.remove_prefix(steps.front().size());
    while (!name.empty()) {
        const std::size_t end = name.find(']');
        if (name.front() != '[' || end == std::string_view::npos) return {};
        steps.emplace_back(name.substr(1, end - 1));
        name.remove_prefix(end + 1);
    }
    return steps;
}

// Whether `value` had a place at `steps`; not if another name made something else of that place.
bool put_at(json::object& root, const std::vector<std::string>& steps, const std::string& value) {
    json::object* at = &root;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        const bool list_follows = i + 2 == steps.size() && steps[i + 1].empty();
        if (steps[i].empty()) return false;
        if (!at->contains(steps[i])) {
            (*at)[steps[i]] =
                list_follows ? json::value(json::array()) : json::value(json::object());
        }
        json::value& next = (*at)[steps[i]];
        if (list_follows) {
            if (!next.is_array()) return false;
            next.get_array().push_back(json::string(value));
            return true;
        }
        if (!next.is_object()) return false;
        at = &next.get_object();
    }
    (*at)[steps.back()] = json::string(value);
    return true;
}

ApiResult<json::object> read_form(std::string_view text) {
    TRY(const auto pairs, read_pairs(text));
    json::object root;
    for (const auto& [name, value] : pairs) {
        const auto steps = steps_of(name);
        if (steps.empty() || !put_at(root, steps, value)) {
            return refuse_with(400, "form field is malformed: " + name);
        }
    }
    return root;
}

ApiResult<json::object> read_json(std::string_view text) {
    boost::json::error_code failure;
    json::value parsed = json::parse(text, failure);
    if (failure) return refuse_with(400, "problem parsing the JSON body");
    if (!parsed.is_object()) return refuse_with(400, "the body is not a JSON object");
    return std::move(parsed.get_object());
}

}  // namespace

ApiResult<std::vector<std::pair<std::string, std::string>>> read_pairs(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto name = percent_decode(pair.substr(0, equals), true);
        const auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return refuse_with(400, "broken percent-encoding");
        pairs.emplace_back(*name, *value);
    }
    return pairs;
}

ApiResult<ApiBody> read_api_body(const HttpRequest& request, std::string_view wrapper,
                                 const ModelOptions& options) {
    ApiBody body;
    body.wrapper = wrapper;
    json::object root;
    const BodyKind kind = kind_of(request, options);
    if (kind == BodyKind::json_text && !request.body.empty()) {
        TRY(root, read_json(request.body));
    } else if (kind == BodyKind::form) {
        TRY(root, read_form(request.body));
        body.is_form = true;
    }
    const auto found = root.find(wrapper);
    if (found == root.end()) return refuse_field(400, body.wrapper, "is missing");
    if (!found->value().is_object()) return refuse_field(400, body.wrapper, "is invalid");
    body.fields = std::move(found->value().get_object());
    return body;
}

}  // namespace tocsin
