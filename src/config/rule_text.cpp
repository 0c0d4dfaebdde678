#include "config/rule_text.hpp"

#include <fmt/format.h>

#include <set>
#include <vector>

#include "base/digest.hpp"
#include "config/check_keys.hpp"
#include "config/load.hpp"
#include "config/read.hpp"
#include "config/read_rule.hpp"
#include "config/time_interval_text.hpp"
#include "config/toml_text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t version_digits = 32;

std::string_view word(bool value) {
    return value ? "true" : "false";
}

std::string joined_by_comma(const std::vector<std::string>& parts) {
    std::string joined;
    for (const std::string& part : parts) {
        if (!joined.empty()) joined += ", ";
        joined += part;
    }
    return joined;
}

std::string array(const std::vector<std::string>& texts) {
    std::vector<std::string> parts;
    parts.reserve(texts.size());
    for (const std::string& text : texts) parts.push_back(toml_quoted(text));
    return '[' + joined_by_comma(parts) + ']';
}

std::string array(const std::vector<Matcher>& matchers) {
    std::vector<std::string> parts;
    parts.reserve(matchers.size());
    for (const Matcher& matcher : matchers) parts.push_back(toml_quoted(matcher.to_text()));
    return '[' + joined_by_comma(parts) + ']';
}

// An inline table; `add` in the order in which it is written.
class Inline {
public:
    void add(std::string_view key, std::string_view toml) {
        text_ += text_.empty() ? "{ " : ", ";
        text_ += toml_quoted(key);
        text_ += " = ";
        text_ += toml;
    }
    void add_text(std::string_view key, std::string_view text) { add(key, toml_quoted(text)); }
    std::string text() const { return text_.empty() ? "{}" : text_ + " }"; }

private:
    std::string text_;
};

std::string_view plain(const std::string& text) {
    return text;
}

template <class Tag>
std::string_view plain(const Strong<Tag>& name) {
    return name.value;
}

template <class Map>
std::string map(const Map& texts) {
    Inline table;
    for (const auto& [key, value] : texts) table.add_text(plain(key), plain(value));
    return table.text();
}

template <class T, class ToWord>
std::string by_severity(const BySeverity<T>& values, ToWord to_word) {
    Inline table;
    for (const auto& [severity, value] : values.values) {
        table.add_text(severity.value, to_word(value));
    }
    if (values.fallback) table.add_text("default", to_word(*values.fallback));
    return table.text();
}

std::string statuses(const BySeverity<ComponentStatus>& values) {
    return by_severity(values, [](ComponentStatus status) { return to_string(status); });
}

std::string_view word(Publish publish) {
    if (publish == Publish::approval) return "approval";
    return publish == Publish::record ? "record" : "auto";
}

std::string_view word(Missing missing) {
    if (missing == Missing::approval) return "approval";
    return missing == Missing::empty ? "empty" : "fallback";
}

std::string_view word(FlapAction action) {
    if (action == FlapAction::approval) return "approval";
    return action == FlapAction::suppress ? "suppress" : "hold";
}

std::string_view word(Overflow overflow) {
    switch (overflow) {
        case Overflow::queue:
            return "queue";
        case Overflow::approval:
            return "approval";
        case Overflow::drop:
            return "drop";
        case Overflow::merge:
            break;
    }
    return "merge";
}

void add_phase(Inline& table, const PhaseText& phase) {
    if (phase.status) table.add_text("status", to_string(*phase.status));
    table.add("notify", word(phase.notify));
    table.add("twitter", word(phase.twitter));
    if (phase.body) table.add_text("body", phase.body->source());
    if (phase.component_status) table.add("component_status", statuses(*phase.component_status));
}

std::string update_text(const UpdatePhase& update) {
    Inline table;
    add_phase(table, update);
    std::vector<std::string> on;
    for (const Reason reason : update.on) {
        on.emplace_back(reason == Reason::components_changed ? "components"
                        : reason == Reason::alerts_changed   ? "alerts"
                                                             : to_string(reason));
    }
    table.add("on", array(on));
    table.add_text("every", format_duration(update.every));
    return table.text();
}

std::string monitoring_text(const MonitoringPhase& monitoring) {
    Inline table;
    add_phase(table, monitoring);
    table.add_text("hold", format_duration(monitoring.hold));
    return table.text();
}

std::string schedule_text(const Schedule& schedule) {
    Inline table;
    table.add_text("starts_at", schedule.starts_at.source());
    table.add_text("ends_at", schedule.ends_at.source());
    table.add_text("min_notice", format_duration(schedule.min_notice));
    table.add("remind_prior", word(schedule.remind_prior));
    table.add("auto_start", word(schedule.auto_start));
    table.add("auto_complete", word(schedule.auto_complete));
    table.add("under_maintenance", word(schedule.under_maintenance));
    return table.text();
}

