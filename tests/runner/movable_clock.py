"""A clock that runs as the machine's own and can be moved on; the console and both systems share it."""

from __future__ import annotations

from datetime import datetime, timedelta

from syncconsole.clock import SystemClock


class MovableClock(SystemClock):
    """The machine's time, plus all that `advance` has added."""

    def __init__(self) -> None:
        self.moved = 0.0

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self.moved += seconds

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""
        return super().now() + timedelta(seconds=self.moved)

    def monotonic(self) -> float:
        """Seconds from a fixed but unknown start."""
        return super().monotonic() + self.moved
