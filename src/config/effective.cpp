#include "config/effective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/assert.hpp"
#include "config/keys.hpp"
#include "config/layers.hpp"
#include "config/read_rules.hpp"
#include "config/to_json.hpp"
#include "config/toml_text.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

// Tables of a rule that are merged key by key; the others come whole from one layer.
constexpr std::string_view merged_tables[] = {"open", "update", "monitoring", "resolved",
                                              "schedule"};

bool is_merged(std::string_view name) {
    return std::find(std::begin(merged_tables), std::end(merged_tables), name) !=
           std::end(merged_tables);
}

// { default = "auto" } says no more than "auto".
json::value simplified(const Key& row, json::value value) {
    const auto* object = value.if_object();
    if (row.kind != KeyKind::by_severity || object == nullptr || object->size() != 1) return value;
    const json::value* only = object->if_contains("default");
    return only == nullptr ? value : *only;
}

// Collects the keys of one rule: values of its text, places of its layers.
class Collector {
public:
    Collector(const toml::table& text, const Layers& layers, const Layers& severity)
        : text_(text), layers_(layers), severity_(severity) {}

    std::vector<EffectiveKey> collect() {
        for (const Key* row : table_keys("rule").keys) add_row(*row);
        return std::move(keys_);
    }

private:
    void add_row(const Key& row) {
        if (row.name == "severity") return add_severity(row);
        const toml::node* node = (*text_["rule"].as_array())[0].as_table()->get(row.name);
        if (node == nullptr) return;
        if (row.kind == KeyKind::table) {
            const Layers below = is_merged(row.name) ? layers_.below(row.name) : whole(row.name);
            return add_table(row, *node->as_table(), below);
        }
        if (row.kind == KeyKind::tables) return add_tables(row, *node->as_array());
        const Layers own("rule", {layers_.all().front()});
        const Found found = (row.support == Support::own ? own : layers_).find(row.name);
        add(std::string(row.name), row, *node, found, found.depth == 0);
    }

    Layers whole(std::string_view name) const {
        return layers_.whole(name).value_or(Layers(path_below("rule", name), {}));
    }

    // The rule's own, else the one of all rules.
    void add_severity(const Key& row) {
        const Layers own = whole("severity");
        std::vector<Layer> all = own.all();
        all.insert(all.end(), severity_.all().begin(), severity_.all().end());
        add_table(row, *text_["severity"].as_table(), Layers(own.where(), std::move(all)));
    }

    void add_table(const Key& row, const toml::table& table, const Layers& below) {
        const TableKeys& rows = table_keys(path_below("rule", row.name));
        for (const Key* key : rows.keys) {
            const toml::node* node = table.get(key->name);
            if (node == nullptr) continue;
            const Found found = below.find(key->name);
            add(fmt::format("{}.{}", row.name, key->name), *key, *node, found,
                found && is_own(*found.node, row.name));
        }
    }

    // Whether the rule itself has the table in which this value stands.
    bool is_own(const toml::node& value, std::string_view table_name) const {
        const toml::node* node = layers_.all().front().table->get(table_name);
        const auto* table = node == nullptr ? nullptr : node->as_table();
        if (table == nullptr) return false;
        return std::any_of(table->begin(), table->end(),
                           [&](const auto& entry) { return &entry.second == &value; });
    }

    void add_tables(const Key& row, const toml::array& array) {
        const Found found = layers_.find(row.name);
        const auto* written = found ? found.node->as_array() : nullptr;
        for (std::size_t i = 0; i < array.size(); ++i) {
            EffectiveKey key{fmt::format("{}[{}]", row.name, i + 1), to_json(array[i]), {}, false};
            if (written != nullptr && i < written->size()) {
                key.origin = file_place_of(place_of(*found.file, (*written)[i]));
                key.is_own = found.depth == 0;
            }
            keys_.push_back(std::move(key));
        }
    }

    // A default that does not fit the kind of the rule is passed over (read_rule.hpp): then another
    // word stands in the text than was found.
    void add(std::string name, const Key& row, const toml::node& node, const Found& found,
             bool own) {
        EffectiveKey key{std::move(name), simplified(row, to_json(node)), {}, false};
        const bool passed_over =
            found && row.kind == KeyKind::word && text_in(found.node) != text_in(&node);
        if (found && !passed_over) {
            key.origin = file_place_of(found.key_place());
            key.is_own = own;
        }
        keys_.push_back(std::move(key));
    }

    const toml::table& text_;
    const Layers& layers_;
    const Layers& severity_;
    std::vector<EffectiveKey> keys_;
};

}  // namespace

std::vector<EffectiveRule> effective_rules(std::span<const SourceFile> files,
                                           const Config& config) {
    Report report;
    std::vector<TomlDocument> documents;
    for (const SourceFile& file : files) {
        if (file.role != FileRole::templates) documents.push_back(read_toml(file, report));
    }
    const TomlDocument& main = documents.front();
    const std::vector<RuleEntry> entries = rule_entries(documents);
    const std::vector<Layers> layers = rule_layers(main, entries, report);
    const std::vector<RulePtr>& rules = config.rules.rules();
    TOCSIN_ASSERT(!report.has_errors() && entries.size() == rules.size());
    const Layers severity =
        Layers("main", {{main.file.get(), &*main.root, false}}).below("severity");
    std::vector<EffectiveRule> all;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const TomlDocument text = read_toml({"rule", rules[i]->text, FileRole::rules}, report);
        TOCSIN_ASSERT(text.root);
        all.push_back({rules[i], file_place_of(entries[i].place),
                       Collector(*text.root, layers[i], severity).collect()});
    }
    return all;
}

std::string toml_line(const json::value& value) {
    if (const auto* object = value.if_object()) {
        if (object->empty()) return "{}";
        std::vector<std::string> parts;
        for (const auto& member : *object) {
            parts.push_back(fmt::format("{} = {}", toml_key(std::string(member.key())),
                                        toml_line(member.value())));
        }
        return fmt::format("{{ {} }}", fmt::join(parts, ", "));
    }
    if (const auto* array = value.if_array()) {
        std::vector<std::string> parts;
        for (const json::value& element : *array) parts.push_back(toml_line(element));
        return fmt::format("[{}]", fmt::join(parts, ", "));
    }
    if (const auto* text = value.if_string()) return toml_quoted(std::string(*text));
    return json::serialize(value);
}

}  // namespace tocsin
