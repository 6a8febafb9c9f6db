"""What people do at EspoCRM and Advoware, and what one sees there and in the console: all from outside."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import requests

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole.management.waiting import busy
from syncconsole.sandbox import demo
from tests.e2e.ring import Ring
from tests.flow.deliveries import signature
from tests.platform.waiting import wait_until

FIRST_NAME, LAST_NAME, MAIL_HOST = "Erika", "Mustermann", "kanzlei.example.invalid"
_numbers = itertools.count(1)


class Office:
    """The people of one test. Parties are named by their EspoCRM id, or by their number in Advoware."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._http = requests.Session()
        self._http.trust_env = False

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # What people do

    def create(self, **fields: Any) -> str:
        """Anna creates a person, whom nobody resembles, in EspoCRM; its id."""
        number = next(_numbers)
        person = {
            "firstName": f"{FIRST_NAME} {number}",
            "lastName": LAST_NAME,
            "salutationName": "Ms.",
            "rechtsform": "Natürliche Person",
            "dateOfBirth": str(date(1950, 1, 1) + timedelta(days=number)),
            "emailAddress": f"erika{number}@{MAIL_HOST}",
        }
        edit = {"action": "create", "fields": person | fields, "user": "anna"}
        return str(self._control("POST", self.ring.espocrm_url, "edit", edit)["id"])

    def create_company(self, name: str, **fields: Any) -> str:
        """Anna creates a company without a register number in EspoCRM; its id."""
        company = {"firmenname": name, "lastName": name, "rechtsform": "GmbH"}
        edit = {"action": "create", "fields": company | fields, "user": "anna"}
        return str(self._control("POST", self.ring.espocrm_url, "edit", edit)["id"])

    def edit_espocrm(self, espo_id: str, **fields: Any) -> None:
        """Anna edits a party."""
        self._control("POST", self.ring.espocrm_url, "edit", {"id": espo_id, "fields": fields, "user": "anna"})

    def edit_advoware(self, number: int, **fields: Any) -> None:
        """The desktop user MK edits a Beteiligten."""
        self._control("POST", self.ring.advoware_url, "edit", {"betNr": number, "fields": fields, "user": "MK"})

    def announce(self) -> list[int]:
        """EspoCRM delivers what is in its queue of webhooks; the console's answers."""
        return [sent["status"] for sent in self._control("POST", self.ring.espocrm_url, "webhooks/flush")]

    def deliver(self, *items: dict[str, Any]) -> None:
        """A signed delivery of updates with exactly these items, as a repeated or late one may look."""
        webhook, secret = demo.WEBHOOKS["update"]
        body = json.dumps(items).encode()
        headers = {"Content-Type": "application/json", "Signature": signature(body, webhook, secret)}
        url = f"{self.ring.web_url}{demo.WEBHOOK_PATH}/update/"
        assert self._http.post(url, data=body, headers=headers, timeout=10).status_code == 200

    def linked(self, **fields: Any) -> tuple[str, int]:
        """A party that is in sync; its id and its number."""
        espo_id = self.create(**fields)
        self.announce()
        self.wait_for_rest(espo_id)
        number = self.party(espo_id).number
        assert number is not None
        return espo_id, number

    # What one sees

    def espocrm(self, espo_id: str) -> dict[str, Any]:
        """The values of one record in EspoCRM."""
        records = self._control("GET", self.ring.espocrm_url, "records")["records"]
        return next(record["values"] for record in records if record["id"] == espo_id)

    def advoware(self, number: int | None) -> dict[str, Any]:
        """The values of one Beteiligten; empty if there is none."""
        parties = self._control("GET", self.ring.advoware_url, "records")["parties"]
        return next((party["values"] for party in parties if party["bet_nr"] == number), {})

    def first_names_in_advoware(self) -> list[str]:
        """The first names of all Beteiligten."""
        parties = self._control("GET", self.ring.advoware_url, "records")["parties"]
        return [party["values"]["vorname"] for party in parties]

    def names_in_advoware(self) -> list[str]:
        """The main and first names of all Beteiligten, as one text each."""
        parties = self._control("GET", self.ring.advoware_url, "records")["parties"]
        return [" ".join(filter(None, (p["values"]["vorname"], p["values"]["name"]))) for p in parties]

    def calls_of_runs(self, since: tuple[int, int] = (0, 0)) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The calls that runs have made after the mark `since`, in order of arrival: to EspoCRM, to Advoware."""
        systems = zip((self.ring.espocrm_url, self.ring.advoware_url), since, strict=True)
        logs = [self._control("GET", url, f"log?since={seq}") for url, seq in systems]
        espocrm, advoware = ([entry for entry in log if entry["attempt"]] for log in logs)
        return espocrm, advoware

    def party(self, espo_id: str) -> Beteiligte:
        """The console's row."""
        return Beteiligte.objects.get(espo_id=espo_id)

    def at_rest(self, *espo_ids: str) -> bool:
        """Whether the console knows these parties, and none of them runs or has a reason to."""
        pks = list(Beteiligte.objects.filter(espo_id__in=espo_ids).values_list("pk", flat=True))
        return len(pks) == len(espo_ids) and not busy(DEFINITION, pks)

    def wait_for_rest(self, *espo_ids: str, seconds: float = 20) -> None:
        """Return when these parties are at rest."""
        wait_until(lambda: self.at_rest(*espo_ids), seconds)

    def calls(self, espo_id: str, since: tuple[int, int] = (0, 0)) -> list[dict[str, Any]]:
        """The calls about one party after the mark `since`, in order of their arrival, without searches."""
        keys = {espo_id, str(self.party(espo_id).number)}
        systems = zip((self.ring.espocrm_url, self.ring.advoware_url), since, strict=True)
        logs = [self._control("GET", url, f"log?since={seq}") for url, seq in systems]
        entries = [entry for log in logs for entry in log if keys & set(entry["path"].split("/"))]
        return sorted(entries, key=lambda entry: entry["monotonic"])

    def mark(self) -> tuple[int, int]:
        """The present ends of both systems' request logs."""
        logs = [self._control("GET", url, "log") for url in (self.ring.espocrm_url, self.ring.advoware_url)]
        espocrm, advoware = (log[-1]["seq"] if log else 0 for log in logs)
        return espocrm, advoware

    # What happens to the systems

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Both systems take that long for each answer."""
        self._set_latency(seconds)
        try:
            yield
        finally:
            self._set_latency(0)

    @contextmanager
    def advoware_down(self) -> Iterator[None]:
        """Advoware answers 503 to everything, also to who asks for a token."""
        self._control("POST", self.ring.advoware_url, "faults", {"status": 503, "times": 0})
        try:
            yield
        finally:
            self._control("DELETE", self.ring.advoware_url, "faults")

    @contextmanager
    def advoware_faults(self, *faults: dict[str, Any]) -> Iterator[None]:
        """Advoware meets these faults; those that are left after the block are forgotten."""
        for fault in faults:
            self._control("POST", self.ring.advoware_url, "faults", fault)
        try:
            yield
        finally:
            self._control("DELETE", self.ring.advoware_url, "faults")

    def let_advoware_search(self, *, works: bool = True) -> None:
        """Advoware's lists obey their filters, which not every version does; or they ignore them."""
        self._control("PATCH", self.ring.advoware_url, "options", {"search": "works" if works else "ignored"})

    def _set_latency(self, seconds: float) -> None:
        for url in (self.ring.espocrm_url, self.ring.advoware_url):
            self._control("PATCH", url, "options", {"latency": seconds})

    def _control(self, method: str, url: str, name: str, body: Any = None) -> Any:
        answer = self._http.request(method, f"{url}/sandbox/{name}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()
