"""Advoware's relay is down for three hours of a working day (rules 4, system down), in virtual time."""

from __future__ import annotations

import pytest

from beteiligte.models import BeteiligteAttempt
from tests.rehearsal.day import Day
from tests.rehearsal.three_hours import PARTIES, assert_all_arrived, edit_all, losers_of_attempts, recover

OUTAGES = [
    pytest.param(PARTIES, "", True, id="many-and-one-more"),
    pytest.param(PARTIES, "Beteiligte", False, id="all-while-tokens-are-given"),
    pytest.param(1, "", True, id="one-of-two"),
    pytest.param(1, "", False, id="the-only-one"),
    pytest.param(1, "Beteiligte", False, id="the-only-one-while-tokens-are-given"),
]


@pytest.mark.parametrize(("count", "path", "one_more"), OUTAGES)
def test_an_outage_costs_nobody_an_attempt_and_is_told_twice(day: Day, count: int, path: str, one_more: bool) -> None:
    parties = day.linked(count + one_more)[:count]
    day.pass_time(300)
    day.office.box.advo_faults.arm(status=503, path=path, times=0)
    day.office.forget_calls()
    edit_all(day, parties)
    assert day.told() == ["system_down"]
    assert losers_of_attempts() == []
    assert asked_for_records(day) <= day.ticks * 3 + count

    day.office.box.advo_faults.disarm()
    recover(day, parties)
    assert not BeteiligteAttempt.objects.filter(outcome="failed").exists()
    assert day.told() == ["system_down", "system_up"]
    assert_all_arrived(day, parties)


def asked_for_records(day: Day) -> int:
    """How often Advoware was asked for one: by one probe per tick, of at most three, and by who was on the way."""
    return sum("Beteiligte" in entry["path"] for entry in day.office.box.advo_log.as_json(0))
