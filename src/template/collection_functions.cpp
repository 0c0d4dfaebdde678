#include "template/collection_functions.hpp"

#include <string>
#include <vector>

namespace tocsin {
namespace {

using Arguments = std::span<const Value>;

std::size_t size_of(const Value& value) {
    return value.kind() == Kind::text   ? value.as_text().size()
           : value.kind() == Kind::list ? value.items().size()
                                        : value.fields().size();
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
    const std::size_t size = size_of(value);
    const std::int64_t at = index.as_integer();
    if (at < 0 || static_cast<std::uint64_t>(at) >= size) {
        return refused("index " + std::to_string(at) + " is out of range, there are " +
                       std::to_string(size));
    }
    const auto position = static_cast<std::size_t>(at);
    if (value.kind() == Kind::list) return value.items()[position];
    return Value::integer(static_cast<unsigned char>(value.as_text()[position]));
}

Value part_of(const Value& whole, std::size_t from, std::size_t to) {
    if (whole.kind() == Kind::text) {
        return Value::derived(whole.as_text().substr(from, to - from), &whole, 1);
    }
    const auto begin = whole.items().begin();
    Value::List chosen(begin + static_cast<std::ptrdiff_t>(from),
                       begin + static_cast<std::ptrdiff_t>(to));
    switch (whole.list_kind()) {
        case ListKind::alerts:
            return Value::alerts(std::move(chosen));
        case ListKind::pairs:
            return Value::pairs(std::move(chosen));
        case ListKind::plain:
            break;
    }
    return Value::list(std::move(chosen));
}

}  // namespace

Result<Value> call_len(Arguments arguments) {
    return Value::integer(static_cast<std::int64_t>(size_of(arguments[0])));
}

Result<Value> call_index(Arguments arguments) {
    Value value = arguments[0];
    for (const Value& index : arguments.subspan(1)) {
        TRY(Value inner, element(value, index));
        value = std::move(inner);
    }
    return value;
}

Result<Value> call_slice(Arguments arguments) {
    const Value& whole = arguments[0];
    const Arguments bounds = arguments.subspan(1);
    if (whole.kind() == Kind::text && bounds.size() == 3) {
        return refused("a text is sliced with at most two numbers");
    }
    const std::size_t size = size_of(whole);
    std::size_t before = 0;
    std::vector<std::size_t> places;
    for (const Value& bound : bounds) {
        const std::int64_t at = bound.as_integer();
        if (at < 0 || static_cast<std::uint64_t>(at) > size ||
            static_cast<std::size_t>(at) < before) {
            return refused("slice: " + std::to_string(at) + " is out of range, there are " +
                           std::to_string(size));
        }
        before = static_cast<std::size_t>(at);
        places.push_back(before);
    }
    return part_of(whole, places.empty() ? 0 : places[0], places.size() < 2 ? size : places[1]);
}

}  // namespace tocsin
