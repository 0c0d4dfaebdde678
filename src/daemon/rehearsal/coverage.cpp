#include "daemon/rehearsal/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

bool is_only_recorded(const Rule& rule) {
    const auto is_record = [](const auto& entry) { return entry.second == Publish::record; };
    return rule.publish.fallback == Publish::record &&
           std::all_of(rule.publish.values.begin(), rule.publish.values.end(), is_record);
}

std::set<ComponentAlias> named_components(const Rule& rule) {
    std::set<ComponentAlias> names;
    for (const ComponentClaim& claim : rule.components) {
        if (claim.name) names.insert(*claim.name);
        for (const auto& [value, alias] : claim.map) names.insert(alias);
    }
    return names;
}

std::vector<std::string_view> phases_of(const Rule& rule) {
    std::vector<std::string_view> phases;
    if (rule.kind != RuleKind::backfill) phases.emplace_back("open");
    if (rule.update) phases.emplace_back("update");
    if (rule.monitoring) phases.emplace_back("monitoring");
    phases.emplace_back("resolved");
    return phases;
}

void add_list(std::string& text, std::string_view title,
              const std::vector<Coverage::Missed>& missed) {
    if (missed.empty()) return;
    text += fmt::format("{} that no test reached:\n", title);
    for (const Coverage::Missed& one : missed) {
        text += one.what.empty()
                    ? fmt::format("  {} ({})\n", one.rule.value, one.file)
                    : fmt::format("  {}: {} ({})\n", one.rule.value, one.what, one.file);
    }
}

}  // namespace

Coverage coverage_of(const Config& config, const Reached& reached) {
    Coverage coverage;
    for (const RulePtr& rule : config.rules.rules()) {
        const auto missed = [&](std::string_view what) {
            return Coverage::Missed{rule->name, rule->file, std::string(what)};
        };
        ++coverage.rules;
        if (!reached.rules.contains(rule->name)) coverage.rules_missed.push_back(missed(""));
        if (is_only_recorded(*rule)) continue;
        for (const ComponentAlias& alias : named_components(*rule)) {
            ++coverage.components;
            const auto id = rule->page.components.find(alias);
            if (id == rule->page.components.end() ||
                !reached.components.contains({rule->name, id->second}))
                coverage.components_missed.push_back(missed(alias.value));
        }
        for (const std::string_view phase : phases_of(*rule)) {
            ++coverage.phases;
            if (!reached.phases.contains({rule->name, phase}))
                coverage.phases_missed.push_back(missed(phase));
        }
    }
    return coverage;
}

std::string format_coverage(const Coverage& coverage) {
    const auto sum = [](std::size_t all, const auto& missed, std::string_view what) {
        return fmt::format("{} of {} {}", all - missed.size(), all, what);
    };
    std::string text =
        fmt::format("coverage: {}, {}, {}\n", sum(coverage.rules, coverage.rules_missed, "rules"),
                    sum(coverage.components, coverage.components_missed, "components"),
                    sum(coverage.phases, coverage.phases_missed, "phases"));
    add_list(text, "rules", coverage.rules_missed);
    add_list(text, "components", coverage.components_missed);
    add_list(text, "phases", coverage.phases_missed);
    return text;
}

}  // namespace tocsin
