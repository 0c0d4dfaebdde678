// Which keys fit which kind of rule (E313).
#include "config/check_keys.hpp"
#include "config/rule_parts.hpp"

namespace tocsin {
namespace {

struct Misfit {
    RuleKind kind;
    std::string_view key;
    std::string_view why;
};

constexpr Misfit misfits[] = {
    {RuleKind::incident, "schedule", "only a maintenance has a schedule"},
    {RuleKind::incident, "min_duration", "only a backfill waits for it"},

    {RuleKind::maintenance, "monitoring", "a maintenance has no such phase"},
    {RuleKind::maintenance, "min_duration", "only a backfill waits for it"},
    {RuleKind::maintenance, "limit", "a maintenance is not limited"},
    {RuleKind::maintenance, "flap", "a maintenance does not flap"},
    {RuleKind::maintenance, "component_status",
     "it would apply at once; under_maintenance sets the components at the start"},

    {RuleKind::backfill, "component", "Statuspage refuses components on backfilled incidents"},
    {RuleKind::backfill, "component_status",
     "Statuspage refuses components on backfilled incidents"},
    {RuleKind::backfill, "open", "a backfill is one call, with the text of [rule.resolved]"},
    {RuleKind::backfill, "update", "a backfill is one call, with the text of [rule.resolved]"},
    {RuleKind::backfill, "monitoring", "a backfill is one call, with the text of [rule.resolved]"},
    {RuleKind::backfill, "schedule", "only a maintenance has a schedule"},
    {RuleKind::backfill, "limit", "a backfill is not limited"},
    {RuleKind::backfill, "flap", "a backfill is told once, when it is over"},
};

void report_misfit(const RulePart& part, const Found& found, std::string_view why) {
    const auto* table = found.node->as_table();
    const auto* array = found.node->as_array();
    const bool is_list = array != nullptr && array->is_array_of_tables();
    const bool has_header = table != nullptr && !header_of(*found.file, *table).empty();
    const Place place = is_list      ? place_of(*found.file, *array->get(0))
                        : has_header ? found.place()
                                     : found.key_place();
    part.report().error(
        "E313", place,
        fmt::format("\"{}\" does not fit kind \"{}\" of rule \"{}\"", found.key->str(),
                    to_string(part.rule.kind), part.rule.name.value),
        std::string(why));
}

// Statuses of components would reach the page weeks before the maintenance.
void check_maintenance_statuses(const RulePart& part) {
    const auto refuse = [&](const Found& found) {
        if (!found || found.from_defaults) return;
        report_misfit(part, found,
                      "it would apply at once; under_maintenance sets the components at the start");
    };
    for (const std::string_view phase : {"open", "update", "resolved"}) {
        refuse(part.layers.below(phase).find("component_status"));
    }
    const Found claims = part.layers.find("component");
    const auto* array = claims ? claims.node->as_array() : nullptr;
    if (array == nullptr) return;
    for (const toml::node& element : *array) {
        const auto* table = element.as_table();
        if (table == nullptr) continue;
        refuse(
            Layers("rule.component", {{claims.file, table, claims.from_defaults}}).find("status"));
    }
}

}  // namespace

bool fits_kind(RuleKind kind, std::string_view key) {
    for (const Misfit& misfit : misfits) {
        if (misfit.kind == kind && misfit.key == key) return false;
    }
    return true;
}

void check_kind(const RulePart& part) {
    for (const Misfit& misfit : misfits) {
        if (misfit.kind != part.rule.kind) continue;
        const Found found = part.layers.find(misfit.key);
        if (found && !found.from_defaults) report_misfit(part, found, misfit.why);
    }
    if (part.rule.kind != RuleKind::maintenance) return;
    check_maintenance_statuses(part);
    if (part.layers.has("schedule")) return;
    part.report().error(
        "E313", header_place(part),
        fmt::format("rule \"{}\" is a maintenance without [rule.schedule]", part.rule.name.value),
        "say starts_at and ends_at");
}

}  // namespace tocsin
