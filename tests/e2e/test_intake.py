"""Every way in, and every answer of the listener that serves webhooks (contract.md 4.1)."""

import base64
import concurrent.futures
import http.client
import os
import resource
import shutil
import socket
import subprocess
import unittest

from harness import Case, SharedCase, TOKEN, ask, until
from payloads import daemon, down, webhook

SOURCES = """
[source.am]
kind = "alertmanager"
auth = { bearer = { file = "%s" } }
max_body = "64KiB"
rate_limit = { requests = 0 }
[source.open]
kind = "alertmanager"
auth = "none"
rate_limit = { requests = 0 }
[source.basic]
kind = "grafana"
auth = { basic = { username = "grafana", password = { env = "E2E_PASSWORD" } } }
[source.header]
kind = "alertmanager"
auth = { header = { name = "X-Token", value = { env = "E2E_HEADER" } } }
[source.path]
kind = "alertmanager"
auth = { path_token = { env = "E2E_PATH" } }
[source.two]
kind = "alertmanager"
auth = { bearer = [{ env = "E2E_OLD" }, { env = "E2E_NEW" }] }
[source.slow]
kind = "alertmanager"
auth = "none"
rate_limit = { requests = 1, per = "1h", burst = 2 }
"""
SECRETS = {"E2E_PASSWORD": "pässwörd-e2e", "E2E_HEADER": "header-secret-e2e",
           "E2E_PATH": "path-secret-e2e", "E2E_OLD": "old-secret-e2e",
           "E2E_NEW": "new-secret-e2e"}


