// The parts of a rule that several of its keys share: matchers, texts, maps by severity.
//
// Each reads one kind of value from one place of a file, and reports what is wrong there.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "config/read_rule.hpp"
#include "config/severity_names.hpp"
#include "domain/words.hpp"
#include "template/render.hpp"

namespace tocsin {

// What is known of the rule while its parts are read.
struct RulePart {
    const RuleContext& context;
    const Layers& layers;  // Of the rule.
    Rule& rule;

    Report& report() const { return context.report; }
};

// Whether nothing of it is ever published.  Requires: publish is read.
bool is_recorded_only(const Rule& rule);

// Where the rule itself stands.
Place header_place(const RulePart& part);

// E301, E302 and W409.
std::vector<Matcher> read_matchers(const RulePart& part, const Found& found);

// Nothing for an absent, empty or wrong text (E303, E304); W401 for labels that may be missing.
std::optional<Template> read_template(const RulePart& part, const Found& found);

// E207 if a text without {{ }} is longer than the page takes.
void check_length(const RulePart& part, const Found& found, std::size_t code_points_max);

// Requires: rule.severity is read.  `to_word` gives nothing for words that check_value refused.
template <class T, class ToWord>
BySeverity<T> read_by_severity(const RulePart& part, const Found& found, ToWord to_word) {
    BySeverity<T> values;
    if (!found) return values;
    if (const auto word = text_in(found.node)) {
        values.fallback = to_word(*word);
        return values;
    }
    const auto* table = found.node->as_table();
    if (table == nullptr) return values;
    for (const auto& [key, node] : *table) {
        const auto word = text_in(&node);
        const std::optional<T> value = word ? to_word(*word) : std::nullopt;
        const Severity severity{std::string(key.str())};
        if (severity.value == "default") {
            values.fallback = value;
        } else if (rank(part.rule.severity, severity) == part.rule.severity.order.size()) {
            report_unknown_severity(part.rule.severity, place_of(*found.file, key), severity.value,
                                    part.report());
        } else if (value) {
            values.values.emplace(severity, *value);
        }
    }
    return values;
}

BySeverity<ComponentStatus> read_component_status(const RulePart& part, const Found& found);

// Whether a key of this name may stand in a rule of this kind.
bool fits_kind(RuleKind kind, std::string_view key);
void check_kind(const RulePart& part);

// Whether it is told, and whom it waits for: publish, publish_over, approval, missing.
void read_publishing(const RulePart& part);

// What keeps a storm from the public: limit, [rule.flap].
void read_brakes(const RulePart& part);

// E207 if [guard] would stop a plain text of the rule's author whenever it is said.
void check_guard(const RulePart& part, const Found& found, const std::string& text);

// [rule.open], [rule.update], [rule.monitoring], [rule.resolved], [rule.schedule].
void read_phases(const RulePart& part);

// [[rule.component]].
void read_components(const RulePart& part);

}  // namespace tocsin
