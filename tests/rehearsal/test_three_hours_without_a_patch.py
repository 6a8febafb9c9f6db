"""EspoCRM answers its probe and refuses every PATCH with a 500 (rules 4, system broken), for three hours."""

from __future__ import annotations

from beteiligte.models import Beteiligte
from tests.rehearsal.day import Day
from tests.rehearsal.three_hours import PARTIES, assert_all_arrived, edit_all, losers_of_attempts, recover


def test_the_system_is_broken_nobody_loses_an_attempt_and_it_is_told_twice(day: Day) -> None:
    parties = day.linked(PARTIES)
    day.pass_time(300)
    day.office.box.espo_faults.arm(method="PATCH", path="CBeteiligte", status=500, times=0)
    edit_all(day, parties)
    assert day.told() == ["system_broken"]
    assert losers_of_attempts() == []
    assert set(Beteiligte.objects.values_list("waits_for", flat=True)) == {"espocrm"}

    day.office.box.espo_faults.disarm()
    recover(day, parties)
    assert day.told() == ["system_broken", "system_up"]
    assert_all_arrived(day, parties)
