"""Colleagues work on the page by hand; tocsin leaves what is theirs."""

from harness import COMPONENTS, Case, until
from payloads import daemon, down


class People(Case):
    def open_one(self, before=lambda page: None):
        """The page, tocsin, and the incident about the website."""
        page = self.stage.emulator()
        before(page)
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("website"))
        one = until("the incident", lambda: page.has("website", "investigating"))
        return page, tocsin, one["id"]

    def end_all(self, page, tocsin):
        """Returns when what tocsin was told before has come to its end on the page."""
        tocsin.accept(down("website", firing=False))
        tocsin.accept(down("api"))
        until("the other incident", lambda: page.has("api", "investigating"))
        tocsin.accept(down("api", firing=False))
        until("its end", lambda: page.has("api", "resolved"))
        until("an empty outbox",
              lambda: tocsin.metric("tocsin_outbox_entries", page="main") == 0)

    def test_what_a_person_resolved_stays_resolved(self):
        page, tocsin, incident = self.open_one()
        page.person("resolve", incident, body="We have solved it.")
        self.end_all(page, tocsin)
        one = page.has("website", "resolved")
        self.assertIn("We have solved it.", [one["body"] for one in one["incident_updates"]])
        self.assertEqual(page.steps_back(), [])
        self.assertEqual(set(page.creates_per_episode().values()), {1})

    def test_what_a_person_deleted_is_not_made_again(self):
        page, tocsin, incident = self.open_one()
        page.person("remove", incident)
        self.end_all(page, tocsin)
        self.assertIsNone(page.incident("website"))
        self.assertEqual(set(page.creates_per_episode().values()), {1})

    def test_a_name_that_a_person_gave_stays(self):
        page, tocsin, incident = self.open_one()
        page.person("rename", incident, name="Our web shop")
        self.end_all(page, tocsin)
        self.assertTrue(page.has("Our web shop", "resolved"))

    def test_a_component_that_a_persons_incident_names_is_not_lowered(self):
        page, tocsin, _ = self.open_one()
        page.person("open", name="We have trouble too", component=COMPONENTS["website"])
        tocsin.kill()
        tocsin.run()  # It reads the page anew.
        self.end_all(page, tocsin)
        self.assertTrue(page.has("website", "resolved"))
        self.assertEqual(page.components()["website"], "major_outage")

    def test_a_status_that_a_person_set_stays(self):
        page, tocsin, _ = self.open_one(lambda page: page.person(
            "set", component=COMPONENTS["mail"], status="under_maintenance"))
        tocsin.accept(down("mail"))
        until("the other outage", lambda: page.components()["mail"] == "major_outage")
        tocsin.accept(down("mail", firing=False))
        until("its end", lambda: page.has("mail", "resolved"))
        self.end_all(page, tocsin)
        self.assertEqual(page.components()["mail"], "under_maintenance")
