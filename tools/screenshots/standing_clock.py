"""A clock that stands: every picture of every run shows the same minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from syncconsole.clock import SystemClock

MORNING = datetime(2026, 11, 24, 8, 52, 16, tzinfo=UTC)  # 09:52:16 in Berlin, a Tuesday


class StandingClock(SystemClock):
    """The console's and both systems' time, which moves only when told; deadlines still run by the machine's."""

    def __init__(self) -> None:
        self.at = MORNING

    def before(self, **span: float) -> datetime:
        """Put the clock that far (timedelta's words) before the morning of the pictures; that time, UTC."""
        self.at = MORNING - timedelta(**span)
        return self.at

    def now(self) -> datetime:
        """Where it stands, UTC."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Waiting takes no time here."""
        self.at += timedelta(seconds=seconds)