class Intake(SharedCase):
    """All on one daemon; no test changes what another sees."""

    @classmethod
    def set_stage(cls, stage):
        cls.page = stage.emulator()
        cls.tocsin = daemon(stage, cls.page, sources=SOURCES).run(env=SECRETS)

    def post(self, *arguments, **more):
        return self.tocsin.post(*arguments, **more)

    def assert_problem(self, answer, status):
        self.assertEqual(answer.status, status, answer.body)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertLess(len(answer.body), 512)
        self.assertEqual(answer.json()["status"], status)
        self.assertNotIn(TOKEN.encode(), answer.body)

    def test_an_accepted_webhook_is_answered_with_its_id_and_the_count_of_alerts(self):
        answer = self.post(down("answered"))
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        body = answer.json()
        self.assertEqual((body["status"], body["alerts"]), ("accepted", 1))
        self.assertRegex(body["id"], "^[0-9A-HJKMNP-TV-Z]{26}$")

    def test_put_is_accepted_like_post(self):
        self.assertEqual(self.post(down("put"), method="PUT").status, 200)

    def test_a_webhook_without_alerts_is_accepted(self):
        answer = self.post(webhook())
        self.assertEqual((answer.status, answer.json()["alerts"]), (200, 0))

    def test_any_content_type_will_do_for_json(self):
        for kind in ("text/plain", "application/x-unknown", None):
            headers = {"Authorization": "Bearer " + TOKEN}
            if kind:
                headers["Content-Type"] = kind
            self.assertEqual(self.post(down("typed"), headers=headers).status, 200, kind)

    def test_what_is_not_json_is_400(self):
        for body in (b"", b"{", b"hello", b'{"a": "\n"}', b"\xff\xfe", b"[1,]"):
            self.assert_problem(self.post(body), 400)

    def test_json_of_no_known_form_is_422(self):
        for body in (b"[]", b"7", b'"text"', b'{"hello": "world"}', b'{"alerts": 7}'):
            self.assert_problem(self.post(body), 422)

    def test_every_failure_to_authenticate_is_401_with_the_same_bytes(self):
        attempts = [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"},
                    {"Authorization": "Basic " + base64.b64encode(TOKEN.encode()).decode()},
                    {"Authorization": "Token " + TOKEN}, {"Authorization": TOKEN},
                    {"Authorization": "Bearer " + TOKEN + "x"}]
        answers = [self.post(down("nobody"), headers=headers) for headers in attempts]
        answers += [self.post(down("nobody"), source=source, headers={"X-Token": "wrong"})
                    for source in ("basic", "header", "path", "two")]
        for answer in answers:
            self.assert_problem(answer, 401)
        said = {(answer.body, tuple((name, value) for name, value in answer.headers.items()
                                    if name != "Date")) for answer in answers}
        self.assertEqual(len(said), 1, said)

    def test_credentials_are_checked_before_the_body_is_read(self):
        with socket.create_connection(("127.0.0.1", self.tocsin.webhooks), 30) as wire:
            wire.sendall(b"POST /webhooks/am HTTP/1.1\r\nHost: localhost\r\n"
                         b"Content-Length: 60000\r\n\r\n")
            self.assertIn(b" 401 ", wire.recv(4096).split(b"\r\n")[0])

    def test_valid_credentials_are_heard_whatever_strangers_do(self):
        # Their answers take a second once they are many; so they come side by side.
        with concurrent.futures.ThreadPoolExecutor(30) as strangers:
            answers = list(strangers.map(lambda _: self.post(
                down("nobody"), headers={"Authorization": "Bearer wrong"}).status, range(60)))
        self.assertEqual(set(answers), {401})
        self.assertEqual(self.post(down("heard")).status, 200)

    def test_an_unknown_source_and_an_unknown_path_are_404(self):
        for target in ("/webhooks/nobody", "/webhooks/", "/webhooks/am/api/v9", "/elsewhere", "/"):
            headers = {"Authorization": "Bearer " + TOKEN}
            answer = ask(self.tocsin.webhooks, "POST", target, b"{}", headers)
            self.assert_problem(answer, 404)

    def test_metrics_and_reload_are_not_served_to_senders(self):
        self.assert_problem(ask(self.tocsin.webhooks, "GET", "/metrics"), 404)
        self.assert_problem(ask(self.tocsin.webhooks, "POST", "/-/reload"), 404)

    def test_webhooks_are_not_served_by_the_listener_of_the_operator(self):
        answer = ask(self.tocsin.admin, "POST", "/webhooks/open", b"{}")
        self.assert_problem(answer, 404)

    def test_a_method_other_than_post_and_put_is_405(self):
        for method in ("GET", "DELETE", "PATCH"):
            answer = self.post(b"", method=method)
            self.assert_problem(answer, 405)
            self.assertEqual(answer.headers["Allow"], "POST, PUT")

    def test_a_body_over_max_body_is_413(self):
        self.assert_problem(self.post(b" " * 65537), 413)

    def test_a_body_of_max_body_is_taken(self):
        body = b'{"alerts": []}'
        self.assertEqual(self.post(body + b" " * (65536 - len(body))).status, 200)

    def test_a_long_target_is_414(self):
        answer = ask(self.tocsin.webhooks, "POST", "/webhooks/am?" + "a" * 20000, b"{}")
        self.assert_problem(answer, 414)

    def test_a_large_header_is_431(self):
        self.assert_problem(self.post(b"{}", headers={"X-Large": "a" * 60000}), 431)

    def test_an_encoded_body_is_415(self):
        headers = {"Authorization": "Bearer " + TOKEN, "Content-Encoding": "gzip"}
        self.assert_problem(self.post(b"{}", headers=headers), 415)

    def test_what_is_not_http_is_400_and_the_end_of_the_connection(self):
        with socket.create_connection(("127.0.0.1", self.tocsin.webhooks), 30) as wire:
            wire.sendall(b"hello\r\n\r\n")
            said = b""
            while part := wire.recv(4096):
                said += part
            self.assertTrue(said.startswith(b"HTTP/1.1 400 "), said)

    def test_over_its_rate_a_source_gets_503_with_retry_after(self):
        answers = [self.post(down("slow"), source="slow", headers={}) for _ in range(4)]
        self.assertEqual([answer.status for answer in answers], [200, 200, 503, 503])
        self.assert_problem(answers[3], 503)
        self.assertGreater(int(answers[3].headers["Retry-After"]), 60)

    def test_basic_authentication_takes_utf_8(self):
        word = base64.b64encode(("grafana:" + SECRETS["E2E_PASSWORD"]).encode()).decode()
        answer = self.post(down("basic"), source="basic",
                           headers={"Authorization": "Basic " + word})
        self.assertEqual(answer.status, 200)

    def test_a_header_authenticates(self):
        answer = self.post(down("header"), source="header",
                           headers={"X-Token": SECRETS["E2E_HEADER"]})
        self.assertEqual(answer.status, 200)

    def test_a_token_in_the_path_authenticates_and_is_not_logged(self):
        answer = self.post(down("path"), source="path", path="/" + SECRETS["E2E_PATH"], headers={})
        self.assertEqual(answer.status, 200)
        self.assertNotIn(SECRETS["E2E_PATH"], self.tocsin.log())

    def test_during_a_rotation_the_old_and_the_new_secret_are_valid(self):
        for name in ("E2E_OLD", "E2E_NEW"):
            answer = self.post(down("two"), source="two",
                               headers={"Authorization": "Bearer " + SECRETS[name]})
            self.assertEqual(answer.status, 200, name)

    def test_a_source_without_authentication_takes_anybody(self):
        self.assertEqual(self.post(down("open"), source="open", headers={}).status, 200)

    def test_many_requests_go_over_one_connection(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.tocsin.webhooks, timeout=30)
        self.addCleanup(connection.close)
        connection.connect()
        first = connection.sock
        for number in range(20):
            connection.request("POST", "/webhooks/open", b'{"alerts": []}')
            answer = connection.getresponse()
            answer.read()
            self.assertEqual(answer.status, 200)
            self.assertIs(connection.sock, first, f"closed after {number}")


