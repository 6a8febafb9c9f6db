"""A running sandbox for each test, and one session per system that is signed in as the console is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from syncconsole.sandbox import demo
from syncconsole.sandbox.advoware.tokens import signature
from syncconsole.sandbox.run import Sandbox


class Api(requests.Session):
    """A session whose paths are relative to one base address."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.trust_env = False

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", 10)
        kwargs["allow_redirects"] = False
        return super().request(method, self.base + url, *args, **kwargs)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """An empty sandbox."""
    with Sandbox() as running:
        yield running


@pytest.fixture
def api() -> Iterator[Callable[[str], Api]]:
    """Opens sessions on base addresses and closes them at the end."""
    opened: list[Api] = []

    def open_session(base: str) -> Api:
        opened.append(Api(base))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


@pytest.fixture
def espo(box: Sandbox, api: Callable[[str], Api]) -> Api:
    """EspoCRM's API with the good key; paths start behind ``/api/v1``."""
    session = api(f"{box.espo_url}/api/v1")
    session.headers["X-Api-Key"] = demo.ESPOCRM_API_KEY
    return session


@pytest.fixture
def advo(box: Sandbox, api: Callable[[str], Api]) -> Api:
    """Advoware's API with a token; paths start behind ``/api/v1/advonet``."""
    session = api(f"{box.advo_url}/api/v1/advonet")
    session.headers["Authorization"] = f"Bearer {token(box.advo_url)}"
    return session


@pytest.fixture
def espo_control(box: Sandbox, api: Callable[[str], Api]) -> Api:
    """EspoCRM's control interface; paths start behind ``/sandbox``."""
    return api(f"{box.espo_url}/sandbox")


@pytest.fixture
def advo_control(box: Sandbox, api: Callable[[str], Api]) -> Api:
    """Advoware's control interface; paths start behind ``/sandbox``."""
    return api(f"{box.advo_url}/sandbox")


def token_request(**changes: Any) -> dict[str, Any]:
    """A good token request with some fields changed; the signature fits the changed fields."""
    body: dict[str, Any] = {
        "AppID": demo.ADVOWARE_APP_ID,
        "Kanzlei": demo.ADVOWARE_KANZLEI,
        "Database": demo.ADVOWARE_DATABASE,
        "User": demo.ADVOWARE_USER,
        "Role": 2,
        "Product": 64,
        "Password": demo.ADVOWARE_PASSWORD,
        "Nonce": "nonce-1",
        "RequestTimeStamp": "2026-08-30T00:00:00.000Z",
        **changes,
    }
    signed = signature(demo.ADVOWARE_API_KEY, body["Product"], body["AppID"], body["Nonce"], body["RequestTimeStamp"])
    return {"HMAC512Signature": signed, **body}


def token(advo_url: str) -> str:
    """A fresh access token."""
    answer = requests.post(f"{advo_url}/api/v1/Token", json=token_request(), timeout=10)
    return str(answer.json()["access_token"])
