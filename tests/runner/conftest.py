"""The runner against the sandbox over real HTTP, with the real lock server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import F

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole.clients import connections
from syncconsole.run import lease
from syncconsole.run.runner import Ended, run_party
from syncconsole.sandbox.control import edit_advoware, edit_espocrm
from syncconsole.sandbox.run import Sandbox

MAX = {
    "firstName": "Max",
    "lastName": "Mustermann",
    "salutationName": "Mr.",
    "rechtsform": "Natürliche Person",
    "dateOfBirth": "1980-05-17",
}
MAX_IN_ADVOWARE = {
    "vorname": "Max",
    "name": "Mustermann",
    "anrede": "Herr",
    "rechtsform": "Natürliche Person",
    "geburtsdatum": "1980-05-17T00:00:00",
    "beruf": "Tischlermeister",
}


@dataclass
class Office:
    """Both offices and the console between them, as one test sees them."""

    box: Sandbox

    def person_in_espocrm(self, **fields: Any) -> str:
        """Anna creates a party in EspoCRM; its id."""
        return str(edit_espocrm(self.box.espo, {"action": "create", "fields": MAX | fields, "user": "anna"})["id"])

    def edit_espocrm(self, espo_id: str, **fields: Any) -> None:
        """Anna edits a party."""
        edit_espocrm(self.box.espo, {"id": espo_id, "fields": fields, "user": "anna"})

    def person_in_advoware(self, **fields: Any) -> int:
        """The desktop user MK creates a Beteiligten; its number."""
        made = edit_advoware(self.box.advo, {"action": "create", "fields": MAX_IN_ADVOWARE | fields, "user": "MK"})
        return int(made["betNr"])

    def edit_advoware(self, number: int, **fields: Any) -> None:
        """MK edits a Beteiligten."""
        edit_advoware(self.box.advo, {"betNr": number, "fields": fields, "user": "MK"})

    def espocrm(self, espo_id: str) -> dict[str, Any]:
        """The party as EspoCRM holds it."""
        return dict(self.box.espo.read(espo_id))

    def advoware(self, number: int) -> dict[str, Any]:
        """The Beteiligte as Advoware holds it."""
        return dict(self.box.advo.read(number))

    def party(self, espo_id: str) -> Beteiligte:
        """The console's row."""
        return Beteiligte.objects.get(espo_id=espo_id)

    def note(self, espo_id: str) -> Beteiligte:
        """A reason to sync comes."""
        party, new = Beteiligte.objects.get_or_create(espo_id=espo_id)
        if not new:
            Beteiligte.objects.filter(pk=party.pk).update(change_seq=F("change_seq") + 1)
        return party

    def sync(self, espo_id: str, trigger: str = "webhook") -> Ended:
        """A reason comes, and a worker deals with it."""
        return run_party(DEFINITION, self.note(espo_id).pk, trigger=trigger)

    def linked_person(self, **fields: Any) -> tuple[str, int]:
        """A party that is equal on both sides and has been compared once."""
        number = self.person_in_advoware(**fields)
        espo_id = self.person_in_espocrm(betnr=number)
        self.sync(espo_id)
        self.forget_calls()
        return espo_id, number

    def calls(self) -> list[str]:
        """All calls since `forget_calls`, in order, without tokens and discovery."""
        entries = [*self.box.espo_log.as_json(0), *self.box.advo_log.as_json(0)]
        entries.sort(key=lambda entry: entry["monotonic"])
        return [_short(entry) for entry in entries if "Token" not in entry["path"] and "Url" not in entry["path"]]

    def forget_calls(self) -> None:
        """Start counting anew."""
        self.box.espo_log.clear()
        self.box.advo_log.clear()


def _short(entry: dict[str, Any]) -> str:
    return f"{entry['method']} {'E' if entry['system'] == 'espocrm' else 'A'}"


@pytest.fixture
def office(redis_url: str, transactional_db: None, settings: Any) -> Iterator[Office]:
    """An empty sandbox, and a console whose settings point to it."""
    with Sandbox() as box:
        for name, value in box.console_environment().items():
            setattr(settings, name, value.rstrip("/") if value.startswith("http") else value)
        settings.ESPOCRM_API_TIMEOUT_SECONDS = settings.ADVOWARE_API_TIMEOUT_SECONDS = 2
        connections.reset()
        lease._client = None
        yield Office(box)
        connections.reset()
        lease._client = None
