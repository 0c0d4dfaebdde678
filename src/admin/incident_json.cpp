#include "admin/incident_json.hpp"

#include <boost/json.hpp>

namespace tocsin {
namespace json = boost::json;
namespace {

json::value time_json(const std::optional<WallTime>& time) {
    return time ? json::value(format_rfc3339(*time)) : json::value(nullptr);
}

json::object labels_json(const Labels& labels) {
    json::object object;
    for (const auto [name, value] : labels) object[name] = value;
    return object;
}

json::value approval_json(const Incident& incident) {
    if (!incident.proposal) return nullptr;
    const Proposal& proposal = *incident.proposal;
    json::object shown{{"text", text_mark(proposal)},
                       {"name", proposal.name},
                       {"body", proposal.body},
                       {"notify", proposal.notify},
                       {"asked_at", format_rfc3339(proposal.asked_at)},
                       {"until", time_json(incident.dues.approval)}};
    if (proposal.maintenance) {
        shown["scheduled_for"] = format_rfc3339(proposal.maintenance->starts_at);
        shown["scheduled_until"] = format_rfc3339(proposal.maintenance->ends_at);
    }
    return shown;
}

json::object alert_json(const AlertRecord& alert) {
    return {{"labels", labels_json(alert.labels)},
            {"annotations", labels_json(alert.annotations)},
            {"source", alert.source.value},
            {"state", alert.state == AlertState::firing ? "firing" : "resolved"},
            {"starts_at", time_json(alert.starts_at)},
            {"ends_at", time_json(alert.ends_at)},
            {"received_at", format_rfc3339(alert.received_at)},
            {"doubtful_until", time_json(alert.doubtful_until)},
            {"missing_since", time_json(alert.missing_since)}};
}

json::object row_json(const TimelineRow& row) {
    return {{"at", format_rfc3339(row.at)},
            {"actor", row.actor},
            {"reason", to_string(row.reason)},
            {"detail", row.detail}};
}

}  // namespace

std::string_view shown_name(const Incident& incident) {
    if (incident.standing != Standing::public_ && incident.proposal) return incident.proposal->name;
    return incident.desired.name;
}

json::object incident_json(const IncidentView& view) {
    const Incident& incident = view.incident;
    json::array held_by;
    for (const HeldBy why : incident.held_by) held_by.emplace_back(to_string(why));
    if (view.waits_for_foreign) held_by.emplace_back("marker");
    json::object shown;
    shown["id"] = incident.id.value;
    shown["key"] = incident.key.value;
    shown["generation"] = incident.id.value;
    shown["page"] = incident.page.value;
    shown["rule"] = incident.rule.value;
    shown["kind"] = to_string(incident.kind);
    shown["phase"] = to_string(incident.phase);
    shown["standing"] = to_string(incident.standing);
    shown["held_by"] = std::move(held_by);
    shown["name"] = shown_name(incident);
    shown["severity"] = incident.severity.value;
    shown["group_labels"] = labels_json(incident.group_labels);
    shown["alerts_firing"] = view.alerts_firing;
    shown["statuspage_id"] =
        view.statuspage_id ? json::value(view.statuspage_id->value) : json::value(nullptr);
    shown["delivery"] = view.delivery;
    shown["orphan"] = view.is_orphan;
    shown["opened_at"] = time_json(incident.opened_at);
    shown["updated_at"] = format_rfc3339(incident.updated_at);
    shown["approval"] = approval_json(incident);
    return shown;
}

json::object incident_json(const IncidentView& view, const IncidentDetail& detail) {
    json::object shown = incident_json(view);
    shown["body"] = view.incident.desired.body;
    json::array alerts;
    for (const AlertRecord& alert : detail.alerts) alerts.push_back(alert_json(alert));
    shown["alerts_total"] = detail.alerts_total;
    shown["alerts"] = std::move(alerts);
    json::array timeline;
    for (const TimelineRow& row : detail.timeline) timeline.push_back(row_json(row));
    shown["timeline"] = std::move(timeline);
    return shown;
}

}  // namespace tocsin
