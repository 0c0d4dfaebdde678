"""Promises 1 to 3 through deaths under load and at every named point between two records."""

import pathlib
import re

import crashes
from harness import Case


class Crash(Case):
    def test_nothing_is_lost_or_told_twice_over_50_deaths_under_load(self):
        print(crashes.die_under_load(self, 50))

    def test_nothing_is_lost_or_told_twice_over_5_stops_under_load(self):
        crashes.die_under_load(self, 5, end=crashes.end_well)

    def test_nothing_is_lost_or_told_twice_by_a_death_at_any_point_of_a_delivery(self):
        crashes.die_at(self, crashes.POINTS, [1, 2, 5], crashes.change)

    def test_nothing_is_lost_or_told_twice_by_a_death_around_a_checkpoint(self):
        crashes.die_at(self, crashes.LOG_POINTS, [1], crashes.change)

    def test_nothing_is_told_wrongly_by_a_death_after_a_person_ended_an_incident(self):
        crashes.die_at(self, crashes.HAND_POINTS, [1, 2], crashes.end_by_hand)

    def test_every_crash_point_of_the_source_is_one_at_which_it_dies(self):
        named = set()
        for path in (pathlib.Path(__file__).resolve().parents[2] / "src").rglob("*.cpp"):
            named |= set(re.findall(r'crash_point\("([^"]+)"\)', path.read_text(encoding="utf-8")))
        self.assertEqual(named, {*crashes.POINTS, *crashes.LOG_POINTS, *crashes.HAND_POINTS})
