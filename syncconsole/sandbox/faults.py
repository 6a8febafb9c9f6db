"""Faults armed for the next calls of one system."""

from __future__ import annotations

import itertools
import re
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from syncconsole.sandbox.messages import Request, Response

HTML_PAGE = b"<!DOCTYPE html><html><head><title>Wartung</title></head><body><h1>Wartungsarbeiten</h1></body></html>"


@dataclass
class Fault:
    """What happens to matching calls.

    ``method`` (empty = any) and ``path`` (a regular expression searched in the path) choose calls, the first ``skip``
    of which pass untouched; it ends after ``times`` calls (0 = stays). ``when`` says whether the answer is spoilt
    ``before`` or ``after`` the effect. ``delay`` is in seconds and happens at the same moment. At most one of
    ``status`` (with ``body`` and ``headers``), ``drop``, ``html`` and ``redirect`` replaces the answer; the others
    spoil the system's own one, always after the effect: ``truncate`` sends half of it, ``dribble`` one byte every so
    many seconds, ``huge_mb`` blows it up to so many megabytes of good JSON, ``duplicate_keys`` has every text of an
    object a second time with another value.
    """

    method: str = ""
    path: str = ""
    times: int = 1
    skip: int = 0
    when: str = "before"
    delay: float = 0.0
    status: int | None = None
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    truncate: bool = False
    html: bool = False
    redirect: str | None = None
    dribble: float = 0.0
    huge_mb: int = 0
    duplicate_keys: bool = False
    id: int = 0
    used: int = 0

    def __post_init__(self) -> None:
        if self.when not in ("before", "after"):
            raise ValueError("when must be 'before' or 'after'")
        re.compile(self.path)

    def matches(self, request: Request) -> bool:
        """Whether this call is meant, by method and path."""
        return self.method.upper() in ("", request.method) and re.search(self.path, request.path) is not None

    def replaces_answer(self) -> bool:
        """Whether the caller gets something else than the system's own answer."""
        return bool(self.status or self.drop or self.html or self.redirect)

    def answer(self) -> Response | None:
        """The replacing answer; ``None`` stands for a dropped connection."""
        if self.drop:
            return None
        if self.html:
            return Response(200, HTML_PAGE, {"Content-Type": "text/html; charset=utf-8"})
        if self.redirect:
            return Response(302, b"", {"Location": self.redirect})
        return Response(self.status or 500, self.body.encode(), {"Content-Type": "text/html", **self.headers})


class ArmedFaults:
    """The armed faults of one system, taken in the order they were armed. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []

    def arm(self, **wanted: Any) -> int:
        """Arm a ``Fault`` of these fields and return its id.

        Raises:
            TypeError: an unknown field.
            ValueError, re.error: a bad value.
        """
        fault = Fault(**wanted)
        with self._lock:
            fault.id, fault.used = next(self._ids), 0
            self._faults.append(fault)
        return fault.id

    def take(self, request: Request) -> Fault | None:
        """The fault that this call meets, counted as used; ``None`` for an undisturbed call."""
        if not self._faults:
            return None
        with self._lock:
            for fault in self._faults:
                if not fault.matches(request):
                    continue
                fault.used += 1
                if fault.used <= fault.skip:
                    continue
                if fault.times and fault.used >= fault.skip + fault.times:
                    self._faults.remove(fault)
                return fault
        return None

    def disarm(self, fault_id: int | None = None) -> None:
        """Remove one fault, or all of them."""
        with self._lock:
            self._faults = [] if fault_id is None else [f for f in self._faults if f.id != fault_id]

    def armed(self) -> list[dict[str, Any]]:
        """The faults still waiting, as JSON objects."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]
