#include "template/functions.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "template/collection_functions.hpp"
#include "template/compare.hpp"
#include "template/printf.hpp"
#include "template/regex_functions.hpp"
#include "template/text_functions.hpp"
#include "template/time_functions.hpp"

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
    {"slice",
     1,
     4,
     {P::sliceable, P::integer},
     Order::all,
     Gives::first_argument,
     Shows::arguments,
     call_slice},
    {"printf",
     1,
     unlimited,
     {P::text, P::printable},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_printf,
     nullptr,
     objection_to_format},
    {"print",
     0,
     unlimited,
     {P::printable, P::printable},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_print},
    {"html",
     0,
     unlimited,
     {P::printable, P::printable},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_html},
    {"urlquery",
     0,
     unlimited,
     {P::printable, P::printable},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_urlquery},
    {"trimSpace",
     1,
     1,
     {P::text, P::text},
     Order::all,
     Gives::text,
     Shows::arguments,
     call_trim_space},
    {"match",
     2,
     2,
     {P::text, P::text},
     Order::all,
     Gives::boolean,
     Shows::nothing,
     nullptr,
     call_match,
     objection_to_pattern},
    {"reReplaceAll",
     3,
     3,
     {P::text, P::text},
     Order::all,
     Gives::text,
     Shows::arguments,
     nullptr,
     call_re_replace_all,
     objection_to_pattern},
    {"stringSlice",
     0,
     unlimited,
     {P::text, P::text},
     Order::all,
     Gives::list_of_texts,
     Shows::arguments,
     call_string_slice},
    {"date", 2, 2, {P::text, P::time}, Order::all, Gives::text, Shows::arguments, call_date},
    {"tz",
     2,
     2,
     {P::text, P::time},
     Order::all,
     Gives::time,
     Shows::arguments,
     call_tz,
     nullptr,
     objection_to_zone},
    {"since",
     1,
     1,
     {P::time, P::time},
     Order::all,
     Gives::duration,
     Shows::arguments,
     nullptr,
     call_since},
    {"title", 1, 1, {P::text, P::text}, Order::all, Gives::text, Shows::arguments, call_title},
    {"toUpper", 1, 1, {P::text, P::text}, Order::all, Gives::text, Shows::arguments, call_to_upper},
    {"toLower", 1, 1, {P::text, P::text}, Order::all, Gives::text, Shows::arguments, call_to_lower},
    {"join",
     2,
     2,
     {P::text, P::list},
     Order::all,
     Gives::text,
     Shows::arguments,
     nullptr,
     call_join},
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

std::string hint_for_function(std::string_view name) {
    for (const auto& [refused_name, reason] : refused_functions) {
        if (refused_name == name) return "not offered: " + std::string(reason);
    }
    std::vector<std::string_view> names;
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
        case Parameter::sliceable:
            return kind == Kind::text || kind == Kind::list;
        case Parameter::time:
            return kind == Kind::time || kind == Kind::nil;
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
        case Parameter::sliceable:
            return "a text or list";
        case Parameter::time:
            return "a time";
    }
    TOCSIN_ASSERT(false);
    return {};
}

}  // namespace tocsin
