"""A server on loopback that answers byte by byte as a test wants: for what no well-behaved server sends."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import parse_headers
from typing import Any

Reply = Callable[[socket.socket], None]


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


def plain(status: int, body: bytes = b"", **headers: str) -> Reply:
    """An ordinary answer of that status; header names are given with underscores."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {"Content-Length": str(len(body)), **names}
    head = f"HTTP/1.1 {status} -\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return raw(head.encode("latin-1") + b"\r\n" + body)


def as_json(status: int, value: Any, **headers: str) -> Reply:
    """An answer with `value` as JSON."""
    return plain(status, json.dumps(value).encode(), Content_Type="application/json", **headers)


def raw(data: bytes) -> Reply:
    """Exactly these bytes; the connection stays open."""
    return lambda sock: sock.sendall(data)


def cut_off(data: bytes) -> Reply:
    """These bytes, then the end of the connection."""

    def reply(sock: socket.socket) -> None:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_RDWR)

    return reply


def dribble(start: bytes, released: threading.Event) -> Reply:
    """`start`, then a byte every few milliseconds until the client has gone or `released` is set, at most for 5 s."""

    def reply(sock: socket.socket) -> None:
        sock.sendall(start)
        for _ in range(250):
            if released.wait(0.02):
                return
            sock.sendall(b" ")
        sock.shutdown(socket.SHUT_RDWR)

    return reply


@dataclass
class ScriptedServer:
    """Answers the n-th request with the n-th reply; when the script has ended, with its last one."""

    replies: list[Reply]
    seen: list[Seen] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """End every connection and wait for the threads."""
        self.released.set()
        for sock in (self._listener, *self._connections):
            _end(sock)
        for thread in self._threads:
            thread.join(5)

    def targets(self) -> Iterable[str]:
        """`METHOD /path?query` of each request so far."""
        return [f"{request.method} {request.target}" for request in self.seen]

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock, len(self._connections)), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, connection: int) -> None:
        # An OSError only says that the client or the test has ended the connection.
        with suppress(OSError), sock, sock.makefile("rb") as stream:
            while request := _read(stream, connection):
                self._next_reply(request)(sock)

    def _next_reply(self, request: Seen) -> Reply:
        with self._lock:
            self.seen.append(request)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def _read(stream: Any, connection: int) -> Seen | None:
    line = stream.readline().decode("latin-1").split()
    if len(line) < 2:  # the end, or no HTTP at all
        return None
    headers = dict(parse_headers(stream).items())
    body = stream.read(int(headers.get("Content-Length", 0)))
    return Seen(line[0], line[1], headers, body, connection)


def _end(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
