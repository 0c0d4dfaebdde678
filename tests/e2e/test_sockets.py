"""Sockets that systemd opened before tocsin: [listener.NAME] systemd_socket."""

import os
import socket
import threading

from harness import PATIENCE_SECONDS, Case, ask, run_tocsin, until, write_private
from payloads import daemon, down
from systemd_stand_ins import UNITS


class PassedSockets(Case):
    """[listener.NAME] systemd_socket; this process stands for systemd and keeps the sockets."""

    def listening(self, host="127.0.0.1"):
        passed = socket.create_server((host, 0), backlog=128)
        self.addCleanup(passed.close)
        return passed

    def daemon_on(self, name, passed, **more):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, **more)
        with open(tocsin.config_file, encoding="utf-8") as file:
            text = file.read()
        changed = text.replace(f'address = "127.0.0.1:{tocsin.webhooks}"',
                               f'systemd_socket = "{name}"')
        self.assertNotEqual(changed, text)
        write_private(tocsin.config_file, changed)
        tocsin.webhooks = passed.getsockname()[1]
        return page, tocsin

    @staticmethod
    def passing(passed, name):
        """What systemd does between fork and exec, for one socket."""
        script = (f"export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES={name}; "
                  f"exec 3<&{passed.fileno()}; exec \"$0\" \"$@\"")
        return {"wrapper": ("bash", "-c", script), "pass_fds": (passed.fileno(),)}

    def test_webhooks_are_taken_from_a_socket_of_systemd(self):
        passed = self.listening()
        page, tocsin = self.daemon_on("tocsin.socket", passed)
        tocsin.run(**self.passing(passed, "tocsin.socket"))
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(ask(tocsin.admin, "POST", "/-/reload").status, 200)
        self.assertNotIn("needs a restart", tocsin.log())

    def test_no_connection_is_lost_over_restarts(self):
        passed = self.listening()
        page, tocsin = self.daemon_on("tocsin.socket", passed)
        tocsin.run(**self.passing(passed, "tocsin.socket"))
        accepted, lost, finished = set(), [], threading.Event()

        def send():
            number = 0
            while not finished.is_set():
                service = f"service-{threading.get_ident()}-{number}"
                number += 1
                try:
                    status = tocsin.post(down(service)).status
                except OSError as error:
                    lost.append(error)
                    continue
                # 503 is an answer: the sender tries again.
                if status == 200:
                    accepted.add(service)
                elif status != 503:
                    lost.append(status)

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        for round_ in range(1, 4):
            count = len(accepted)
            until("some to be accepted", lambda: len(accepted) >= count + 20)
            self.assertEqual(tocsin.stop(), 0)
            tocsin.run(**self.passing(passed, "tocsin.socket"))
        finished.set()
        for thread in threads:
            thread.join()
        self.assertEqual(lost, [])
        until("all incidents", lambda: {one["name"] for one in page.incidents()} >= accepted)

    def test_a_socket_that_is_not_passed_is_78_and_named(self):
        passed = self.listening()
        _, tocsin = self.daemon_on("tocsin.socket", passed)
        done = run_tocsin("serve", "--config.file=" + tocsin.config_file)
        self.assertEqual(done.returncode, 78)
        self.assertIn("tocsin.socket", done.stderr)
        tocsin.launch(**self.passing(passed, "other.socket"))
        self.assertEqual(tocsin.process.wait(PATIENCE_SECONDS), 78)
        self.assertIn("other.socket", tocsin.log())

    def test_a_socket_that_no_listener_names_is_told(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page)
        tocsin.run(**self.passing(self.listening(), "tocsin.socket"))
        self.assertRegex(tocsin.log(), "no listener names.*socket=tocsin.socket")

    def test_the_shipped_socket_unit_has_the_name_that_its_first_lines_say(self):
        with open(os.path.join(UNITS, "tocsin.socket"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn('systemd_socket = "tocsin.socket"', text)
        self.assertNotIn("FileDescriptorName", text, "without it the name is the unit's")
