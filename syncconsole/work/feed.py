"""Many parties at once: threads that pull party after party from one feed.

Deadlines are monotonic and no signals are used: RQ's own time-out reaches only the main thread.
"""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connections

from syncconsole import clock
from syncconsole.run.lease import renewing

log = logging.getLogger(__name__)


class Defects(Exception):
    """Runs that ended by a fault of the program; the text names parties, kinds of error and places, never a value."""


@dataclass(frozen=True)
class Fed:
    """What a feed leaves behind: parties that no thread took in time, and one text per defect."""

    left: list[int]
    defects: list[str]

    def raise_defects(self) -> None:
        """Raise all of them as one `Defects`, so that the job ends in RQ's failed registry; or return."""
        if self.defects:
            raise Defects("\n".join(self.defects))


def feed(pks: Sequence[int], run: Callable[[int], object], *, threads: int, seconds: float | None = None) -> Fed:
    """Call `run` for each party key, `threads` at a time, and return when those that were begun have ended.

    After `seconds` no further one is begun (None: no limit). What `run` raises for one party is kept for the end
    and touches no other party.
    """
    source = _Source(pks, None if seconds is None else clock.monotonic() + seconds)
    with renewing(), ThreadPoolExecutor(max_workers=max(1, min(threads, len(pks)))) as pool:
        try:
            pulls = [pool.submit(_pull, source, run) for _ in range(min(threads, len(pks)))]
            defects = [defect for pull in pulls for defect in pull.result()]
        finally:
            source.close()  # interrupted by a person: what runs ends, nothing new begins
    return Fed(source.left(), defects)


class _Source:
    """Party keys for several threads; dry for all of them once its time is over or it is closed."""

    def __init__(self, pks: Iterable[int], ends: float | None) -> None:
        self._pks, self._ends, self._closed = deque(pks), ends, False

    def take(self) -> int | None:
        """The next key, or None."""
        if self._closed or (self._ends is not None and clock.monotonic() >= self._ends):
            return None
        try:
            return self._pks.popleft()
        except IndexError:
            return None

    def close(self) -> None:
        self._closed = True

    def left(self) -> list[int]:
        return list(self._pks)


def _pull(source: _Source, run: Callable[[int], object]) -> list[str]:
    defects: list[str] = []
    try:
        while (pk := source.take()) is not None:
            try:
                run(pk)
            except Exception as error:
                defects.append(f"Party {pk}: {_places(error)}")
                log.error("A run ended by a defect. %s", defects[-1])
    finally:
        connections.close_all()  # this thread's own
    return defects


def _places(error: BaseException) -> str:
    """Kinds of error and lines of code; not the errors' texts, since a database puts values into its own."""
    text = f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
    earlier = error.__cause__ or error.__context__
    return f"{text}after {_places(earlier)}" if earlier else text
