"""When a failed party is tried again (rules 4, first row)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RetrySettings:
    """`delays` and `permanent_delay` in seconds (0: never); `jitter` as a share, 0.2 is ± 20 %."""

    delays: Sequence[int]
    jitter: float
    max_failures: int
    permanent_delay: int


@dataclass(frozen=True)
class Retry:
    """After a failure: the new count, whether the party is given up now, and the wait in seconds or None."""

    failures: int
    given_up: bool
    newly_given_up: bool
    wait: float | None


def after_failure(failures: int, given_up: bool, settings: RetrySettings, luck: float) -> Retry:
    """Count one failure of a party that had `failures` so far; `luck` is in [0, 1).

    A try of a party given up before counts nothing and leaves it given up.
    """
    if given_up:
        return Retry(failures, True, False, _permanent(settings, luck))
    count = failures + 1
    if count >= settings.max_failures:
        return Retry(count, True, True, _permanent(settings, luck))
    delay = settings.delays[min(count, len(settings.delays)) - 1]
    return Retry(count, False, False, spread(delay, settings.jitter, luck))


def _permanent(settings: RetrySettings, luck: float) -> float | None:
    return spread(settings.permanent_delay, settings.jitter, luck) if settings.permanent_delay else None


def spread(seconds: float, jitter: float, luck: float) -> float:
    """`seconds` moved by at most ± `jitter` (a share), evenly over `luck` in [0, 1)."""
    return seconds * (1 + jitter * (2 * luck - 1))
