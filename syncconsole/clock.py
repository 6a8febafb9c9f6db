"""Time for everything that decides by it; the simulation puts a virtual clock in its place."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a clock can say."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds from a fixed but unknown start; deadlines are measured with it."""

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds from a fixed but unknown start."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        time.sleep(seconds)


_current: Clock = SystemClock()


def use(clock: Clock) -> Clock:
    """Put `clock` in force for this process and return the one that was."""
    global _current
    before, _current = _current, clock
    return before


def now() -> datetime:
    """The wall clock, aware, UTC."""
    return _current.now()


def monotonic() -> float:
    """Seconds from a fixed but unknown start."""
    return _current.monotonic()


def sleep(seconds: float) -> None:
    """Wait that many seconds."""
    _current.sleep(seconds)
