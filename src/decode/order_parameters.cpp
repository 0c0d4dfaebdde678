#include "decode/order_parameters.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>

#include "base/http.hpp"
#include "base/text.hpp"
#include "decode/document.hpp"
#include "decode/form.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr std::size_t shown_max = 64;

using Take = std::function<Result<void>(const std::string& name, std::string value)>;

// One parameter of a JSON object, as a form would name it.
Result<void> flatten(const std::string& name, const json::value& value, bool may_nest,
                     const Take& take) {
    if (value.is_null()) return success();
    std::list<std::string> texts;
    if (const auto text = scalar_text(value, texts)) return take(name, std::string(*text));
    if (!may_nest) return refused(shown_value(name) + ": too deep");
    if (const auto* const list = value.if_array()) {
        for (const json::value& one : *list) {
            TRYV(flatten(name + "[]", one, false, take));
        }
        return success();
    }
    for (const auto& field : value.get_object()) {
        const std::string inner = fmt::format("{}[{}]", name, std::string_view(field.key()));
        TRYV(flatten(inner, field.value(), false, take));
    }
    return success();
}

}  // namespace

std::string parameter_name(std::string_view name) {
    return "incident[" + shown_value(name) + "]";
}

std::string shown_value(std::string_view text) {
    return truncate(without_invisible(text), shown_max);
}

Result<OrderParameters> OrderParameters::read(const Envelope& envelope) {
    OrderParameters parameters;
    TRYV(parameters.add_form(query_of(envelope.target)));
    const std::string_view body = trim(envelope.body);
    TRYV(looks_like_json(body) ? parameters.add_json(body) : parameters.add_form(body));
    return parameters;
}

Result<void> OrderParameters::add(const std::string& name, std::string value) {
    constexpr std::string_view begin = "incident[";
    std::string_view inner = name;
    if (inner.ends_with("[]")) inner.remove_suffix(2);
    if (!inner.starts_with(begin) || !inner.ends_with(']') || inner.size() == begin.size() + 1) {
        return refused(shown_value(name) +
                       ": no parameter of an incident; they are incident[NAME]");
    }
    inner = inner.substr(begin.size(), inner.size() - begin.size() - 1);
    values_[std::string(inner)].push_back(std::move(value));
    return success();
}

Result<void> OrderParameters::add_form(std::string_view form) {
    TRY(auto fields, parse_form(form));
    for (FormField& field : fields) {
        TRYV(add(field.name, std::move(field.value)));
    }
    return success();
}

Result<void> OrderParameters::add_json(std::string_view body) {
    Document document;
    TRY(const json::value* const value, document.read(body));
    const auto* const object = value->if_object();
    if (object == nullptr) return refused("the document: expected an object");
    const Take take = [this](const std::string& name, std::string text) {
        return add(name, std::move(text));
    };
    for (const auto& field : *object) {
        const auto* const incident = field.value().if_object();
        if (field.key() != "incident" || incident == nullptr) {
            return refused(shown_value(std::string_view(field.key())) +
                           ": expected {\"incident\": {…}} and nothing else");
        }
        for (const auto& parameter : *incident) {
            const std::string name = fmt::format("incident[{}]", std::string_view(parameter.key()));
            TRYV(flatten(name, parameter.value(), true, take));
        }
    }
    return success();
}

Result<std::optional<std::string>> OrderParameters::text(std::string_view name,
                                                         std::string_view other) {
    std::optional<std::string> found;
    for (const std::string_view one : {name, other}) {
        const auto at = values_.find(one);
        if (at == values_.end()) continue;
        if (found || at->second.size() > 1)
            return refused(parameter_name(one) + ": given more than once");
        found = std::move(at->second.front());
        values_.erase(at);
    }
    return found;
}

Result<std::optional<bool>> OrderParameters::flag(std::string_view name, std::string_view other) {
    TRY(const auto given, text(name, other));
    if (!given) return std::nullopt;
    if (*given == "t" || *given == "true" || *given == "1") return true;
    if (*given == "f" || *given == "false" || *given == "0") return false;
    return refused(fmt::format("{}: \"{}\" is neither true nor false", parameter_name(name),
                               shown_value(*given)));
}

Result<std::optional<WallTime>> OrderParameters::time(std::string_view name) {
    TRY(const auto given, text(name));
    if (!given) return std::nullopt;
    const auto found = parse_rfc3339(*given);
    if (found) return found;
    return refused(fmt::format("{}: \"{}\" is no time as 2026-11-24T10:00:00Z is one",
                               parameter_name(name), shown_value(*given)));
}

std::vector<std::string> OrderParameters::list(std::string_view name) {
    const auto at = values_.find(name);
    if (at == values_.end()) return {};
    auto values = std::move(at->second);
    values_.erase(at);
    return values;
}

Result<std::map<std::string, std::string>> OrderParameters::map(std::string_view name) {
    std::map<std::string, std::string> found;
    const std::string begin = std::string(name) + "][";
    auto at = values_.lower_bound(begin);
    while (at != values_.end() && at->first.starts_with(begin)) {
        if (at->second.size() > 1)
            return refused(parameter_name(at->first) + ": given more than once");
        found.emplace(at->first.substr(begin.size()), std::move(at->second.front()));
        at = values_.erase(at);
    }
    return found;
}

Result<void> OrderParameters::end() const {
    if (values_.empty()) return success();
    return refused(parameter_name(values_.begin()->first) +
                   ": no parameter that tocsin passes on; leave it out");
}

}  // namespace tocsin
