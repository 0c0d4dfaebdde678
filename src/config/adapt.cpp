// The whole configuration as JSON (effective.hpp).
#include <boost/json.hpp>

#include "config/effective.hpp"
#include "config/keys.hpp"
#include "config/layers.hpp"
#include "config/read.hpp"
#include "config/to_json.hpp"
#include "config/toml_document.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

// A table of the files with the defaults of what is not in it.  A table that is nowhere is shown
// only where it would count all the same: where none of its keys has to be written.
json::object with_defaults(const TableKeys& rows, const toml::table& table);

bool counts_unwritten(const TableKeys& rows) {
    if (rows.any != nullptr) return false;
    bool has_default = false;
    for (const Key* key : rows.keys) {
        if (key->support == Support::later) continue;
        if (key->fallback == required) return false;
        has_default = has_default || !key->fallback.empty();
    }
    return has_default;
}

void add_default(const TableKeys& rows, const Key& key, json::object& object) {
    if (key.support == Support::later) return;
    if (key.kind == KeyKind::table) {
        const TableKeys* below = rows.table_below(key.name);
        if (counts_unwritten(*below)) object.emplace(key.name, with_defaults(*below, {}));
    } else if (auto value = default_of(key)) {
        object.emplace(key.name, std::move(*value));
    }
}

json::value of_node(const TableKeys& rows, const Key& key, std::string_view name,
                    const toml::node& node) {
    const TableKeys* below = rows.table_below(name);
    if (key.kind == KeyKind::table && node.is_table()) {
        return with_defaults(*below, *node.as_table());
    }
    if (key.kind != KeyKind::tables || !node.is_array()) return to_json(node);
    json::array elements;
    for (const toml::node& element : *node.as_array()) {
        elements.push_back(element.is_table() ? with_defaults(*below, *element.as_table())
                                              : to_json(element));
    }
    return elements;
}

json::object with_defaults(const TableKeys& rows, const toml::table& table) {
    json::object object;
    for (const Key* key : rows.keys) {
        if (const toml::node* node = table.get(key->name)) {
            object.emplace(key->name, of_node(rows, *key, key->name, *node));
        } else {
            add_default(rows, *key, object);
        }
    }
    if (rows.any == nullptr) return object;
    for (const auto& [name, node] : table) {
        object.emplace(name.str(), of_node(rows, *rows.any, name.str(), node));
    }
    return object;
}

// Where nothing is written, two listeners are built in.
json::object built_in_listeners(const Config& config) {
    json::object listeners;
    for (const ListenerConfig& listener : config.listeners) {
        json::object object{
            {"address", listener.address},
            {"serves", json::array(listener.serves.begin(), listener.serves.end())}};
        for (const Key* key : table_keys("listener.*").keys) {
            if (!object.contains(key->name)) add_default(table_keys("listener.*"), *key, object);
        }
        listeners.emplace(listener.name, std::move(object));
    }
    return listeners;
}

json::array rules_of(std::span<const SourceFile> files, const Config& config) {
    json::array rules;
    for (const EffectiveRule& rule : effective_rules(files, config)) {
        json::object object;
        for (const EffectiveKey& key : rule.keys) {
            const std::size_t end = key.name.find_first_of(".[");
            const std::string first = key.name.substr(0, end);
            if (end == std::string::npos) {
                object[first] = key.value;
            } else if (key.name[end] == '.') {
                if (!object.contains(first)) object.emplace(first, json::object());
                object[first].as_object()[key.name.substr(end + 1)] = key.value;
            } else {
                if (!object.contains(first)) object.emplace(first, json::array());
                object[first].as_array().push_back(key.value);
            }
        }
        rules.push_back(std::move(object));
    }
    return rules;
}

// Defaults that follow from other values.
void add_what_follows(const Config& config, json::object& all) {
    for (const auto& [name, page] : config.pages) {
        json::object& rate =
            all["page"].as_object()[name.value].as_object()["rate_limit"].as_object();
        rate["burst"] = page.rate_limit.burst;
    }
    json::object aliases;
    for (const auto& [alias, severity] : config.rules.scale().aliases) {
        aliases.emplace(alias, severity.value);
    }
    all["severity"].as_object()["aliases"] = std::move(aliases);
    if (!all.contains("listener")) all["listener"] = built_in_listeners(config);
}

}  // namespace

std::string adapted_json(std::span<const SourceFile> files, const Config& config) {
    Report report;
    json::object all;
    json::object sources;
    for (const SourceFile& file : files) {
        if (file.role != FileRole::main && file.role != FileRole::sources) continue;
        const TomlDocument document = read_toml(file, report);
        const TableKeys& rows = table_keys(file.role == FileRole::main ? "main" : "sources");
        json::object read = with_defaults(rows, *document.root);
        if (const auto* of_file = read.if_contains("source")) {
            for (const auto& source : of_file->as_object()) sources.insert(source);
        }
        if (file.role == FileRole::main) all = std::move(read);
    }
    all["source"] = std::move(sources);
    all.erase("defaults");
    add_what_follows(config, all);
    all["rule"] = rules_of(files, config);
    return pretty_json(all);
}

}  // namespace tocsin
