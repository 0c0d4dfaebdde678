// Builders: alerts, rules and incidents for tests, in the words of the trade.
//
//   an_alert().firing("Slow").service("checkout").severity("critical")
//   a_rule("checkout").waits(1min).keeps_firing(2min).updates({Reason::severity_up}, 15min)
//
// What a test does not say is what an everyday rule says: severities critical, warning, info; one
// incident for each service; components by the label `component`; texts for opening and end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "domain/alert.hpp"
#include "domain/delivery.hpp"
#include "domain/incident.hpp"
#include "rules/guard.hpp"
#include "rules/rule_book.hpp"
#include "template/data.hpp"

namespace tocsin {

using namespace std::chrono_literals;

// 2026-10-03T12:00:00Z, and so much later.
inline WallTime at(Duration since) {
    return *parse_rfc3339("2026-10-03T12:00:00Z") + since;
}

inline Template a_text(std::string_view source) {
    return Template::parse(source, incident_fields()).value();
}

inline const Severity& critical() {
    static const Severity severity("critical");
    return severity;
}
inline const Severity& warning() {
    static const Severity severity("warning");
    return severity;
}
inline const Severity& info() {
    static const Severity severity("info");
    return severity;
}

inline SeverityScale a_scale() {
    SeverityScale scale;
    scale.order = {critical(), warning(), info()};
    scale.aliases = {{"page", critical()}};
    scale.fallback = warning();
    return scale;
}

// ---- Alerts -----------------------------------------------------------------------------------

inline const SourceName& the_source() {
    static const SourceName source("am");
    return source;
}

class AlertBuilder {
public:
    AlertBuilder& firing(std::string_view alertname) {
        alert_.state = AlertState::firing;
        return label("alertname", alertname);
    }
    AlertBuilder& resolved(std::string_view alertname) {
        alert_.state = AlertState::resolved;
        return label("alertname", alertname);
    }
    AlertBuilder& service(std::string_view name) { return label("service", name); }
    AlertBuilder& component(std::string_view name) { return label("component", name); }
    AlertBuilder& severity(std::string_view name) { return label("severity", name); }
    AlertBuilder& label(std::string_view name, std::string_view value) {
        alert_.labels = alert_.labels.with(name, value);
        return *this;
    }
    AlertBuilder& annotation(std::string_view name, std::string_view value) {
        alert_.annotations = alert_.annotations.with(name, value);
        return *this;
    }
    AlertBuilder& since(WallTime time) {
        alert_.starts_at = time;
        return *this;
    }
    AlertBuilder& until(WallTime time) {
        alert_.ends_at = time;
        return *this;
    }

    // The fingerprint is that of all labels but `severity`, so that an alert may get worse.
    operator Alert() const {
        Alert alert = alert_;
        alert.fingerprint = Fingerprint(fingerprint_of(alert.labels.with("severity", "")));
        return alert;
    }

    // As it is on record once it was received.
    AlertRecord record(WallTime received_at = at(0s)) const {
        const Alert alert = *this;
        AlertRecord record;
        record.id = alert_id_of(the_source(), alert.fingerprint);
        record.source = the_source();
        record.fingerprint = alert.fingerprint;
        record.state = alert.state;
        record.labels = alert.labels;
        record.annotations = alert.annotations;
        record.starts_at = alert.starts_at;
        record.ends_at = alert.ends_at;
        record.changed_at = received_at;
        record.received_at = received_at;
        return record;
    }

private:
    Alert alert_;
};

inline AlertBuilder an_alert() {
    return AlertBuilder().firing("Slow").service("checkout");
}

// ---- Rules ------------------------------------------------------------------------------------

template <class T>
BySeverity<T> by_severity(T of_critical, T of_warning, T of_info) {
    BySeverity<T> values;
    values.values = {{critical(), of_critical}, {warning(), of_warning}, {info(), of_info}};
    return values;
}

class RuleBuilder {
public:
    explicit RuleBuilder(const std::string& name) {
        Rule& rule = *rule_;
        rule.name = RuleName(name);
        rule.version = RuleVersion("v1-" + name);
        rule.text = name;
        rule.key = name;
        rule.page.name = PageName("main");
        rule.page.id = PageId("kctbh9vrtdwd");
        rule.page.timezone = "UTC";
        for (const char* alias : {"api", "web", "db"}) {
            rule.page.components.emplace(ComponentAlias(alias),
                                         ComponentId(std::string("id-") + alias));
        }
        rule.group_by = {"service"};
        rule.publish.fallback = Publish::auto_;
        rule.severity = a_scale();
        rule.impact = by_severity(Impact::critical, Impact::major, Impact::minor);
        rule.component_status =
            by_severity(ComponentStatus::major_outage, ComponentStatus::partial_outage,
                        ComponentStatus::degraded_performance);
        rule.incident_name = a_text("{{ .GroupLabels.service }} has trouble");
        rule.fallback_name = "Trouble";
        ComponentClaim claim;
        claim.from_label = "component";
        rule.components = {claim};
        rule.open.status = IncidentStatus::investigating;
        rule.open.notify = true;
        rule.open.body = a_text("We are looking at {{ .GroupLabels.service }}.");
        rule.resolved.status = IncidentStatus::resolved;
        rule.resolved.notify = true;
        rule.resolved.body = a_text("{{ .GroupLabels.service }} works again.");
        rule.keep_firing_for = 2min;
        rule.reopen_within = 30min;
    }

