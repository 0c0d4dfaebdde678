#include "config/read_rule.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/rule_parts.hpp"

namespace tocsin {
namespace {

// `for` alone beyond this, whatever Prometheus waits before it fires (W408).
constexpr Duration for_usual_max = std::chrono::minutes(30);

constexpr std::pair<std::string_view, Impact> built_in_impacts[] = {{"critical", Impact::critical},
                                                                    {"major", Impact::major},
                                                                    {"warning", Impact::minor},
                                                                    {"info", Impact::none}};

constexpr std::pair<std::string_view, ComponentStatus> built_in_statuses[] = {
    {"critical", ComponentStatus::major_outage},
    {"major", ComponentStatus::partial_outage},
    {"warning", ComponentStatus::degraded_performance},
    {"info", ComponentStatus::operational}};

template <class T, std::size_t N>
BySeverity<T> built_in(const std::pair<std::string_view, T> (&rows)[N], const SeverityScale& s) {
    BySeverity<T> values;
    for (const auto& [name, value] : rows) {
        const Severity severity{std::string(name)};
        if (rank(s, severity) < s.order.size()) values.values.emplace(severity, value);
    }
    return values;
}

void read_severity_of_rule(const RulePart& part) {
    part.rule.severity = part.context.scale;
    const auto layers = part.layers.whole("severity");
    if (!layers) return;
    SeverityScale& scale = part.rule.severity;
    if (layers->has("label")) scale.label = layers->text("label");
    if (layers->has("aliases")) scale.aliases = read_aliases(*layers, scale, part.report());
    if (!layers->has("default")) return;
    scale.fallback = Severity(layers->text("default"));
    if (rank(scale, scale.fallback) < scale.order.size()) return;
    report_unknown_severity(scale, layers->find("default").place(), scale.fallback.value,
                            part.report());
}

void read_page(const RulePart& part) {
    const auto& pages = part.context.pages;
    const Found found = part.layers.find("page");
    if (!found) {
        if (pages.size() == 1) {
            part.rule.page = pages.begin()->second;
        } else if (!pages.empty()) {
            part.report().error(
                "E205", header_place(part),
                fmt::format("\"page\" is missing in rule \"{}\"", part.rule.name.value),
                "there are several pages");
        }
        return;  // Without any page load() says so once.
    }
    const auto page = pages.find(PageName(part.layers.text("page")));
    if (page != pages.end()) {
        part.rule.page = page->second;
    } else if (!pages.empty() && found.node->is_string()) {
        std::vector<std::string> names;
        for (const auto& [name, target] : pages) names.push_back(name.value);
        const auto near = nearest(*text_in(found.node), names);
        part.report().error("E310", found.place(),
                            fmt::format("unknown page \"{}\"", *text_in(found.node)),
                            near ? fmt::format("did you mean \"{}\"?", *near)
                                 : fmt::format("one of {}", fmt::join(names, ", ")));
    }
}

void read_matching(const RulePart& part) {
    Rule& rule = part.rule;
    const Found found = part.layers.find("matchers");
    rule.matchers = read_matchers(part, found);
    rule.continue_ = part.layers.boolean("continue");
    const Layers own("rule", {part.layers.all().front()});
    rule.catch_all = own.boolean("catch_all");
    const auto* array = found ? found.node->as_array() : nullptr;
    const bool none = !found || (array != nullptr && array->empty());
    if (none && !rule.catch_all) {
        part.report().error(
            "E311", found ? found.place() : header_place(part),
            fmt::format("rule \"{}\" has no matchers and takes every alert", rule.name.value),
            "the last rule may do so if it says catch_all = true");
    } else if (!none && rule.catch_all) {
        part.report().error(
            "E311", own.find("catch_all").key_place(),
            fmt::format("rule \"{}\" is a catch_all and has matchers", rule.name.value),
            "leave out one of the two");
    }
}

bool requires_label(const Rule& rule, const std::string& name) {
    const Requirement wanted{false, name};
    if (std::find(rule.requirements.begin(), rule.requirements.end(), wanted) !=
        rule.requirements.end()) {
        return true;
    }
    return std::any_of(rule.matchers.begin(), rule.matchers.end(), [&](const Matcher& matcher) {
        return matcher.field == MatchField::label && matcher.name == name && !matcher.accepts("");
    });
}

// An alert without a label of group_by joins no incident.  Every alert of Prometheus has an
// alertname.
void warn_of_unrequired_labels(const RulePart& part) {
    const Found found = part.layers.find("group_by");
    if (!found) return;
    const auto* array = found.node->as_array();
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        const std::string name(text_in(array->get(i)).value_or(""));
        const auto first = std::find(part.rule.group_by.begin(), part.rule.group_by.end(), name);
        const bool twice = first != part.rule.group_by.begin() + static_cast<std::ptrdiff_t>(i);
        if (name.empty() || twice || name == "alertname") continue;
        if (requires_label(part.rule, name)) continue;
        const Place place =
            found.depth == 0 ? place_of(*found.file, *array->get(i)) : header_place(part);
        part.report().warning("W404", place,
                              fmt::format("rule \"{}\" groups by \"{}\", which no matcher requires",
                                          part.rule.name.value, name),
                              "an alert without it joins no incident");
    }
}

void read_grouping(const RulePart& part) {
    Rule& rule = part.rule;
    rule.key = part.layers.has("key") ? part.layers.text("key") : rule.name.value;
    rule.group_by = part.layers.texts("group_by");
    const Found found = part.layers.find("group_by");
    const auto* array = found ? found.node->as_array() : nullptr;
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        const auto name = text_in(array->get(i));
        if (!name) continue;
        bool twice = false;
        for (std::size_t j = 0; j < i; ++j) twice = twice || text_in(array->get(j)) == name;
        if (!twice && !name->empty()) continue;
        part.report().error("E207", place_of(*found.file, *array->get(i)),
                            twice ? fmt::format("\"{}\" stands in \"group_by\" twice", *name)
                                  : "a label needs a name");
    }
    static constexpr std::string_view prefix = "annotations.";
    for (const std::string& text : part.layers.texts("requires")) {
        const bool annotation = text.starts_with(prefix);
        rule.requirements.push_back({annotation, annotation ? text.substr(prefix.size()) : text});
    }
    warn_of_unrequired_labels(part);
}

