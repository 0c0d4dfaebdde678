// Strong<Tag>: a text that is one kind of name and no other.
//
// A page's name handed over where a rule's is meant does not compile.  Keys and names are never
// bare strings in tocsin's interfaces.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace tocsin {

template <class Tag>
struct Strong {
    std::string value;

    Strong() = default;
    explicit Strong(std::string text) : value(std::move(text)) {}

    auto operator<=>(const Strong&) const = default;
    bool empty() const { return value.empty(); }
};

}  // namespace tocsin

template <class Tag>
struct std::hash<tocsin::Strong<Tag>> {
    std::size_t operator()(const tocsin::Strong<Tag>& name) const noexcept {
        return std::hash<std::string>()(name.value);
    }
};
