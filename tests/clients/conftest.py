"""Servers and clients for the tests of the clients."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from syncconsole import clock
from syncconsole.clients.access import AdvoSettings, EspoSettings
from syncconsole.clients.calls import Call
from syncconsole.clients.connections import Connections
from syncconsole.sandbox.run import Sandbox
from tests.clients.scripted import Reply, ScriptedServer, as_json

API_KEY = "synthetic-espocrm-key"
PASSWORD = "synthetic-password"


class Watching:
    """A watch that remembers what it was told."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.asked: list[float] = []
        self.calls: list[Call] = []

    def before_call(self, seconds: float) -> None:
        self.asked.append(seconds)

    def after_call(self, call: Call) -> None:
        self.calls.append(call)


class Hand:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def hand() -> Iterator[Hand]:
    moved = Hand()
    before = clock.use(moved)
    yield moved
    clock.use(before)


@pytest.fixture
def watch() -> Watching:
    return Watching()


@pytest.fixture
def process() -> Iterator[Connections]:
    """What one process shares, without Redis."""
    shared = Connections(espocrm_in_flight=16, advoware_in_flight=8)
    yield shared
    shared.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    """A function that starts a server with the given replies."""
    started: list[ScriptedServer] = []

    def start(*replies: Reply) -> ScriptedServer:
        started.append(ScriptedServer(list(replies)))
        return started[-1]

    yield start
    for server in started:
        server.close()


def espo_settings(url: str, timeout: float = 5.0) -> EspoSettings:
    return EspoSettings(base_url=f"{url}/api/v1", api_key=API_KEY, timeout=timeout)


def advo_settings(url: str, gateway: str = "", timeout: float = 5.0) -> AdvoSettings:
    return AdvoSettings(
        base_url=url,
        auth_url=gateway or url,
        app_id="app-123",
        api_key=base64.b64encode(b"test-secret-key").decode(),
        kanzlei="Musterkanzlei & Söhne",
        database="Muster",
        user="KONS",
        password=PASSWORD,
        timeout=timeout,
    )


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """Both simulated systems, empty."""
    with Sandbox() as started:
        yield started


def sandbox_settings(box: Sandbox, **changes: Any) -> AdvoSettings:
    """How to sign in at the sandbox's Advoware."""
    env = box.console_environment()
    known = AdvoSettings(
        base_url=env["ADVOWARE_API_BASE_URL"],
        auth_url=env["ADVOWARE_AUTH_URL"],
        discovery_url=env["ADVOWARE_DISCOVERY_URL"],
        app_id=env["ADVOWARE_APP_ID"],
        api_key=env["ADVOWARE_API_KEY"],
        kanzlei=env["ADVOWARE_KANZLEI"],
        database=env["ADVOWARE_DATABASE"],
        user=env["ADVOWARE_USER"],
        password=env["ADVOWARE_PASSWORD"],
        timeout=5.0,
    )
    return replace(known, **changes)


def token_answer(text: str = "token-1", seconds: float = 3300) -> Reply:
    """What the security gateway answers."""
    end = clock.now() + timedelta(seconds=seconds)
    return as_json(200, {"access_token": text, "expiration_utc": end.strftime("%Y-%m-%dT%H:%M:%S.%f9")})
