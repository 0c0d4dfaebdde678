"""Deaths under load and at named points, and what must be true afterwards.

Used by the tests (test_crash.py) and, with more of everything, by scripts/crash.  A sender does what
Alertmanager does: what was not answered 200 it sends again until it is.
"""

import random
import signal
import subprocess
import threading
import time

import harness
from harness import PATIENCE_SECONDS, ask, until
from kill import RULES
from payloads import alert, daemon, stamp, webhook

KEYS = 40
REQUESTS_PER_SECOND = 50
# Answers of the page take from nothing to 300 ms; the first rule that hits counts.
SLOW_PAGE = [{"times": 0, "probability": 0.25, "delay_before": "100ms"},
             {"times": 0, "probability": 0.33, "delay_after": "200ms"},
             {"times": 0, "probability": 0.5, "delay_after": "300ms"}]

# Each crash point of the source, by what leads there.
POINTS = ["store.written", "store.committed", "intake.stored", "dispatch.judged",
          "dispatch.committed", "delivery.prepared", "delivery.sent", "net.request_written",
          "delivery.answered", "delivery.settled"]
LOG_POINTS = ["store.log_is_full", "store.log_is_copied"]
HAND_POINTS = ["delivery.answered_beside", "delivery.found"]
PROVOCATIONS_MAX = 1000


class Sender:
    """Some keys that fire and end, at a pace; what each was last, by the answers that came."""

    def __init__(self, tocsin, seed):
        self.tocsin, self.rng = tocsin, random.Random(seed)
        self.said, self.acked, self.requests = {}, {}, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send_on)

    def start(self):
        self._thread.start()

    def _send_on(self):
        while not self._stop.is_set():
            self.change(f"key-{self.rng.randrange(KEYS)}")
            self._stop.wait(1 / REQUESTS_PER_SECOND)

    def change(self, key):
        """The key fires if it did not, else it is over; returns when that was taken."""
        firing = not (key in self.said and self.said[key][0])
        began = stamp() if firing else self.said[key][1]
        self.said[key] = (firing, began)
        labels = {"alertname": "ServiceDown", "service": key, "severity": "critical"}
        body = webhook(alert(labels, firing, starts_at=began), group=key)
        until("the webhook to be taken", lambda: self._is_taken(body))
        self.acked[key] = firing

    def _is_taken(self, body):
        self.requests += 1
        try:
            return self.tocsin.post(body).status == 200
        except (OSError, harness.http.client.HTTPException):
            return False

    def end(self):
        self._stop.set()
        self._thread.join()


def differences(page, acked):
    """What the page shows of the keys and should not, or does not show and should."""
    open_ones = {}
    for one in page.incidents():
        if one["status"] != "resolved":
            open_ones[one["name"]] = open_ones.get(one["name"], 0) + 1
    wanted = {key: 1 for key, firing in acked.items() if firing}
    return {key: (open_ones.get(key, 0), wanted.get(key, 0))
            for key in open_ones.keys() | wanted.keys()
            if open_ones.get(key, 0) != wanted.get(key, 0)}


def assert_page_and_store_agree(case, page, tocsin, acked):
    try:
        until("the page to show what was accepted", lambda: not differences(page, acked))
    except AssertionError:
        case.fail(f"key: (open on the page, accepted): {differences(page, acked)}")
    found = page.read("/assertions")
    case.assertEqual(found["duplicates"], [])
    case.assertEqual(found["duplicates_ever"], [])
    firing = sorted(key for key, fires in acked.items() if fires)
    until("the store to hold the same", lambda: firing == sorted(
        one["name"] for one in stored_incidents(tocsin) if one["phase"] != "resolved"))
    said = harness.run_tocsin("store", "check", "--config.file=" + tocsin.config_file)
    case.assertEqual(said.returncode, 0, said.stdout + said.stderr)


