"""EspoCRM's API: one method per kind of call, dictionaries in and out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from syncconsole.clients import espocrm_answers
from syncconsole.clients.access import EspoSettings
from syncconsole.clients.answers import an_object, objects, parsed, unreadable
from syncconsole.clients.calls import CallWatch, NobodyWatches
from syncconsole.clients.connections import Connections, connections
from syncconsole.clients.http import Answer, Request
from syncconsole.clients.limits import down
from syncconsole.clients.line import Line
from syncconsole.clients.sign_in import AcceptedKey, SignInGate
from syncconsole.sync.errors import ESPOCRM, RemoteError


class EspoClient:
    """Calls of one run, told to `watch`. Every method raises the `RemoteError`s of `sync/errors.py`."""

    def __init__(
        self, settings: EspoSettings, watch: CallWatch | None = None, process: Connections | None = None
    ) -> None:
        self._settings = settings
        shared = process or connections()
        self._gate = shared.kept(("sign-in", settings), lambda: SignInGate(AcceptedKey(settings, shared.redis)))
        self._line = Line(
            lambda: shared.session(ESPOCRM), shared.in_flight(ESPOCRM), settings.timeout, watch or NobodyWatches()
        )

    def read(self, entity: str, id: str) -> dict[str, Any]:
        """One record, complete. Raises Gone for a 404."""
        answer = self._call(self._request("GET", entity, id))
        return self._record(answer, id)

    def find(
        self,
        entity: str,
        *,
        where: Sequence[Mapping[str, Any]],
        select: Sequence[str],
        order_by: str = "id",
        order: str = "asc",
        limit: int = 200,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        """One page of records, at most 200. `where` is EspoCRM's own form: a list of `{type, attribute, value}`.

        Phone and mail arrays never come in a list, even if selected.
        """
        search = {
            "where": list(where),
            "select": list(select),
            "orderBy": order_by,
            "order": order,
            "maxSize": limit,
            "offset": offset,
        }
        # As JSON in `searchParams`: bracket parameters lose an empty `in`, a bare `where` is silently ignored.
        params = {"searchParams": json.dumps(search)}
        answer = self._call(self._request("GET", entity, params=params, headers={"X-No-Total": "true"}))
        return objects(answer, an_object(answer, parsed(answer)).get("list"))

    def update(self, entity: str, id: str, changes: Mapping[str, Any], version: int | None = None) -> dict[str, Any]:
        """Write only `changes` and return the record as it then is.

        `version` is the `versionNumber` that was read (0 is one); EspoCRM refuses with Modified if it has moved since.
        """
        headers = {} if version is None else {"X-Version-Number": str(version)}
        answer = self._call(self._request("PATCH", entity, id, body=changes, headers=headers))
        return self._record(answer, id)

    def create(self, entity: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Create a record and return EspoCRM's answer, which is sparse: unset attributes are absent from it."""
        answer = self._call(self._request("POST", entity, body=fields))
        return an_object(answer, parsed(answer))

    def probe(self) -> None:
        """Ask for the API's name; returns if EspoCRM answers this key, else raises SystemDown (or one of its kinds)."""
        request = self._request("GET", "", purpose="probe")
        try:
            answer = self._gate.probe(lambda: self._answer(request))
            if not isinstance(parsed(answer), str):
                raise unreadable(answer)
        except RemoteError as error:
            raise down(error) from None

    def _call(self, request: Request) -> Answer:
        return self._gate.call(lambda: self._answer(request))

    def _answer(self, request: Request) -> Answer:
        answer = self._line.call(request)
        espocrm_answers.raise_for_status(answer)
        return answer

    def _request(
        self,
        method: str,
        entity: str,
        id: str | None = None,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        purpose: str = "",
    ) -> Request:
        if id == "":
            raise ValueError("an empty id would address the whole list")
        path = entity if id is None else f"{entity}/{quote(id, safe='')}"
        sent: dict[str, str | bytes] = {"X-Api-Key": self._settings.api_key.encode(), "Accept": "application/json"}
        if body is not None:
            sent["Content-Type"] = "application/json"  # with any other, EspoCRM answers 200 and changes nothing
        return Request(
            system=ESPOCRM,
            method=method,
            url=f"{self._settings.base_url.rstrip('/')}/{path}",
            kind=f"{method} {entity}" if id is None else f"{method} {entity}/{{id}}",
            purpose=purpose,
            params=params or {},
            headers={**sent, **(headers or {})},
            body=None if body is None else json.dumps(dict(body), allow_nan=False).encode(),
        )

    def _record(self, answer: Answer, id: str) -> dict[str, Any]:
        record = an_object(answer, parsed(answer))
        if record.get("id") != id:
            raise unreadable(answer)  # some other machine's JSON, however well-formed
        return record
