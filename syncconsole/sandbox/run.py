"""Starts both simulated systems: in a test as a context manager, or in the foreground by the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from syncconsole.sandbox import demo, seeds
from syncconsole.sandbox.advoware import Advoware, AdvowareOptions
from syncconsole.sandbox.clock import Clock, SystemClock
from syncconsole.sandbox.control import Control, edit_advoware, edit_espocrm
from syncconsole.sandbox.espocrm import EspoCrm, EspoCrmOptions
from syncconsole.sandbox.espocrm.delivery import Sender, flush
from syncconsole.sandbox.espocrm.webhooks import Subscription
from syncconsole.sandbox.faults import ArmedFaults
from syncconsole.sandbox.messages import Request, Response
from syncconsole.sandbox.requestlog import RequestLog
from syncconsole.sandbox.server import Pages, SystemServer
from syncconsole.sandbox.snapshot import Snapshot
from syncconsole.sandbox.web import AdvowarePages, EspoCrmPages


class Sandbox:
    """Both systems on two ports.

    Ports of 0 are chosen freely; ``seed`` is a number of parties or a ``seeds.Seed``; ``latency`` is in seconds per
    API answer; ``webhook_target`` is the console's base address (a path replaces the usual one); without
    ``webhook_interval`` (seconds) webhooks wait for ``flush_webhooks``.
    """

    def __init__(
        self,
        espo_port: int = 0,
        advo_port: int = 0,
        *,
        bind: str = "127.0.0.1",
        seed: Any = 0,
        latency: float = 0.0,
        webhook_target: str | None = None,
        webhook_interval: float | None = None,
        espo_options: EspoCrmOptions | None = None,
        advo_options: AdvowareOptions | None = None,
        data_file: Path | None = None,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self.espo, self.advo = EspoCrm(clock, espo_options), Advoware(clock, advo_options)
        self.espo_server = SystemServer((bind, espo_port), "espocrm", self.espo, latency)
        try:
            self.advo_server = SystemServer((bind, advo_port), "advoware", self.advo, latency)
        except OSError:
            self.espo_server.server_close()
            raise
        self._connect_pages()
        if webhook_target:
            self.subscribe(webhook_target)
        self._sender = Sender(self.espo, webhook_interval) if webhook_interval else None
        self._snapshot = self._opened(data_file, seeds.Seed.of(seed))

    def _connect_pages(self) -> None:
        espo_control = Control(self.espo_server, self.espo, lambda body: edit_espocrm(self.espo, body))
        advo_control = Control(self.advo_server, self.advo, lambda body: edit_advoware(self.advo, body))
        espo_pages = EspoCrmPages(self.espo, self.espo_server.log, self.advo_url)
        advo_pages = AdvowarePages(self.advo, self.advo_server.log, self.espo_url)
        self.espo_server.pages = _Routes(espo_control, espo_pages)
        self.advo_server.pages = _Routes(advo_control, advo_pages)

    def _opened(self, data_file: Path | None, seed: seeds.Seed) -> Snapshot | None:
        snapshot = Snapshot(data_file, {"espocrm": self.espo, "advoware": self.advo}) if data_file else None
        if snapshot is None or not snapshot.load():
            self.reset(seed)
        return snapshot

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve both systems on daemon threads."""
        self.espo_server.start()
        self.advo_server.start()
        if self._sender:
            self._sender.start()
        if self._snapshot:
            self._snapshot.start()

    def stop(self) -> None:
        """Stop serving, cut open connections, keep the state."""
        if self._sender:
            self._sender.stop()
        self.espo_server.stop()
        self.advo_server.stop()
        if self._snapshot:
            self._snapshot.stop()

    def reset(self, seed: Any = 0) -> None:
        """Replace all parties of both systems, and forget faults and logs."""
        seed = seeds.Seed.of(seed)
        seeds.fill_espocrm(self.espo, seed)
        seeds.fill_advoware(self.advo, seed)
        for server in (self.espo_server, self.advo_server):
            server.faults.disarm()
            server.log.clear()

    def subscribe(self, target: str) -> None:
        """Point the three preset webhooks at the console's base address (or at a full path)."""
        base = target.rstrip("/") + ("" if urlsplit(target).path.strip("/") else demo.WEBHOOK_PATH)
        skip_own = self.espo.options.webhook_skip_own
        with self.espo.lock:
            for event, (webhook_id, secret) in demo.WEBHOOKS.items():
                self.espo.webhooks.subscribe(Subscription(webhook_id, event, f"{base}/{event}/", secret, skip_own))

    def flush_webhooks(self) -> list[dict[str, Any]]:
        """Deliver all events that are due and return what became of each request."""
        return flush(self.espo)

    @property
    def espo_url(self) -> str:
        """EspoCRM's base address, without trailing slash and without ``/api/v1``."""
        return self.espo_server.url

    @property
    def advo_url(self) -> str:
        """Advoware's base address, without trailing slash."""
        return self.advo_server.url

    @property
    def espo_log(self) -> RequestLog:
        """EspoCRM's request log."""
        return self.espo_server.log

    @property
    def advo_log(self) -> RequestLog:
        """Advoware's request log."""
        return self.advo_server.log

    @property
    def espo_faults(self) -> ArmedFaults:
        """EspoCRM's armed faults."""
        return self.espo_server.faults

    @property
    def advo_faults(self) -> ArmedFaults:
        """Advoware's armed faults."""
        return self.advo_server.faults

    def console_environment(self) -> dict[str, str]:
        """The console's environment variables for this sandbox."""
        return demo.console_environment(self.espo_url, self.advo_url)


class _Routes:
    """Sends ``/sandbox/…`` to the control interface and the rest to the web pages."""

    def __init__(self, control: Control, pages: Pages) -> None:
        self._control, self._pages = control, pages

    def handle(self, request: Request) -> Response:
        if request.method != "GET" and _from_another_site(request):
            return Response(403)
        if request.path.startswith("/sandbox/"):
            return self._control.handle(request)
        return self._pages.handle(request)


def _from_another_site(request: Request) -> bool:
    """Whether a foreign page in somebody's browser sent this: browsers reach loopback too."""
    origin = request.header("origin")
    return bool(origin) and origin.partition("://")[2] != request.header("host")
