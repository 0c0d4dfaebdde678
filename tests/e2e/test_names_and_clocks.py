"""Name servers and clocks that misbehave (docs/reliability.md, R13 and R16).

The name server is ours, and tocsin runs in a mount namespace in which the system asks it; the clock
is libfaketime's, which moves system time while tocsin runs.  Both need root, as CI has it.
"""

import itertools
import os
import re
import socket
import struct
import threading
import time

from harness import Case, ask, until
from payloads import RULES, daemon, down

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3


class NameServer:
    """Answers every question for an IPv4 address with `address`, or `code`, or not at all."""

    _places = itertools.count(1)

    def __init__(self):
        # A file of the system names the port; so it is the address that nobody else has.
        self.place = f"127.{83 + os.getpid() % 100}.{os.getpid() // 100 % 256}.{next(self._places)}"
        self.code, self.address, self.asked = NXDOMAIN, None, 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((self.place, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def says(self, code=NOERROR, address=None):
        self.code, self.address = code, address

    def _serve(self):
        while True:
            try:
                question, sender = self._socket.recvfrom(512)
            except OSError:
                return
            self.asked += 1
            if self.code is not None:
                self._socket.sendto(self._answer(question), sender)

    def _answer(self, question):
        name_end = question.index(b"\0", 12) + 1
        wants_address = question[name_end:name_end + 2] == b"\0\1"
        found = self.address if self.code == NOERROR and wants_address else None
        head = question[:2] + struct.pack(">HHHHH", 0x8180 | self.code, 1, bool(found), 0, 0)
        body = question[12:name_end + 4]
        if found:
            body += b"\xc0\x0c\0\1\0\1" + struct.pack(">IH", 0, 4) + socket.inet_aton(found)
        return head + body

    def end(self):
        self._socket.close()


class Names(Case):
    def setUp(self):
        super().setUp()
        self.names = NameServer()
        self.addCleanup(self.names.end)
        self.page = self.stage.emulator()
        self.tocsin = daemon(self.stage, self.page)
        with open(self.tocsin.config_file, encoding="utf-8") as file:
            text = file.read()
        with open(self.tocsin.config_file, "w", encoding="utf-8") as file:
            file.write(text.replace("https://localhost:", "https://status.test:"))

    def run_with_names(self):
        """tocsin, where the system asks our name server."""
        resolver = os.path.join(self.folder, "resolv.conf")
        with open(resolver, "w", encoding="utf-8") as file:
            file.write(f"nameserver {self.names.place}\noptions timeout:30 attempts:1\n")
        self.tocsin.run(wrapper=["unshare", "--mount", "sh", "-c",
                                 f'mount --bind {resolver} /etc/resolv.conf && exec "$@"', "sh"])

    def assert_it_serves_and_delivers_later(self, what, reason):
        self.run_with_names()
        self.tocsin.accept(down("website"))
        until(what, lambda: re.search(f"look up status.test: {reason}", self.tocsin.log()))
        self.assertEqual(ask(self.tocsin.admin, "GET", "/-/ready").status, 200)
        self.tocsin.accept(down("api"))
        self.names.says(address="127.0.0.1")
        until("the incidents", lambda: self.page.has("website", "investigating") and
              self.page.has("api", "investigating"))
        self.assertEqual(self.page.read("/assertions")["duplicates_ever"], [])

    def test_a_name_that_does_not_exist_yet_is_asked_for_again(self):
        self.names.says(NXDOMAIN)
        self.assert_it_serves_and_delivers_later("an unknown name", "")

    def test_a_name_server_that_fails_is_asked_again(self):
        self.names.says(SERVFAIL)
        self.assert_it_serves_and_delivers_later("a server that fails", "")

    def test_a_name_server_that_is_silent_holds_up_nobody(self):
        self.names.says(None)
        self.run_with_names()
        self.tocsin.accept(down("website"))
        until("a question", lambda: self.names.asked)
        for number in range(20):
            self.tocsin.accept(down(f"key-{number}"))
        self.assertEqual(ask(self.tocsin.admin, "GET", "/-/ready").status, 200)
        until("patience to end", lambda: "look up status.test: timed out" in self.tocsin.log())
        # The look-up itself goes on for half a minute, and does not keep the process from ending.
        self.assertEqual(self.tocsin.stop(10), 0)

    def test_an_address_that_changed_is_found(self):
        self.names.says(address="127.0.0.2")  # Nobody listens there.
        self.run_with_names()
        self.tocsin.accept(down("website"))
        until("a refused connection",
              lambda: re.search("connect to status.test.*refused", self.tocsin.log()))
        self.names.says(address="127.0.0.1")
        until("the incident", lambda: self.page.has("website", "investigating"))


class Clocks(Case):
    RULES = RULES.replace('for             = "0s"', 'for             = "2s"').replace(
        'keep_firing_for = "0s"', 'keep_firing_for = "2s"')

    def move_clock(self, offset):
        with open(self.offset_file + ".new", "w", encoding="ascii") as file:
            file.write(offset)
        os.replace(self.offset_file + ".new", self.offset_file)

    def check_jump(self, offset, is_beyond_certificates=False):
        """Neither `for` nor keep_firing_for ends early or never, whatever system time does."""
        self.assertTrue(os.path.exists(FAKETIME), "apt-get install faketime")
        self.offset_file = os.path.join(self.folder, "offset")
        self.move_clock("+0")
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page, rules=self.RULES).run(env={
            "LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": self.offset_file,
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1"})
        begun = time.monotonic()
        tocsin.accept(down("website"))
        self.move_clock(offset)
        if is_beyond_certificates:
            until("a refusal", lambda: re.search(r"TLS with .*certificate", tocsin.log()))
            self.assertEqual(page.journal(), [])
            self.move_clock("+0")
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertGreater(time.monotonic() - begun, 1.9)
        if not is_beyond_certificates:
            until("the distance of the clocks",
                  lambda: abs(tocsin.metric("tocsin_clock_ahead_seconds")) > 3000)
        begun = time.monotonic()
        tocsin.accept(down("website", firing=False))
        self.move_clock("+0")
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertGreater(time.monotonic() - begun, 1.9)
        self.assertEqual(len(page.incidents()), 1)

    def test_a_jump_of_a_day_forward_moves_no_timer(self):
        self.check_jump("+1d")

    def test_a_jump_of_a_day_back_moves_no_timer(self):
        self.check_jump("-1d")

    def test_a_jump_of_an_hour_back_moves_no_timer(self):
        self.check_jump("-1h")

    def test_a_jump_of_ten_years_forward_moves_no_timer(self):
        self.check_jump("+10y", is_beyond_certificates=True)

    def test_a_jump_of_ten_years_back_moves_no_timer(self):
        self.check_jump("-10y", is_beyond_certificates=True)
