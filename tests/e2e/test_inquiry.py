"""Alerts that went missing, and what their sender says when it is asked (alertmanager_url).

Debian's Alertmanager is always younger than ten minutes here; one that is old enough to be believed
is a small server that answers as Alertmanager does.
"""

import http.server
import json
import os
import threading
import unittest

from harness import Alertmanager, Case, free_port, until
from payloads import AUTH, alert, daemon, stamp, webhook

HOUR = 3600


class OldAlertmanager:
    """Lists `alerts`; `twist` answers a request in its place."""

    def __init__(self, alerts=()):
        self.alerts, self.started_at, self.twist, self.asked = list(alerts), stamp(-HOUR), None, []
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                fake.asked.append(self.path)
                if fake.twist:
                    return fake.twist(self)
                is_list = self.path.split("?")[0] == "/api/v2/alerts"
                self.answer(200, json.dumps(fake.list() if is_list else fake.status()))

            def answer(self, status, body, length=None):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(length or len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def list(self):
        return [{"fingerprint": one["fingerprint"], "labels": one["labels"], "annotations": {},
                 "startsAt": one["startsAt"], "endsAt": stamp(HOUR), "updatedAt": stamp(),
                 "status": {"state": "active", "silencedBy": [], "inhibitedBy": []},
                 "receivers": [{"name": "tocsin"}]} for one in self.alerts]

    def status(self):
        return {"cluster": {"status": "disabled"}, "uptime": self.started_at}

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def firing(service):
    return alert({"alertname": "ServiceDown", "service": service, "severity": "critical"})


class Asking(Case):
    def start(self, url):
        page = self.stage.emulator()
        sources = AUTH + f'alertmanager_url = "{url}"\n'
        return page, daemon(self.stage, page, sources=sources)

    def rounds(self, tocsin, proof):
        return tocsin.metric("tocsin_inquiries_total", source="am", proof=proof) or 0


class AtAnOldAlertmanager(Asking):
    def setUp(self):
        super().setUp()
        self.website, self.api = firing("website"), firing("api")
        self.sender = OldAlertmanager([self.api])
        self.addCleanup(self.sender.stop)
        self.page, tocsin = self.start(self.sender.url)
        self.tocsin = tocsin.run()
        self.tocsin.accept(webhook(self.website, self.api))
        until("both incidents", lambda: self.page.has("website", "investigating") and
              self.page.has("api", "investigating"))
        self.assertEqual(self.sender.asked, [], "nothing is missing")

    def test_what_it_has_forgotten_is_over(self):
        self.tocsin.accept(webhook(self.api))
        until("the resolution", lambda: self.page.has("website", "resolved"))
        self.assertTrue(self.page.has("api", "investigating"))
        self.assertEqual(self.rounds(self.tocsin, "absent"), 1)
        self.assertEqual(self.tocsin.metric("tocsin_alerts", state="missing"), 0)

    def test_what_it_has_is_kept(self):
        self.sender.alerts.append(self.website)
        self.tocsin.accept(webhook(self.api))
        until("the answer", lambda: self.rounds(self.tocsin, "present"))
        self.assertTrue(self.page.has("website", "investigating"))
        self.assertEqual(self.tocsin.metric("tocsin_alerts", state="missing"), 1)

    def test_an_answer_that_was_cut_off_is_told_and_ends_nothing(self):
        self.sender.twist = lambda request: request.answer(200, "[]", length=10)
        self.tocsin.accept(webhook(self.api))
        until("the failure", lambda: self.rounds(self.tocsin, "failed"))
        self.tocsin.wait_log("nobody can say whether missing alerts still fire")
        self.assertTrue(self.page.has("website", "investigating"))
        self.assertEqual(self.tocsin.metric("tocsin_alerts", state="missing"), 1)


@unittest.skipUnless(os.environ.get("TOCSIN_ALERTMANAGER"), "scripts/tools was not evaluated")
class AtARealAlertmanager(Asking):
    FIRST = ("ServiceDown", "service=website", "severity=critical", "check=first")
    SECOND = ("ServiceDown", "service=website", "severity=critical", "check=second")

    def setUp(self):
        super().setUp()
        port = free_port()
        self.page, tocsin = self.start(f"http://127.0.0.1:{port}")
        self.tocsin = tocsin.run()
        self.sender = self.stage.track(Alertmanager(self.folder, self.tocsin, port=port))
        self.sender.amtool("alert", "add", *self.FIRST)
        until("the incident", lambda: self.page.has("website", "investigating"))
        self.sender.amtool("silence", "add", "check=first", "--author=e2e", "--comment=e2e",
                           "--duration=1h")

    def expect_kept(self, proof):
        until("the answer", lambda: self.rounds(self.tocsin, proof))
        self.assertEqual(self.tocsin.metric("tocsin_alerts", state="missing"), 1)
        self.sender.amtool("alert", "add", *self.SECOND, "--end=" + stamp())
        until("the end of the other", lambda: self.tocsin.metric("tocsin_alerts",
                                                                 state="resolved") == 1)
        self.assertTrue(self.page.has("website", "investigating"))

    def test_a_silenced_alert_is_kept(self):
        self.sender.amtool("alert", "add", *self.SECOND)
        self.expect_kept("present")

    def test_one_that_has_just_started_ends_nothing(self):
        # Over while it is silenced: nobody is told.
        self.sender.amtool("alert", "add", *self.FIRST, "--end=" + stamp())
        self.sender.amtool("alert", "add", *self.SECOND)
        self.expect_kept("too_young")
