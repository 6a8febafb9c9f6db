"""The runner against the sandbox over real HTTP, with the real lock server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import F

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.clients import connections
from syncconsole.models import Message
from syncconsole.people import decisions
from syncconsole.run import lease
from syncconsole.run.runner import Ended, run_party
from syncconsole.sandbox.control import edit_advoware, edit_espocrm
from syncconsole.sandbox.run import Sandbox
from tests.runner.movable_clock import MovableClock

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

    def retry(self, espo_id: str) -> Ended:
        """A worker comes by without a new reason."""
        return run_party(DEFINITION, self.party(espo_id).pk, trigger="retry")

    def answer(self, espo_id: str, action: str, value: str = "") -> Ended:
        """Anna answers the party's hold, and a worker deals with it."""
        decided = decisions.answer_hold(DEFINITION, self.party(espo_id).pk, action, "anna", value)
        assert decided.done, decided.reason
        return run_party(DEFINITION, self.party(espo_id).pk, trigger="person", who="anna")

    def delete_in_espocrm(self, espo_id: str) -> None:
        """Anna deletes a party."""
        edit_espocrm(self.box.espo, {"action": "delete", "id": espo_id, "user": "anna"})

    def restore_in_espocrm(self, espo_id: str) -> None:
        """An administrator brings a deleted party back."""
        edit_espocrm(self.box.espo, {"action": "restore", "id": espo_id, "user": "admin"})

    def delete_in_advoware(self, number: int) -> None:
        """MK deletes a Beteiligten at the desktop."""
        edit_advoware(self.box.advo, {"action": "delete", "betNr": number, "user": "MK"})

    def named_in_advoware(self, name: str = "Mustermann") -> list[int]:
        """The numbers of all Beteiligten of that name."""
        return [row["betNr"] for row in self.box.advo.all() if row["name"] == name]

    def open_questions(self, espo_id: str) -> list[tuple[str, str]]:
        """Kind and field of all that waits for a person."""
        rows = self.party(espo_id).conflicts.filter(closed_at=None).order_by("field", "kind")
        return list(rows.values_list("kind", "field"))

    def told(self) -> list[str]:
        """The codes of all messages to the staff, in order, also of states that are over."""
        return list(Message.objects.order_by("id").values_list("code", flat=True))

    def writes(self) -> list[str]:
        """The calls since `forget_calls` that were no reads."""
        return [call for call in self.calls() if not call.startswith("GET")]

    def last_lock_ends(self, espo_id: str) -> None:
        """The time to live of a dead worker's lock runs out; Redis has its own clock."""
        lease.redis_client().delete(lease.lock_key(DEFINITION.name, espo_id))

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


@pytest.fixture
def known(office: Office) -> Office:
    """An office in which one more party, Erika, stands on both sides: Advoware can prove that it answers."""
    erika = {"lastName": "Musterfrau", "firstName": "Erika", "salutationName": "Ms.", "dateOfBirth": "1975-02-03"}
    number = office.person_in_advoware(
        name="Musterfrau", vorname="Erika", anrede="Frau", geburtsdatum="1975-02-03T00:00:00"
    )
    office.sync(office.person_in_espocrm(**erika, betnr=number))
    office.forget_calls()
    return office


@pytest.fixture
def searchable(known: Office) -> Office:
    """An office whose Advoware searches, which Erika proves."""
    known.box.advo.options.search = "works"
    return known


@pytest.fixture
def time(office: Office) -> Iterator[MovableClock]:
    """The time of the console and of both systems, which a test may move on."""
    movable = MovableClock()
    office.box.espo.clock = office.box.advo.clock = movable
    before = clock.use(movable)
    yield movable
    clock.use(before)
