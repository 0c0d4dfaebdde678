"""What test_crash.py does, often: scripts/crash says how often."""

import os

import crashes
from harness import Case

CYCLES = int(os.environ.get("TOCSIN_CRASH_CYCLES", "500"))
DEATHS = int(os.environ.get("TOCSIN_CRASH_DEATHS", "20"))


class LongCrash(Case):
    def test_nothing_is_lost_or_told_twice_over_many_deaths_under_load(self):
        print(crashes.die_under_load(self, CYCLES, seed=2))

    def test_nothing_is_lost_or_told_twice_over_many_stops_under_load(self):
        print(crashes.die_under_load(self, CYCLES // 5, seed=3, end=crashes.end_well))

    def test_nothing_is_lost_or_told_twice_by_many_deaths_at_each_point(self):
        crashes.die_at(self, crashes.POINTS, range(1, DEATHS + 1), crashes.change)

    def test_nothing_is_lost_or_told_twice_by_many_deaths_around_a_checkpoint(self):
        crashes.die_at(self, crashes.LOG_POINTS, [1] * DEATHS, crashes.change)

    def test_nothing_is_told_wrongly_by_many_deaths_after_a_person_ended_an_incident(self):
        crashes.die_at(self, crashes.HAND_POINTS, [1] * DEATHS, crashes.end_by_hand)
