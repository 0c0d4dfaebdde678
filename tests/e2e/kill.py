"""SIGKILL at the worst moment, many times, and what must be true afterwards.

Used by the full tests (test_kill.py) and by the small subset (short_e2e.py).
"""

import threading

from harness import ask, until
from payloads import daemon, down

RULES = """
[[rule]]
name            = "service-down"
matchers        = ['alertname = "ServiceDown"']
group_by        = ["service"]
for             = "0s"
keep_firing_for = "0s"
reopen_within   = "0s"
incident_name   = '{{ .GroupLabels.service }}'
fallback_name   = "Something is down"
[[rule.component]]
name = "website"
[rule.open]
body = 'We are looking.'
[rule.resolved]
body = 'It works again.'
"""


def assert_page_agrees(case, page, states):
    """Every key has exactly one incident, in its state; nothing was ever there twice."""
    def agrees():
        shown = {}
        for one in page.incidents():
            shown.setdefault(one["name"], []).append(one["status"])
        return shown == {key: [status] for key, status in states.items()}
    try:
        until("the page to show what was accepted", agrees)
    except AssertionError:
        shown = sorted((one["name"], one["status"]) for one in page.incidents())
        case.fail(f"the page shows {shown}, accepted was {sorted(states.items())}")
    found = page.read("/assertions")
    case.assertEqual(found["duplicates_ever"], [])
    case.assertEqual(found["duplicates"], [])


def resolve_all(case, page, tocsin, states):
    for key in states:
        tocsin.accept(down(key, firing=False))
        states[key] = "resolved"
    assert_page_agrees(case, page, states)
    until("the components", page.all_operational)


def kill_while_page_is_down(case, cycles):
    """Each life accepts some webhooks and dies on the spot; the page comes back at the end."""
    page = case.stage.emulator()
    tocsin = daemon(case.stage, page, rules=RULES)
    page.down(True)
    states = {}
    for cycle in range(cycles):
        tocsin.run()
        for number in range(3):
            key = f"cycle-{cycle}-{number}"
            tocsin.accept(down(key))
            states[key] = "investigating"
        # A repeat of what an earlier life accepted is no second incident.
        tocsin.accept(down(f"cycle-{cycle // 2}-0"))
        tocsin.kill()
    page.down(False)
    tocsin.run()
    assert_page_agrees(case, page, states)
    resolve_all(case, page, tocsin, states)
    case.assertEqual(tocsin.stop(), 0)


def kill_while_creates_are_in_flight(case, cycles, *faults):
    """Kills in the middle of calls whose outcome nobody knows."""
    page = case.stage.emulator()
    tocsin = daemon(case.stage, page, rules=RULES)
    page.faults(*faults)
    states = {}
    for cycle in range(cycles):
        tocsin.run()
        before = len(page.journal())
        for number in range(4):
            key = f"cycle-{cycle}-{number}"
            tocsin.accept(down(key))
            states[key] = "investigating"
        until("calls in flight", lambda: any(
            call["method"] == "POST" for call in page.journal()[before:]))
        tocsin.kill()
    page.faults()
    tocsin.run()
    assert_page_agrees(case, page, states)
    resolve_all(case, page, tocsin, states)
    case.assertEqual(tocsin.stop(), 0)


def load(case, count, senders):
    """Many webhooks at once over several connections; each accepted key is on the page."""
    page = case.stage.emulator()
    tocsin = daemon(case.stage, page, rules=RULES).run()
    refused = []

    def send(part):
        for number in range(part, count, senders):
            # Every key a few times, as groups repeat.
            answer = tocsin.post(down(f"load-{number % (count // 4)}"))
            if answer.status != 200:
                refused.append((number, answer.status))

    threads = [threading.Thread(target=send, args=(part,)) for part in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.assertEqual(refused, [])
    states = {f"load-{number}": "investigating" for number in range(count // 4)}
    assert_page_agrees(case, page, states)
    case.assertEqual(ask(tocsin.admin, "GET", "/-/ready").status, 200)
    case.assertEqual(tocsin.metric("tocsin_webhook_requests_total", source="am", code="200"),
                     count)
    case.assertEqual(tocsin.stop(), 0)
