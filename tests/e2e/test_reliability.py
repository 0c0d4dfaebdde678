"""Networks, descriptors and clocks that misbehave, seen from outside (docs/reliability.md)."""

import os
import resource
import signal
import socket
import threading
import time

from harness import Case, ask, until
from kill import assert_page_agrees
from payloads import daemon, down


class Reliability(Case):
    def test_100_creates_of_unknown_outcome_are_100_incidents(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        page.faults({"method": "POST", "fault": "drop_after_apply", "times": 0, "probability": 0.5},
                    {"method": "POST", "fault": "reset_mid_body", "times": 0, "probability": 0.5},
                    {"method": "POST", "fault": "drop_before_apply", "times": 0,
                     "probability": 0.2})
        states = {}
        for number in range(100):
            tocsin.accept(down(f"key-{number}"))
            states[f"key-{number}"] = "investigating"
        assert_page_agrees(self, page, states)
        unknown = tocsin.metric("tocsin_delivery_attempts_total", op="create", code="unknown")
        self.assertGreater(unknown, 50)

    def test_a_page_that_takes_everything_and_answers_nothing_holds_up_no_sender(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        page.down(True, mode="silent")
        tocsin.accept(down("first"))
        until("a call that hangs", lambda: tocsin.metric("tocsin_outbox_entries", page="main"))
        for number in range(50):
            # The request time-out of the page is 5 s: a sender that waited for it would fail here.
            answer = tocsin.post(down(f"key-{number}"))
            self.assertEqual(answer.status, 200)
        page.down(False)
        until("the page to have all", lambda: len(page.incidents()) == 51)
        self.assertEqual(page.read("/assertions")["duplicates_ever"], [])

    def test_a_page_that_is_frozen_with_open_connections_is_used_again(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("before"))
        until("the incident", lambda: page.has("before", "investigating"))
        page.process.send_signal(signal.SIGSTOP)
        try:
            tocsin.accept(down("during"))
            until("a request that is given up", lambda: tocsin.metric(
                "tocsin_delivery_attempts_total", code="unknown"))
            self.assertEqual(ask(tocsin.admin, "GET", "/-/ready").status, 200)
        finally:
            page.process.send_signal(signal.SIGCONT)
        until("the incident", lambda: page.has("during", "investigating"))
        self.assertEqual(page.read("/assertions")["duplicates_ever"], [])

    def test_a_suspended_process_goes_on_where_it_was(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        tocsin.process.send_signal(signal.SIGSTOP)
        waiting = threading.Thread(target=lambda: tocsin.accept(down("website", firing=False)))
        waiting.start()
        tocsin.process.send_signal(signal.SIGCONT)
        waiting.join()
        until("the resolution", lambda: page.has("website", "resolved"))
        self.assertEqual(len(page.incidents()), 1)

    def test_no_descriptor_left_is_a_pause_and_not_the_end(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run(
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
        strangers = []
        try:
            for _ in range(200):
                stranger = socket.create_connection(("127.0.0.1", tocsin.webhooks))
                strangers.append(stranger)
            until("all descriptors to be used", lambda: open_descriptors(tocsin) >= 60)
            begun, before = time.monotonic(), processor_seconds(tocsin)
            until("two seconds", lambda: time.monotonic() - begun > 2)
            self.assertLess(processor_seconds(tocsin) - before, 1, "it turns in circles")
        finally:
            for stranger in strangers:
                stranger.close()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(tocsin.stop(), 0)


def open_descriptors(program):
    return len(os.listdir(f"/proc/{program.process.pid}/fd"))


def processor_seconds(program):
    with open(f"/proc/{program.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
