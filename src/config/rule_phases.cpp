// [rule.open], [rule.update], [rule.monitoring], [rule.resolved] and [rule.schedule].
#include <set>

#include "config/rule_parts.hpp"

namespace tocsin {
namespace {

struct StatusRule {
    std::optional<IncidentStatus> fallback;  // Nothing: the status stays as it is.
    bool is_final = false;                   // The last status, or one on the way.
};

// The statuses of a kind: those of a maintenance and those of the others; resolved and completed
// end an incident and stand in [rule.resolved] only.
std::optional<IncidentStatus> read_status(const RulePart& part, const Layers& phase,
                                          const StatusRule& expected) {
    const bool scheduled = part.rule.kind == RuleKind::maintenance;
    for (const Layer& layer : phase.all()) {
        const Found found = Layers(phase.where(), {layer}).find("status");
        const auto word = text_in(found.node);
        const auto status = word ? from_word<IncidentStatus>(*word) : std::nullopt;
        if (!status) continue;
        const bool fits =
            is_scheduled(*status) == scheduled && is_final(*status) == expected.is_final;
        if (fits) return status;
        if (found.from_defaults) continue;
        std::string words;
        for (const std::string_view candidate : words_of<IncidentStatus>()) {
            const auto other = *from_word<IncidentStatus>(candidate);
            if (is_scheduled(other) != scheduled || is_final(other) != expected.is_final) continue;
            words += fmt::format("{}{}", words.empty() ? "" : ", ", candidate);
        }
        part.report().error("E313", found.place(),
                            fmt::format("status \"{}\" does not fit [{}] of kind \"{}\"", *word,
                                        phase.where(), to_string(part.rule.kind)),
                            fmt::format("one of {}", words));
        return expected.fallback;
    }
    return expected.fallback;
}

void read_phase(const RulePart& part, const Layers& layers, const StatusRule& expected,
                PhaseText& phase) {
    phase.status = read_status(part, layers, expected);
    phase.notify = layers.boolean("notify");
    phase.twitter = layers.boolean("twitter");
    const Found body = layers.find("body");
    phase.body = read_template(part, body);
    check_length(part, body, body_code_points_max);
    const Found statuses = layers.find("component_status");
    if (!statuses || part.rule.kind != RuleKind::incident) return;
    phase.component_status = read_component_status(part, statuses);
}

std::set<Reason> read_reasons(const Layers& layers) {
    static constexpr std::pair<std::string_view, Reason> words[] = {
        {"severity_up", Reason::severity_up},
        {"severity_down", Reason::severity_down},
        {"components", Reason::components_changed},
        {"alerts", Reason::alerts_changed}};
    std::set<Reason> reasons;
    for (const std::string& text : layers.texts("on")) {
        for (const auto& [word, reason] : words) {
            if (word == text) reasons.insert(reason);
        }
    }
    return reasons;
}

// Tables that fit the kind, with [defaults] or without.
bool reads(const RulePart& part, std::string_view key) {
    return part.layers.has(key) && fits_kind(part.rule.kind, key);
}

void read_schedule(const RulePart& part) {
    if (!reads(part, "schedule")) return;
    const Layers layers = part.layers.below("schedule");
    const auto time_in = [&](std::string_view key) -> std::optional<Template> {
        const Found found = layers.find(key);
        if (!found) {
            part.report().error("E205",
                                place_of(*layers.all().front().file, *layers.all().front().table),
                                fmt::format("\"{}\" is missing in [rule.schedule] of rule \"{}\"",
                                            key, part.rule.name.value));
            return std::nullopt;
        }
        return read_template(part, found);
    };
    auto starts_at = layers.all().empty() ? std::nullopt : time_in("starts_at");
    auto ends_at = layers.all().empty() ? std::nullopt : time_in("ends_at");
    if (!starts_at || !ends_at) return;
    part.rule.schedule = Schedule{std::move(*starts_at),
                                  std::move(*ends_at),
                                  layers.duration("min_notice"),
                                  layers.boolean("remind_prior"),
                                  layers.boolean("auto_start"),
                                  layers.boolean("auto_complete"),
                                  layers.boolean("under_maintenance")};
}

}  // namespace

void read_phases(const RulePart& part) {
    const bool planned = part.rule.kind == RuleKind::maintenance;
    const IncidentStatus first =
        planned ? IncidentStatus::scheduled : IncidentStatus::investigating;
    const IncidentStatus last = planned ? IncidentStatus::completed : IncidentStatus::resolved;
    const auto below = [&](std::string_view key) {
        return fits_kind(part.rule.kind, key) ? part.layers.below(key)
                                              : Layers(std::string("rule.") + std::string(key), {});
    };
    read_phase(part, below("open"), {first}, part.rule.open);
    read_phase(part, below("resolved"), {last, true}, part.rule.resolved);
    if (reads(part, "update")) {
        UpdatePhase update;
        read_phase(part, below("update"), {}, update);
        update.on = read_reasons(below("update"));
        update.every = below("update").duration("every");
        part.rule.update = std::move(update);
    }
    if (reads(part, "monitoring")) {
        MonitoringPhase monitoring;
        read_phase(part, below("monitoring"), {IncidentStatus::monitoring}, monitoring);
        monitoring.hold = below("monitoring").duration("hold");
        part.rule.monitoring = std::move(monitoring);
    }
    read_schedule(part);
}

}  // namespace tocsin
