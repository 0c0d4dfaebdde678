"""tocsin explain: what the rules make of an alert, and of every payload that the tests have."""

import json
import os
import pathlib

from harness import Case, run_tocsin, write_private

PAYLOADS = pathlib.Path(__file__).resolve().parents[1] / "data" / "payloads"
CONFIG = """version = 1
[source.am]
kind = "alertmanager"
auth = "none"
labels = { datacenter = "eu" }
[source.gf]
kind = "grafana"
auth = "none"
[page.main]
id = "p1"
api_key = { env = "K" }
[page.main.components]
checkout = "c1"
"""
RULES = """[[rule]]
name = "services"
matchers = ['service =~ "checkout|search"']
group_by = ["service"]
for = "2m"
incident_name = "{{ .GroupLabels.service | title }} is slow"
fallback_name = "Slow"
[[rule.component]]
from_label = "service"
[rule.open]
body = "We look at {{ .GroupLabels.service }} in {{ .CommonLabels.datacenter }}."
[[rule]]
name = "rest"
catch_all = true
publish = "record"
"""


class Explain(Case):
    def setUp(self):
        super().setUp()
        self.config = write_private(os.path.join(self.folder, "tocsin.toml"), CONFIG)
        os.makedirs(os.path.join(self.folder, "rules.d"))
        self.rules = write_private(os.path.join(self.folder, "rules.d", "a.toml"), RULES)

    def explain(self, *arguments):
        return run_tocsin("explain", "--config.file=" + self.config, *arguments)

    def test_tells_labels_from_the_first_matcher_to_the_last_call(self):
        done = self.explain("alertname=Slow", "service=checkout", "annotations.note=x")
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in ('Alert {alertname="Slow", datacenter="eu", service="checkout"}',
                     '  annotations {note="x"}', "a.toml): TAKES IT",
                     '        yes service=~"checkout|search"  is "checkout"',
                     '    +2m   CREATE the incident on page "main"',
                     "               body        We look at checkout in eu.",
                     '    +14m  UPDATE the incident on page "main"'):
            self.assertIn(line, done.stdout)

    def test_json_is_for_programs(self):
        done = self.explain("--output=json", "alertname=Slow", "service=checkout")
        alert = json.loads(done.stdout)["alerts"][0]
        self.assertEqual(set(alert), {"labels", "rules", "incidents"})
        self.assertEqual([(rule["rule"], rule["taken"]) for rule in alert["rules"]],
                         [("services", True), ("rest", False)])
        self.assertEqual([call["call"] for call in alert["incidents"][0]["calls"]],
                         ["create", "update"])

    def test_ends_0_for_every_payload_and_says_something(self):
        count = 0
        for kind, source in (("alertmanager", "am"), ("grafana", "gf")):
            for payload in sorted((PAYLOADS / kind).glob("*.json")):
                for output in ("text", "json"):
                    done = self.explain(f"--webhook={payload}", f"--source={source}",
                                        f"--output={output}")
                    self.assertEqual(done.returncode, 0, f"{payload}: {done.stderr}")
                    self.assertTrue(done.stdout.strip(), payload)
                    if output == "json":
                        self.assertEqual(set(json.loads(done.stdout)), {"alerts"}, payload)
                    else:
                        self.assertEqual(done.stderr, "", payload)
                        self.assertRegex(done.stdout, "Alert|The message has|would be answered")
                count += 1
        self.assertGreater(count, 40)

    def test_a_webhook_that_would_be_refused_is_told_with_its_answer(self):
        for text, status in (("{", "400"), ('{"alerts": 5}', "422")):
            file = write_private(os.path.join(self.folder, "body"), text)
            done = self.explain("--webhook=" + file, "--source=am")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"would be answered with {status}", done.stdout)

    def test_wrong_usage_is_2(self):
        for arguments in ([], ["nolabel"], ["=x"], ["a=b", "--webhook=x"], ["a=b", "--source=none"],
                          ["--webhook=x"], ["a=b", "--output=yaml"]):
            done = self.explain(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
        self.assertIn("there are am, gf", self.explain("a=b", "--source=none").stderr)

    def test_what_cannot_be_read_is_1(self):
        self.assertEqual(self.explain("--webhook=/absent", "--source=am").returncode, 1)
        write_private(self.rules, "[[rule]\n")
        done = self.explain("a=b")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("a.toml:1:", done.stderr)
