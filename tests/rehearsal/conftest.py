"""What the rehearsals in virtual time share: the console, both systems, and a clock that all three go by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from syncconsole import clock
from syncconsole.sandbox.run import Sandbox
from tests.flow.conftest import redis, sandbox
from tests.rehearsal.day import Day
from tests.runner.conftest import Office, known, office, searchable, time
from tests.runner.movable_clock import MovableClock

__all__ = ["day", "known", "office", "redis", "sandbox", "searchable", "time"]


@pytest.fixture
def day(transactional_db: None, sandbox: Sandbox, redis: Redis, settings) -> Iterator[Day]:
    """A day of an office without a party; calls that hang end after two seconds."""
    settings.ESPOCRM_API_TIMEOUT_SECONDS = settings.ADVOWARE_API_TIMEOUT_SECONDS = 2
    movable = MovableClock()
    sandbox.espo.clock = sandbox.advo.clock = movable
    before = clock.use(movable)
    yield Day(Office(sandbox), redis, movable)
    clock.use(before)
