"""What holds calls back: one attempt for all who want the same, and a sign-in that must not be hammered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from syncconsole import clock
from syncconsole.sync.errors import CredentialsRejected, RemoteError, SystemDown

T = TypeVar("T")

# "At most once a minute" (rules 4): EspoCRM locks an address out after ten failed logins within one.
REJECTED_WAIT_SECONDS = 60.0


def unsent(error: RemoteError) -> RemoteError:
    """A copy of `error` for a call that was not sent because of it: its outcome is known, it has none.

    A copy, since an exception that several threads raise would mix their tracebacks.
    """
    copy = type(error).__new__(type(error))
    copy.args = error.args
    copy.__dict__.update(error.__dict__, outcome_unknown=False)
    return copy


def down(error: RemoteError) -> RemoteError:
    """`error` of a call that every other one needs first (addresses, token): without it the system is down."""
    if isinstance(error, SystemDown):
        return unsent(error)
    return SystemDown(error.system, error.reason, status=error.status, call=error.call)


class OneForAll(Generic[T]):
    """Lets one thread try what several wait for, and gives its result, or its failure, to all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._last: RemoteError | None = None

    def run(self, known: Callable[[], T | None], make: Callable[[], T]) -> T:
        """Return `known()`, or where that is None what `make()` returns.

        A thread that waited while another one's `make()` raised a RemoteError raises a copy of that.
        """
        seen = self._failures
        with self._lock:
            value = known()
            if value is not None:
                return value
            if self._last is not None and self._failures > seen:
                raise unsent(self._last)
            return self._made(make)

    def _made(self, make: Callable[[], T]) -> T:
        try:
            return make()
        except RemoteError as error:
            self._last, self._failures = error, self._failures + 1
            raise


class Rejection:
    """Remembers that credentials were rejected, so that they are not tried again at once. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._error: CredentialsRejected | None = None
        self._tried_at = 0.0

    def note(self, error: CredentialsRejected) -> None:
        """Remember `error`, and when."""
        with self._lock:
            self._error, self._tried_at = error, clock.monotonic()

    def forget(self) -> None:
        """The credentials are good."""
        with self._lock:
            self._error = None

    def stop(self) -> None:
        """Raise the remembered error, if there is one."""
        with self._lock:
            if self._error is not None:
                raise unsent(self._error)

    def stop_for_a_minute(self) -> None:
        """Raise the remembered error, unless a minute has passed since the last try; then this is the next try."""
        with self._lock:
            if self._error is None:
                return
            if clock.monotonic() - self._tried_at < REJECTED_WAIT_SECONDS:
                raise unsent(self._error)
            self._tried_at = clock.monotonic()
