"""What is noticed although nobody reports it: silent webhooks, a late sweep, jobs that nobody takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from syncconsole import clock
from syncconsole.models import Checkpoint, Message
from syncconsole.regular import alarms
from syncconsole.work.queues import EVENTS, enqueue
from tests.flow.conftest import a_party
from tests.runner.movable_clock import MovableClock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def later() -> Any:
    """A clock that a test may move on."""
    movable = MovableClock()
    before = clock.use(movable)
    yield movable
    clock.use(before)


def swept(**memory: Any) -> None:
    Checkpoint.objects.update_or_create(pk="sweep", defaults={"at": clock.now(), "value": {"cbeteiligte": memory}})


def open_alarms() -> list[str]:
    return list(Message.objects.filter(closed_at__isnull=True).order_by("pk").values_list("code", flat=True))


def test_where_all_is_well_nobody_is_told_anything(redis: Redis) -> None:
    swept()
    assert alarms.look() == []
    assert open_alarms() == []


def test_silent_webhooks_are_told_once_and_closed_when_they_speak_again(redis: Redis) -> None:
    swept(webhooks_silent_since=clock.now().isoformat())
    alarms.look()
    alarms.look()
    assert open_alarms() == ["webhooks_silent"]
    swept(webhooks_silent_since=None)
    alarms.look()
    assert open_alarms() == []


def test_a_sweep_that_is_three_intervals_late_is_told(redis: Redis, later: MovableClock, settings: Any) -> None:
    swept()
    later.advance(3 * settings.SWEEP_INTERVAL_SECONDS - 1)
    assert alarms.look() == []
    later.advance(2)
    alarms.look()
    assert open_alarms() == ["sweep_late"]


def test_a_job_that_nobody_takes_for_ten_minutes_is_told(redis: Redis, later: MovableClock) -> None:
    enqueue("cbeteiligte", [a_party().pk], queue=EVENTS, trigger="webhook")
    later.advance(60)
    assert alarms.look() == []
    later.advance(timedelta(minutes=10).total_seconds())
    assert alarms.look() == ["alarm:queue_waits:events"]
    assert open_alarms() == ["queue_waits"]


def test_without_redis_the_others_are_still_looked_at(no_redis: None, later: MovableClock, settings: Any) -> None:
    swept()
    later.advance(4 * settings.SWEEP_INTERVAL_SECONDS)
    assert alarms.look() == ["alarm:sweep_late"]
