"""Promises 1 and 2 through SIGKILL: what was answered 200 reaches the page, and once."""

import kill
from harness import Case


class Kill(Case):
    def test_nothing_accepted_is_lost_or_told_twice_over_20_kills_with_the_page_down(self):
        kill.kill_while_page_is_down(self, 20)

    def test_no_incident_is_made_twice_over_10_kills_after_creates_that_lost_their_answer(self):
        kill.kill_while_creates_are_in_flight(
            self, 10, {"method": "POST", "fault": "drop_after_apply", "times": 0,
                       "probability": 0.5})

    def test_no_incident_is_made_twice_over_10_kills_while_creates_wait_for_their_answer(self):
        kill.kill_while_creates_are_in_flight(
            self, 10, {"method": "POST", "delay_after": "300ms", "times": 0})

    def test_400_webhooks_from_8_connections_are_all_on_the_page_once(self):
        kill.load(self, 400, 8)
