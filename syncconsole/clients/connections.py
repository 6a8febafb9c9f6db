"""What all clients of one process share: sessions, the limits of calls in flight, Redis, the sign-in state."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import redis
import requests
from django.conf import settings

from syncconsole.clients.access import AdvoSettings, EspoSettings
from syncconsole.clients.http import PlainSession
from syncconsole.sync.errors import ADVOWARE, ESPOCRM

__all__ = ["AdvoSettings", "Connections", "EspoSettings", "connections", "reset"]

T = TypeVar("T")

# A shared token saves a request now and then; waiting for a dead Redis must not cost more than that.
_REDIS_TIMEOUT_SECONDS = 2.0


class Connections:
    """One per process, thread-safe. Sessions belong to a thread, all else to the process."""

    def __init__(self, *, espocrm_in_flight: int, advoware_in_flight: int, redis_url: str = "") -> None:
        self._in_flight = {
            ESPOCRM: threading.BoundedSemaphore(espocrm_in_flight),
            ADVOWARE: threading.BoundedSemaphore(advoware_in_flight),
        }
        self._of_thread = threading.local()
        self._kept: dict[Hashable, Any] = {}
        self._kept_lock = threading.Lock()
        self.redis = _redis_client(redis_url) if redis_url else None

    def session(self, system: str) -> requests.Session:
        """This thread's session for `system`; it ends with the thread."""
        sessions: dict[str, requests.Session] = self._of_thread.__dict__.setdefault("sessions", {})
        if system not in sessions:
            sessions[system] = PlainSession()
        return sessions[system]

    def in_flight(self, system: str) -> threading.BoundedSemaphore:
        """The limit of calls to `system` that this process has on their way at once."""
        return self._in_flight[system]

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """The process's one object for `key`, made at first use."""
        with self._kept_lock:
            if key not in self._kept:
                self._kept[key] = make()
            found: T = self._kept[key]
            return found

    def close(self) -> None:
        """Close this thread's sessions and the Redis connections."""
        for session in self._of_thread.__dict__.pop("sessions", {}).values():
            session.close()
        if self.redis is not None:
            self.redis.close()


_lock = threading.Lock()
_of_process: Connections | None = None


def connections() -> Connections:
    """This process's connections, made from the settings at first use."""
    global _of_process
    with _lock:
        if _of_process is None:
            _of_process = Connections(
                espocrm_in_flight=settings.ESPOCRM_MAX_IN_FLIGHT,
                advoware_in_flight=settings.ADVOWARE_MAX_IN_FLIGHT,
                redis_url=settings.REDIS_URL,
            )
        return _of_process


def reset() -> None:
    """Close this process's connections; the next use makes new ones."""
    global _of_process
    with _lock:
        before, _of_process = _of_process, None
    if before is not None:
        before.close()


def _forget_after_fork() -> None:
    # Not closed: the sockets are still the parent's, and a lock may have been held by one of its threads.
    global _lock, _of_process
    _lock, _of_process = threading.Lock(), None


def _redis_client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_timeout=_REDIS_TIMEOUT_SECONDS, socket_connect_timeout=_REDIS_TIMEOUT_SECONDS, driver_info=None
    )


os.register_at_fork(after_in_child=_forget_after_fork)
