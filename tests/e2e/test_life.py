"""The straight way: alerts become an incident, it changes with them, and it ends with them."""

import os
import unittest

from harness import Alertmanager, Case, until
from payloads import alert, daemon, down, stamp, webhook

LIFE_RULES = """
[[rule]]
name            = "service-down"
matchers        = ['alertname = "ServiceDown"']
group_by        = ["service"]
for             = "1s"
keep_firing_for = "1s"
incident_name   = '{{ .GroupLabels.service }}'
fallback_name   = "Something is down"
[[rule.component]]
from_label = "service"
[rule.open]
body = 'We are looking at {{ .GroupLabels.service }}.'
[rule.update]
on     = ["severity_up"]
every  = "0s"
status = "identified"
body   = '{{ len .Alerts.Firing }} checks are failing.'
[rule.monitoring]
hold = "1s"
body = 'It is recovering.'
[rule.resolved]
body = 'It works again.'
"""


class Life(Case):
    def start(self, **options):
        page = self.stage.emulator()
        return page, daemon(self.stage, page, **options).run()

    @unittest.skipUnless(os.environ.get("TOCSIN_ALERTMANAGER"), "scripts/tools was not evaluated")
    def test_a_real_alert_becomes_an_incident_is_updated_and_resolved(self):
        page, tocsin = self.start(rules=LIFE_RULES)
        sender = self.stage.track(Alertmanager(self.folder, tocsin))
        sender.amtool("alert", "add", "ServiceDown", "service=website", "severity=major")
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(page.components()["website"], "partial_outage")
        sender.amtool("alert", "add", "ServiceDown", "service=website", "severity=critical",
                      "check=second")
        until("the update", lambda: page.has("website", "identified"))
        self.assertEqual(page.components()["website"], "major_outage")
        end = "--end=" + stamp()
        sender.amtool("alert", "add", "ServiceDown", "service=website", "severity=major", end)
        sender.amtool("alert", "add", "ServiceDown", "service=website", "severity=critical",
                      "check=second", end)
        one = until("the resolution", lambda: page.has("website", "resolved"))
        told = [(update["status"], update["body"]) for update in reversed(one["incident_updates"])]
        self.assertEqual(told, [("investigating", "We are looking at website."),
                                ("identified", "2 checks are failing."),
                                ("monitoring", "It is recovering."),
                                ("resolved", "It works again.")])
        self.assertTrue(page.all_operational())
        self.assertEqual(len(page.incidents()), 1)

    def test_duplicates_and_repeats_send_nothing(self):
        page, tocsin = self.start()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        writes = len(page.calls("POST")) + len(page.calls("PATCH"))
        for _ in range(20):
            tocsin.accept(down("website"))
        # A webhook behind them that does something: when that is seen, the repeats were judged.
        tocsin.accept(down("api"))
        until("the other incident", lambda: page.has("api", "investigating"))
        self.assertEqual(len(page.calls("POST")) + len(page.calls("PATCH")), writes + 1)
        self.assertEqual(tocsin.metric("tocsin_alerts_deduplicated_total", source="am"), 20)

    def test_an_annotation_that_changes_sends_nothing(self):
        page, tocsin = self.start()
        labels = {"alertname": "ServiceDown", "service": "website", "severity": "critical"}
        for text in ("first", "second", "third"):
            tocsin.accept(webhook(alert(labels, annotations={"summary": text})))
        tocsin.accept(down("api"))
        until("the other incident", lambda: page.has("api", "investigating"))
        self.assertEqual(len(page.creates()), 2)
        self.assertEqual(page.updates(), [])

    def test_two_groups_with_one_incident_key_are_one_incident(self):
        page, tocsin = self.start()
        tocsin.accept(down("website", group="by-check", check="a"))
        until("the incident", lambda: page.has("website", "investigating"))
        tocsin.accept(down("website", group="by-region", region="eu"))
        tocsin.accept(down("website", firing=False, group="by-check", check="a"))
        # The first group is over, the second fires on.
        tocsin.accept(down("api"))
        until("the other incident", lambda: page.has("api", "investigating"))
        self.assertIsNotNone(page.has("website", "investigating"))
        tocsin.accept(down("website", firing=False, group="by-region", region="eu"))
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertEqual([one["name"] for one in page.creates()], ["website", "api"])

    def test_two_incidents_on_one_component_give_it_the_worse_status_until_both_are_over(self):
        rules = LIFE_RULES.replace('group_by        = ["service"]',
                                   'group_by        = ["service", "part"]').replace(
            "'{{ .GroupLabels.service }}'", "'{{ .GroupLabels.part }}'")
        page, tocsin = self.start(rules=rules)
        tocsin.accept(down("website", part="search", severity="major", group="a"))
        tocsin.accept(down("website", part="login", severity="critical", group="b"))
        until("both", lambda: page.has("search", "investigating")
              and page.has("login", "investigating"))
        until("the worse", lambda: page.components()["website"] == "major_outage")
        tocsin.accept(down("website", False, part="login", severity="critical", group="b"))
        until("one resolution", lambda: page.has("login", "resolved"))
        until("the other's status", lambda: page.components()["website"] == "partial_outage")
        tocsin.accept(down("website", False, part="search", severity="major", group="a"))
        until("the other resolution", lambda: page.has("search", "resolved"))
        until("the component", page.all_operational)

    def test_a_partly_resolved_group_never_says_resolved(self):
        page, tocsin = self.start()
        checks = [{"alertname": "ServiceDown", "service": "website", "severity": "critical",
                   "check": str(number)} for number in range(3)]
        tocsin.accept(webhook(*[alert(one) for one in checks]))
        until("the incident", lambda: page.has("website", "investigating"))
        for over in (1, 2):
            tocsin.accept(webhook(*[alert(one, firing=number >= over)
                                    for number, one in enumerate(checks)]))
        tocsin.accept(down("api"))
        until("the other incident", lambda: page.has("api", "investigating"))
        self.assertEqual([one for one in page.updates() if one.get("status") == "resolved"], [])
        tocsin.accept(webhook(*[alert(one, firing=False) for one in checks]))
        until("the resolution", lambda: page.has("website", "resolved"))

    def test_a_truncated_group_that_says_resolved_does_not_resolve_what_was_cut_off(self):
        page, tocsin = self.start()
        one, two = ({"alertname": "ServiceDown", "service": "website", "severity": "critical",
                     "check": check} for check in "ab")
        tocsin.accept(webhook(alert(one), alert(two)))
        until("the incident", lambda: page.has("website", "investigating"))
        tocsin.accept(webhook(alert(one, firing=False), truncated=1))
        tocsin.accept(down("api"))
        until("the other incident", lambda: page.has("api", "investigating"))
        self.assertIsNotNone(page.has("website", "investigating"))
