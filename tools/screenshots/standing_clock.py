"""A clock that is set by hand and, for the pictures, stands: each of every run shows the same minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from syncconsole.clock import SystemClock

MORNING = datetime(2026, 11, 24, 8, 52, 16, tzinfo=UTC)  # 09:52:16 in Berlin, a Tuesday


class StandingClock(SystemClock):
    """The console's and both systems' time; deadlines run by the machine's."""

    def __init__(self) -> None:
        self.at, self._set, self._runs = MORNING, self.monotonic(), False

    def before(self, **span: float) -> datetime:
        """Set the clock that far (timedelta's words) before the morning of the pictures, and let it run; UTC."""
        self.at, self._set, self._runs = MORNING - timedelta(**span), self.monotonic(), True
        return self.at

    def stand(self) -> None:
        """From now on it is the morning of the pictures."""
        self.at, self._runs = MORNING, False

    def now(self) -> datetime:
        """The time it shows, UTC."""
        return self.at + timedelta(seconds=self.monotonic() - self._set if self._runs else 0)

    def sleep(self, seconds: float) -> None:
        """Waiting takes no time here."""
        self.at += timedelta(seconds=seconds)
