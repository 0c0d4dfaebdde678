// [[rule.component]]: which components an alert claims.
#include <algorithm>

#include "base/text.hpp"
#include "config/rule_parts.hpp"

namespace tocsin {
namespace {

void check_alias(const RulePart& part, const Place& place, std::string_view alias) {
    const auto& components = part.rule.page.components;
    if (part.rule.page.name.empty()) return;  // The page itself is reported.
    if (components.count(ComponentAlias(std::string(alias))) > 0) return;
    std::vector<std::string> names;
    for (const auto& [known, id] : components) names.push_back(known.value);
    const auto near = nearest(alias, names);
    part.report().error(
        "E310", place,
        fmt::format("unknown component \"{}\" of page \"{}\"", alias, part.rule.page.name.value),
        near ? fmt::format("did you mean \"{}\"?", *near)
             : fmt::format("add it to [page.{}.components]", part.rule.page.name.value));
}

void check_shape(const RulePart& part, const Layers& layers, const toml::table& table) {
    const bool named = layers.has("name");
    const bool labelled = layers.has("from_label");
    const FileText& file = *layers.all().front().file;
    if (named == labelled) {
        part.report().error(named ? "E313" : "E205", place_of(file, table),
                            named ? "[[rule.component]] has both \"name\" and \"from_label\""
                                  : "[[rule.component]] has neither \"name\" nor \"from_label\"",
                            "one of the two says which component is meant");
    }
    for (const std::string_view key : {"map", "on_unmapped"}) {
        const Found found = layers.find(key);
        if (!found || labelled) continue;
        part.report().error("E313", found.key_place(),
                            fmt::format("\"{}\" fits only beside \"from_label\"", key));
    }
}

void read_map(const RulePart& part, const Layers& layers, ComponentClaim& claim) {
    const Found found = layers.find("map");
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return;
    for (const auto& [key, node] : *table) {
        const auto alias = text_in(&node);
        if (!alias) continue;
        check_alias(part, place_of(*found.file, node), *alias);
        claim.map.emplace(key.str(), ComponentAlias(std::string(*alias)));
    }
}

ComponentClaim read_claim(const RulePart& part, const Layers& layers) {
    ComponentClaim claim;
    if (const Found name = layers.find("name")) {
        claim.name = ComponentAlias(layers.text("name"));
        if (name.node->is_string()) check_alias(part, name.place(), claim.name->value);
    }
    if (layers.has("from_label")) claim.from_label = layers.text("from_label");
    read_map(part, layers, claim);
    claim.on_unmapped =
        layers.text("on_unmapped") == "error" ? OnUnmapped::error : OnUnmapped::ignore;
    claim.when = read_matchers(part, layers.find("when"));
    const Found status = layers.find("status");
    if (status && part.rule.kind == RuleKind::incident) {
        claim.status = read_component_status(part, status);
    }
    return claim;
}

}  // namespace

void read_components(const RulePart& part) {
    if (!fits_kind(part.rule.kind, "component")) return;
    const Found found = part.layers.find("component");
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) return;
    for (const toml::node& element : *array) {
        const auto* table = element.as_table();
        if (table == nullptr) continue;
        const Layers layers("rule.component", {{found.file, table, found.from_defaults}});
        check_shape(part, layers, *table);
        part.rule.components.push_back(read_claim(part, layers));
    }
}

}  // namespace tocsin
