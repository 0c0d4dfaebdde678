#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "config/keys.hpp"
#include "config/read.hpp"
#include "config/severity_names.hpp"

namespace tocsin {
namespace {

// examples/tocsin.toml; those whose severity is not in `order` fall away.
constexpr std::pair<std::string_view, std::string_view> built_in_aliases[] = {
    {"page", "critical"},
    {"p1", "critical"},
    {"error", "major"},
    {"p2", "major"},
    {"ticket", "warning"}};

void read_order(const Layers& layers, SeverityScale& scale, Report& report) {
    for (std::string& name : layers.texts("order")) scale.order.emplace_back(std::move(name));
    const Found found = layers.find("order");
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) return;
    if (array->empty()) {
        report.error("E207", found.place(), "\"order\" needs at least one severity");
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        const auto name = text_in(array->get(i));
        if (!name) continue;
        const Place place = place_of(*found.file, *array->get(i));
        if (name->empty() || *name == "default") {
            report.error("E207", place, fmt::format("\"{}\" cannot be a severity", *name));
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (text_in(array->get(j)) != name) continue;
            report.error("E310", place,
                         fmt::format("severity \"{}\" stands in \"order\" twice", *name));
        }
    }
}

void read_fallback(const Layers& layers, SeverityScale& scale, Report& report) {
    scale.fallback = Severity(layers.text("default"));
    if (rank(scale, scale.fallback) < scale.order.size() || scale.order.empty()) return;
    const Found found = layers.find("default");
    if (found) {
        report_unknown_severity(scale, found.place(), scale.fallback.value, report);
        return;
    }
    report.error("E205", place_of(*layers.all().front().file, *layers.all().front().table),
                 fmt::format("\"default\" is missing in [severity]: \"order\" has no \"{}\"",
                             scale.fallback.value),
                 "say which severity counts where the label is absent or unknown");
}

}  // namespace

void report_unknown_severity(const SeverityScale& scale, const Place& place, std::string_view name,
                             Report& report) {
    std::vector<std::string> names;
    for (const Severity& severity : scale.order) names.push_back(severity.value);
    const auto near = nearest(name, names);
    report.error("E310", place, fmt::format("unknown severity \"{}\"", name),
                 near ? fmt::format("did you mean \"{}\"?", *near)
                      : fmt::format("one of {}", fmt::join(names, ", ")));
}

std::map<std::string, Severity> read_aliases(const Layers& layers, const SeverityScale& scale,
                                             Report& report) {
    std::map<std::string, Severity> aliases;
    const Found found = layers.find("aliases");
    for (auto& [alias, name] : layers.map("aliases")) {
        if (rank(scale, Severity(name)) == scale.order.size()) {
            const auto* table = found.node->as_table();
            report_unknown_severity(scale, place_of(*found.file, *table->get(alias)), name, report);
        }
        aliases.emplace(alias, Severity(name));
    }
    return aliases;
}

SeverityScale read_severity(const TomlDocument& document, Report& report) {
    const Layers root("main", {{document.file.get(), &*document.root}});
    const Layers layers = root.below("severity");
    SeverityScale scale;
    scale.label = layers.text("label");
    read_order(layers, scale, report);
    read_fallback(layers, scale, report);
    if (layers.has("aliases")) {
        scale.aliases = read_aliases(layers, scale, report);
        return scale;
    }
    for (const auto& [alias, name] : built_in_aliases) {
        const Severity severity{std::string(name)};
        if (rank(scale, severity) < scale.order.size()) {
            scale.aliases.emplace(alias, severity);
        }
    }
    return scale;
}

}  // namespace tocsin
