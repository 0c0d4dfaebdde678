"""What can be seen from outside: health, metrics, logs (contract.md 4.2, 6)."""

import json
import os
import re
import sqlite3
import subprocess
import unittest

from harness import Case, KEY, SharedCase, TOKEN, ask, until
from payloads import RULES, alert, daemon, down, webhook

# Of a page at work.  Families of what did not happen yet (drift, errors of the store, texts that
# failed, what was suppressed, the oldest of what waits) have no sample and are not shown.
FAMILIES = """
tocsin_build_info tocsin_config_last_reload_successful
tocsin_config_last_reload_success_timestamp_seconds tocsin_rules tocsin_http_requests_total
tocsin_http_request_duration_seconds tocsin_http_connections tocsin_webhook_requests_total
tocsin_webhook_rejected_total tocsin_webhook_alerts_total
tocsin_source_last_webhook_timestamp_seconds tocsin_alerts tocsin_alerts_deduplicated_total
tocsin_alerts_unroutable_total tocsin_rule_matches_total tocsin_incidents
tocsin_incidents_opened_total tocsin_outbox_entries tocsin_delivery_attempts_total
tocsin_delivery_duration_seconds tocsin_delivery_lag_seconds tocsin_delivery_dead_letters_total
tocsin_ratelimit_wait_seconds tocsin_breaker_open tocsin_store_transaction_duration_seconds
tocsin_store_size_bytes tocsin_clock_ahead_seconds
""".split()

# Labels that are planted: none of their words may become a label value of a metric.
PLANTED = "planted-label-value"
LOGFMT = re.compile(r'(?:[a-z_]+=(?:"(?:[^"\\]|\\.)*"|[^\s"=]*)(?: |$))+')


def work(stage, **options):
    """A daemon that has seen a bit of everything."""
    page = stage.emulator()
    tocsin = daemon(stage, page, **options).run()
    labels = {"alertname": "ServiceDown", "service": "website", "severity": "critical",
              "evil": f"{PLANTED}\n\"=\x1b[31m"}
    tocsin.accept(webhook(alert(labels)))
    tocsin.accept(webhook(alert(labels)))
    tocsin.post(b"{")
    tocsin.post(b"[]")
    tocsin.post(down("api"), headers={"Authorization": "Bearer planted-wrong-secret"})
    tocsin.accept(webhook(alert({"alertname": "ServiceDown", "severity": "critical"})))
    until("the incident", lambda: page.has("website", "investigating"))
    tocsin.accept(webhook(alert(labels, firing=False)))
    until("the resolution", lambda: page.has("website", "resolved"))
    return page, tocsin