    RuleBuilder& waits(Duration time) {
        return with([&](Rule& rule) { rule.for_ = time; });
    }
    RuleBuilder& keeps_firing(Duration time) {
        return with([&](Rule& rule) { rule.keep_firing_for = time; });
    }
    RuleBuilder& reopens_within(Duration time) {
        return with([&](Rule& rule) { rule.reopen_within = time; });
    }
    RuleBuilder& reopens_the_same() {
        return with([](Rule& rule) { rule.reopen_as = ReopenAs::same; });
    }
    RuleBuilder& publishes(Publish publish) {
        return with([&](Rule& rule) { rule.publish.fallback = publish; });
    }
    RuleBuilder& limits(std::uint32_t incidents, Duration per, Overflow overflow,
                        std::string into = "") {
        return with([&](Rule& rule) {
            rule.limit = Limit{incidents, per, overflow, std::move(into)};
        });
    }
    RuleBuilder& updates(std::set<Reason> on, Duration every,
                         std::string_view body = "It is {{ .Severity }} now.") {
        return with([&](Rule& rule) {
            UpdatePhase update;
            update.on = std::move(on);
            update.every = every;
            update.body = a_text(body);
            rule.update = update;
        });
    }
    RuleBuilder& monitors(Duration hold) {
        return with([&](Rule& rule) {
            MonitoringPhase monitoring;
            monitoring.status = IncidentStatus::monitoring;
            monitoring.hold = hold;
            monitoring.body = a_text("We are watching {{ .GroupLabels.service }}.");
            rule.monitoring = monitoring;
        });
    }
    RuleBuilder& flaps(std::uint32_t opens, Duration within, FlapAction action,
                       Duration release_after) {
        return with([&](Rule& rule) { rule.flap = Flap{opens, within, action, release_after}; });
    }
    RuleBuilder& asks_for(Duration timeout, bool publish_on_timeout = false) {
        return with([&](Rule& rule) {
            rule.publish.fallback = Publish::approval;
            rule.approval = {timeout, publish_on_timeout};
        });
    }
    // A maintenance of `change`, with its times in annotations.
    RuleBuilder& plans_maintenance() {
        return with([](Rule& rule) {
            rule.kind = RuleKind::maintenance;
            rule.impact = BySeverity<Impact>{{}, Impact::maintenance};
            rule.schedule = Schedule{a_text("{{ .CommonAnnotations.starts_at }}"),
                                     a_text("{{ .CommonAnnotations.ends_at }}")};
            rule.open.status = IncidentStatus::scheduled;
            rule.resolved.status = IncidentStatus::completed;
        });
    }
    RuleBuilder& tells_afterwards(Duration min_duration) {
        return with([&](Rule& rule) {
            rule.kind = RuleKind::backfill;
            rule.min_duration = min_duration;
            rule.components.clear();
        });
    }
    template <class Change>
    RuleBuilder& with(Change&& change) {
        change(*rule_);
        return *this;
    }

