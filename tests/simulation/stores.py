"""Redis and the database, unreachable for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import fakeredis
from django.db import OperationalError

from tests.simulation.clock import VirtualClock
from tests.simulation.tasks import Scheduler


class RedisServer(fakeredis.FakeServer):
    """A Redis that refuses connections until `down_until`, a virtual time in seconds."""

    def __init__(self, time: VirtualClock) -> None:
        self._time, self.down_until = time, 0.0
        super().__init__(server_type="redis")

    @property
    def connected(self) -> bool:
        """Whether it answers now."""
        return self._time.seconds >= self.down_until

    @connected.setter
    def connected(self, _: bool) -> None:
        """The library sets it once; time alone decides."""


class DatabaseFault:
    """Lets each statement of the console fail until `down_until`; the model itself may always look."""

    def __init__(self, time: VirtualClock, scheduler: Scheduler) -> None:
        self._time, self._scheduler = time, scheduler
        self.down_until = 0.0
        self._looking = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """What Django asks before each statement. Raises OperationalError."""
        task = self._scheduler.current
        if task is not None and not self._looking and self._time.seconds < self.down_until and not task.process.dead:
            task.process.lost_database = True
            raise OperationalError("the database is down")
        return execute(sql, params, many, context)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """The model looks inside."""
        before, self._looking = self._looking, True
        try:
            yield
        finally:
            self._looking = before