def stored_incidents(tocsin):
    """What tocsin says of its incidents; none while it starts."""
    answer = ask(tocsin.admin, "GET", "/api/v1/incidents")
    return answer.json()["items"] if answer.status == 200 else []


def end_all(case, page, tocsin, sender):
    for key in [key for key, firing in sender.acked.items() if firing]:
        sender.change(key)
    assert_page_and_store_agree(case, page, tocsin, sender.acked)
    until("the components", page.all_operational)


def die_under_load(case, cycles, seed=1, end=harness.Daemon.kill):
    """The end after 50 to 1500 ms, again and again; the figures of the run."""
    page = case.stage.emulator()
    page.faults(*SLOW_PAGE)
    tocsin = daemon(case.stage, page, rules=RULES, log='level = "warn"').run()
    rng, starts = random.Random(seed), []
    sender = Sender(tocsin, seed)
    sender.start()
    try:
        for _ in range(cycles):
            threading.Event().wait(rng.uniform(0.05, 1.5))
            end(tocsin)
            begun = time.monotonic()
            tocsin.run()
            starts.append(time.monotonic() - begun)
    finally:
        sender.end()
    page.faults()
    assert_page_and_store_agree(case, page, tocsin, sender.acked)
    end_all(case, page, tocsin, sender)
    case.assertEqual(tocsin.stop(), 0)
    starts.sort()
    return {"cycles": cycles, "requests": sender.requests, "incidents": len(page.incidents()),
            "ready_p50": starts[len(starts) // 2], "ready_p99": starts[len(starts) * 99 // 100]}


def end_well(tocsin):
    """SIGTERM, which is 0 and takes less than ten seconds."""
    assert tocsin.stop(10) == 0


def die_at(case, points, passes, provoke):
    """At each point, at each of these passes: the process is gone there, and nothing is lost.

    `provoke` does what leads to the point, again and again as often as it is called.
    """
    page = case.stage.emulator()
    tocsin = daemon(case.stage, page, rules=RULES, page_more='reconcile = "1s"')
    sender = Sender(tocsin, 1)
    program, harness.TOCSIN = harness.TOCSIN, harness.TOCSIN + "-crashing"
    case.addCleanup(lambda: setattr(harness, "TOCSIN", program))
    for point in points:
        for count in passes:
            with case.subTest(point=point, passes=count):
                die_once(case, page, tocsin, f"{point}:{count}",
                         lambda number: provoke(page, sender, f"key-{number % KEYS}"))
                assert_page_and_store_agree(case, page, tocsin, sender.acked)
                tocsin.kill()
    tocsin.run()
    end_all(case, page, tocsin, sender)
    case.assertEqual(tocsin.stop(), 0)


def die_once(case, page, tocsin, where, provoke):
    tocsin.launch(env={"TOCSIN_CRASH_AT": where})
    doomed = tocsin.process

    def provoke_on():
        for number in range(PROVOCATIONS_MAX):
            if doomed.poll() is not None:
                return
            provoke(number)

    provoking = threading.Thread(target=provoke_on)
    provoking.start()
    try:
        code = doomed.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        doomed.kill()
        code = doomed.wait()
        where += ", but it lived on"
    # Who waits for an answer gets it from the next life.
    tocsin.run()
    provoking.join()
    case.assertEqual(code, -signal.SIGKILL, f"it should die at {where}")


def change(page, sender, key):
    sender.change(key)


def end_by_hand(page, sender, key):
    """A person ends on the page what still fires: a finding, and a component that is left to us."""
    if sender.acked.get(key):
        sender.change(key)
    sender.change(key)
    until("the incident", lambda: page.has_open(key))
    page.person("resolve", page.has_open(key)["id"])
    until("tocsin to see it", lambda: is_quiet(sender.tocsin, key))
    sender.change(key)


def is_quiet(tocsin, name):
    try:
        listed = stored_incidents(tocsin)
    except OSError:
        return False
    return any(one["name"] == name and one["standing"] == "quiet" for one in listed)
