"""Where a firm's Advoware answers: from the settings, and for what they leave open from the vendor's directory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from syncconsole import clock
from syncconsole.clients.access import AdvoSettings
from syncconsole.clients.answers import failure, parsed_or_none, system_failure
from syncconsole.clients.http import Answer, Request
from syncconsole.clients.limits import OneForAll, down
from syncconsole.sync.errors import ADVOWARE, RemoteError, SystemDown

KEEP_SECONDS = 3600.0


@dataclass(frozen=True)
class Addresses:
    """The base of the API and of the security gateway, without a slash at the end."""

    api: str
    gateway: str


class Discovery:
    """One per process and settings; asks the directory at most once an hour, and one thread for all."""

    def __init__(self, settings: AdvoSettings) -> None:
        self._settings = settings
        self._found: Addresses | None = None
        self._until = 0.0
        self._single: OneForAll[Addresses] = OneForAll()

    def addresses(self, call: Callable[[Request], Answer]) -> Addresses:
        """The addresses; `call` makes the request where one is needed. Raises SystemDown if they cannot be found.

        Addresses once found stay in use while the directory does not answer.
        """
        if self._settings.base_url and self._settings.auth_url:
            return _addresses(self._settings.base_url, self._settings.auth_url)
        return self._single.run(self._fresh, lambda: self._ask(call))

    def _fresh(self) -> Addresses | None:
        return self._found if clock.monotonic() < self._until else None

    def _ask(self, call: Callable[[Request], Answer]) -> Addresses:
        try:
            self._found = self._understood(call(_request(self._settings)))
        except RemoteError as error:
            if self._found is None:
                raise down(error) from None
        self._until = clock.monotonic() + KEEP_SECONDS
        assert self._found is not None
        return self._found

    def _understood(self, answer: Answer) -> Addresses:
        problem = system_failure(answer)
        if problem is not None:
            raise problem
        said = parsed_or_none(answer) if answer.ok else None
        api = self._settings.base_url or _address(said, "connectorUrl") or _address(said, "relayUrl")
        gateway = self._settings.auth_url or _address(said, "securityGateway")
        if not api or not gateway:
            raise failure(answer, SystemDown, "discovery_failed")
        return _addresses(api, gateway)


def _request(settings: AdvoSettings) -> Request:
    return Request(
        system=ADVOWARE,
        method="GET",
        url=settings.discovery_url,
        kind="GET Url",
        purpose="discovery",
        params={"Kanzlei": settings.kanzlei},
        headers={"Accept": "application/json"},
    )


def _addresses(api: str, gateway: str) -> Addresses:
    return Addresses(api.rstrip("/"), gateway.rstrip("/"))


def _address(said: Any, key: str) -> str:
    value = said.get(key) if isinstance(said, dict) else None
    return value.strip() if isinstance(value, str) and value.strip().startswith(("http://", "https://")) else ""
