"""A person decides: what waits is shown, approved, discarded and resolved from the command line."""

import json
import unittest

from harness import Case, run_tocsin, until
from payloads import daemon, down

RULES = """
[[rule]]
name            = "asks"
matchers        = ['alertname = "ServiceDown"']
group_by        = ["service"]
for             = "0s"
keep_firing_for = "1s"
publish         = "approval"
incident_name   = '{{ .GroupLabels.service }}'
fallback_name   = "Something is down"
[rule.open]
body = 'We are looking at {{ .GroupLabels.service }}.'
[rule.resolved]
body = 'It works again.'
"""


class Approval(Case):
    def start(self):
        page = self.stage.emulator()
        return page, daemon(self.stage, page, rules=RULES).run()

    def incidents(self, tocsin, *words, code=0):
        done = run_tocsin("incidents", *words, f"--admin.url=http://127.0.0.1:{tocsin.admin}")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def waiting(self, tocsin):
        items = json.loads(self.incidents(tocsin, "list", "--output=json").stdout)["items"]
        return [item for item in items if item["standing"] == "held"]

    def test_nothing_is_public_before_somebody_approves_and_then_what_was_shown(self):
        page, tocsin = self.start()
        tocsin.accept(down("website"))
        waiting = until("the question", lambda: self.waiting(tocsin))
        self.assertEqual(waiting[0]["held_by"], ["publish"])
        self.assertEqual(page.incidents(), [])
        self.assertEqual(tocsin.metric("tocsin_approvals_pending", page="main"), 1)
        shown = self.incidents(tocsin, "show", waiting[0]["id"]).stdout
        self.assertIn("We are looking at website.", shown)
        mark = waiting[0]["approval"]["text"]
        self.incidents(tocsin, "approve", waiting[0]["id"], "--text=other", code=1)
        answer = self.incidents(tocsin, "approve", waiting[0]["id"][:20], "--text=" + mark,
                                "--output=json")
        self.assertEqual(json.loads(answer.stdout)["standing"], "public")
        one = until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(one["incident_updates"][0]["body"], "We are looking at website.")
        timeline = json.loads(self.incidents(tocsin, "show", waiting[0]["id"],
                                             "--output=json").stdout)["timeline"]
        told = [(row["actor"].split(" at ")[0], row["reason"]) for row in timeline]
        self.assertIn(("dispatch", "approval_asked"), told)
        self.assertTrue(any(reason == "approved" and actor != "dispatch" for actor, reason in told))
        self.assertTrue(any(actor == "delivery" for actor, _ in told))
        self.assertEqual(tocsin.metric("tocsin_approvals_pending", page="main"), 0)

    def test_what_is_discarded_stays_unseen_and_what_waits_survives_a_kill(self):
        page, tocsin = self.start()
        tocsin.accept(down("website"))
        waiting = until("the question", lambda: self.waiting(tocsin))
        tocsin.kill()
        tocsin.run()
        again = until("the question again", lambda: self.waiting(tocsin))
        self.assertEqual(again, waiting)
        self.incidents(tocsin, "discard", waiting[0]["id"])
        self.assertEqual(self.waiting(tocsin), [])
        tocsin.accept(down("website", firing=False))
        until("the end", lambda: "no incidents" in self.incidents(tocsin, "list").stdout)
        self.assertEqual(page.incidents(), [])

    def test_a_person_ends_it_for_the_public_whatever_fires(self):
        page, tocsin = self.start()
        tocsin.accept(down("website"))
        waiting = until("the question", lambda: self.waiting(tocsin))
        self.incidents(tocsin, "approve", waiting[0]["id"])
        until("the incident", lambda: page.has("website", "investigating"))
        self.incidents(tocsin, "resolve", waiting[0]["id"])
        until("the resolution", lambda: page.has("website", "resolved"))
        tocsin.accept(down("website"))
        tocsin.accept(down("api"))
        until("the other question", lambda: self.waiting(tocsin))
        self.assertEqual(len(page.incidents()), 1)

    def test_what_cannot_be_done_is_said(self):
        _, tocsin = self.start()
        done = self.incidents(tocsin, "show", "01ABC", code=1)
        self.assertIn("no such incident", done.stderr)
        tocsin.accept(down("website"))
        waiting = until("the question", lambda: self.waiting(tocsin))
        done = self.incidents(tocsin, "resolve", waiting[0]["id"], code=1)
        self.assertIn("it is not public; discard it instead", done.stderr)
        done = run_tocsin("incidents", "list", "--admin.url=http://127.0.0.1:1")
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
