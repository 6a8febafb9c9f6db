"""HTTP connections on which one deadline bounds the whole call (rules 8).

The timeouts of `requests` count from one received byte to the next, so a server that sends a byte now and then would
hold a thread for ever. Here every wait of a call - connecting, the TLS handshake, sending, each read of the head and
the body - gets only what is left of the call's own deadline. Looking a name up is the one wait that the operating
system bounds, not we.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# Apache, which many EspoCRM installations run on, closes a quiet connection after 5 s. One that is closed while a write
# is on its way leaves the outcome unknown, so an older one is not used again.
MAX_IDLE_SECONDS = 4.0


class Deadline:
    """The end of one call, and whether any of its request has been sent.

    It counts on the machine's clock, not on `syncconsole.clock`: sockets wait in real time.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.sent = False

    def remaining(self) -> float:
        """Seconds left, always positive; raises TimeoutError once there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call's time is over")
        return left

    def passed(self) -> bool:
        """True once the time is over."""
        return time.monotonic() >= self._end


_of_this_thread = threading.local()


@contextmanager
def in_force(deadline: Deadline) -> Iterator[None]:
    """Bind this thread's connections to `deadline` for the block."""
    _of_this_thread.deadline = deadline
    try:
        yield
    finally:
        del _of_this_thread.deadline


def _current() -> Deadline:
    return cast(Deadline, _of_this_thread.deadline)


class _BoundedReader(io.RawIOBase):
    """Reads a socket, waiting each time no longer than the deadline allows."""

    def __init__(self, source: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._source, self._sock, self._deadline = source, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._sock.settimeout(self._deadline.remaining())
        return self._source.readinto(buffer)

    def close(self) -> None:
        self._source.close()
        super().close()


class _BoundedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_BoundedReader(raw, sock, _current()))


class _Bounded(HTTPConnection):
    """What the plain and the TLS connection below have in common."""

    response_class = _BoundedResponse
    _last_used = 0.0

    def _new_conn(self) -> socket.socket:
        # A name may stand for several addresses, of which one may be dead; each gets its share of the time.
        self.timeout = _current().remaining() / self._count_of_addresses()
        sock = super()._new_conn()
        sock.settimeout(_current().remaining())
        return sock

    def _count_of_addresses(self) -> int:
        try:
            return len(socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)) or 1
        except OSError:
            return 1  # connecting will fail in the same way, and say so

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _current().sent = True
        self._last_used = time.monotonic()
        self.sock.settimeout(_current().remaining())
        super().send(data)

    @property
    def is_connected(self) -> bool:
        return super().is_connected and time.monotonic() - self._last_used < MAX_IDLE_SECONDS


class _BoundedTls(_Bounded, HTTPSConnection):
    pass


class _BoundedPool(HTTPConnectionPool):
    ConnectionCls = _Bounded


class _BoundedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _BoundedTls


class BoundedAdapter(HTTPAdapter):
    """The transport of a `requests.Session` whose calls are made inside `in_force(deadline)`."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools from the bounded connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _BoundedPool, "https": _BoundedTlsPool}
