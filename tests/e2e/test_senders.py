"""Senders other than Alertmanager and Grafana, and how a source is tried out."""

import json
import os
import signal
import unittest

from harness import Case, Program, TOKEN, free_port, run_tocsin, until, write_private
from payloads import daemon

SOURCES = """
[source.shop]
kind = "generic"
auth = { bearer = { file = "%s" } }
silence_grace = "0s"
[source.shop.extract]
state    = "/state"
firing   = ["down"]
resolved = ["up"]
ignore   = ["test"]
key      = "/id"
labels   = { alertname = { const = "ServiceDown" }, service = ["/service", "header:X-Service"] }
severity = "/severity"
"""
PROMETHEUS = """
[source.prom]
kind = "prometheus"
auth = { path_token = { file = "%s" } }
silence_grace = "0s"
"""


class RealPrometheus(Program):
    """Debian's Prometheus with one alert, which fires while `fires` says so."""

    def __init__(self, folder, tocsin):
        super().__init__("prometheus", folder)
        self.rule_file = os.path.join(folder, "alert.rules.yml")
        self.port = free_port()
        self.fire(True)
        config = write_private(os.path.join(folder, "prometheus.yml"), f"""
global: {{ evaluation_interval: 1s, scrape_interval: 1h }}
rule_files: [{self.rule_file}]
alerting:
  alertmanagers:
    - path_prefix: /webhooks/prom/{TOKEN}
      static_configs: [{{ targets: ["127.0.0.1:{tocsin.webhooks}"] }}]
""")
        program = os.path.join(os.path.dirname(os.environ["TOCSIN_PROMTOOL"]), "prometheus")
        # Until it has found its receivers, after some seconds, what it sends is lost.
        self.start([program, "--config.file=" + config, "--rules.alert.resend-delay=1s",
                    "--storage.tsdb.path=" + os.path.join(folder, "prometheus"),
                    f"--web.listen-address=127.0.0.1:{self.port}"])

    def fire(self, fires):
        write_private(self.rule_file, f"""
groups:
  - name: e2e
    rules:
      - alert: ServiceDown
        expr: vector(1) == {1 if fires else 2}
        labels: {{ service: website, severity: critical }}
""")
        if self.process is not None:
            self.process.send_signal(signal.SIGHUP)


class Senders(Case):
    def start(self, sources):
        page = self.stage.emulator()
        return page, daemon(self.stage, page, sources=sources).run()

    def test_a_sender_of_its_own_form_opens_an_incident_and_resolves_it(self):
        page, tocsin = self.start(SOURCES)
        answer = tocsin.accept({"id": 7, "state": "down", "service": "website", "severity": "page"},
                               source="shop")
        self.assertEqual(answer.json()["alerts"], 1)
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(tocsin.accept({"id": 7, "state": "test"}, source="shop").json()["alerts"],
                         0)
        tocsin.accept({"id": 7, "state": "up", "service": "website"}, source="shop")
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertEqual(tocsin.metric("tocsin_webhook_alerts_total", status="ignored"), 1)

    @unittest.skipUnless("TOCSIN_PROMTOOL" in os.environ, "$TOCSIN_PROMTOOL is not set")
    def test_a_real_prometheus_needs_nothing_but_a_path_prefix(self):
        page, tocsin = self.start(PROMETHEUS)
        prometheus = self.stage.track(RealPrometheus(self.folder, tocsin))
        until("the incident", lambda: page.has("website", "investigating"))
        prometheus.fire(False)
        until("the resolution", lambda: page.has("website", "resolved"))

    def test_a_source_is_tried_out_without_a_daemon(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, sources=SOURCES)
        body = write_private(os.path.join(self.folder, "body.json"),
                             json.dumps({"id": 7, "state": "down"}))

        def tried(*arguments):
            return run_tocsin("webhooks", "test-source", "--config.file=" + tocsin.config_file,
                              *arguments)

        shown = tried("shop", body, "--header=X-Service=api")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("answered with 200, 1 taken", shown.stdout)
        self.assertIn('label service    "api"', shown.stdout)
        as_json = json.loads(tried("shop", body, "--output=json").stdout)
        self.assertEqual(as_json["alerts"][0]["fingerprint"], "key:7")
        self.assertEqual(as_json["alerts"][0]["labels"], {"alertname": "ServiceDown"})
        form = write_private(os.path.join(self.folder, "form"), "id=8&state=up&service=mail")
        self.assertIn("key:8", tried("shop", form, "--content-type=application/"
                                     "x-www-form-urlencoded").stdout)
        self.assertEqual(tried("shop", form).returncode, 1)
        self.assertIn("answered with 400", tried("shop", form).stdout)
        explained = run_tocsin("explain", "--config.file=" + tocsin.config_file, "--source=shop",
                               "--webhook=" + body, "--header=X-Service=api")
        self.assertIn('Alert {alertname="ServiceDown", service="api"}', explained.stdout)
        unknown = tried("shap", body)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn('did you mean "shop"?', unknown.stderr)
        self.assertEqual(tried("shop", body, "--header=x").returncode, 2)
        self.assertEqual(tried("shop", "/nowhere").returncode, 1)
