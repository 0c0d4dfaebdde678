// functions: what a template can call.
//
//   and or not eq ne lt le gt ge len index slice print printf html urlquery      Go's
//   title toUpper toLower trimSpace join stringSlice match reReplaceAll
//   date tz since humanizeDuration                                               Alertmanager's
//   default truncate                                                             ours
//
// One table says for each function how many arguments of which kinds it takes, so that the
// checker can refuse a wrong call when rules are loaded and the evaluator needs no second list.
// The functions are pure: no clock, no locale, no randomness.  Those that can be costly, or want
// to know the time, are given the workspace of the rendering.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "template/value.hpp"

namespace tocsin {

class Workspace;

enum class Parameter {
    any,
    printable,  // Anything but records.
    basic,      // What == can compare: nil, boolean, numbers, text, time, duration.
    ordered,    // What < can compare: numbers, text, duration.
    text,
    integer,
    list,
    seconds,    // A duration, or a number or text that counts seconds.
    sized,      // Text, list, map.
    sliceable,  // Text, list.
    time,       // Also nil: a time that is not known.
};

using KnownKind = std::optional<Kind>;  // Nothing: it shows only when the text is rendered.

struct Function {
    enum class Order {
        all,          // Every argument, then the call.
        until_false,  // and: stops at the first that is not true.
        until_true,   // or.
    };
    enum class Gives {
        boolean,
        integer,
        text,
        time,
        duration,
        list_of_texts,
        first_argument,
        an_argument,
        an_element
    };
    // What of its arguments can be seen in what it gives: for warning W401.
    enum class Shows { nothing, arguments, guarded };

    std::string_view name;
    std::size_t arguments_min;
    std::size_t arguments_max;
    std::array<Parameter, 2> parameters;  // Of the first argument, of every other one.
    Order order;
    Gives gives;
    Shows shows;
    // One of the two; both null where order is not all.  Require: number and kinds of arguments
    // as above.
    Result<Value> (*call)(std::span<const Value> arguments);
    Result<Value> (*call_within)(std::span<const Value> arguments, Workspace& workspace) = nullptr;
    // What is wrong with a first argument that stands in the text (a pattern, a format), given
    // the kinds of the others; empty if nothing is.  Null: anything will do.
    std::string (*objection)(std::string_view first, std::span<const KnownKind> others) = nullptr;
};

constexpr std::size_t unlimited = static_cast<std::size_t>(-1);

// Null if there is none of that name.  The table lives as long as the program.
const Function* find_function(std::string_view name);

// For a name that is unknown: why it is not offered, or which one was meant.
std::string hint_for_function(std::string_view name);

Parameter parameter(const Function& function, std::size_t index);
bool accepts(Parameter parameter, Kind kind);
std::string_view name_of(Parameter parameter);  // "a text".

// Whether eq and its like can compare the two; in Go a whole number and a fraction cannot.  A
// duration can be compared with a number, which then counts seconds.
bool can_compare(Kind a, Kind b);

}  // namespace tocsin
