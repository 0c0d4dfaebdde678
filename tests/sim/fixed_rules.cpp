#include "tests/sim/fixed_rules.hpp"

#include "template/data.hpp"

namespace tocsin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Template text(std::string_view source) {
    return Template::parse(source, incident_fields()).value();
}

template <class T>
BySeverity<T> by_severity(T critical, T warning, T info) {
    BySeverity<T> values;
    values.values = {
        {Severity("critical"), critical}, {Severity("warning"), warning}, {Severity("info"), info}};
    return values;
}

}  // namespace

SeverityScale sim_scale() {
    SeverityScale scale;
    scale.order = {Severity("critical"), Severity("warning"), Severity("info")};
    scale.fallback = Severity("warning");
    return scale;
}

std::shared_ptr<Rule> rule_of_team(std::string_view team) {
    auto rule = std::make_shared<Rule>();
    rule->name = RuleName(std::string(team));
    rule->version = RuleVersion("v1-" + rule->name.value);
    rule->text = rule->name.value;
    rule->key = rule->name.value;
    rule->matchers = {std::get<Matcher>(parse_matcher("team=" + rule->name.value))};
    rule->page.name = PageName("main");
    rule->page.id = PageId(std::string(sim_page_id));
    rule->page.timezone = "America/Noronha";
    for (std::size_t i = 0; i < sim_components.size(); ++i) {
        rule->page.components.emplace(ComponentAlias(std::string(sim_aliases[i])),
                                      ComponentId(std::string(sim_components[i])));
    }
    rule->group_by = {"service"};
    rule->publish.fallback = Publish::auto_;
    rule->severity = sim_scale();
    rule->impact = by_severity(Impact::critical, Impact::major, Impact::minor);
    rule->component_status =
        by_severity(ComponentStatus::major_outage, ComponentStatus::partial_outage,
                    ComponentStatus::degraded_performance);
    rule->incident_name = text("{{ .GroupLabels.service }} has trouble");
    rule->fallback_name = "Trouble";
    ComponentClaim claim;
    claim.from_label = "component";
    rule->components = {claim};
    rule->open.status = IncidentStatus::investigating;
    rule->open.notify = true;
    rule->open.body = text("We are looking at {{ .GroupLabels.service }} ({{ .Severity }}).");
    rule->resolved.status = IncidentStatus::resolved;
    rule->resolved.notify = true;
    rule->resolved.body = text("{{ .GroupLabels.service }} works again.");
    return rule;
}

