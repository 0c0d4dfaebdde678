#include "template/map_methods.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace tocsin {
namespace {

constexpr std::string_view alert_name = "alertname";

Value pair_of(const std::string& name, const Value& value) {
    return Value::record({{"Name", Value::untrusted(name)}, {"Value", value}});
}

Value sorted_pairs(const Value::Fields& entries) {
    Value::List pairs;
    const auto first = entries.find(alert_name);
    if (first != entries.end()) pairs.push_back(pair_of(first->first, first->second));
    for (const auto& [name, value] : entries) {
        if (name != alert_name) pairs.push_back(pair_of(name, value));
    }
    return Value::pairs(std::move(pairs));
}

}  // namespace

bool is_map_method(std::string_view name) {
    static constexpr std::array<std::string_view, 4> methods{"SortedPairs", "Names", "Values",
                                                             "Remove"};
    return std::find(methods.begin(), methods.end(), name) != methods.end();
}

bool is_pairs_method(std::string_view name) {
    return name == "Names" || name == "Values";
}

Value call_map_method(const Value& map, std::string_view name) {
    TOCSIN_ASSERT(is_map_method(name) && name != "Remove");
    Value pairs = sorted_pairs(map.fields());
    return name == "SortedPairs" ? pairs : call_pairs_method(pairs, name);
}

Value call_pairs_method(const Value& pairs, std::string_view name) {
    TOCSIN_ASSERT(pairs.list_kind() == ListKind::pairs && is_pairs_method(name));
    Value::List chosen;
    for (const Value& pair : pairs.items()) {
        chosen.push_back(pair.fields().find(name == "Names" ? "Name" : "Value")->second);
    }
    return Value::list(std::move(chosen));
}

Result<Value> without_labels(const Value& map, const Value& names) {
    if (names.kind() != Kind::list) {
        return refused("Remove takes a list of texts, not " + std::string(name_of(names.kind())));
    }
    Value::Fields left = map.fields();
    for (const Value& name : names.items()) {
        if (name.kind() != Kind::text) return refused("Remove takes a list of texts");
        left.erase(name.as_text());
    }
    return Value::map(std::move(left));
}

}  // namespace tocsin
