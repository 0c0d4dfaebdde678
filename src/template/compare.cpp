#include "template/compare.hpp"

#include <compare>

#include "template/functions.hpp"

namespace tocsin {
namespace {

using Arguments = std::span<const Value>;

double seconds_of(const Value& value) {
    if (value.kind() == Kind::duration) {
        return std::chrono::duration<double>(value.as_duration()).count();
    }
    return value.kind() == Kind::integer ? static_cast<double>(value.as_integer())
                                         : value.as_real();
}

std::partial_ordering compare(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) {
        if (a.kind() == Kind::nil || b.kind() == Kind::nil) return std::partial_ordering::unordered;
        return seconds_of(a) <=> seconds_of(b);
    }
    switch (a.kind()) {
        case Kind::boolean:
            return a.as_boolean() <=> b.as_boolean();
        case Kind::integer:
            return a.as_integer() <=> b.as_integer();
        case Kind::real:
            return a.as_real() <=> b.as_real();
        case Kind::text:
            return a.as_text() <=> b.as_text();
        case Kind::time:
            return to_micros(a.as_time()) <=> to_micros(b.as_time());
        case Kind::duration:
            return a.as_duration().count() <=> b.as_duration().count();
        default:
            return std::partial_ordering::equivalent;  // nil and nil.
    }
}

Result<std::partial_ordering> compared(const Value& a, const Value& b) {
    if (can_compare(a.kind(), b.kind())) return compare(a, b);
    return refused("cannot compare " + std::string(name_of(a.kind())) + " with " +
                   std::string(name_of(b.kind())));
}

}  // namespace

bool can_compare(Kind a, Kind b) {
    if (a == b || a == Kind::nil || b == Kind::nil) return true;
    const auto number = [](Kind kind) { return kind == Kind::integer || kind == Kind::real; };
    return (a == Kind::duration && number(b)) || (b == Kind::duration && number(a));
}

Result<Value> call_eq(Arguments arguments) {
    for (const Value& other : arguments.subspan(1)) {
        TRY(const std::partial_ordering order, compared(arguments[0], other));
        if (order == 0) return Value::boolean(true);
    }
    return Value::boolean(false);
}

Result<Value> call_ne(Arguments arguments) {
    TRY(const std::partial_ordering order, compared(arguments[0], arguments[1]));
    return Value::boolean(order != 0);
}

Result<Value> call_lt(Arguments arguments) {
    TRY(const std::partial_ordering order, compared(arguments[0], arguments[1]));
    return Value::boolean(order < 0);
}

Result<Value> call_le(Arguments arguments) {
    TRY(const std::partial_ordering order, compared(arguments[0], arguments[1]));
    return Value::boolean(order <= 0);
}

Result<Value> call_gt(Arguments arguments) {
    TRY(const std::partial_ordering order, compared(arguments[0], arguments[1]));
    return Value::boolean(order > 0);
}

Result<Value> call_ge(Arguments arguments) {
    TRY(const std::partial_ordering order, compared(arguments[0], arguments[1]));
    return Value::boolean(order >= 0);
}

}  // namespace tocsin
