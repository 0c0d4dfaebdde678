// A small shop with two services, its page and its rules, for the tests of rehearsals.
//
// One rule opens after two minutes, tells what gets worse, watches for ten minutes and ends; one
// only records, one tells afterwards, and one plans.
#pragma once

#include <string>

#include "tests/config/files.hpp"

namespace tocsin::testing {

inline const std::string shop_main = R"(version = 1
[source.am]
kind = "alertmanager"
auth = { bearer = { file = "/run/am" } }
labels = { datacenter = "eu", service = "other" }
[source.grafana]
kind = "grafana"
auth = { bearer = { file = "/run/am" } }
[page.shop]
id = "kctbh9vrtdwd"
api_key = { file = "/run/page" }
[page.shop.components]
cart = "c1"
search = "c2"
website = "c3"
[page.other]
id = "zzq1x9f2b7ce"
api_key = { file = "/run/other" }
dry_run = true
[page.other.components]
edge = "e1"
cart = "e2"
[defaults]
page = "shop"
reopen_within = "30m"
)";

inline const std::string shop_rules = R"([[rule]]
name = "audit"
matchers = ['severity = "critical"']
publish = "record"
continue = true
group_by = ["alertname"]

[[rule]]
name = "services"
matchers = ['alertname =~ "Down|Slow"', 'service =~ "cart|search"']
group_by = ["service"]
for = "2m"
keep_firing_for = "3m"
incident_name = '''{{ .GroupLabels.service | title -}}
: {{ if eq .Severity "critical" }}outage{{ else }}slow{{ end }}'''
fallback_name = "Trouble"
[[rule.component]]
from_label = "service"
map = { cart = "cart", search = "search" }
[[rule.component]]
name = "website"
when = ['service = "cart"', 'severity = "critical"']
[rule.open]
body = "We look at {{ .GroupLabels.service }}."
[rule.update]
status = "identified"
body = "{{ len .Alerts.Firing }} of {{ len .Alerts }} fail."
[rule.monitoring]
hold = "10m"
body = "We watch {{ .GroupLabels.service }}."
[rule.resolved]
body = "Over after {{ .Duration | humanizeDuration }}."

[[rule]]
name = "edge"
matchers = ['alertname = "Edge"']
page = "other"
for = "0s"
keep_firing_for = "0s"
incident_name = "Edge is away"
fallback_name = "Edge is away"
[[rule.component]]
name = "edge"

[[rule]]
name = "told"
kind = "backfill"
matchers = ['alertname = "Short"']
group_by = ["alertname"]
for = "0s"
incident_name = "It was short"
fallback_name = "It was short"

[[rule]]
name = "rest"
catch_all = true
publish = "record"
group_by = ["alertname"]
)";

inline Config shop_config(const std::string& tests = "") {
    return config_of({.main = shop_main, .rules = {shop_rules + tests}});
}

// The only test of the shop with this text behind its rules.
inline std::string a_test(const std::string& steps, const std::string& head = "") {
    return "[[test]]\nname = \"t\"\n" + head + steps;
}

}  // namespace tocsin::testing
