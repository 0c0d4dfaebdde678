#include "config/keys.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tocsin {
namespace {

// Roots have no name in a path: "main" holds "listener", "listener" holds "listener.*".
bool is_root(std::string_view where) {
    return where == "main" || where == "rules" || where == "sources" || where == "record";
}

using AllTables = std::map<std::string, TableKeys, std::less<>>;

void add_rows(AllTables& all, std::span<const Key> rows) {
    for (const Key& row : rows) {
        TableKeys& table = all[std::string(row.where)];
        table.where = row.where;
        if (row.name == "*")
            table.any = &row;
        else
            table.keys.push_back(&row);
    }
}

void link_tables(AllTables& all) {
    for (auto& [where, table] : all) {
        std::vector<std::string_view> names{"*"};
        for (const Key* key : table.keys) names.push_back(key->name);
        for (const std::string_view name : names) {
            const auto found = all.find(path_below(where, name));
            if (found != all.end()) table.below.emplace(name, &found->second);
        }
        const auto alerts = all.find(where + ".alert");
        if (alerts != all.end()) table.below.emplace("alert", &alerts->second);
    }
    // [defaults] takes what a rule takes, but for what only one rule can have.
    const TableKeys& rule = all.at("rule");
    TableKeys& defaults = all["defaults"];
    defaults.where = "defaults";
    defaults.below = rule.below;
    std::copy_if(rule.keys.begin(), rule.keys.end(), std::back_inserter(defaults.keys),
                 [](const Key* key) { return key->support != Support::own; });
    all.at("main").below.emplace("defaults", &defaults);
    all.at("rules").below.emplace("defaults", &defaults);
}

const AllTables& all_tables() {
    static const AllTables tables = [] {
        AllTables all;
        add_rows(all, daemon_keys());
        add_rows(all, rule_keys());
        link_tables(all);
        return all;
    }();
    return tables;
}

}  // namespace

const Key* TableKeys::find(std::string_view name) const {
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const Key* key) { return key->name == name; });
    return found != keys.end() ? *found : any;
}

const TableKeys* TableKeys::table_below(std::string_view name) const {
    auto found = below.find(name);
    if (found == below.end()) found = below.find("*");
    return found != below.end() ? found->second : nullptr;
}

const TableKeys& table_keys(std::string_view where) {
    const auto found = all_tables().find(where);
    TOCSIN_ASSERT(found != all_tables().end());
    return found->second;
}

const Key& key_of(std::string_view where, std::string_view name) {
    const Key* key = table_keys(where).find(name);
    TOCSIN_ASSERT(key != nullptr);
    return *key;
}

std::string path_below(std::string_view where, std::string_view name) {
    return is_root(where) ? std::string(name) : std::string(where) + '.' + std::string(name);
}

std::vector<std::string_view> split_words(std::string_view words) {
    std::vector<std::string_view> parts;
    while (!words.empty()) {
        const std::size_t at = words.find('|');
        parts.push_back(words.substr(0, at));
        words.remove_prefix(at == std::string_view::npos ? words.size() : at + 1);
    }
    return parts;
}

}  // namespace tocsin
