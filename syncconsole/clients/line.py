"""The way of one client to one system: how many calls at once, who watches them, how long one may take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import requests

from syncconsole.clients.calls import Call, CallWatch
from syncconsole.clients.http import Answer, Exchange, Request


class Line:
    """Makes calls one by one, each within `timeout` seconds and told to `watch` exactly once."""

    def __init__(
        self,
        session: Callable[[], requests.Session],
        in_flight: threading.BoundedSemaphore,
        timeout: float,
        watch: CallWatch,
    ) -> None:
        self._session, self._in_flight = session, in_flight
        self._timeout, self._watch = timeout, watch

    def call(self, request: Request) -> Answer:
        """Send `request` once there is room; raises what `Exchange.run` and the watch's `before_call` raise."""
        with self._in_flight:
            # Only now: whether the run still owns its party must be true when the request leaves, not when it queued.
            self._watch.before_call(self._timeout)
            told = replace(request, headers={**request.headers, **self._watch.headers})
            exchange = Exchange(self._session(), told, self._timeout)
            start = time.monotonic()
            try:
                return exchange.run()
            finally:
                ms = round((time.monotonic() - start) * 1000)
                self._watch.after_call(
                    Call(request.system, request.method, request.path, exchange.status, ms, request.purpose)
                )
