"""Sends queued webhooks over HTTP: EspoCRM's cron job, on a thread."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from syncconsole.sandbox.espocrm.webhooks import NO_CONNECTION, TIMED_OUT, UNDELIVERABLE, Delivery

if TYPE_CHECKING:
    from syncconsole.sandbox.espocrm.model import EspoCrm


def send(delivery: Delivery, timeout: float, needs_https: bool = False) -> int:
    """Post one delivery and return the status, or what stands for a missing answer. Redirects are not followed.

    ``timeout`` is in seconds. With ``needs_https`` only https to a host name is tried, and only a trusted
    certificate is taken, as EspoCRM 10 does; without it a bad certificate counts as no connection.
    """
    target = urlsplit(delivery.url)
    if needs_https and not _acceptable(target):
        return UNDELIVERABLE
    secure = target.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(target.hostname or "", target.port, timeout=timeout)
    path = target.path + (f"?{target.query}" if target.query else "")
    try:
        connection.request("POST", path or "/", delivery.body, {"User-Agent": "GuzzleHttp/7", **delivery.headers})
        return connection.getresponse().status
    except TimeoutError:
        return TIMED_OUT
    except socket.gaierror:
        return UNDELIVERABLE
    except ssl.SSLError:
        return UNDELIVERABLE if needs_https else NO_CONNECTION
    except (OSError, http.client.HTTPException):
        return NO_CONNECTION
    finally:
        connection.close()


def _acceptable(target: SplitResult) -> bool:
    try:
        ipaddress.ip_address(target.hostname or "")
    except ValueError:
        return target.scheme == "https"
    return False


def run_queue(crm: EspoCrm) -> list[dict[str, Any]]:
    """One run of the queue: send what is due and return what became of it."""
    with crm.lock:
        deliveries = crm.webhooks.due(crm.clock.now())
    results = []
    for delivery in deliveries:
        status = send(delivery, crm.options.webhook_timeout_seconds, crm.options.webhook_needs_https)
        with crm.lock:
            outcome = crm.webhooks.answered(delivery, status, crm.clock.now())
            crm.revision += 1
        event = delivery.subscription.event
        results.append({"event": event, "items": len(delivery.items), "status": status, "outcome": outcome})
    return results


def flush(crm: EspoCrm) -> list[dict[str, Any]]:
    """Run the queue until nothing is due."""
    results: list[dict[str, Any]] = []
    while True:
        run = run_queue(crm)
        if not run:
            return results
        results += run


class Sender:
    """Runs the queue every ``interval`` seconds until stopped; ``webhook_paused`` holds it."""

    def __init__(self, crm: EspoCrm, interval: float) -> None:
        self._crm, self._interval = crm, interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-webhooks", daemon=True)

    def start(self) -> None:
        """Begin sending."""
        self._thread.start()

    def stop(self) -> None:
        """Stop and wait for the delivery under way."""
        self._stopped.set()
        self._thread.join(timeout=self._crm.options.webhook_timeout_seconds + 1)

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            if not self._crm.options.webhook_paused and self._crm.webhooks.pending:
                run_queue(self._crm)
