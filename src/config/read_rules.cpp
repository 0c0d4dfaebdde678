#include "config/read_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace tocsin {
namespace {

using ByName = std::map<std::string_view, const RuleEntry*>;

ByName first_by_name(std::span<const RuleEntry> entries) {
    ByName by_name;
    for (const RuleEntry& entry : entries) {
        if (!entry.name.empty()) by_name.try_emplace(entry.name, &entry);
    }
    return by_name;
}

void report_unknown_parent(const RuleEntry& entry, std::string_view parent, const ByName& by_name,
                           Report& report) {
    std::vector<std::string> names;
    for (const auto& [name, known] : by_name) {
        if (name != entry.name) names.emplace_back(name);
    }
    const auto near = nearest(parent, names);
    report.error("E310", place_of(*entry.document->file, *entry.table->get("extends")),
                 fmt::format("rule \"{}\" extends \"{}\", which is not there", entry.name, parent),
                 near ? fmt::format("did you mean \"{}\"?", *near) : std::string());
}

// The entry and those that it extends, the nearest first; cut where a name is unknown or met again.
std::vector<const RuleEntry*> line_of(const RuleEntry& entry, const ByName& by_name,
                                      Report& report) {
    std::vector<const RuleEntry*> line{&entry};
    for (;;) {
        const auto parent = text_in(line.back()->table->get("extends"));
        if (!parent || parent->empty()) return line;
        const auto found = by_name.find(*parent);
        if (found == by_name.end()) {
            report_unknown_parent(*line.back(), *parent, by_name, report);
            return line;
        }
        if (std::find(line.begin(), line.end(), found->second) != line.end()) {
            const RuleEntry& last = *line.back();
            std::string circle;
            for (const RuleEntry* member : line) circle += fmt::format("\"{}\" → ", member->name);
            report.error("E310", place_of(*last.document->file, *last.table->get("extends")),
                         fmt::format("\"extends\" goes in a circle: {}\"{}\"", circle, *parent));
            return line;
        }
        line.push_back(found->second);
    }
}

// What `extends` does not hand down lies in the key table: read_rule takes these from the rule's
// own layer only.
void add_defaults(const TomlDocument& document, std::vector<Layer>& layers) {
    const toml::node* node = document.root ? document.root->get("defaults") : nullptr;
    const auto* table = node == nullptr ? nullptr : node->as_table();
    if (table != nullptr) layers.push_back({document.file.get(), table, true});
}

}  // namespace

std::vector<RuleEntry> rule_entries(std::span<const TomlDocument> documents) {
    std::vector<RuleEntry> entries;
    for (const TomlDocument& document : documents) {
        if (document.role != FileRole::rules || !document.root) continue;
        const toml::node* node = document.root->get("rule");
        const auto* array = node == nullptr ? nullptr : node->as_array();
        if (array == nullptr) continue;
        for (const toml::node& element : *array) {
            const auto* table = element.as_table();
            if (table == nullptr) continue;
            const toml::node* name = table->get("name");
            const auto text = text_in(name);
            entries.push_back({&document, table, std::string(text.value_or("")),
                               place_of(*document.file, text ? *name : element)});
        }
    }
    return entries;
}

std::vector<Layers> rule_layers(const TomlDocument& main, std::span<const RuleEntry> entries,
                                Report& report) {
    const ByName by_name = first_by_name(entries);
    std::vector<Layers> all;
    for (const RuleEntry& entry : entries) {
        std::vector<Layer> layers;
        for (const RuleEntry* ancestor : line_of(entry, by_name, report)) {
            layers.push_back({ancestor->document->file.get(), ancestor->table, false});
        }
        add_defaults(*entry.document, layers);
        add_defaults(main, layers);
        all.emplace_back("rule", std::move(layers));
    }
    return all;
}

std::vector<std::shared_ptr<Rule>> read_rules(const TomlDocument& main,
                                              std::span<const RuleEntry> entries,
                                              const RuleContext& context) {
    std::vector<std::shared_ptr<Rule>> rules;
    for (const Layers& layers : rule_layers(main, entries, context.report)) {
        rules.push_back(read_rule(context, layers));
    }
    return rules;
}

}  // namespace tocsin
