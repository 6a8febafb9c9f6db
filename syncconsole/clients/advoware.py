"""Advoware's API: one method per kind of call, dictionaries in and out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from syncconsole.clients import advoware_answers
from syncconsole.clients.access import AdvoSettings
from syncconsole.clients.answers import an_object, objects, parsed, unreadable
from syncconsole.clients.calls import CallWatch, NobodyWatches
from syncconsole.clients.connections import Connections, connections
from syncconsole.clients.discovery import Addresses, Discovery
from syncconsole.clients.http import Answer, Request
from syncconsole.clients.limits import down
from syncconsole.clients.line import Line
from syncconsole.clients.token import TokenKeeper
from syncconsole.clients.token_request import fetch_token
from syncconsole.sync.errors import ADVOWARE, CredentialsRejected, Gone, Redirected, RemoteError, SystemDown

ENOUGH_NUMBERS = 3  # that all of them are deleted would be strange
_LARGEST = 2**31 - 1
_ID = re.compile(r"/\d+")
_NUMBER_KEY = "betnr"  # spelled `betNr` over there; compared without regard to case


class AdvoClient:
    """Calls of one run, told to `watch`. Every method raises the `RemoteError`s of `sync/errors.py`.

    A 401 renews the token and repeats the call once. The repeat asks the watch again, which may then refuse it: a
    repeated write counts as a new one (rules 2.2).
    """

    def __init__(
        self, settings: AdvoSettings, watch: CallWatch | None = None, process: Connections | None = None
    ) -> None:
        self._settings = settings
        shared = process or connections()
        self._discovery = shared.kept(("discovery", settings), lambda: Discovery(settings))
        self._keeper = shared.kept(("token", settings), lambda: TokenKeeper(settings, shared.redis))
        self._line = Line(
            lambda: shared.session(ADVOWARE), shared.in_flight(ADVOWARE), settings.timeout, watch or NobodyWatches()
        )

    def read(self, resource: str, number: int, *, purpose: str = "") -> dict[str, Any]:
        """One record, which Advoware sends as an object or as a list of one. Raises Gone for a 404."""
        answer = self._call("GET", f"{resource}/{number}", purpose=purpose)
        value = parsed(answer)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return an_object(answer, value)

    def search(self, resource: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
        """The records of a list. Advoware ignores parameters that it does not know: check that the rows fit."""
        answer = self._call("GET", resource, params=params)
        return objects(answer, parsed(answer))

    def create(self, resource: str, body: Mapping[str, Any]) -> int:
        """Create a record and return its number. An answer without one is an unknown outcome."""
        answer = self._call("POST", resource, body=body)
        number = _number(parsed(answer))
        if number is None:
            raise unreadable(answer)
        return number

    def replace(self, resource: str, number: int, body: Mapping[str, Any]) -> None:
        """Replace the whole record: what `body` leaves out is blanked. What was kept shows only the next read.

        An answer that is neither empty nor JSON is not Advoware's: the outcome is then unknown.
        """
        answer = self._call("PUT", f"{resource}/{number}", body=body)
        if answer.body.strip():
            parsed(answer)

    def create_part(self, path: str, body: Mapping[str, Any]) -> int | None:
        """Create a part of a record (`Beteiligte/5/Kommunikationen`): its id, None if the answer tells none."""
        answer = self._call("POST", path, body=body)
        return _id(parsed(answer)) if answer.body.strip() else None

    def replace_part(self, path: str, id: int, body: Mapping[str, Any]) -> None:
        """Replace a part of a record. Raises Gone for a 404; what was kept shows only the next read."""
        answer = self._call("PUT", f"{path}/{id}", body=body)
        if answer.body.strip():
            parsed(answer)

    def probe(self, numbers: Sequence[int], *, resource: str = "Beteiligte") -> None:
        """Return if Advoware is at work: it answers 200 for one of `numbers`, records that were read well before.

        Without any number a token and an answer that is not of the class "system down" suffice; and where so few are
        known that all of them may have been deleted. Raises SystemDown (or one of its kinds) otherwise, with the
        reason of the last read.
        """
        failed: list[RemoteError] = []
        for number in numbers:
            try:
                self.read(resource, number, purpose="probe")
                return None
            except (CredentialsRejected, Redirected):
                raise
            except RemoteError as error:
                failed.append(error)
        if len(numbers) < ENOUGH_NUMBERS and all(isinstance(error, Gone) for error in failed):
            return self._probe_blindly(resource)
        raise down(failed[-1])

    def _probe_blindly(self, resource: str) -> None:
        try:
            self.read(resource, 0, purpose="probe")
        except SystemDown:
            raise
        except RemoteError:
            return  # it was Advoware that spoke; which record it knows is another matter

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        purpose: str = "",
    ) -> Answer:
        addresses = self._discovery.addresses(self._line.call)
        token = self._token(addresses)
        request = Request(
            system=ADVOWARE,
            method=method,
            url="/".join((addresses.api, self._settings.prefix.strip("/"), path)),
            kind=f"{method} {_ID.sub('/{id}', path)}",
            purpose=purpose,
            params=params or {},
            body=None if body is None else json.dumps(dict(body), allow_nan=False).encode(),
        )
        answer = self._line.call(_with_token(request, token))
        if answer.status == 401:
            answer = self._line.call(_with_token(request, self._token(addresses, refused=token)))
        advoware_answers.raise_for_status(answer, body or {})
        return answer

    def _token(self, addresses: Addresses, refused: str = "") -> str:
        return self._keeper.token(lambda: fetch_token(self._settings, addresses.gateway, self._line.call), refused)


def _with_token(request: Request, token: str) -> Request:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    if request.body is not None:
        headers["Content-Type"] = "application/json"
    return replace(request, headers=headers)


def _number(value: Any) -> int | None:
    """The number in the answer to a POST: `{"betNr": 5}`, the whole record, either in a list of one, or the bare 5."""
    return _whole(value, _NUMBER_KEY)


def _id(value: Any) -> int | None:
    """The id in the answer to a part's POST, in the same shapes."""
    return _whole(value, "id")


def _whole(value: Any, named: str) -> int | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = next((inner for key, inner in value.items() if key.lower() == named), None)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:18])
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST else None
