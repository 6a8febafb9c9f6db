"""Since when both systems are the same: the tick keeps it, and forgets it when that cannot be claimed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import Checkpoint, SystemState
from syncconsole.regular import sameness

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Hand:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def hand(db: None) -> Any:
    """The clock; a check has just ended."""
    moved = Hand()
    before = clock.use(moved)
    checked()
    yield moved
    clock.use(before)


def checked() -> None:
    Checkpoint.objects.update_or_create(pk="sweep", defaults={"at": clock.now(), "value": {}})


def since() -> datetime | None:
    sameness.note()
    return sameness.since(Checkpoint.objects.get(pk=sameness.CHECKPOINT))


def later(hand: Hand, minutes: float) -> None:
    hand.at += timedelta(minutes=minutes)


def test_it_is_kept_while_nothing_disturbs(hand: Hand) -> None:
    assert since() == START
    later(hand, 4)
    assert since() == START


def test_an_outage_ends_it_and_the_end_of_the_outage_begins_it_anew(hand: Hand) -> None:
    since()
    SystemState.objects.create(name="advoware", down_since=clock.now())
    assert since() is None
    SystemState.objects.update(down_since=None)
    later(hand, 2)
    assert since() == hand.at


def test_an_old_check_ends_it(hand: Hand) -> None:
    for _ in range(8):
        later(hand, 4)
        last = since()
    assert last is None
    checked()
    assert since() == hand.at


def test_an_edit_that_is_not_carried_in_time_ends_it(hand: Hand) -> None:
    since()
    Beteiligte.objects.create(espo_id="6b05100000000000a", sync_status="dirty", changed_at=clock.now())
    later(hand, 4)
    assert since() == START
    later(hand, 2)
    assert since() is None
    Beteiligte.objects.update(sync_status="clean")
    later(hand, 1)
    assert since() == hand.at


def test_what_nobody_looked_at_for_a_while_is_not_claimed(hand: Hand) -> None:
    since()
    later(hand, 10)
    assert since() == hand.at