class Metrics(SharedCase):
    @classmethod
    def set_stage(cls, stage):
        cls.page, cls.tocsin = work(stage)
        cls.text = ask(cls.tocsin.admin, "GET", "/metrics")

    @unittest.skipUnless(os.environ.get("TOCSIN_PROMTOOL"), "scripts/tools was not evaluated")
    def test_promtool_finds_nothing_to_say_about_the_metrics(self):
        done = subprocess.run([os.environ["TOCSIN_PROMTOOL"], "check", "metrics"],
                              input=self.text.body, capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, b""))

    def test_prometheus_text_is_what_is_asked_for_unless_openmetrics_is(self):
        self.assertTrue(self.text.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
        answer = ask(self.tocsin.admin, "GET", "/metrics", headers={"Accept": accept})
        self.assertTrue(answer.headers["Content-Type"].startswith(
            "application/openmetrics-text; version=1.0.0"))
        self.assertTrue(answer.body.endswith(b"# EOF\n"))

    def test_every_family_of_the_contract_has_its_type_and_help(self):
        text = self.text.body.decode()
        for family in FAMILIES:
            with self.subTest(family):
                self.assertIn(f"# TYPE {family} ", text)
                self.assertIn(f"# HELP {family} ", text)
        self.assertIn("process_start_time_seconds", text)

    def test_the_counters_say_what_happened(self):
        for value, name, labels in (
                (4, "tocsin_webhook_requests_total", {"source": "am", "code": "200"}),
                (1, "tocsin_webhook_requests_total", {"source": "am", "code": "400"}),
                (1, "tocsin_webhook_requests_total", {"source": "am", "code": "401"}),
                (1, "tocsin_webhook_requests_total", {"source": "am", "code": "422"}),
                (1, "tocsin_alerts_deduplicated_total", {"source": "am"}),
                (1, "tocsin_alerts_unroutable_total", {}),
                (1, "tocsin_incidents_opened_total", {"page": "main", "rule": "service-down"}),
                (0, "tocsin_outbox_entries", {"page": "main"}),
                (0, "tocsin_breaker_open", {"page": "main"}),
                (1, "tocsin_rules", {}),
                (1, "tocsin_config_last_reload_successful", {})):
            with self.subTest(f"{name} {labels}"):
                until(f"{name} to be {value}",
                      lambda: self.tocsin.metric(name, **labels) == value, 20)

    def test_label_values_of_alerts_never_become_label_values_of_metrics(self):
        self.assertNotIn(PLANTED, self.text.body.decode())

    def test_health_is_served_on_both_listeners_under_both_names(self):
        for port in (self.tocsin.webhooks, self.tocsin.admin):
            for path in ("/-/healthy", "/-/ready", "/healthz", "/readyz"):
                self.assertEqual(ask(port, "GET", path).status, 200)
                answer = ask(port, "HEAD", path)
                self.assertEqual((answer.status, answer.body), (200, b""))


class PageDown(Case):
    def test_ready_stays_200_and_the_metrics_show_what_waits_while_the_page_is_down(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        page.down(True)
        tocsin.accept(down("mail"))
        until("what waits", lambda: tocsin.metric("tocsin_outbox_entries", page="main"))
        self.assertEqual(tocsin.ready_status(), 200)
        self.assertGreater(
            tocsin.metric("tocsin_outbox_oldest_timestamp_seconds", page="main"), 1.7e9)

    def test_a_text_that_lacks_a_label_is_counted(self):
        page = self.stage.emulator()
        rules = RULES.replace("'It works again.'", "'{{ .CommonLabels.absent }}'")
        tocsin = daemon(self.stage, page, rules=rules).run()
        tocsin.accept(down("mail"))
        until("the incident", lambda: page.has("mail", "investigating"))
        tocsin.accept(down("mail", firing=False))
        until("the resolution", lambda: page.has("mail", "resolved"))
        self.assertGreater(tocsin.metric("tocsin_template_problems_total", rule="service-down",
                                         kind="missing"), 0)


class Clock(Case):
    def test_how_far_the_clock_is_from_system_time_is_a_metric_and_a_line_of_the_log(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        self.assertLess(abs(tocsin.metric("tocsin_clock_ahead_seconds")), 10)
        self.assertNotIn("ahead_s", tocsin.log())
        self.assertEqual(tocsin.stop(), 0)
        # As if the machine had come back with a clock that is an hour slow.
        with sqlite3.connect(os.path.join(self.folder, "tocsin.db")) as store:
            store.execute("UPDATE progress SET newest_at = newest_at + 3600000000")
        store.close()
        tocsin.run()
        self.assertGreater(tocsin.metric("tocsin_clock_ahead_seconds"), 3500)
        self.assertRegex(tocsin.log(), r"ahead_s=3[56]\d\d")


class Logs(Case):
    def assert_no_secret(self, text):
        for secret in (TOKEN, KEY, "planted-wrong-secret"):
            self.assertNotIn(secret, text)

    def test_logfmt_parses_and_holds_no_secret(self):
        _, tocsin = work(self.stage, log='level = "trace"\nformat = "logfmt"')
        self.assertEqual(tocsin.stop(), 0)
        lines = tocsin.log().splitlines()
        self.assertGreater(len(lines), 5)
        for line in lines:
            self.assertRegex(line, LOGFMT)
            self.assertTrue(line.isprintable(), line)
            self.assertRegex(line, r"^ts=\S+ level=(trace|debug|info|warn|error) msg=\S")
        self.assert_no_secret(tocsin.log())

    def test_json_parses_and_holds_no_secret(self):
        _, tocsin = work(self.stage, log='level = "trace"\nformat = "json"')
        self.assertEqual(tocsin.stop(), 0)
        lines = [json.loads(line) for line in tocsin.log().splitlines()]
        self.assertGreater(len(lines), 5)
        for line in lines:
            self.assertLessEqual({"ts", "level", "msg", "component"}, line.keys())
        self.assert_no_secret(tocsin.log())
        steps = [line["reason"] for line in lines if line["msg"] == "incident"]
        self.assertIn("opened", steps)

    def test_the_store_and_its_folder_hold_no_secret(self):
        _, tocsin = work(self.stage)
        tocsin.stop()
        for name in os.listdir(self.folder):
            if name.startswith("tocsin.db"):
                with open(os.path.join(self.folder, name), "rb") as file:
                    content = file.read()
                for secret in (TOKEN, KEY, "planted-wrong-secret"):
                    self.assertNotIn(secret.encode(), content, name)
