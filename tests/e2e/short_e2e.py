"""The small subset, for the builds with sanitizers."""

import kill
from harness import Case, until
from payloads import daemon, down


class Short(Case):
    def test_an_alert_becomes_an_incident_and_its_end_resolves_it(self):
        page = self.stage.emulator()
        tocsin = daemon(self.stage, page).run()
        tocsin.accept(down("website"))
        until("the incident", lambda: page.has("website", "investigating"))
        self.assertEqual(page.components()["website"], "major_outage")
        tocsin.accept(down("website", firing=False))
        until("the resolution", lambda: page.has("website", "resolved"))
        until("the component", page.all_operational)
        self.assertEqual(tocsin.stop(), 0)

    def test_nothing_accepted_is_lost_or_told_twice_over_3_kills_with_the_page_down(self):
        kill.kill_while_page_is_down(self, 3)

    def test_200_webhooks_from_4_connections_are_all_on_the_page_once(self):
        kill.load(self, 200, 4)