std::string limit_text(const Limit& limit) {
    Inline table;
    table.add("incidents", std::to_string(limit.incidents));
    table.add_text("per", format_duration(limit.per));
    table.add_text("overflow", word(limit.overflow));
    if (!limit.into.empty()) table.add_text("into", limit.into);
    return table.text();
}

std::string approval_text(const ApprovalRules& approval) {
    Inline table;
    table.add_text("timeout", format_duration(approval.timeout));
    table.add_text("on_timeout", approval.publish_on_timeout ? "publish" : "discard");
    return table.text();
}

std::string flap_text(const Flap& flap) {
    Inline table;
    table.add("opens", std::to_string(flap.opens));
    table.add_text("within", format_duration(flap.within));
    table.add_text("action", word(flap.action));
    table.add_text("release_after", format_duration(flap.release_after));
    return table.text();
}

std::string claim_text(const ComponentClaim& claim) {
    Inline table;
    if (claim.name) table.add_text("name", claim.name->value);
    if (claim.from_label) {
        table.add_text("from_label", *claim.from_label);
        if (!claim.map.empty()) table.add("map", map(claim.map));
        table.add_text("on_unmapped", claim.on_unmapped == OnUnmapped::error ? "error" : "ignore");
    }
    if (!claim.when.empty()) table.add("when", array(claim.when));
    if (claim.status) table.add("status", statuses(*claim.status));
    return table.text();
}

// Lines of the text.
class Lines {
public:
    void header(std::string_view name) {
        text_ += name;
        text_ += '\n';
    }
    void add(std::string_view key, std::string_view toml) {
        text_ += key;
        text_ += " = ";
        text_ += toml;
        text_ += '\n';
    }
    void add_text(std::string_view key, std::string_view text) { add(key, toml_quoted(text)); }
    void add(std::string_view key, Duration duration) { add_text(key, format_duration(duration)); }
    void add_table(const std::string& lines) { text_ += lines; }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

// All that the texts of a rule call.
Definitions definitions_of(const Rule& rule) {
    Definitions all;
    const auto add = [&](const std::optional<Template>& text) {
        if (text) all.insert(text->definitions().begin(), text->definitions().end());
    };
    add(rule.incident_name);
    add(rule.open.body);
    if (rule.update) add(rule.update->body);
    if (rule.monitoring) add(rule.monitoring->body);
    add(rule.resolved.body);
    if (rule.schedule) {
        add(rule.schedule->starts_at);
        add(rule.schedule->ends_at);
    }
    return all;
}

void add_templates(Lines& lines, const Rule& rule) {
    std::vector<std::string> texts;
    for (const auto& [name, definition] : definitions_of(rule)) texts.push_back(definition->text());
    if (!texts.empty()) lines.add("templates", array(texts));
}

void add_surroundings(Lines& lines, const Rule& rule) {
    std::vector<std::string> order;
    for (const Severity& severity : rule.severity.order) order.push_back(severity.value);
    lines.header("[severity]");
    lines.add_text("label", rule.severity.label);
    lines.add("order", array(order));
    lines.add("aliases", map(rule.severity.aliases));
    lines.add_text("default", rule.severity.fallback.value);
    lines.header(fmt::format("[page.{}]", toml_quoted(rule.page.name.value)));
    lines.add_text("id", rule.page.id.value);
    lines.add_text("timezone", rule.page.timezone);
    lines.add("components", map(rule.page.components));
}

// Each once, though a rule may name it twice.
void add_time_intervals(Lines& lines, const Rule& rule) {
    std::set<std::string> texts;
    for (const auto* intervals : {&rule.mute_intervals, &rule.active_intervals}) {
        for (const TimeInterval& interval : *intervals) texts.insert(time_interval_text(interval));
    }
    for (const std::string& text : texts) lines.add_table(text);
}

std::string names_of(const std::vector<TimeInterval>& intervals) {
    std::vector<std::string> names;
    for (const TimeInterval& interval : intervals) names.push_back(interval.name);
    return array(names);
}

void add_judgement(Lines& lines, const Rule& rule) {
    std::vector<std::string> needed;
    for (const Requirement& requirement : rule.requirements) {
        needed.push_back((requirement.annotation ? "annotations." : "") + requirement.name);
    }
    lines.add_text("name", rule.name.value);
    lines.add_text("kind", to_string(rule.kind));
    lines.add("matchers", array(rule.matchers));
    lines.add("catch_all", word(rule.catch_all));
    lines.add("continue", word(rule.continue_));
    lines.add_text("page", rule.page.name.value);
    lines.add_text("key", rule.key);
    lines.add("group_by", array(rule.group_by));
    lines.add("requires", array(needed));
    lines.add("for", rule.for_);
    lines.add("keep_firing_for", rule.keep_firing_for);
    lines.add("reopen_within", rule.reopen_within);
    lines.add("stale_after", rule.stale_after);
    if (rule.kind == RuleKind::backfill) lines.add("min_duration", rule.min_duration);
    lines.add_text("reopen_as", rule.reopen_as == ReopenAs::same ? "same" : "new");
    lines.add("publish", by_severity(rule.publish, [](Publish publish) { return word(publish); }));
    lines.add("publish_over", word(rule.publish_over));
    lines.add("approval", approval_text(rule.approval));
    lines.add_text("missing", word(rule.missing));
    if (!rule.mute_intervals.empty()) {
        lines.add("mute_time_intervals", names_of(rule.mute_intervals));
    }
    if (!rule.active_intervals.empty()) {
        lines.add("active_time_intervals", names_of(rule.active_intervals));
    }
    if (rule.limit) lines.add("limit", limit_text(*rule.limit));
    if (rule.flap) lines.add("flap", flap_text(*rule.flap));
}

void add_appearance(Lines& lines, const Rule& rule) {
    const auto impact_word = [](Impact impact) { return to_string(impact); };
    lines.add("impact", rule.impact ? by_severity(*rule.impact, impact_word) : "\"computed\"");
    if (rule.kind == RuleKind::incident) {
        lines.add("component_status", statuses(rule.component_status));
    }
    if (rule.incident_name) lines.add_text("incident_name", rule.incident_name->source());
    if (!rule.fallback_name.empty()) lines.add_text("fallback_name", rule.fallback_name);
    if (!rule.components.empty()) {
        std::vector<std::string> claims;
        for (const ComponentClaim& claim : rule.components) claims.push_back(claim_text(claim));
        lines.add("component", '[' + joined_by_comma(claims) + ']');
    }
    const auto phase_text = [](const PhaseText& phase) {
        Inline table;
        add_phase(table, phase);
        return table.text();
    };
    if (rule.kind != RuleKind::backfill) lines.add("open", phase_text(rule.open));
    if (rule.update) lines.add("update", update_text(*rule.update));
    if (rule.monitoring) lines.add("monitoring", monitoring_text(*rule.monitoring));
    lines.add("resolved", phase_text(rule.resolved));
    if (rule.schedule) lines.add("schedule", schedule_text(*rule.schedule));
}

TemplateFiles read_stored_templates(const TomlDocument& document, Report& report) {
    const Layers root("record", {{document.file.get(), &*document.root, false}});
    std::vector<SourceFile> files;
    for (const std::string& text : root.texts("templates")) {
        files.push_back({"rule", text, FileRole::templates});
    }
    return read_templates(files, report);
}

}  // namespace