void read_timing(const RulePart& part) {
    Rule& rule = part.rule;
    rule.for_ = part.layers.duration("for");
    rule.keep_firing_for = part.layers.duration("keep_firing_for");
    rule.reopen_within = part.layers.duration("reopen_within");
    rule.stale_after = part.layers.duration("stale_after");
    if (fits_kind(rule.kind, "min_duration")) {
        rule.min_duration = part.layers.duration("min_duration");
    }
    rule.reopen_as = part.layers.text("reopen_as") == "same" ? ReopenAs::same : ReopenAs::new_;
    const TimeIntervals& known = part.context.intervals;
    rule.mute_intervals = named_intervals(part.layers, "mute_time_intervals", known, part.report());
    rule.active_intervals =
        named_intervals(part.layers, "active_time_intervals", known, part.report());
    const Found found = part.layers.find("for");
    if (!found || rule.for_ <= for_usual_max) return;
    part.report().warning("W408", found.place(),
                          "\"for\" is above 30m, and Prometheus' own comes before it",
                          "customers will have noticed long before");
}

void read_appearance(const RulePart& part) {
    Rule& rule = part.rule;
    const Found impact = part.layers.find("impact");
    rule.impact = built_in(built_in_impacts, rule.severity);
    if (impact) rule.impact = read_by_severity<Impact>(part, impact, from_word<Impact>);
    if (text_in(impact.node) == "computed") rule.impact.reset();
    if (const auto* table = impact ? impact.node->as_table() : nullptr) {
        for (const auto& [severity, node] : *table) {
            if (text_in(&node) != "computed") continue;
            part.report().error("E206", place_of(*impact.file, node),
                                "\"computed\" is not an impact of one severity",
                                "write impact = \"computed\" for all");
        }
    }
    if (!fits_kind(rule.kind, "component_status")) return;
    const Found statuses = part.layers.find("component_status");
    rule.component_status = statuses ? read_component_status(part, statuses)
                                     : built_in(built_in_statuses, rule.severity);
}

void read_names(const RulePart& part) {
    Rule& rule = part.rule;
    const Found name = part.layers.find("incident_name");
    const Found fallback = part.layers.find("fallback_name");
    rule.incident_name = read_template(part, name);
    check_length(part, name, name_code_points_max);
    rule.fallback_name = part.layers.text("fallback_name");
    check_length(part, fallback, name_code_points_max);
    if (rule.fallback_name.find("{{") != std::string::npos) {
        part.report().error("E207", fallback.place(), "\"fallback_name\" is plain text",
                            "it stands in where a label of incident_name is missing");
    }
    check_guard(part, fallback, rule.fallback_name);
    if (is_recorded_only(rule)) return;
    for (const auto& [key, found] :
         {std::pair("incident_name", name), std::pair("fallback_name", fallback)}) {
        if (found) continue;
        part.report().error("E205", header_place(part),
                            fmt::format("\"{}\" is missing in rule \"{}\"", key, rule.name.value),
                            "only a rule with publish = \"record\" needs none");
    }
}

}  // namespace

std::shared_ptr<Rule> read_rule(const RuleContext& context, const Layers& layers) {
    auto rule = std::make_shared<Rule>();
    const RulePart part{context, layers, *rule};
    const Layers own("rule", {layers.all().front()});
    rule->name = RuleName(own.text("name"));
    rule->file = layers.all().front().file->name();
    rule->kind = from_word<RuleKind>(layers.text("kind")).value_or(RuleKind::incident);
    check_kind(part);
    read_severity_of_rule(part);
    read_page(part);
    read_matching(part);
    read_grouping(part);
    read_timing(part);
    read_publishing(part);
    read_appearance(part);
    read_names(part);
    read_brakes(part);
    read_components(part);
    read_phases(part);
    return rule;
}

}  // namespace tocsin
