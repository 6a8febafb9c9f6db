"""Servers and clients for the tests of the clients."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import pytest

from syncconsole.clients.access import AdvoSettings, EspoSettings
from syncconsole.clients.calls import Call
from syncconsole.clients.connections import Connections
from tests.clients.scripted import Reply, ScriptedServer

API_KEY = "synthetic-espocrm-key"
PASSWORD = "synthetic-password"


class Watching:
    """A watch that remembers what it was told."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.calls: list[Call] = []

    def before_call(self, seconds: float) -> None:
        self.asked.append(seconds)

    def after_call(self, call: Call) -> None:
        self.calls.append(call)


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
