"""Incidents that are ordered: Statuspage's own create call with tocsin as a durable front."""

import json
import os
import signal
import threading
import urllib.parse

from harness import COMPONENTS, PAGE, TOKEN, Case, ask, run_tocsin, until, write_private
from payloads import AUTH, daemon, down, stamp

ORDERS = AUTH + """
[source.seed]
kind = "statuspage"
auth = { header = { name = "Authorization", value = { file = "%s" } } }
wait = "%s"
rate_limit = { requests = 0 }
"""
FORM = "application/x-www-form-urlencoded"


class OrdersCase(Case):
    def begin(self, wait="5s", **more):
        self.page = self.stage.emulator()
        token = write_private(os.path.join(self.folder, "order-token"), f"OAuth {TOKEN}\n")
        web_token = os.path.join(self.folder, "webhook-token")
        self.tocsin = daemon(self.stage, self.page, sources=ORDERS % (web_token, token, wait),
                             **more)
        self.tocsin.run()

    def order(self, parameters=None, path=f"/pages/{PAGE}/incidents.json", body=None, key=None,
              content_type=FORM, token=TOKEN, query=""):
        if body is None:
            body = urllib.parse.urlencode([(f"incident[{name}]", value)
                                           for name, value in (parameters or {}).items()])
        headers = {"Authorization": "OAuth " + token, "Content-Type": content_type}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.tocsin.post(body, source="seed", path=path + query, headers=headers)

    def ordered(self, parameters=None, **more):
        answer = self.order(parameters, **more)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()

    def error_of(self, answer, status):
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()["error"]["message"]


class Ordered(OrdersCase):
    def test_the_old_form_creates_an_incident_once(self):
        self.begin()
        wanted = {"name": "Search is slow", "message": "We are looking into it.",
                  "status": "identified", "impact_override": "major", "component_ids": "api",
                  "wants_twitter_update": "f"}
        answer = self.ordered(wanted)
        shown = self.page.incident("Search is slow")
        self.assertEqual(answer["id"], shown["id"])
        self.assertEqual((answer["page_id"], answer["name"], answer["status"],
                          answer["impact_override"]),
                         (PAGE, "Search is slow", "identified", "major"))
        sent = self.page.creates()[0]
        self.assertEqual((sent["body"], sent["component_ids"], sent["deliver_notifications"]),
                         ("We are looking into it.", [COMPONENTS["api"]], True))
        self.assertNotIn("components", sent)
        # What is not sure to have arrived is sent again.
        self.assertEqual(self.ordered(wanted)["id"], shown["id"])
        self.assertEqual(len(self.page.creates()), 1)
        self.assertEqual(self.tocsin.metric("tocsin_incidents_opened_total", page="main"), 1)

    def test_json_and_query_are_taken_as_well(self):
        self.begin()
        body = json.dumps({"incident": {
            "name": "Mail waits", "body": "It will come.", "deliver_notifications": False,
            "components": {COMPONENTS["mail"]: "degraded_performance"}, "impact_override": None}})
        self.ordered(body=body, content_type="application/json",
                     path=f"/v1/pages/{PAGE}/incidents")
        self.assertIs(self.page.creates()[0]["deliver_notifications"], False)
        until("the component", lambda: self.page.components()["mail"] == "degraded_performance")
        self.ordered(body="", query="?incident%5Bname%5D=By%20query&incident%5Bstatus%5D=resolved")
        self.assertTrue(self.page.has("By query", "resolved"))

    def test_two_keys_are_two_orders_and_one_key_is_one(self):
        self.begin()
        twice = {"name": "Twice"}
        first, second = self.ordered(twice, key="one"), self.ordered(twice, key="two")
        self.assertNotEqual(first["id"], second["id"])
        self.assertEqual(self.ordered(twice, key="one")["id"], first["id"])
        self.assertIn("Idempotency-Key", self.error_of(self.order({"name": "New"}, key="one"), 422))
        self.assertEqual(len(self.page.creates()), 2)
        self.assertEqual(self.tocsin.metric("tocsin_webhook_rejected_total", source="seed",
                                            reason="order_differs"), 1)

    def test_what_does_not_fit_is_refused_and_nothing_is_created(self):
        self.begin()
        wrong = [
            ({"message": "no name"}, "incident[name]"),
            ({"name": "x", "status": "broken"}, "incident[status]"),
            ({"name": "x", "status": "scheduled"}, "incident[status]"),
            ({"name": "x", "colour": "red"}, "incident[colour]"),
            ({"name": "x", "component_ids": "nobody"}, "incident[component_ids]"),
            ({"name": "x", "scheduled_for": stamp()}, "incident[scheduled_for]"),
            ({"name": "x", "backfilled": "t"}, "incident[backfill_date]")]
        for parameters, parameter in wrong:
            self.assertIn(parameter, self.error_of(self.order(parameters), 422))
        self.error_of(self.order(body='{"incident":', content_type="application/json"), 400)
        self.assertEqual(self.order({"name": "x"}, token="wrong").status, 401)
        self.assertEqual(self.order({"name": "x"}, path="/pages/other/incidents.json").status, 404)
        self.assertEqual(self.order({"name": "x"}, path="").status, 404)
        headers = {"Authorization": "OAuth " + TOKEN}
        target = f"/webhooks/seed/pages/{PAGE}/incidents"
        self.assertEqual(ask(self.tocsin.webhooks, "PUT", target, "", headers).status, 405)
        self.assertEqual(self.page.creates(), [])

    def test_a_maintenance_and_a_story_of_the_past_are_ordered(self):
        self.begin()
        answer = self.ordered({"name": "New racks", "scheduled_for": stamp(86400),
                               "scheduled_until": stamp(90000), "scheduled_auto_in_progress": "t",
                               "component_ids": COMPONENTS["website"]})
        self.assertEqual(answer["status"], "scheduled")
        sent = self.page.creates()[0]
        self.assertTrue(sent["scheduled_auto_in_progress"])
        self.assertFalse(sent["scheduled_auto_completed"])
        self.assertFalse(sent["auto_transition_to_maintenance_state"])
        self.ordered({"name": "It was slow", "backfilled": "t", "backfill_date": "2026-10-03",
                      "message": "It was slow for an hour."})
        past = self.page.creates()[1]
        self.assertEqual((past["backfilled"], past["backfill_date"]), (True, "2026-10-03"))
        self.assertTrue(self.page.all_operational())

    def test_guard_and_storm_hold_orders_back(self):
        self.begin(more='[guard]\ndeny = ["10\\\\.0\\\\.0\\\\.[0-9]+"]\nopen_incidents_max = 1\n')
        self.assertIn("guard", self.error_of(
            self.order({"name": "x", "message": "10.0.0.7 is down"}), 422))
        self.ordered({"name": "One"})
        answer = self.order({"name": "Another"})
        self.assertEqual(answer.status, 503, answer.body)
        self.assertIn("Retry-After", answer.headers)
        self.assertEqual(len(self.page.creates()), 1)
        for reason in ("guard_denied", "storm"):
            self.assertEqual(self.tocsin.metric("tocsin_webhook_rejected_total", source="seed",
                                                reason=reason), 1)

    def test_what_the_page_refuses_is_said_and_kept(self):
        self.begin()
        self.page.faults({"method": "POST", "status": 422, "times": 0})
        self.assertIn("Statuspage", self.error_of(self.order({"name": "Refused"}), 422))
        until("the dead letter", lambda: self.tocsin.metric(
            "tocsin_delivery_dead_letters_total") == 1)


