"""What a client tells its run about each call, and what it asks before it starts one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Call:
    """One finished call. `path` carries ids but no query values; `status` is None without an answer."""

    system: str
    method: str
    path: str
    status: int | None
    ms: int
    purpose: str = ""


class CallWatch(Protocol):
    """Listens to the calls of one run. `headers` go along with each of them, so that a system's log tells the run."""

    @property
    def headers(self) -> Mapping[str, str]: ...

    def before_call(self, seconds: float) -> None:
        """Asked before each call that may last `seconds`. Raises LostLease if it must not start."""

    def after_call(self, call: Call) -> None:
        """Told of each call once it ended, whatever its end."""


class NobodyWatches:
    """For calls outside a run: probes, searches for controls, the sweep's lists."""

    headers: Mapping[str, str] = {}

    def before_call(self, seconds: float) -> None:
        """Every call may start."""

    def after_call(self, call: Call) -> None:
        """Nobody keeps a record."""
