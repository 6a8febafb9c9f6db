"""Replays recorded exchanges against the sandbox over HTTP."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from syncconsole.sandbox import demo
from syncconsole.sandbox.clock import VirtualClock
from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.espocrm.users import ADMIN, ANNA
from syncconsole.sandbox.run import Sandbox
from tests.contract import stage
from tests.contract.recordings import DELIVERIES, Exchange, exchanges
from tests.contract.unify import Unifier

COMPARED_HEADERS = ("Content-Type", "X-Status-Reason", "WWW-Authenticate", "Allow")
BEYOND_THE_WEB_SERVERS_LIMIT = "0" * 24_000
"""Stands for the rest of an address that the recorder cut off."""

_START = datetime(2026, 11, 24, tzinfo=UTC)


def _basic(user_name: str, password: str = "") -> str:
    known = password or demo.ESPOCRM_PASSWORDS[user_name]
    return "Basic " + base64.b64encode(f"{user_name}:{known}".encode()).decode()


CREDENTIALS = {
    "console": {"X-Api-Key": demo.ESPOCRM_API_KEY},
    "reader": {"X-Api-Key": demo.ESPOCRM_READER_KEY},
    "stranger": {"X-Api-Key": demo.ESPOCRM_STRANGER_KEY},
    "wrong-key": {"X-Api-Key": "0" * 32},
    "empty-key": {"X-Api-Key": ""},
    "bearer": {"Authorization": f"Bearer {demo.ESPOCRM_API_KEY}"},
    "person": {"Authorization": _basic(ANNA.user_name)},
    "wrong-password": {"Authorization": _basic(ANNA.user_name, "falsch")},
    "admin": {"Authorization": _basic(ADMIN.user_name)},
    "nobody": {},
}
"""The recorded word for who asks -> how that one signs in here."""


@dataclass
class Result:
    """What became of one exchange: ``reason`` it is not replayed, or the ``differences`` to what was recorded."""

    exchange: Exchange
    differences: list[str] = field(default_factory=list)
    reason: str = ""


def delivery_result(title: str, differences: list[str], reason: str = "") -> Result:
    """What became of one recorded webhook delivery, or of a note about the queue."""
    return Result(Exchange(DELIVERIES, title, "console", "", "POST", "", 200), differences, reason)


def checked(title: str, recorded: Any, here: Any) -> Result:
    """The same for two plain values."""
    return delivery_result(title, [] if recorded == here else [f"recorded {recorded}, here {here}"])


@contextmanager
def server(version: str) -> Iterator[Replay]:
    """An empty sandbox that plays an EspoCRM of ``version``."""
    options = EspoCrmOptions(version=version.rpartition(".")[0])
    clock = VirtualClock(_START)
    with Sandbox(espo_options=options, clock=clock) as box:
        replay = Replay(box, clock, version)
        yield replay
        replay.close()


class Replay:
    """One sandbox, its clock, and the ids that stand for the recorded ones."""

    def __init__(self, box: Sandbox, clock: VirtualClock, version: str) -> None:
        self.box, self.clock, self.version = box, clock, version
        self.unifier = Unifier(version)
        target = urlsplit(box.espo_url)
        self._connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=10)

    def close(self) -> None:
        """Close the connection to the sandbox."""
        self._connection.close()

    def recording(self, name: str) -> list[Result]:
        """Replay one recording from its first exchange to its last."""
        recorded = exchanges(self.version, name)
        self.switch(stage.GIVEN.get(name.partition("_")[0], {}))
        stage.seed(self.box.espo, recorded[0], self.unifier)
        return [self._replayed(exchange) for exchange in recorded]

    def switch(self, changes: dict[str, Any]) -> None:
        """Set switches of the sandbox."""
        for name, value in changes.items():
            setattr(self.box.espo.options, name, value)

    def move_clock_to(self, at: str) -> None:
        """Let it be the recorded moment (UTC text)."""
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        self.clock.advance((moment - self.clock.now()).total_seconds())

    def _replayed(self, exchange: Exchange) -> Result:
        self.switch(stage.SWITCHED_BEFORE.get(exchange.key, {}) | stage.SWITCHED_BY.get(exchange.key, {}))
        if exchange.key in stage.NOT_REPLAYED:
            return Result(exchange, reason=stage.NOT_REPLAYED[exchange.key])
        self.move_clock_to(exchange.at)
        status, headers, body = self.send(exchange.method, exchange.path, exchange.headers, exchange.body, exchange.who)
        found = [] if status == exchange.status else [f"status: recorded {exchange.status}, here {status}"]
        for name in COMPARED_HEADERS:
            recorded = exchange.answer_headers.get(name)
            if (self.unifier.translated(recorded) if recorded else recorded) != headers.get(name):
                found.append(f"{name}: recorded {recorded!r}, here {headers.get(name)!r}")
        return Result(exchange, found + self.unifier.differences(exchange.answer, body))

    def send(
        self, method: str, path: str, headers: dict[str, str], body: Any, who: str
    ) -> tuple[int, dict[str, str], Any]:
        """Send one request as recorded and return status, headers and the decoded body ("" for none)."""
        address = self.unifier.translated_path(path).replace("…(cut)", BEYOND_THE_WEB_SERVERS_LIMIT)
        payload = None
        if body is not None:
            text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
            payload = self.unifier.translated(text).encode()
        self._connection.request(method, address, payload, {**headers, **CREDENTIALS[who]})
        answer = self._connection.getresponse()
        return answer.status, dict(answer.getheaders()), _decoded(answer.read().decode())


def _decoded(text: str) -> Any:
    try:
        return json.loads(text) if text else ""
    except ValueError:
        return text
