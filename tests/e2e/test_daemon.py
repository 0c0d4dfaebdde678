"""The process: signals, reloads, exit codes."""

import os
import signal
import socket
import threading

from harness import Case, TOCSIN, TOKEN, ask, run_tocsin, until, write_private
from payloads import RULES, daemon, down

BAD_RULES = RULES + "\n[[rule]]\nname = \"broken\"\nmatchers = ['=']\n"
RENAMED_RULES = RULES.replace("'{{ .GroupLabels.service }}'",
                              "'{{ .GroupLabels.service }} renamed'")


class Process(Case):
    def start(self, *flags, **options):
        page = self.stage.emulator()
        return page, daemon(self.stage, page, **options).run(*flags)

    def test_sigterm_sends_what_is_due_and_ends_with_0(self):
        page, tocsin = self.start()
        page.faults({"delay_before": "200ms", "times": 0})
        for number in range(5):
            tocsin.accept(down(f"service-{number}"))
        self.assertEqual(tocsin.stop(), 0)
        self.assertEqual(len(page.incidents()), 5)
        self.assertIn("stopped", tocsin.log())

    def test_sigterm_gives_up_after_drain_and_what_is_left_comes_after_the_next_start(self):
        page, tocsin = self.start(drain="1s")
        page.down(True)
        tocsin.accept(down("website"))
        self.assertEqual(tocsin.stop(20), 0)
        page.down(False)
        tocsin.run()
        until("the incident", lambda: page.has("website", "investigating"))

    def test_a_second_sigterm_stops_at_once(self):
        page, tocsin = self.start(drain="10m")
        page.down(True)
        tocsin.accept(down("website"))
        tocsin.process.send_signal(signal.SIGTERM)
        tocsin.wait_log("stopping")
        tocsin.process.send_signal(signal.SIGTERM)
        tocsin.process.wait(20)
        page.down(False)
        tocsin.run()
        until("the incident", lambda: page.has("website", "investigating"))

    def test_sigterm_under_load_loses_nothing_that_was_answered(self):
        page, tocsin = self.start()
        accepted, finished = [], threading.Event()

        def send():
            number = 0
            while not finished.is_set():
                service = f"service-{threading.get_ident()}-{number}"
                try:
                    if tocsin.post(down(service)).status == 200:
                        accepted.append(service)
                except OSError:
                    return
                number += 1

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        until("some to be accepted", lambda: len(accepted) >= 30)
        self.assertEqual(tocsin.stop(), 0)
        finished.set()
        for thread in threads:
            thread.join()
        tocsin.run()
        until("all incidents", lambda: {one["name"] for one in page.incidents()} == set(accepted))
        self.assertEqual(page.read("/assertions")["duplicates_ever"], [])

    def test_sighup_puts_new_rules_in_force(self):
        page, tocsin = self.start()
        write_private(tocsin.rule_file, RENAMED_RULES)
        tocsin.process.send_signal(signal.SIGHUP)
        tocsin.wait_log("configuration reloaded")
        tocsin.accept(down("website"))
        until("the new name", lambda: page.has("website renamed", "investigating"))
        self.assertEqual(tocsin.metric("tocsin_config_last_reload_successful"), 1)

    def test_a_bad_reload_keeps_the_old_and_says_so(self):
        page, tocsin = self.start()
        write_private(tocsin.rule_file, BAD_RULES)
        tocsin.process.send_signal(signal.SIGHUP)
        tocsin.wait_log("reload refused")
        self.assertEqual(tocsin.metric("tocsin_config_last_reload_successful"), 0)
        tocsin.accept(down("website"))
        until("the old name", lambda: page.has("website", "investigating"))
        write_private(tocsin.rule_file, RULES)
        self.assertEqual(ask(tocsin.admin, "POST", "/-/reload").status, 200)
        self.assertEqual(tocsin.metric("tocsin_config_last_reload_successful"), 1)

    def test_reload_by_http_answers_200_or_422_with_the_errors(self):
        _, tocsin = self.start()
        self.assertEqual(ask(tocsin.admin, "POST", "/-/reload").status, 200)
        write_private(tocsin.rule_file, BAD_RULES)
        answer = ask(tocsin.admin, "POST", "/-/reload")
        self.assertEqual(answer.status, 422)
        self.assertIn(b"10-e2e.toml", answer.body)
        self.assertRegex(answer.body, rb"E\d\d\d")
        self.assertEqual(ask(tocsin.admin, "GET", "/-/reload").status, 405)

    def test_a_reload_for_a_web_page_is_403_and_changes_nothing(self):
        _, tocsin = self.start()
        for origin in ("https://elsewhere.invalid", "null"):
            answer = ask(tocsin.admin, "POST", "/-/reload", headers={"Origin": origin})
            self.assertEqual(answer.status, 403, origin)
        self.assertNotIn("configuration reloaded", tocsin.log())

    def test_a_reload_takes_a_new_secret_and_forgets_the_old(self):
        _, tocsin = self.start()
        write_private(os.path.join(self.folder, "webhook-token"), "another-secret\n")
        self.assertEqual(ask(tocsin.admin, "POST", "/-/reload").status, 200)
        answer = tocsin.post(down("website"), headers={"Authorization": "Bearer another-secret"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(tocsin.post(down("website")).status, 401)

    def test_a_reload_alone_sends_nothing(self):
        page, tocsin = self.start()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        writes = len(page.calls("POST")) + len(page.calls("PATCH"))
        write_private(tocsin.rule_file, RENAMED_RULES)
        self.assertEqual(ask(tocsin.admin, "POST", "/-/reload").status, 200)
        tocsin.accept(down("api"))
        until("the other", lambda: page.has("api renamed", "investigating"))
        self.assertEqual(len(page.calls("POST")) + len(page.calls("PATCH")), writes + 1)

    def test_reloads_under_load_lose_nothing(self):
        page, tocsin = self.start()
        refused, reloads = [], []

        def send():
            for number in range(100):
                answer = tocsin.post(down(f"service-{number % 20}"))
                if answer.status != 200:
                    refused.append(answer.status)

        thread = threading.Thread(target=send)
        thread.start()
        while thread.is_alive():
            reloads.append(ask(tocsin.admin, "POST", "/-/reload").status)
        thread.join()
        self.assertEqual((refused, set(reloads)), ([], {200}))
        until("all incidents", lambda: len(page.incidents()) == 20)
        self.assertEqual(page.read("/assertions")["duplicates_ever"], [])

    def test_a_restart_goes_on_with_an_open_incident(self):
        page, tocsin = self.start()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(tocsin.stop(), 0)
        tocsin.run()
        tocsin.accept(down("website"))
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertEqual(len(page.creates()), 1)

    def test_a_store_in_use_is_75(self):
        _, tocsin = self.start()
        other = os.path.join(self.folder, "other")
        os.mkdir(other)
        with open(tocsin.config_file, encoding="utf-8") as file:
            text = file.read().replace(f":{tocsin.webhooks}", ":0").replace(
                f":{tocsin.admin}", ":0")
        file = write_private(os.path.join(self.folder, "second.toml"), text)
        done = run_tocsin("serve", "--config.file=" + file)
        self.assertEqual(done.returncode, 75, done.stderr)
        self.assertEqual(tocsin.ready_status(), 200)

    def test_an_address_in_use_is_1(self):
        _, tocsin = self.start()
        done = run_tocsin("serve", "--config.file=" + tocsin.config_file,
                          "--store.path=" + os.path.join(self.folder, "second.db"))
        self.assertEqual(done.returncode, 1, done.stderr)

    def test_a_configuration_with_errors_is_78_and_wrong_usage_2(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, rules=BAD_RULES)
        done = run_tocsin("serve", "--config.file=" + tocsin.config_file)
        self.assertEqual(done.returncode, 78)
        self.assertIn("10-e2e.toml:", done.stderr)
        self.assertEqual(run_tocsin("serve", "--no-such-flag").returncode, 2)
        unknown = run_tocsin("no-such-command")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("no-such-command", unknown.stdout + unknown.stderr)
        none = run_tocsin()
        self.assertEqual(none.returncode, 2)
        self.assertIn("check-config", none.stdout + none.stderr)

    def test_a_secret_that_everybody_may_read_is_78_and_not_shown(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        os.chmod(os.path.join(self.folder, "webhook-token"), 0o644)
        done = run_tocsin("serve", "--config.file=" + tocsin.config_file)
        self.assertEqual(done.returncode, 78)
        self.assertNotIn(TOKEN, done.stderr)

    def test_flags_beat_the_file_and_the_environment_names_it(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        tocsin.start([TOCSIN, "serve", "--web.listen-address=127.0.0.1:0", "--log.format=json",
                      "--log.level=info", "--store.path=" + self.folder + "/flag.db"],
                     env=dict(os.environ, TOCSIN_CONFIG_FILE=tocsin.config_file))
        tocsin.wait_ready()
        self.assertTrue(os.path.exists(self.folder + "/flag.db"))
        self.assertNotIn(f":{tocsin.webhooks}\"", tocsin.log())
        done = run_tocsin("healthcheck", f"--admin.url=http://127.0.0.1:{tocsin.admin}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(tocsin.stop(), 0)
        done = run_tocsin("healthcheck", f"--admin.url=http://127.0.0.1:{tocsin.admin}")
        self.assertEqual(done.returncode, 1)

    def test_what_is_at_work_when_it_stops_is_finished_and_nothing_else_is_taken(self):
        page, tocsin = self.start(drain="30s")
        page.down(True)
        tocsin.accept(down("website"))
        webhook_wire = self.connect(tocsin.webhooks)
        webhook_wire.sendall(b"POST /webhooks/am HTTP/1.1\r\nHost: a\r\nContent-Length: 14\r\n"
                             + f"Authorization: Bearer {TOKEN}\r\n".encode()
                             + b"Expect: 100-continue\r\n\r\n")
        self.assertIn(b" 100 ", webhook_wire.recv(4096))
        ready_wire = self.connect(tocsin.admin)
        ready_wire.sendall(b"GET /-/ready HTTP/1.1\r\n")
        until("the request to be at work", lambda: tocsin.metric(
            "tocsin_http_connections", listener="admin") == 2)
        tocsin.process.send_signal(signal.SIGTERM)
        tocsin.wait_log("stopping")
        ready_wire.sendall(b"Host: a\r\n\r\n")
        self.assertTrue(read_all(ready_wire).startswith(b"HTTP/1.1 503 "))
        webhook_wire.sendall(b'{"alerts": []}')
        said = read_all(webhook_wire)
        self.assertTrue(said.startswith(b"HTTP/1.1 200 "), said)
        self.assertIn(b"connection: close", said.lower())
        self.assertIsNone(tocsin.ready_status(), "a new connection was taken")
        tocsin.process.send_signal(signal.SIGTERM)
        tocsin.process.wait(20)

    def connect(self, port):
        wire = socket.create_connection(("127.0.0.1", port), 30)
        self.addCleanup(wire.close)
        return wire


def read_all(wire):
    said = b""
    while part := wire.recv(4096):
        said += part
    return said
