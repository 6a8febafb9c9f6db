"""The two simulated systems as the bench drives them: over their control addresses, from outside."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import requests

from syncconsole.sandbox import demo
from syncconsole.sandbox.advoware.tokens import signature

TOKEN_PATH = "/api/v1/Token"


class Offices:
    """EspoCRM and Advoware at two base addresses. Every method raises requests.RequestException on a refusal."""

    def __init__(self, espocrm: str, advoware: str) -> None:
        self.espocrm, self.advoware = espocrm, advoware
        self._session = requests.Session()
        self._session.trust_env = False

    def fill(self, parties: int) -> list[dict[str, Any]]:
        """Replace all data by that many linked and equal parties: EspoCRM's records (`id`, `values`)."""
        seed = {"linked": parties, "only_espocrm": 0, "only_advoware": 0, "different": 0}
        for system in (self.espocrm, self.advoware):
            self._ask("POST", system, "reset", {"seed": seed})
        return list(self._ask("GET", self.espocrm, "records")["records"])

    def set_latency(self, seconds: float) -> None:
        """Delay every answer of both systems' APIs from now on."""
        for system in (self.espocrm, self.advoware):
            self._ask("PATCH", system, "options", {"latency": seconds})

    def edit(self, records: Iterable[dict[str, Any]], word: str) -> None:
        """Let a person in EspoCRM change one mapped field of each record: the first name, or the company's register."""
        for record in records:
            name = "firstName" if record["values"].get("lastName") else "handelsregisterNummer"
            fields = {name: f"{record['values'].get(name) or ''} {word}"}
            self._ask("POST", self.espocrm, "edit", {"id": record["id"], "fields": fields, "user": "anna"})

    def forget_calls(self) -> None:
        """Start the request logs anew."""
        for system in (self.espocrm, self.advoware):
            self._ask("DELETE", system, "log")

    def calls(self) -> list[dict[str, Any]]:
        """The log of both systems (`system`, `method`, `path`, `status`, `monotonic` …), without token requests."""
        entries = [entry for system in (self.espocrm, self.advoware) for entry in self._ask("GET", system, "log")]
        return [entry for entry in entries if entry["path"] != TOKEN_PATH]

    def advoware_token(self) -> str:
        """A new access token of Advoware."""
        nonce, stamp = str(uuid.uuid4()), datetime.now(UTC).isoformat(timespec="milliseconds")
        product, app = demo.ADVOWARE_PRODUCT_ID, demo.ADVOWARE_APP_ID
        body = {
            "AppID": app,
            "Kanzlei": demo.ADVOWARE_KANZLEI,
            "Database": demo.ADVOWARE_DATABASE,
            "User": demo.ADVOWARE_USER,
            "Role": demo.ADVOWARE_ROLE,
            "Product": product,
            "Password": demo.ADVOWARE_PASSWORD,
            "Nonce": nonce,
            "HMAC512Signature": signature(demo.ADVOWARE_API_KEY, product, app, nonce, stamp),
            "RequestTimeStamp": stamp,
        }
        answer = self._session.post(f"{self.advoware}{TOKEN_PATH}", json=body)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def _ask(self, method: str, system: str, control: str, body: Any = None) -> Any:
        answer = self._session.request(method, f"{system}/sandbox/{control}", json=body)
        answer.raise_for_status()
        return answer.json()