class StoreTrouble(Case):
    """A disk that is full: 503, never a 200 for what is not stored, and on afterwards."""

    def test_a_file_that_may_not_grow_is_503_and_what_was_accepted_is_delivered(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        pid = tocsin.process.pid
        size = sum(os.path.getsize(os.path.join(self.folder, name))
                   for name in os.listdir(self.folder) if name.startswith("tocsin.db"))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + 200_000, resource.RLIM_INFINITY))
        accepted = self.fill(tocsin)
        resource.prlimit(pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.recover(page, tocsin, accepted)

    @unittest.skipIf(os.geteuid() != 0, "only root may mount")
    def test_a_full_disk_is_503_and_what_was_accepted_is_delivered(self):
        page = self.stage.emulator()
        disk = os.path.join(self.folder, "disk")
        os.mkdir(disk)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk],
                                 check=False, capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("root may not mount here: " + mounted.stderr.decode())
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=False)
        tocsin = daemon(self.stage, page)
        ballast = os.path.join(disk, "ballast")
        tocsin.run("--store.path=" + disk + "/tocsin.db")
        with open(ballast, "wb") as file:
            free = shutil.disk_usage(disk).free
            file.write(b"\0" * max(free - 400_000, 0))
        accepted = self.fill(tocsin)
        os.unlink(ballast)
        self.recover(page, tocsin, accepted)
        tocsin.kill()

    def fill(self, tocsin):
        """Posts until it is refused; the services that were accepted."""
        accepted = []
        answer = None
        for number in range(400):
            service = f"service-{number}"
            answer = tocsin.post(down(service, padding="x" * 20_000))
            if answer.status != 200:
                break
            accepted.append(service)
        self.assertEqual(answer.status, 503, answer.body)
        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
        self.assertEqual(tocsin.ready_status(), 503)
        return accepted

    def recover(self, page, tocsin, accepted):
        def is_taken():
            if not tocsin.is_running():
                # It may end itself over a store that it cannot trust: with 75, for systemd.
                self.assertEqual(tocsin.process.returncode, 75)
                tocsin.run(*tocsin.process.args[3:])
            return tocsin.post(down("afterwards")).status == 200
        until("a webhook to be stored again", is_taken)
        until("tocsin to be ready again", lambda: tocsin.ready_status() == 200)
        for service in accepted + ["afterwards"]:
            until(f"the incident of {service}", lambda: page.has(service, "investigating"))
        self.assertEqual(page.read("/assertions")["duplicates_ever"], [])
