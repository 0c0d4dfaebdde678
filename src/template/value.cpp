#include "template/value.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace tocsin {

std::string_view name_of(Kind kind) {
    static constexpr std::array<std::string_view, 10> names{
        "nil",    "a boolean",  "a whole number", "a number", "a text",
        "a time", "a duration", "a list",         "a map",    "a record with fields"};
    return names.at(static_cast<std::size_t>(kind));
}

Value::Value(Kind kind, Held held) : held_(std::move(held)), kind_(kind) {}

Value Value::boolean(bool value) {
    return {Kind::boolean, value};
}
Value Value::integer(std::int64_t value) {
    return {Kind::integer, value};
}
Value Value::real(double value) {
    return {Kind::real, value};
}
Value Value::time(WallTime value) {
    return {Kind::time, Moment{value, nullptr}};
}
Value Value::time(WallTime value, ZoneOffset zone) {
    return {Kind::time, Moment{value, std::make_shared<const ZoneOffset>(std::move(zone))}};
}
Value Value::duration(Duration value) {
    return {Kind::duration, value};
}

Value Value::text(std::string value) {
    return {Kind::text, std::make_shared<const std::string>(std::move(value))};
}

Value Value::untrusted(std::string value) {
    Value made = text(std::move(value));
    made.untrusted_ = true;
    return made;
}

Value Value::absent() {
    static const auto empty = std::make_shared<const std::string>();
    Value made{Kind::text, empty};
    made.untrusted_ = true;
    made.absent_ = true;
    return made;
}

Value Value::derived(std::string value, const Value* sources, std::size_t count) {
    Value made = text(std::move(value));
    for (std::size_t i = 0; i < count; ++i) {
        made.untrusted_ = made.untrusted_ || carries_untrusted(sources[i]);
        made.absent_ = made.absent_ || sources[i].absent_ || sources[i].kind_ == Kind::nil;
    }
    return made;
}

Value Value::list(List items) {
    return {Kind::list, std::make_shared<const List>(std::move(items))};
}

Value Value::alerts(List records) {
    Value made = list(std::move(records));
    made.list_kind_ = ListKind::alerts;
    return made;
}

Value Value::pairs(List records) {
    Value made = list(std::move(records));
    made.list_kind_ = ListKind::pairs;
    return made;
}

Value Value::escaped(Value text) {
    TOCSIN_ASSERT(text.kind_ == Kind::text);
    text.escaped_ = true;
    return text;
}

Value Value::map(Fields entries) {
    return {Kind::map, std::make_shared<const Fields>(std::move(entries))};
}

Value Value::record(Fields fields) {
    return {Kind::record, std::make_shared<const Fields>(std::move(fields))};
}

bool Value::as_boolean() const {
    TOCSIN_ASSERT(kind_ == Kind::boolean);
    return std::get<bool>(held_);
}

std::int64_t Value::as_integer() const {
    TOCSIN_ASSERT(kind_ == Kind::integer);
    return std::get<std::int64_t>(held_);
}

double Value::as_real() const {
    TOCSIN_ASSERT(kind_ == Kind::real);
    return std::get<double>(held_);
}

const std::string& Value::as_text() const {
    TOCSIN_ASSERT(kind_ == Kind::text);
    return *std::get<std::shared_ptr<const std::string>>(held_);
}

WallTime Value::as_time() const {
    TOCSIN_ASSERT(kind_ == Kind::time);
    return std::get<Moment>(held_).time;
}

const ZoneOffset& Value::zone() const {
    static const ZoneOffset utc;
    TOCSIN_ASSERT(kind_ == Kind::time);
    const auto& zone = std::get<Moment>(held_).zone;
    return zone ? *zone : utc;
}

Duration Value::as_duration() const {
    TOCSIN_ASSERT(kind_ == Kind::duration);
    return std::get<Duration>(held_);
}

const Value::List& Value::items() const {
    TOCSIN_ASSERT(kind_ == Kind::list);
    return *std::get<std::shared_ptr<const List>>(held_);
}

const Value::Fields& Value::fields() const {
    TOCSIN_ASSERT(kind_ == Kind::map || kind_ == Kind::record);
    return *std::get<std::shared_ptr<const Fields>>(held_);
}

bool is_true(const Value& value) {
    switch (value.kind()) {
        case Kind::nil:
            return false;
        case Kind::boolean:
            return value.as_boolean();
        case Kind::integer:
            return value.as_integer() != 0;
        case Kind::real:
            return value.as_real() != 0;
        case Kind::text:
            return !value.as_text().empty();
        case Kind::duration:
            return value.as_duration().count() != 0;
        case Kind::list:
            return !value.items().empty();
        case Kind::map:
            return !value.fields().empty();
        case Kind::time:
        case Kind::record:
            break;
    }
    return true;
}

bool carries_untrusted(const Value& value) {
    switch (value.kind()) {
        case Kind::text:
            return value.is_untrusted();
        case Kind::list:
            return std::any_of(value.items().begin(), value.items().end(), carries_untrusted);
        case Kind::map:
            return true;  // Names of labels come from outside too.
        case Kind::record:
            return std::any_of(value.fields().begin(), value.fields().end(),
                               [](const auto& field) { return carries_untrusted(field.second); });
        default:
            return false;
    }
}

}  // namespace tocsin
