"""A server that answers in the page's place, and what it can make tocsin show, store or do."""

import http.server
import json
import os
import re
import subprocess
import threading
import time

from harness import KEY, PAGE, TOCSIN, Case, run_tocsin, write_private
from payloads import daemon, down

# What a terminal would obey, and what would pass for a line of ours.
TRICK = "\x1b[2J\x1b]0;x\x07\nerror: nothing\u202e\u009b31m"


class HostilePage:
    """Answers every request by `answer(path, authorization)`, which gives a status and a body."""

    def __init__(self, answer):
        self.asked = []
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                fake.asked.append(self.path)
                status, body = answer(self.path, self.headers["Authorization"])
                body = (body if isinstance(body, str) else json.dumps(body)).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", body.decode())
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PUT = do_PATCH = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def sound(path):
    """As the emulated page would answer."""
    if path.split("?")[0].endswith("/pages/" + PAGE):
        return 200, {"id": PAGE, "name": "Shop"}
    if "/components" in path:
        return 200, [{"id": one, "name": one, "status": "operational", "group": False}
                     for one in ("e2ewebsite01", "e2eapi000001", "e2email00001")]
    return 200, []


class Hostile(Case):
    def lay_out(self, answer, change=lambda text: text):
        self.page = HostilePage(answer)
        self.addCleanup(self.page.stop)
        emulator = self.stage.emulator()
        self.tocsin = daemon(self.stage, emulator)
        self.file = self.tocsin.config_file
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r'base_url += .*', 'base_url = "http://127.0.0.1:%d/v1"'
                      % self.page.server.server_port, text)
        write_private(self.file, change(re.sub(r'ca_file .*', "", text)))

    def verify(self, *more):
        return run_tocsin("pages", "verify", "--config.file=" + self.file, *more)

    def assert_plain(self, text):
        hidden = [c for c in text if c != "\n" and (c < " " or c in "\x7f\u202e\u009b")]
        self.assertEqual(hidden, [])
        self.assertNotRegex(text, "(?m)^error: nothing")

    def test_no_name_reaches_the_terminal_with_what_it_would_obey(self):
        def answer(path, _):
            status, body = sound(path)
            if isinstance(body, dict):
                body["name"] += TRICK
            for one in body if isinstance(body, list) else ():
                one.update(name="n" + TRICK, group=True)
            return status, body + [{"id": "x" + TRICK, "name": "n", "status": "operational"}] \
                if "/components" in path else body
        self.lay_out(answer)
        said = self.verify()
        self.assertIn("E332", said.stderr)
        self.assertIn("Shop[2J", said.stdout)
        self.assert_plain(said.stdout + said.stderr)
        online = run_tocsin("check-config", "--online", self.file)
        self.assertIn("E332", online.stdout)
        self.assert_plain(online.stdout + online.stderr)
        exact = json.loads(self.verify("--output=json").stdout)
        self.assertEqual(exact["items"][0]["name"], "Shop" + TRICK)

    def test_a_key_that_the_answer_repeats_is_shown_nowhere(self):
        for status in (302, 401, 404, 422, 500):
            self.lay_out(lambda _, key, status=status: (status, {"error": "You sent " + key}))
            said = self.verify()
            self.assertEqual(said.returncode, 1)
            self.assertIn("You sent OAuth ********", said.stderr)
            self.assertNotIn(KEY, said.stdout + said.stderr)

    def test_a_key_that_the_answer_repeats_is_not_logged_or_stored(self):
        self.lay_out(lambda _, key: (401, {"error": "You sent " + key}))
        self.tocsin.run().accept(down("website"))
        self.tocsin.wait_log("You sent OAuth ********")
        self.assertEqual(self.tocsin.stop(), 0)
        self.assertNotIn(KEY, self.tocsin.log())
        for name in os.listdir(self.folder):
            if name.startswith("tocsin.db"):
                with open(os.path.join(self.folder, name), "rb") as file:
                    self.assertNotIn(KEY.encode(), file.read())

    def test_lists_that_do_not_end_are_given_up_after_three_times_the_patience(self):
        def answer(path, _):
            if "/components" not in path:
                return sound(path)
            time.sleep(0.2)  # The server's, so that two hundred calls would take 40 s.
            return 200, [{"id": f"c{len(self.page.asked)}x{n}", "name": "n",
                          "status": "operational"} for n in range(100)]
        self.lay_out(answer, lambda text: text.replace('request_timeout = "5s"',
                                                       'request_timeout = "1s"'))
        begun = time.monotonic()
        said = self.verify()
        self.assertEqual(said.returncode, 1)
        self.assertIn("it has not said all of it after 3s", said.stderr)
        self.assertLess(time.monotonic() - begun, 20)

    def test_a_dry_run_is_not_asked_and_that_is_said(self):
        self.lay_out(lambda path, _: sound(path),
                     lambda text: text.replace("[page.main]", "[page.main]\ndry_run = true"))
        os.remove(self.folder + "/statuspage-key")
        said = self.verify()
        self.assertEqual((said.returncode, self.page.asked), (0, []))
        self.assertRegex(said.stdout, r"(?m)^main +e2epage00001 +\(a dry run: not asked\)$")
        self.assertIs(json.loads(self.verify("--output=json").stdout)["items"][0]["dry_run"], True)
        online = run_tocsin("check-config", "--online", self.file)
        self.assertEqual(online.returncode, 0, online.stdout)
        self.assertIn('page "main" is a dry run and was not asked', online.stdout)

    def test_what_cannot_be_written_is_no_success(self):
        self.lay_out(lambda path, _: sound(path))
        self.tocsin.run()
        config = "--config.file=" + self.file
        for command in (["store", "check"], ["store", "check", "--output=json"],
                        ["store", "export"], ["pages", "verify"], ["check-config", self.file],
                        ["store", "backup", self.folder + "/copy.db"], ["version"], ["--help"],
                        ["config", "schema"]):
            takes_config = command[0] in ("store", "pages")
            for redirection in (">/dev/full", ">&-"):
                said = subprocess.run(
                    ["sh", "-c", '"$@" ' + redirection, "sh", TOCSIN, *command,
                     *([config] if takes_config else [])],
                    stderr=subprocess.PIPE, text=True, timeout=60, check=False)
                self.assertEqual(said.returncode, 1, (command, redirection, said.stderr))
                self.assertIn("standard output", said.stderr)
                if command[1:2] == ["backup"]:
                    os.remove(command[2])

    def test_nothing_is_printed_into_the_store_where_the_streams_are_closed(self):
        self.lay_out(lambda path, _: sound(path))
        self.tocsin.run()
        self.assertEqual(self.tocsin.stop(), 0)
        os.remove(self.folder + "/tocsin.db.lock")
        done = subprocess.run(
            ["sh", "-c", '"$@" <&- >&- 2>&-', "sh", TOCSIN, "store", "migrate",
             "--store.path=" + self.folder + "/tocsin.db"], timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        with open(self.folder + "/tocsin.db.lock", encoding="utf-8") as lock:
            self.assertRegex(lock.read(), r"\A\d+\n\Z")
