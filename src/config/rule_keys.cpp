// The rows of rules, their defaults and their tests (contract.md section 5.1).
#include "config/keys.hpp"

namespace tocsin {
namespace {

using enum KeyKind;
using enum Support;

constexpr std::string_view impacts = "none|maintenance|minor|major|critical";
constexpr std::string_view impacts_and_computed = "none|maintenance|minor|major|critical|computed";
constexpr std::string_view components =
    "operational|under_maintenance|degraded_performance|partial_outage|major_outage";
constexpr std::string_view statuses =
    "investigating|identified|monitoring|resolved|scheduled|in_progress|verifying|completed";
constexpr std::string_view reasons = "severity_up|severity_down|components|alerts";
constexpr std::string_view states = "none|pending|open|monitoring|resolved";
constexpr std::string_view calls = "create|update|component";

constexpr Key rows[] = {
    {"rules", "defaults", table},
    {"rules", "rule", tables},
    {"rules", "test", tables},
    {"record", "templates", texts},
    {"record", "severity", table},
    {"record", "page", table},
    {"record", "time_interval", tables},
    {"record", "rule", tables},

    {"rule", "name", text, required, "+", "", own},
    {"rule", "extends", text, "", "+", "", own},
    {"rule", "kind", word, "incident", "incident|maintenance|backfill"},
    {"rule", "matchers", texts},
    {"rule", "catch_all", boolean, "false", "", "", own},
    {"rule", "continue", boolean, "false"},
    {"rule", "page", text, "", "+"},
    {"rule", "key", text, "", "+"},
    {"rule", "group_by", texts, "alertname"},
    {"rule", "requires", texts},
    {"rule", "for", duration, "1m"},
    {"rule", "keep_firing_for", duration, "2m"},
    {"rule", "reopen_within", duration, "30m"},
    {"rule", "stale_after", duration, "0s"},
    {"rule", "min_duration", duration, "0s"},
    {"rule", "reopen_as", word, "new", "new|same"},
    {"rule", "publish", by_severity, "auto", "auto|approval|record"},
    {"rule", "publish_over", boolean, "false"},
    {"rule", "approval", table},
    {"rule", "severity", table},
    {"rule", "impact", by_severity, "", impacts_and_computed},
    {"rule", "component_status", by_severity, "", components},
    {"rule", "incident_name", text, "", "+"},
    {"rule", "fallback_name", text, "", "+"},
    {"rule", "missing", word, "fallback", "fallback|approval|empty"},
    {"rule", "mute_time_intervals", texts},
    {"rule", "active_time_intervals", texts},
    {"rule", "limit", table},
    {"rule", "flap", table},
    {"rule", "component", tables},
    {"rule", "open", table},
    {"rule", "update", table},
    {"rule", "monitoring", table},
    {"rule", "resolved", table},
    {"rule", "schedule", table},

    {"rule.approval", "timeout", duration, "1h", ">0"},
    {"rule.approval", "on_timeout", word, "discard", "discard|publish"},
    {"rule.severity", "label", text, "", "+"},
    {"rule.severity", "aliases", text_map},
    {"rule.severity", "default", text, "", "+"},
    {"rule.limit", "incidents", integer, required, "1..1000000"},
    {"rule.limit", "per", duration, required, ">0"},
    {"rule.limit", "overflow", word, "merge", "merge|queue|approval|drop"},
    {"rule.limit", "into", text, "", "+"},
    {"rule.flap", "opens", integer, required, "2..1000"},
    {"rule.flap", "within", duration, required, ">0"},
    {"rule.flap", "action", word, "hold", "hold|approval|suppress"},
    {"rule.flap", "release_after", duration, required, ">0"},

    {"rule.component", "name", text, "", "+"},
    {"rule.component", "from_label", text, "", "+"},
    {"rule.component", "map", text_map},
    {"rule.component", "on_unmapped", word, "ignore", "ignore|error"},
    {"rule.component", "when", texts},
    {"rule.component", "status", by_severity, "", components},

    {"rule.open", "status", word, "", statuses},
    {"rule.open", "notify", boolean, "true"},
    {"rule.open", "twitter", boolean, "false"},
    {"rule.open", "body", text},
    {"rule.open", "component_status", by_severity, "", components},
    {"rule.update", "status", word, "", statuses},
    {"rule.update", "notify", boolean, "false"},
    {"rule.update", "twitter", boolean, "false"},
    {"rule.update", "body", text},
    {"rule.update", "component_status", by_severity, "", components},
    {"rule.update", "on", words, "severity_up|components", reasons},
    {"rule.update", "every", duration, "15m"},
    {"rule.monitoring", "status", word, "monitoring", statuses},
    {"rule.monitoring", "notify", boolean, "false"},
    {"rule.monitoring", "twitter", boolean, "false"},
    {"rule.monitoring", "body", text},
    {"rule.monitoring", "component_status", by_severity, "", components},
    {"rule.monitoring", "hold", duration, "10m"},
    {"rule.resolved", "status", word, "", statuses},
    {"rule.resolved", "notify", boolean, "true"},
    {"rule.resolved", "twitter", boolean, "false"},
    {"rule.resolved", "body", text},
    {"rule.resolved", "component_status", by_severity, "", components},

    {"rule.schedule", "starts_at", text, "", "+"},
    {"rule.schedule", "ends_at", text, "", "+"},
    {"rule.schedule", "min_notice", duration, "0s"},
    {"rule.schedule", "remind_prior", boolean, "false"},
    {"rule.schedule", "auto_start", boolean, "true"},
    {"rule.schedule", "auto_complete", boolean, "true"},
    {"rule.schedule", "under_maintenance", boolean, "true"},

    {"test", "name", text, required, "+"},
    {"test", "rule", text, "", "+"},
    {"test", "start", date_time},
    {"test", "exhaustive", boolean, "true"},
    {"test", "at", tables},
    {"test.at", "time", duration, required},
    {"test.at", "fire", alerts},
    {"test.at", "resolve", alerts},
    {"test.at", "approve", alerts, "", "", "", later},
    {"test.at", "discard", alerts, "", "", "", later},
    {"test.at", "state", word, "", states},
    {"test.at", "expect", tables},
    {"test.at.alert", "labels", text_map},
    {"test.at.alert", "annotations", text_map},
    {"test.at.alert", "source", text, "", "+"},
    {"test.at.alert", "starts_at", date_time},
    {"test.at.expect", "call", word, required, calls, "approval"},
    {"test.at.expect", "page", text, "", "+"},
    {"test.at.expect", "name", text},
    {"test.at.expect", "status", word, "", statuses},
    {"test.at.expect", "impact", word, "", impacts},
    {"test.at.expect", "body", text},
    {"test.at.expect", "body_contains", text},
    {"test.at.expect", "body_like", text},
    {"test.at.expect", "components", text_map},
    {"test.at.expect", "notify", boolean},
};

}  // namespace

std::span<const Key> rule_keys() {
    return rows;
}

}  // namespace tocsin
