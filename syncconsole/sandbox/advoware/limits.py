"""A limit of calls per second, which nobody has ever seen in Advoware but which it may have."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from syncconsole.sandbox.advoware.errors import ApiError
from syncconsole.sandbox.advoware.options import AdvowareOptions

_WINDOW = timedelta(seconds=1)


class CallLimit:
    """Counts the calls of the last second. Guarded by the lock of its Advoware."""

    def __init__(self, options: AdvowareOptions) -> None:
        self._options = options
        self._calls: deque[datetime] = deque()

    def check(self, now: datetime) -> None:
        """Count one call.

        Raises:
            ApiError: 429 with ``Retry-After``, for each call above the limit.
        """
        while self._calls and now - self._calls[0] >= _WINDOW:
            self._calls.popleft()
        allowed = self._options.calls_per_second
        if allowed and len(self._calls) >= allowed:
            raise ApiError(429, "Zu viele Anfragen.", {"Retry-After": "1"})
        self._calls.append(now)
