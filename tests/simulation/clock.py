"""Virtual time: it moves only when the simulation moves it, and each machine may show another one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)  # two days before the clocks change


class VirtualClock:
    """The true time of a run, in seconds since its start; `offset` is by how much this machine's clock is wrong."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.offset = 0.0

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""
        return START + timedelta(seconds=self.seconds + self.offset)

    def monotonic(self) -> float:
        """Seconds since the run's start, whatever the wall clock says."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Nobody waits in virtual time without a task; see `tasks.Scheduler.step`."""
        raise AssertionError(f"a sleep of {seconds} s outside a task")


class SkewedClock:
    """A simulated system's clock: the true time and its own error of `offset` seconds."""

    def __init__(self, true: VirtualClock) -> None:
        self._true = true
        self.offset = 0.0

    def now(self) -> datetime:
        """The wall clock of that system, aware, UTC."""
        return START + timedelta(seconds=self._true.seconds + self.offset)