namespace {

RulePtr watched() {
    auto rule = rule_of_team("watched");
    rule->for_ = seconds(30);
    rule->keep_firing_for = minutes(1);
    rule->reopen_within = minutes(10);
    rule->reopen_as = ReopenAs::same;
    UpdatePhase update;
    update.on = {Reason::severity_up, Reason::severity_down, Reason::alerts_changed,
                 Reason::components_changed};
    update.every = minutes(1);
    update.status = IncidentStatus::identified;
    update.body =
        text("{{ .Severity }}:{{ range .Alerts.Firing }} {{ .Labels.alertname }}{{ end }}.");
    rule->update = update;
    MonitoringPhase monitoring;
    monitoring.status = IncidentStatus::monitoring;
    monitoring.hold = minutes(5);
    monitoring.body = text("We are watching {{ .GroupLabels.service }}.");
    rule->monitoring = monitoring;
    return rule;
}

RulePtr limited(std::string_view team, Overflow overflow) {
    auto rule = rule_of_team(team);
    rule->limit = Limit{2, minutes(20), overflow, "Several services have trouble"};
    rule->keep_firing_for = seconds(20);
    rule->reopen_within = minutes(5);
    return rule;
}

RulePtr again() {
    auto rule = rule_of_team("again");
    rule->reopen_within = minutes(15);
    rule->reopen_as = ReopenAs::same;
    UpdatePhase update;
    update.on = {Reason::severity_up};
    update.notify = true;
    update.body = text("It is worse: {{ .Severity }}.");
    rule->update = update;
    return rule;
}

RulePtr graded() {
    auto rule = rule_of_team("graded");
    rule->publish.values = {{Severity("critical"), Publish::auto_}};
    rule->publish.fallback = Publish::record;
    rule->for_ = seconds(10);
    rule->reopen_within = minutes(5);
    return rule;
}

RulePtr plain() {
    auto rule = rule_of_team("plain");
    rule->reopen_within = minutes(10);
    return rule;
}

RulePtr maintenance(std::string_view team) {
    const bool staffed = team == "staffed";
    auto rule = rule_of_team(team);
    rule->kind = RuleKind::maintenance;
    rule->impact.reset();
    rule->incident_name = text("Work on {{ .GroupLabels.service }}");
    rule->fallback_name = "Work";
    rule->schedule = Schedule{text("{{ .CommonAnnotations.starts_at }}"),
                              text("{{ .CommonAnnotations.ends_at }}")};
    rule->schedule->auto_complete = !staffed;
    rule->schedule->under_maintenance = !staffed;
    if (staffed) rule->schedule->min_notice = staffed_min_notice;
    if (staffed) rule->keep_firing_for = seconds(20);
    rule->reopen_within = minutes(staffed ? 0 : 10);
    rule->open.status = IncidentStatus::scheduled;
    rule->open.body = text("We will work on {{ .GroupLabels.service }}.");
    rule->resolved.status = IncidentStatus::completed;
    rule->resolved.body = text("The work on {{ .GroupLabels.service }} is done.");
    return rule;
}

RulePtr backfill(std::string_view team) {
    auto rule = rule_of_team(team);
    rule->kind = RuleKind::backfill;
    rule->components.clear();
    rule->incident_name = text("{{ .GroupLabels.service }} had trouble");
    rule->fallback_name = "Past trouble";
    rule->open = {};
    rule->resolved.notify = team == "told";
    rule->resolved.body = text("{{ .GroupLabels.service }} works again since {{ .EndsAt }}.");
    if (team == "told") return rule;
    rule->min_duration = backfilled_min_duration;
    rule->for_ = seconds(10);
    rule->keep_firing_for = seconds(30);
    rule->reopen_within = minutes(5);
    return rule;
}

RulePtr changed(const Rule& before) {
    auto rule = std::make_shared<Rule>(before);
    rule->version = RuleVersion("v2-" + rule->name.value);
    rule->text += " v2";
    rule->matchers.push_back(std::get<Matcher>(parse_matcher("severity!=info")));
    rule->incident_name = text("{{ .GroupLabels.service }} suffers");
    rule->open.body = text("{{ .GroupLabels.service }} suffers ({{ .Severity }}).");
    rule->resolved.body = text("{{ .GroupLabels.service }} is well.");
    rule->keep_firing_for += seconds(15);
    return rule;
}

}  // namespace

const std::vector<RulePtr>& planned_rules() {
    static const std::vector<RulePtr> rules{maintenance("planned"), maintenance("staffed"),
                                            backfill("backfilled"), backfill("told")};
    return rules;
}

// Made once: a rule never changes, and a run reads them often.
const std::vector<RulePtr>& first_rules() {
    static const std::vector<RulePtr> rules{
        plain(), watched(), limited("merged", Overflow::merge), limited("queued", Overflow::queue),
        again(), graded()};
    return rules;
}

const std::vector<RulePtr>& changed_rules() {
    static const std::vector<RulePtr> rules = [] {
        std::vector<RulePtr> all;
        for (const RulePtr& rule : first_rules()) all.push_back(changed(*rule));
        return all;
    }();
    return rules;
}

const std::vector<std::string_view>& sim_teams() {
    static const std::vector<std::string_view> teams{"plain",  "watched", "merged",
                                                     "queued", "again",   "graded"};
    return teams;
}

const std::vector<std::string_view>& sim_planned_teams() {
    static const std::vector<std::string_view> teams{"planned", "staffed", "backfilled", "told"};
    return teams;
}

}  // namespace tocsin