class OrderedLife(OrdersCase):
    def test_it_waits_for_a_page_that_does_not_answer(self):
        self.begin(wait="100ms")
        self.page.down(True)
        answer = self.order({"name": "Later"})
        self.assertEqual(answer.status, 202, answer.body)
        self.assertEqual(answer.json()["status"], "accepted")
        again = self.order({"name": "Later"})
        self.assertEqual((again.status, again.json()["id"]), (202, answer.json()["id"]))
        self.tocsin.kill()
        self.page.down(False)
        self.tocsin.run()
        shown = until("the incident", lambda: self.page.has("Later", "investigating"))
        self.assertEqual(self.ordered({"name": "Later"})["id"], shown["id"])
        self.assertEqual(len(self.page.incidents()), 1)

    def test_nothing_but_the_page_or_a_person_ends_it(self):
        self.begin(page_more='reconcile = "1s"')
        id = self.ordered({"name": "Goes on", "components][api": "partial_outage"})["id"]
        until("the component", lambda: self.page.components()["api"] == "partial_outage")
        # Alerts come and go beside it, and tocsin is started anew.
        self.tocsin.accept(down("website"))
        until("an alert's incident", lambda: self.page.has("website", "investigating"))
        self.tocsin.accept(down("website", firing=False))
        until("its end", lambda: self.page.has("website", "resolved"))
        self.tocsin.stop()
        self.tocsin.run()
        self.assertTrue(self.page.has("Goes on", "investigating"))
        self.page.person("resolve", id)
        until("the component is given back", self.page.all_operational)

    def test_an_operator_ends_it(self):
        self.begin()
        self.ordered({"name": "By hand", "components][api": "partial_outage"})
        listed = run_tocsin("incidents", "list", "--output=json",
                            f"--admin.url=http://127.0.0.1:{self.tocsin.admin}")
        (item,) = json.loads(listed.stdout)["items"]
        self.assertEqual((item["rule"], item["orphan"]), ("(ordered)", False))
        done = run_tocsin("incidents", "resolve", item["id"],
                          f"--admin.url=http://127.0.0.1:{self.tocsin.admin}")
        self.assertEqual(done.returncode, 0, done.stderr)
        until("the end", lambda: self.page.has("By hand", "resolved"))
        until("the component is given back", self.page.all_operational)

    def test_a_stop_sends_who_waits_away_and_loses_nothing(self):
        self.begin(wait="30s", drain="2s")
        self.page.down(True)
        answers = []
        caller = threading.Thread(target=lambda: answers.append(self.order({"name": "Kept"})))
        caller.start()
        self.tocsin.wait_log("an order of an incident is stored")
        self.tocsin.process.send_signal(signal.SIGTERM)
        caller.join(20)
        self.assertEqual([one.status for one in answers], [202])
        until("the end", lambda: not self.tocsin.is_running())
        self.page.down(False)
        self.tocsin.run()
        until("the incident", lambda: self.page.has("Kept", "investigating"))


class OrderTrial(OrdersCase):
    def test_a_request_is_tried_out(self):
        self.begin()
        file = write_private(os.path.join(self.folder, "order.txt"),
                             "incident[name]=Tried&incident[component_ids][]=api")
        said = run_tocsin("webhooks", "test-source", "seed", file,
                          "--config.file=" + self.tocsin.config_file)
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("answered with 201", said.stdout)
        self.assertIn('"Tried"', said.stdout)
        said = run_tocsin("webhooks", "test-source", "seed", file, "--output=json",
                          "--query=incident[colour]=red",
                          "--config.file=" + self.tocsin.config_file)
        self.assertEqual(said.returncode, 1)
        self.assertEqual(json.loads(said.stdout)["answer"], 422)
        self.assertIn("incident[colour]", json.loads(said.stdout)["error"])
        self.assertEqual(self.page.creates(), [])
