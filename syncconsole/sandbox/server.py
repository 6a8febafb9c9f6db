"""Puts one simulated system on a port: HTTP/1.1 with keep-alive, latency, faults, request log."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import urlsplit

from syncconsole.sandbox.faults import ArmedFaults, Fault
from syncconsole.sandbox.messages import Request, Response
from syncconsole.sandbox.requestlog import RequestLog
from syncconsole.sandbox.spoiling import pieces, spoilt


class System(Protocol):
    """What the shell needs of a simulated system."""

    clock: Any

    def handle(self, request: Request) -> Response:
        """Answer an API request."""
        ...

    def is_api(self, path: str) -> bool:
        """Whether the path is the simulated product's."""
        ...


class Pages(Protocol):
    """The sandbox's own routes beside the API: control interface and web pages."""

    def handle(self, request: Request) -> Response:
        """Answer a request that is not for the API."""
        ...


class SystemServer(ThreadingHTTPServer):
    """One system behind one port; every connection has its thread.

    ``latency``: seconds from an API request's arrival to its answer, the system's own work included.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], name: str, system: System, latency: float = 0.0) -> None:
        self.name, self.system, self.latency = name, system, latency
        self.faults, self.log = ArmedFaults(), RequestLog(name)
        self.pages: Pages | None = None
        self._started = False
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        """The base address, without trailing slash."""
        host, port = self.server_address[:2]
        return f"http://{str(host)}:{port}"

    def start(self) -> None:
        """Serve on a daemon thread."""
        self._started = True
        threading.Thread(target=self.serve_forever, args=(0.02,), name=f"sandbox-{self.name}", daemon=True).start()

    def stop(self) -> None:
        """Stop serving, free the port and cut the connections that are still open."""
        if self._started:
            self.shutdown()
        self.server_close()
        for connection in list(self._open):
            _cut(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that ``stop`` can cut it."""
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that ended."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no event; anything else is printed by the base class."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def respond(self, request: Request, arrived: float) -> tuple[Response | None, Fault | None]:
        """The answer and the fault that it meets; no answer means: drop the connection.

        ``arrived``: when the request began to come in, a monotonic time.
        """
        if not self.system.is_api(request.path):
            return self._page(request), None
        entry = self.log.arrived(request, self.system.clock.now())
        fault = self.faults.take(request)
        entry.fault = fault.id if fault else None
        _sleep_until(arrived + self.latency / 2)
        response = self._with_fault(request, fault)
        _sleep_until(arrived + self.latency + (fault.delay if fault else 0))
        self.log.answered(entry, response.status if response else 0, response.user if response else None)
        return (spoilt(response, fault) if response and fault else response), fault

    def _with_fault(self, request: Request, fault: Fault | None) -> Response | None:
        if fault is None:
            return self.system.handle(request)
        if fault.when == "before":
            time.sleep(fault.delay)
            return fault.answer() if fault.replaces_answer() else self.system.handle(request)
        response = self.system.handle(request)
        time.sleep(fault.delay)
        return fault.answer() if fault.replaces_answer() else response

    def _page(self, request: Request) -> Response:
        return self.pages.handle(request) if self.pages else Response(404)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the server for the answer, writes it in one piece."""

    protocol_version = "HTTP/1.1"
    server: SystemServer
    _arrived = 0.0

    def parse_request(self) -> bool:
        """Note when the request arrived: its first line has been read."""
        self._arrived = time.monotonic()
        return super().parse_request()

    def _serve(self) -> None:
        response, fault = self.server.respond(self._request(), self._arrived)
        if response is None:
            self.close_connection = True
            _cut(self.connection)
            return
        self._write(response, fault)

    def _request(self) -> Request:
        target = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, target.path, target.query, headers, body, self.client_address[0])

    def _write(self, response: Response, fault: Fault | None) -> None:
        headers = {"Date": self.date_time_string(), **response.headers}
        if response.status != 204:
            headers["Content-Length"] = str(len(response.body))
        lines = [f"HTTP/1.1 {response.status} {responses.get(response.status, '')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        body = b"" if self.command == "HEAD" else response.body
        if fault and (fault.truncate or fault.dribble or fault.huge_mb):
            self._write_slowly(head, body, fault)
        else:
            # One write for all: a second one could wait for the peer's delayed acknowledgement.
            self.wfile.write(head + body)

    def _write_slowly(self, head: bytes, body: bytes, fault: Fault) -> None:
        """Send piece by piece, until the client has had enough of it or the server stops."""
        self.close_connection = True
        self.wfile.write(head)
        for piece in pieces(body, fault):
            self.wfile.write(piece)
            time.sleep(fault.dribble)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815 (names that the standard library calls)

    def log_message(self, format: str, *args: Any) -> None:
        """No access log on the console; ``RequestLog`` has it."""


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def _cut(connection: socket.socket) -> None:
    # The peer may have been faster.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
