#include "engine/texts.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "template/data.hpp"
#include "template/render.hpp"

namespace tocsin {
namespace {

LabelList listed(const Labels& labels) {
    LabelList list;
    for (const auto [name, value] : labels) list.emplace_back(name, value);
    return list;
}

Labels common(const std::vector<const AlertRecord*>& alerts, Labels AlertRecord::*of) {
    std::vector<const Labels*> sets;
    sets.reserve(alerts.size());
    for (const AlertRecord* alert : alerts) sets.push_back(&(alert->*of));
    return common_labels(sets);
}

std::vector<std::string> aliases_of(const Rule& rule, const std::set<ComponentId>& components) {
    std::vector<std::string> aliases;
    for (const auto& [alias, id] : rule.page.components) {
        if (components.contains(id)) aliases.push_back(alias.value);
    }
    return aliases;
}

TemplateAlert shown(const AlertRecord& alert) {
    TemplateAlert out;
    out.status = alert.state == AlertState::firing ? "firing" : "resolved";
    out.labels = listed(alert.labels);
    out.annotations = listed(alert.annotations);
    out.starts_at = alert.starts_at;
    if (alert.state == AlertState::resolved) out.ends_at = alert.ends_at;
    out.fingerprint = alert.fingerprint.value;
    return out;
}

Value data_of(const TextSubject& subject) {
    const Incident& incident = subject.incident;
    TemplateData data;
    const auto end = ended_at(subject);
    data.status = end ? "resolved" : "firing";
    data.severity = incident.severity.value;
    data.phase = to_string(incident.phase);
    if (incident.desired.impact) data.impact = to_string(*incident.desired.impact);
    data.group_labels = listed(incident.group_labels);
    data.common_labels = listed(common(subject.alerts, &AlertRecord::labels));
    data.common_annotations = listed(common(subject.alerts, &AlertRecord::annotations));
    for (const AlertRecord* alert : subject.alerts) data.alerts.push_back(shown(*alert));
    data.starts_at = started_at(subject);
    data.ends_at = end;
    data.duration = std::max(end.value_or(subject.now) - *data.starts_at, Duration(0));
    data.rule = subject.rule.name.value;
    data.components = aliases_of(subject.rule, incident.desired.concerned);
    return to_value(data);
}

PublicText rendered(const TextSubject& subject, const Template& text, Purpose purpose) {
    const auto result =
        render(text, data_of(subject), RenderOptions{.purpose = purpose, .now = subject.now});
    if (!result) return {"", {TextProblem::failed}, {}};
    PublicText out{result.value().text, {}, {}};
    if (result.value().missing_in_output) out.problems.push_back(TextProblem::missing);
    if (result.value().truncated) out.problems.push_back(TextProblem::truncated);
    return out;
}

bool has(const PublicText& text, TextProblem problem) {
    return std::find(text.problems.begin(), text.problems.end(), problem) != text.problems.end();
}

// Whether a text must not be used as it is, whoever looks at it.
bool is_unfit(const Rule& rule, const PublicText& text) {
    return has(text, TextProblem::failed) ||
           (has(text, TextProblem::missing) && rule.missing == Missing::fallback);
}

void ask_about_hole(const Rule& rule, PublicText& text) {
    if (has(text, TextProblem::missing) && rule.missing == Missing::approval)
        text.waits.insert(HeldBy::missing);
}

// The last look; `instead` is what is said where the text is dropped.
PublicText guarded(const TextSubject& subject, PublicText text, std::string_view instead,
                   std::size_t code_points_max) {
    if (subject.guard == nullptr || !subject.guard->denies(text.text)) return text;
    text.problems.push_back(TextProblem::guard);
    switch (subject.guard->on_match) {
        case OnMatch::approval:
            text.waits.insert(HeldBy::guard);
            break;
        case OnMatch::redact:
            text.text = truncate(subject.guard->redacted(std::move(text.text)), code_points_max);
            break;
        case OnMatch::drop:
            text.text = instead;
            break;
    }
    return text;
}

}  // namespace

std::string_view to_string(TextProblem problem) {
    static constexpr std::array<std::string_view, 4> words{"missing", "truncated", "failed",
                                                           "guard"};
    return words[static_cast<std::size_t>(problem)];
}

PublicText name_of(const TextSubject& subject) {
    const Rule& rule = subject.rule;
    const bool merged = !subject.incident.merged_keys.empty();
    if (merged && rule.limit && !rule.limit->into.empty()) return {rule.limit->into, {}, {}};
    if (!rule.incident_name) return {rule.fallback_name, {}, {}};
    PublicText name = rendered(subject, *rule.incident_name, Purpose::name);
    ask_about_hole(rule, name);
    // What the rule's author wrote as plain text was looked at when the rules were loaded.
    if (is_unfit(rule, name) || name.text.empty()) {
        name.text = rule.fallback_name;
        return name;
    }
    return guarded(subject, std::move(name), rule.fallback_name, name_code_points_max);
}

PublicText body_of(const TextSubject& subject, const std::optional<Template>& body) {
    if (!body) return {};
    PublicText text = rendered(subject, *body, Purpose::body);
    ask_about_hole(subject.rule, text);
    if (is_unfit(subject.rule, text)) text.text.clear();
    return guarded(subject, std::move(text), "", body_code_points_max);
}

WallTime started_at(const TextSubject& subject) {
    std::optional<WallTime> earliest = subject.incident.started_at;
    for (const AlertRecord* alert : subject.alerts) {
        if (!alert->starts_at) continue;
        earliest = std::min(earliest.value_or(*alert->starts_at), *alert->starts_at);
    }
    return earliest.value_or(subject.incident.created_at);
}

std::optional<WallTime> ended_at(const TextSubject& subject) {
    if (!subject.incident.gone_at) return std::nullopt;
    std::optional<WallTime> latest;
    for (const AlertRecord* alert : subject.alerts) {
        if (!alert->ends_at) continue;
        latest = std::max(latest.value_or(*alert->ends_at), *alert->ends_at);
    }
    return latest.value_or(*subject.incident.gone_at);
}

std::optional<MaintenancePlan> schedule_of(const TextSubject& subject) {
    const auto& schedule = subject.rule.schedule;
    if (!schedule) return std::nullopt;
    const PublicText starts = rendered(subject, schedule->starts_at, Purpose::name);
    const PublicText ends = rendered(subject, schedule->ends_at, Purpose::name);
    const auto starts_at = parse_rfc3339(starts.text);
    const auto ends_at = parse_rfc3339(ends.text);
    if (!starts_at || !ends_at || *ends_at <= *starts_at) return std::nullopt;
    return MaintenancePlan{*starts_at,
                           *ends_at,
                           schedule->remind_prior,
                           schedule->auto_start,
                           schedule->auto_complete,
                           schedule->under_maintenance};
}

std::string backfill_date_of(const TextSubject& subject) {
    using System = std::chrono::time_point<std::chrono::system_clock, Duration>;
    const System start(started_at(subject).time_since_epoch());
    // The zone's name was checked when the configuration was loaded; the zone files are the same.
    try {
        const date::time_zone* zone = date::locate_zone(subject.rule.page.timezone);
        return date::format("%F", date::floor<date::days>(zone->to_local(start)));
    } catch (const std::runtime_error&) {
        return date::format("%F", date::floor<date::days>(start));
    }
}

}  // namespace tocsin
