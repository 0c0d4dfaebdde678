"""Statuspage's create call, parameter by parameter: from a rule to the wire (contract.md 7).

One daemon, one rule for each shape, all alerts at once; each test looks at one parameter in what
the emulator was sent.
"""

from harness import COMPONENTS, SharedCase, until
from payloads import alert, daemon, stamp, webhook

COMMON = """
matchers        = ['alertname = "{name}"']
group_by        = ["alertname"]
for             = "0s"
keep_firing_for = "0s"
"""


def rule(name, more):
    return f'[[rule]]\nname = "{name}"{COMMON.format(name=name)}{more}\n'


def maintenance(name, flags, phases=""):
    return rule(name, f"""
kind          = "maintenance"
requires      = ["annotations.starts_at", "annotations.ends_at"]
incident_name = '{name}'
fallback_name = "Planned work"
impact        = "maintenance"
[rule.schedule]
starts_at = '{{{{ .CommonAnnotations.starts_at }}}}'
ends_at   = '{{{{ .CommonAnnotations.ends_at }}}}'
{flags}
[[rule.component]]
from_label = "component"
{phases}""")


RULES = "".join((
    rule("Full", """
incident_name = '{{ .GroupLabels.alertname }}: {{ .Severity }}'
fallback_name = "Fallback"
impact        = { critical = "major", major = "minor", default = "none" }
[[rule.component]]
name   = "website"
status = { critical = "major_outage", major = "degraded_performance" }
[[rule.component]]
from_label = "service"
map        = { gateway = "api" }
status     = { critical = "partial_outage", major = "degraded_performance" }
[rule.open]
status  = "identified"
notify  = false
twitter = true
body    = 'Opened: {{ .CommonAnnotations.summary }}.'
[rule.update]
on      = ["severity_up"]
every   = "0s"
status  = "monitoring"
notify  = true
body    = 'Updated.'
[rule.resolved]
notify  = false
body    = 'Resolved.'
"""),
    rule("Plain", """
incident_name = 'Plain'
fallback_name = "Fallback"
impact        = "computed"
[rule.resolved]
body = 'Over.'
"""),
    rule("Lacking", """
incident_name = '{{ .CommonLabels.region }} is down'
fallback_name = "Fallback of Lacking"
[rule.open]
body = 'Of {{ .CommonLabels.region }}.'
"""),
    rule("Long", """
requires      = ["annotations.summary"]
incident_name = 'Long {{ .CommonAnnotations.summary }}'
fallback_name = "Fallback of Long"
[rule.open]
body = '{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}'
"""),
    maintenance("Work", """
remind_prior = true
auto_start = true
auto_complete = true
under_maintenance = true
""", """
[rule.open]
notify  = true
twitter = true
body    = 'Planned.'
[rule.resolved]
body    = 'Done.'
"""),
    maintenance("QuietWork", """
remind_prior = false
auto_start = false
auto_complete = false
under_maintenance = false
""", """
[rule.open]
notify  = false
twitter = false
"""),
    rule("Short", """
kind          = "backfill"
incident_name = 'Short'
fallback_name = "Fallback"
[rule.resolved]
notify = true
body   = 'It lasted {{ .Duration | humanizeDuration }}.'
"""),
))

# 20:00 in London is the next day in Tokyo.
SHORT_FROM, SHORT_TO, SHORT_DAY = "2026-01-02T20:00:00Z", "2026-01-02T20:10:00Z", "2026-01-03"
WORK_FROM, WORK_TO = (stamp(seconds)[:19] + "Z" for seconds in (2 * 86400, 2 * 86400 + 3600))


def said(name, firing=True, severity="critical", annotations=None, starts_at=None, ends_at=None,
         **labels):
    labels = dict({"alertname": name, "severity": severity}, **labels)
    return webhook(alert(labels, firing, annotations, starts_at, ends_at), group=name)