    operator RulePtr() const { return std::make_shared<const Rule>(*rule_); }
    operator Rule() const { return *rule_; }

private:
    std::shared_ptr<Rule> rule_ = std::make_shared<Rule>();
};

inline RuleBuilder a_rule(const std::string& name = "services") {
    return RuleBuilder(name);
}

inline Guard a_guard(std::string_view pattern, OnMatch on_match = OnMatch::approval) {
    Guard guard;
    guard.deny = {compile_guard_pattern(pattern).compiled};
    guard.on_match = on_match;
    return guard;
}

inline Guard a_storm_brake(std::size_t most, OnStorm on_storm = OnStorm::approval) {
    Guard guard;
    guard.open_incidents_max = most;
    guard.on_storm = on_storm;
    return guard;
}

// ---- Incidents, as delivery sees them ---------------------------------------------------------

inline ComponentId component(const std::string& alias) {
    return ComponentId("id-" + alias);
}

class IncidentBuilder {
public:
    explicit IncidentBuilder(const std::string& id) {
        incident_.id = IncidentId(id);
        incident_.key = IncidentKey("key-" + id);
        incident_.page = PageName("main");
        incident_.rule = RuleName("services");
        incident_.phase = Phase::open;
        incident_.standing = Standing::public_;
        incident_.severity = warning();
        incident_.worst = warning();
        incident_.created_at = at(0s);
        incident_.opened_at = at(0s);
        incident_.updated_at = at(0s);
        PageState& desired = incident_.desired;
        desired.name = id + " has trouble";
        desired.body = "We are looking at " + id + ".";
        desired.impact = Impact::major;
        desired.text = 1;
        desired.notice = 1;
    }

    IncidentBuilder& claims(const std::string& alias, ComponentStatus status) {
        incident_.desired.claims[component(alias)] = status;
        incident_.desired.concerned.insert(component(alias));
        return *this;
    }
    IncidentBuilder& says(std::string body) {
        ++incident_.desired.text;
        incident_.desired.body = std::move(body);
        return *this;
    }
    IncidentBuilder& resolved() {
        incident_.phase = Phase::resolved;
        incident_.gone_at = at(0s);
        incident_.resolved_at = at(0s);
        incident_.desired.status = IncidentStatus::resolved;
        incident_.desired.claims.clear();
        ++incident_.desired.notice;
        return says("It works again.");
    }
    template <class Change>
    IncidentBuilder& with(Change&& change) {
        change(incident_);
        return *this;
    }
    operator Incident() const { return incident_; }

private:
    Incident incident_;
};

inline IncidentBuilder an_incident(const std::string& id = "checkout") {
    return IncidentBuilder(id);
}

// The row of an incident that the page shows as `shown` says.
inline DeliveryRecord delivered(const Incident& shown, const std::string& statuspage_id) {
    DeliveryRecord row;
    row.incident = shown.id;
    row.page = shown.page;
    row.statuspage_id = StatuspageId(statuspage_id);
    row.acknowledged = shown.desired;
    row.over = is_final(shown.desired.status);
    return row;
}

// What the page shows of it.
inline CreateOrder an_order(const std::string& mark = "mark") {
    CreateOrder order;
    order.mark = {mark, "content of " + mark, false};
    order.page = PageName("main");
    order.page_id = PageId("p1");
    order.name = "Search is slow";
    order.body = "We are looking into it.";
    return order;
}

inline PageIncident page_incident(const Incident& incident, const std::string& statuspage_id) {
    PageIncident shown;
    shown.id = StatuspageId(statuspage_id);
    shown.name = incident.desired.name;
    shown.status = incident.desired.status;
    shown.impact = incident.desired.impact;
    shown.impact_override = incident.desired.impact;
    shown.marker = Marker{incident.key, incident.id, CallId("attempt-" + incident.id.value)};
    shown.components.assign(incident.desired.concerned.begin(), incident.desired.concerned.end());
    shown.updates = {{UpdateId("update-" + statuspage_id), incident.desired.status,
                      incident.desired.body, incident.created_at}};
    shown.created_at = incident.created_at;
    if (incident.desired.maintenance) {
        shown.scheduled_for = incident.desired.maintenance->starts_at;
        shown.scheduled_until = incident.desired.maintenance->ends_at;
    }
    return shown;
}

}  // namespace tocsin