std::string rule_text(const Rule& rule) {
    Lines lines;
    add_templates(lines, rule);
    add_surroundings(lines, rule);
    add_time_intervals(lines, rule);
    lines.header("[[rule]]");
    add_judgement(lines, rule);
    add_appearance(lines, rule);
    return lines.text();
}

RuleVersion version_of(std::string_view text) {
    return RuleVersion(to_hex(sha256(text)).substr(0, version_digits));
}

Result<RulePtr> load_rule(std::string_view text) {
    Report report;
    const TomlDocument document = read_toml({"rule", std::string(text), FileRole::rules}, report);
    check_keys(document, "record", false, report);
    if (report.has_errors()) {
        return malformed("a stored rule: " + report.found().front().message);
    }
    const SeverityScale scale = read_severity(document, report);
    const std::map<PageName, PageTarget> pages = read_targets(document);
    const toml::node* node = document.root->get("rule");
    const auto* rules = node == nullptr ? nullptr : node->as_array();
    const auto* table =
        rules != nullptr && rules->size() == 1 ? rules->get(0)->as_table() : nullptr;
    if (table == nullptr || pages.size() != 1) return malformed("a stored rule: not one rule");
    const TemplateFiles templates = read_stored_templates(document, report);
    const TimeIntervals intervals = read_time_intervals(document, report);
    const RuleContext context{pages, scale, templates, report, intervals};
    const auto rule = read_rule(context, Layers("rule", {{document.file.get(), table, false}}));
    if (rule->name.empty()) return malformed("a stored rule: it has no name");
    for (const Diagnostic& d : report.found()) {
        if (d.level == Level::error) return malformed("a stored rule: " + d.message);
    }
    rule->file.clear();
    rule->text = text;
    rule->version = version_of(text);
    return RulePtr(rule);
}

}  // namespace tocsin