class Parameters(SharedCase):
    @classmethod
    def set_stage(cls, stage):
        cls.page = stage.emulator()
        cls.tocsin = daemon(stage, cls.page, rules=RULES, page_more='timezone = "Asia/Tokyo"')
        cls.tocsin.run()
        times = {"starts_at": WORK_FROM, "ends_at": WORK_TO}
        full = {"annotations": {"summary": "disk"}, "service": "gateway"}
        cls.tocsin.accept(said("Full", severity="major", **full))
        cls.tocsin.accept(said("Plain"))
        cls.tocsin.accept(said("Lacking"))
        cls.tocsin.accept(webhook(*[
            alert({"alertname": "Long", "severity": "critical", "check": str(number)},
                  annotations={"summary": "x" * 300}) for number in range(120)], group="Long"))
        cls.tocsin.accept(said("Work", annotations=times, component="api"))
        cls.tocsin.accept(said("QuietWork", annotations=times, component="api"))
        cls.tocsin.accept(said("Short", starts_at=SHORT_FROM))
        until("the incident", lambda: cls.page.has("Full: major", "identified"))
        cls.tocsin.accept(said("Full", severity="critical", check="second", **full))
        until("the update", lambda: cls.page.has("Full: critical", "monitoring"))
        for severity, more in (("major", {}), ("critical", {"check": "second"})):
            cls.tocsin.accept(said("Full", False, severity, **more, **full))
        cls.tocsin.accept(said("Short", False, starts_at=SHORT_FROM, ends_at=SHORT_TO))
        until("the resolution", lambda: cls.page.has("Full: critical", "resolved"))
        until("all creates", lambda: len(cls.page.incidents()) == 7)

    def create(self, name):
        found = [one for one in self.page.creates() if one["name"].startswith(name)]
        self.assertEqual(len(found), 1, name)
        return found[0]

    def change(self, key, value):
        """The one PATCH of Full that has this member."""
        found = [one for one in self.page.updates() if one.get(key) == value]
        self.assertEqual(len(found), 1, self.page.updates())
        return found[0]

    def test_name_is_the_incident_name_rendered(self):
        self.assertEqual(self.create("Full")["name"], "Full: major")

    def test_name_follows_the_severity_with_the_update(self):
        self.assertEqual(self.change("status", "monitoring")["name"], "Full: critical")

    def test_name_is_the_fallback_where_a_label_is_missing(self):
        create = self.create("Fallback of Lacking")
        self.assertNotIn("body", create)

    def test_name_has_at_most_255_characters(self):
        name = self.create("Long")["name"]
        self.assertLessEqual(len(name), 255)
        self.assertTrue(name.startswith("Long xxx"), name)

    def test_body_is_the_text_of_the_phase(self):
        self.assertEqual(self.create("Full")["body"], "Opened: disk.")
        self.assertEqual(self.change("status", "monitoring")["body"], "Updated.")
        self.assertEqual(self.change("status", "resolved")["body"], "Resolved.")

    def test_body_has_at_most_25000_characters(self):
        body = self.create("Long")["body"]
        self.assertLessEqual(len(body), 25000)
        self.assertGreater(len(body), 24000)

    def test_body_is_left_out_where_a_rule_has_none(self):
        self.assertNotIn("body", self.create("Plain"))

    def test_status_is_that_of_the_phase(self):
        self.assertEqual(self.create("Full")["status"], "identified")
        self.assertEqual(self.create("Plain")["status"], "investigating")
        self.assertEqual(self.create("Work")["status"], "scheduled")

    def test_wants_twitter_update_is_set_on_the_new_update_and_notifies_nobody(self):
        tweets = self.page.calls("PATCH", "/incident_updates/")
        self.assertEqual([one["json"] for one in tweets],
                         [{"incident_update": {"wants_twitter_update": True,
                                               "deliver_notifications": False}}])
        incident = self.page.incident("Full: critical")
        wanted = [update["status"] for update in incident["incident_updates"]
                  if update["wants_twitter_update"]]
        self.assertEqual(wanted, ["identified"])

    def test_impact_override_is_the_impact_of_the_severity(self):
        self.assertEqual(self.create("Full")["impact_override"], "minor")
        self.assertEqual(self.change("status", "monitoring")["impact_override"], "major")

    def test_impact_override_is_left_out_where_statuspage_computes_it(self):
        self.assertNotIn("impact_override", self.create("Plain"))

    def test_impact_override_of_planned_work_is_maintenance(self):
        self.assertEqual(self.create("Work")["impact_override"], "maintenance")

    def test_component_ids_are_those_of_the_aliases(self):
        self.assertEqual(sorted(self.create("Full")["component_ids"]),
                         sorted([COMPONENTS["website"], COMPONENTS["api"]]))

    def test_components_have_the_status_of_the_severity(self):
        self.assertEqual(self.create("Full")["components"],
                         {COMPONENTS["website"]: "degraded_performance",
                          COMPONENTS["api"]: "degraded_performance"})
        self.assertEqual(self.change("status", "monitoring")["components"],
                         {COMPONENTS["website"]: "major_outage",
                          COMPONENTS["api"]: "partial_outage"})

    def test_components_are_operational_when_it_is_resolved(self):
        self.assertEqual(self.change("status", "resolved")["components"],
                         {COMPONENTS["website"]: "operational", COMPONENTS["api"]: "operational"})

    def test_components_are_left_out_where_a_rule_names_none(self):
        for name in ("component_ids", "components"):
            self.assertNotIn(name, self.create("Plain"))

    def test_deliver_notifications_is_said_on_every_call(self):
        self.assertIs(self.create("Full")["deliver_notifications"], False)
        self.assertIs(self.create("Plain")["deliver_notifications"], True)
        self.assertIs(self.change("status", "monitoring")["deliver_notifications"], True)
        self.assertIs(self.change("status", "resolved")["deliver_notifications"], False)

    def test_metadata_has_the_opaque_marker_and_nothing_else(self):
        metadata = self.create("Full")["metadata"]
        self.assertEqual(set(metadata), {"tocsin"})
        self.assertEqual(set(metadata["tocsin"]), {"key", "gen", "attempt"})
        for value in metadata["tocsin"].values():
            self.assertIsInstance(value, str)
            self.assertNotIn("Full", value)

    def test_metadata_is_not_sent_again_with_updates(self):
        self.assertEqual([one for one in self.page.updates() if "metadata" in one], [])

    def test_scheduled_for_and_scheduled_until_are_the_times_of_the_schedule(self):
        create = self.create("Work")
        self.assertEqual((create["scheduled_for"], create["scheduled_until"]),
                         (WORK_FROM, WORK_TO))

    def test_scheduled_remind_prior_is_remind_prior(self):
        self.assertIs(self.create("Work")["scheduled_remind_prior"], True)
        self.assertIs(self.create("QuietWork")["scheduled_remind_prior"], False)

    def test_scheduled_auto_in_progress_is_auto_start(self):
        self.assertIs(self.create("Work")["scheduled_auto_in_progress"], True)
        self.assertIs(self.create("QuietWork")["scheduled_auto_in_progress"], False)

    def test_scheduled_auto_completed_is_auto_complete(self):
        self.assertIs(self.create("Work")["scheduled_auto_completed"], True)
        self.assertIs(self.create("QuietWork")["scheduled_auto_completed"], False)

    def test_auto_transition_to_maintenance_and_back_is_under_maintenance(self):
        for name in ("auto_transition_to_maintenance_state",
                     "auto_transition_to_operational_state"):
            self.assertIs(self.create("Work")[name], True)
            self.assertIs(self.create("QuietWork")[name], False)

    def test_auto_transition_notifications_are_the_notify_of_open(self):
        for name in ("auto_transition_deliver_notifications_at_start",
                     "auto_transition_deliver_notifications_at_end"):
            self.assertIs(self.create("Work")[name], True)
            self.assertIs(self.create("QuietWork")[name], False)

    def test_auto_tweets_are_the_twitter_of_open(self):
        for name in ("auto_tweet_on_creation", "auto_tweet_one_hour_before",
                     "auto_tweet_at_beginning", "auto_tweet_on_completion"):
            self.assertIs(self.create("Work")[name], True)
            self.assertIs(self.create("QuietWork")[name], False)

    def test_planned_work_has_component_ids_and_no_components_map(self):
        create = self.create("Work")
        self.assertEqual(create["component_ids"], [COMPONENTS["api"]])
        self.assertNotIn("components", create)

    def test_an_incident_has_no_member_of_a_schedule(self):
        members = [name for name in self.create("Full")
                   if name.startswith(("scheduled", "auto_", "backfill"))]
        self.assertEqual(members, [])

    def test_backfilled_is_kind_backfill(self):
        self.assertIs(self.create("Short")["backfilled"], True)

    def test_backfill_date_is_the_day_of_the_start_in_the_time_zone_of_the_page(self):
        self.assertEqual(self.create("Short")["backfill_date"], SHORT_DAY)

    def test_a_backfill_has_no_components(self):
        for name in ("component_ids", "components"):
            self.assertNotIn(name, self.create("Short"))

    def test_a_backfill_is_one_call_with_the_text_of_resolved(self):
        create = self.create("Short")
        self.assertEqual(create["body"], "It lasted 10m 0s.")
        self.assertIs(create["deliver_notifications"], True)

    def test_the_authorization_is_the_key_as_oauth(self):
        self.assertEqual({one["key"] for one in self.page.journal()}, {"key-1"})
