"""Advoware's token: one for all workers, fetched by one of them at a time.

Kept in this process and, for the others, in Redis. Where Redis does not answer every process keeps its own: a sync
never fails for that.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import redis
from redis.exceptions import RedisError

from syncconsole import clock
from syncconsole.clients.access import AdvoSettings
from syncconsole.clients.limits import OneForAll, Rejection
from syncconsole.sync.errors import CredentialsRejected

MARGIN = timedelta(minutes=2)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """A token and the moment (UTC) from which it is no longer used, the margin before its end."""

    text: str = field(repr=False)
    good_until: datetime

    def usable(self) -> bool:
        """True while calls may still be started with it."""
        return clock.now() < self.good_until


def token_from(said: dict[str, Any], lifetime: float) -> Token | None:
    """The token of an answer, None if it holds none or an end that cannot be read.

    The end is `expiration_utc` (UTC, a fraction of any length), else `expires_in` seconds from now, else `lifetime`
    seconds from now.
    """
    text = said.get("access_token")
    if not isinstance(text, str) or not text.isascii() or not text.strip():
        return None
    try:
        return Token(text.strip(), _end(said, lifetime) - MARGIN)
    except (ValueError, TypeError, OverflowError):
        return None


def _end(said: dict[str, Any], lifetime: float) -> datetime:
    stamp = said.get("expiration_utc")
    if stamp:
        return datetime.fromisoformat(stamp[:19]).replace(tzinfo=UTC)
    seconds = said.get("expires_in")
    return clock.now() + timedelta(seconds=lifetime if seconds is None else float(seconds))


class TokenKeeper:
    """One per process and settings. Thread-safe."""

    def __init__(self, settings: AdvoSettings, store: redis.Redis | None) -> None:
        self._store = store
        self._key = _key(settings)
        # A holder that died is waited for no longer than its own request could have taken.
        self._lock_seconds = settings.timeout + 5
        self._local: Token | None = None
        self._single: OneForAll[Token] = OneForAll()
        self._rejection = Rejection()

    def token(self, fetch: Callable[[], Token], refused: str = "") -> str:
        """A usable token other than `refused`, which Advoware has just answered with 401.

        `fetch` makes the request where one is needed; what it raises reaches all who wait for its token. Rejected
        credentials are not tried again for a minute.
        """
        known = self._known(refused)
        token = known or self._single.run(lambda: self._known(refused), lambda: self._renewed(fetch, refused))
        return token.text

    def _known(self, refused: str) -> Token | None:
        return _usable(self._local, refused)

    def _renewed(self, fetch: Callable[[], Token], refused: str) -> Token:
        with self._shared_lock():
            self._local = _usable(self._shared(), refused) or self._fetched(fetch)
        return self._local

    def _fetched(self, fetch: Callable[[], Token]) -> Token:
        self._rejection.stop_for_a_minute()
        try:
            token = fetch()
        except CredentialsRejected as error:
            self._rejection.note(error)
            raise
        self._rejection.forget()
        self._share(token)
        return token

    def _shared(self) -> Token | None:
        if self._store is None:
            return None
        try:
            return _from_store(self._store.get(self._key))
        except RedisError:
            return None

    def _share(self, token: Token) -> None:
        if self._store is None:
            return
        seconds = max(1, int((token.good_until - clock.now()).total_seconds()))
        stored = json.dumps({"text": token.text, "good_until": token.good_until.timestamp()})
        try:
            self._store.set(self._key, stored, ex=seconds)
        except RedisError:
            log.warning("Redis does not answer: this process keeps an Advoware token of its own.")

    @contextmanager
    def _shared_lock(self) -> Iterator[None]:
        """Hold the lock over all workers, as far as there is a Redis that can give it."""
        lock = self._acquired()
        try:
            yield
        finally:
            if lock is not None:
                _release(lock)

    def _acquired(self) -> Any:
        if self._store is None:
            return None
        lock = self._store.lock(
            f"{self._key}:lock", timeout=self._lock_seconds, blocking_timeout=self._lock_seconds, sleep=0.05
        )
        try:
            return lock if lock.acquire() else None
        except RedisError:
            return None


def _release(lock: Any) -> None:
    try:
        lock.release()
    except RedisError:
        log.debug("The lock of the Advoware token ended before it was released.")


def _from_store(stored: Any) -> Token | None:
    """What `_share` stored, None for nothing and for what it cannot have stored."""
    try:
        value = json.loads(stored or b"null")
        return Token(str(value["text"]), datetime.fromtimestamp(value["good_until"], UTC))
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return None


def _usable(token: Token | None, refused: str) -> Token | None:
    return token if token is not None and token.text != refused and token.usable() else None


def _key(settings: AdvoSettings) -> str:
    who = "\0".join((settings.app_id, settings.kanzlei, settings.database, settings.user))
    return f"syncconsole:advoware:token:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
