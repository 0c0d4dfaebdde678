#include "template/functions.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "template/compare.hpp"
#include "template/text_functions.hpp"

namespace tocsin {
namespace {

using Arguments = std::span<const Value>;
using Order = Function::Order;
using Gives = Function::Gives;
using Shows = Function::Shows;
using P = Parameter;

Result<Value> call_not(Arguments arguments) {
    return Value::boolean(!is_true(arguments[0]));
}

Result<Value> call_len(Arguments arguments) {
    const Value& value = arguments[0];
    const std::size_t size = value.kind() == Kind::text   ? value.as_text().size()
                             : value.kind() == Kind::list ? value.items().size()
                                                          : value.fields().size();
    return Value::integer(static_cast<std::int64_t>(size));
}

Result<Value> element(const Value& value, const Value& index) {
    if (value.kind() == Kind::map) {
        if (index.kind() != Kind::text) return refused("a map is indexed with a text");
        const auto found = value.fields().find(index.as_text());
        return found == value.fields().end() ? Value::absent() : found->second;
    }
    if (value.kind() != Kind::list && value.kind() != Kind::text) {
        return refused("cannot index " + std::string(name_of(value.kind())));
    }
    if (index.kind() != Kind::integer) {
        return refused(std::string(name_of(value.kind())) + " is indexed with a whole number");
    }
    const std::size_t size =
        value.kind() == Kind::list ? value.items().size() : value.as_text().size();
    const std::int64_t at = index.as_integer();
    if (at < 0 || static_cast<std::uint64_t>(at) >= size) {
        return refused("index " + std::to_string(at) + " is out of range, there are " +
                       std::to_string(size));
    }
    const auto position = static_cast<std::size_t>(at);
    if (value.kind() == Kind::list) return value.items()[position];
    return Value::integer(static_cast<unsigned char>(value.as_text()[position]));
}

Result<Value> call_index(Arguments arguments) {
    Value value = arguments[0];
    for (const Value& index : arguments.subspan(1)) {
        TRY(Value inner, element(value, index));
        value = std::move(inner);
    }
    return value;
}

Result<Value> call_default(Arguments arguments) {
    return is_true(arguments[1]) ? arguments[1] : arguments[0];
}

constexpr Function table[] = {
    {"and",
     1,
     unlimited,
     {P::any, P::any},
     Order::until_false,
     Gives::an_argument,
     Shows::arguments,
     nullptr},
    {"or",
     1,
     unlimited,
     {P::any, P::any},
     Order::until_true,
     Gives::an_argument,
     Shows::guarded,
     nullptr},
    {"not", 1, 1, {P::any, P::any}, Order::all, Gives::boolean, Shows::nothing, call_not},
    {"eq", 2, unlimited, {P::basic, P::basic}, Order::all, Gives::boolean, Shows::nothing, call_eq},
    {"ne", 2, 2, {P::basic, P::basic}, Order::all, Gives::boolean, Shows::nothing, call_ne},
    {"lt", 2, 2, {P::ordered, P::ordered}, Order::all, Gives::boolean, Shows::nothing, call_lt},
    {"le", 2, 2, {P::ordered, P::ordered}, Order::all, Gives::boolean, Shows::nothing, call_le},
    {"gt", 2, 2, {P::ordered, P::ordered}, Order::all, Gives::boolean, Shows::nothing, call_gt},
    {"ge", 2, 2, {P::ordered, P::ordered}, Order::all, Gives::boolean, Shows::nothing, call_ge},
    {"len", 1, 1, {P::sized, P::sized}, Order::all, Gives::integer, Shows::nothing, call_len},
    {"index",
     1,
     unlimited,
     {P::sized, P::basic},
     Order::all,
     Gives::an_element,
     Shows::arguments,
     call_index},
    {"print",
     0,
     unlimited,
     {P::printable, P::printable},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_print},
    {"title", 1, 1, {P::text, P::text}, Order::all, Gives::text, Shows::arguments, call_title},
    {"toUpper", 1, 1, {P::text, P::text}, Order::all, Gives::text, Shows::arguments, call_to_upper},
    {"toLower", 1, 1, {P::text, P::text}, Order::all, Gives::text, Shows::arguments, call_to_lower},
    {"join", 2, 2, {P::text, P::list}, Order::all, Gives::text, Shows::arguments, call_join},
    {"default",
     2,
     2,
     {P::any, P::any},
     Order::all,
     Gives::an_argument,
     Shows::guarded,
     call_default},
    {"truncate",
     2,
     2,
     {P::integer, P::text},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_truncate},
    {"humanizeDuration",
     1,
     1,
     {P::seconds, P::seconds},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_humanize_duration},
};

constexpr std::string_view later[] = {"slice",     "printf", "html",         "urlquery",
                                      "trimSpace", "match",  "reReplaceAll", "stringSlice",
                                      "date",      "tz",     "since"};

constexpr std::pair<std::string_view, std::string_view> refused_functions[] = {
    {"call", "a template calls only the functions of this list"},
    {"js", "a status page takes no script"},
    {"safeHtml", "the text of a label never becomes HTML"},
    {"safeUrl", "the text of a label never becomes a link"},
    {"getEnv", "a template sees the incident and nothing else"},
    {"getHostname", "a template sees the incident and nothing else"},
    {"dict", "a template makes no maps"},
    {"println", "use print, and write the line break into the text"},
};

}  // namespace

const Function* find_function(std::string_view name) {
    const auto* const found = std::find_if(std::begin(table), std::end(table),
                                           [&](const Function& f) { return f.name == name; });
    return found == std::end(table) ? nullptr : found;
}

bool is_later_function(std::string_view name) {
    return std::find(std::begin(later), std::end(later), name) != std::end(later);
}

std::string hint_for_function(std::string_view name) {
    for (const auto& [refused_name, reason] : refused_functions) {
        if (refused_name == name) return "not offered: " + std::string(reason);
    }
    std::vector<std::string_view> names(std::begin(later), std::end(later));
    for (const Function& function : table) names.push_back(function.name);
    const auto meant = nearest(name, names);
    return meant ? "did you mean \"" + *meant + "\"?" : "a text stands in double quotes";
}

Parameter parameter(const Function& function, std::size_t index) {
    return function.parameters[index == 0 ? 0 : 1];
}

bool accepts(Parameter parameter, Kind kind) {
    const bool number = kind == Kind::integer || kind == Kind::real || kind == Kind::duration;
    switch (parameter) {
        case Parameter::any:
            return true;
        case Parameter::printable:
            return kind != Kind::record;
        case Parameter::basic:
            return kind != Kind::list && kind != Kind::map && kind != Kind::record;
        case Parameter::ordered:
        case Parameter::seconds:
            return number || kind == Kind::text;
        case Parameter::text:
            return kind == Kind::text;
        case Parameter::integer:
            return kind == Kind::integer;
        case Parameter::list:
            return kind == Kind::list;
        case Parameter::sized:
            return kind == Kind::text || kind == Kind::list || kind == Kind::map;
    }
    TOCSIN_ASSERT(false);
    return false;
}

std::string_view name_of(Parameter parameter) {
    switch (parameter) {
        case Parameter::any:
            return "anything";
        case Parameter::printable:
            return "a text or number";
        case Parameter::basic:
            return "a text, number, boolean or time";
        case Parameter::ordered:
            return "a text, number or duration";
        case Parameter::text:
            return "a text";
        case Parameter::integer:
            return "a whole number";
        case Parameter::list:
            return "a list";
        case Parameter::seconds:
            return "a duration or a number of seconds";
        case Parameter::sized:
            return "a text, list or map";
    }
    TOCSIN_ASSERT(false);
    return {};
}

}  // namespace tocsin
