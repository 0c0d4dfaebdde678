// read_rules: all [[rule]] of all rule files, in matching order.
//
// Names are unique over all files, `extends` may look anywhere, the catch_all is last, and a rule
// that none can reach is found (validation.md, E310 to E312).
#pragma once

#include <span>
#include <vector>

#include "config/read_rule.hpp"
#include "config/toml_document.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

// One [[rule]] where it stands.
struct RuleEntry {
    const TomlDocument* document;
    const toml::table* table;
    std::string name;  // Empty if it has none.
    Place place;       // Of the name, else of the header.
};

std::vector<RuleEntry> rule_entries(std::span<const TomlDocument> documents);

// What each entry is read from, the nearest first.  `main` gives the [defaults] of all rules; its
// root may be missing.
std::vector<Layers> rule_layers(const TomlDocument& main, std::span<const RuleEntry> entries,
                                Report& report);

std::vector<std::shared_ptr<Rule>> read_rules(const TomlDocument& main,
                                              std::span<const RuleEntry> entries,
                                              const RuleContext& context);

// E310 for names that stand twice, E311 for a catch_all that is not last, E312 and W312 for rules
// that no alert reaches, W402 for file names that sort otherwise than people read them.
// `rules` belong to `entries` one by one.
void check_order(std::span<const RuleEntry> entries,
                 const std::vector<std::shared_ptr<Rule>>& rules, Report& report);
void check_file_names(std::span<const TomlDocument> documents, Report& report);

}  // namespace tocsin
