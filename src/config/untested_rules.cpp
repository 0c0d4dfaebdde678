#include "config/untested_rules.hpp"

#include <fmt/format.h>

#include <set>

namespace tocsin {
namespace {

Labels with_labels_of(const SourceConfig& source, const Labels& labels) {
    std::vector<Labels::OwnedPair> pairs;
    for (const auto& from : {source.labels, labels}) {
        for (const auto [name, value] : from) pairs.emplace_back(name, value);
    }
    return Labels(std::move(pairs));
}

void add_rules_of(const TestAlert& alert, const Config& config, std::set<RuleName>& seen) {
    const auto source = config.sources.find(alert.source);
    if (source == config.sources.end()) return;
    for (const RulePtr& rule : config.rules.match(alert.source, to_string(source->second.kind),
                                                  with_labels_of(source->second, alert.labels),
                                                  alert.annotations.value_or(Labels()))) {
        seen.insert(rule->name);
    }
}

}  // namespace

void warn_of_untested_rules(std::span<const RuleEntry> entries, const Config& config,
                            Report& report) {
    std::set<RuleName> seen;
    for (const RuleTest& test : config.tests) {
        if (test.rule) seen.insert(*test.rule);
        for (const TestStep& step : test.steps) {
            for (const TestAlert& alert : step.fire.alerts) add_rules_of(alert, config, seen);
        }
    }
    for (const RuleEntry& entry : entries) {
        if (seen.count(RuleName(entry.name)) > 0) continue;
        report.warning("W403", entry.place,
                       fmt::format("no [[test]] looks at rule \"{}\"", entry.name),
                       "write one, and run it by `tocsin test`");
    }
}

}  // namespace tocsin
