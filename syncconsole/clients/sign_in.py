"""EspoCRM's sign-in: a wrong key must not lock this address out (rules 4, credentials)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

import redis
from redis.exceptions import RedisError

from syncconsole import clock
from syncconsole.clients.access import EspoSettings
from syncconsole.clients.limits import OneForAll, Rejection
from syncconsole.sync.errors import CredentialsRejected, RemoteError, SystemDown

T = TypeVar("T")

# EspoCRM counts failed logins of the last minute: a key that was good within it has left none behind.
ACCEPTED_SECONDS = 60
NOTE_EVERY_SECONDS = 15.0


class AcceptedKey:
    """What the console's processes tell each other through Redis: this key was accepted within the last minute.

    Without Redis nobody knows anything, and every process finds out for itself.
    """

    def __init__(self, settings: EspoSettings, store: redis.Redis | None) -> None:
        who = "\0".join((settings.base_url, settings.api_key))
        self._key = f"syncconsole:espocrm:accepted:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
        self._store = store
        self._noted_at: float | None = None

    def lately(self) -> bool:
        """Whether a process has noted it within the last minute."""
        try:
            return self._store is not None and bool(self._store.exists(self._key))
        except RedisError:
            return False

    def note(self) -> None:
        """The key was accepted just now; said four times a minute at most."""
        now = clock.monotonic()
        if self._store is None or (self._noted_at is not None and 0 <= now - self._noted_at < NOTE_EVERY_SECONDS):
            return
        self._noted_at = now
        try:
            self._store.set(self._key, 1, ex=ACCEPTED_SECONDS)
        except RedisError:
            self._noted_at = None

    def withdraw(self) -> None:
        """The key was refused: what was noted no longer holds."""
        self._noted_at = None
        try:
            if self._store is not None:
                self._store.delete(self._key)
        except RedisError:
            return


class SignInGate:
    """Keeps a wrong key from locking this address out of EspoCRM, valid keys included (rules 4, credentials).

    A worker makes its first call alone: a process does, unless another process of the console has seen the key
    accepted a moment ago. After a 401, or the 403 of a lock-out, only probes speak, at most one a minute, until one
    succeeds.
    """

    def __init__(self, accepted: AcceptedKey) -> None:
        self._accepted = accepted
        self._answered = False
        self._rejection = Rejection()
        self._first: OneForAll[bool] = OneForAll()

    def call(self, make: Callable[[], T]) -> T:
        """Return `make()`; raises CredentialsRejected without calling it while the gate is closed."""

        def attempt() -> T:
            self._rejection.stop()  # asked here, since the thread may just have waited for a first call that failed
            return self._watched(make)

        return self._first_alone(attempt)

    def probe(self, make: Callable[[], T]) -> T:
        """The same for a probe, which passes a closed gate once a minute and opens it if it succeeds."""
        self._rejection.stop_for_a_minute()
        result = self._first_alone(lambda: self._watched(make))
        self._rejection.forget()
        return result

    def _first_alone(self, make: Callable[[], T]) -> T:
        results: list[T] = []

        def first() -> bool:
            results.append(make())
            return True

        if not self._answered:
            self._first.run(self._known_good, first)
        return results[0] if results else make()

    def _known_good(self) -> bool | None:
        self._answered = self._answered or self._accepted.lately()
        return self._answered or None

    def _watched(self, make: Callable[[], T]) -> T:
        try:
            result = make()
        except CredentialsRejected as error:
            self._rejection.note(error)
            self._accepted.withdraw()
            raise
        except SystemDown:
            raise  # nobody over there has looked at the key
        except RemoteError:
            self._good()
            raise
        self._good()
        return result

    def _good(self) -> None:
        self._answered = True
        self._accepted.note()
