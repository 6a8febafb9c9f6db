"""Every API request that reached a system, in order of arrival."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from syncconsole.sandbox.messages import Request

_SECRET_KEYS = ("Password", "HMAC512Signature")


@dataclass
class Entry:
    """One request; ``status``, ``user`` and ``ms`` stay empty until it was answered (``status`` 0 = dropped)."""

    seq: int
    time: str
    monotonic: float
    system: str
    method: str
    path: str
    query: str
    body: Any
    epoch: str | None
    attempt: str | None
    status: int | None = None
    user: str | None = None
    ms: float | None = None
    fault: int | None = None


class RequestLog:
    """The latest ``limit`` requests of one system. Thread-safe."""

    def __init__(self, system: str, limit: int = 100_000) -> None:
        self._system = system
        self._lock = threading.Lock()
        self._seq = itertools.count(1)
        self._entries: deque[Entry] = deque(maxlen=limit)

    def arrived(self, request: Request, now: datetime) -> Entry:
        """Note a request at its arrival; the returned entry is completed by ``answered``."""
        body = _loggable(request)
        with self._lock:
            entry = Entry(
                seq=next(self._seq),
                time=now.isoformat(timespec="milliseconds"),
                monotonic=time.monotonic(),
                system=self._system,
                method=request.method,
                path=request.path,
                query=request.query,
                body=body,
                epoch=request.header("x-sync-epoch") or None,
                attempt=request.header("x-sync-attempt") or None,
            )
            self._entries.append(entry)
        return entry

    def answered(self, entry: Entry, status: int, user: str | None) -> None:
        """Complete an entry; ``status`` 0 for a dropped connection."""
        entry.status, entry.user = status, user
        entry.ms = round((time.monotonic() - entry.monotonic) * 1000, 2)

    def entries(self, since: int = 0, method: str = "", path: str = "") -> list[Entry]:
        """Entries with ``seq`` greater than ``since``, oldest first, optionally of one method and path prefix."""
        with self._lock:
            found = [entry for entry in self._entries if entry.seq > since]
        return [e for e in found if method in ("", e.method) and e.path.startswith(path)]

    def as_json(self, since: int = 0) -> list[dict[str, Any]]:
        """``entries`` as JSON objects."""
        return [asdict(entry) for entry in self.entries(since)]

    def clear(self) -> None:
        """Forget all entries; sequence numbers go on."""
        with self._lock:
            self._entries.clear()


def _loggable(request: Request) -> Any:
    if not request.body:
        return None
    try:
        body = request.json()
    except ValueError:
        return request.body[:2000].decode(errors="replace")
    if isinstance(body, dict):
        return {key: "***" if key in _SECRET_KEYS else value for key, value in body.items()}
    return body
