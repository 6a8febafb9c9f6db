"""The console's main story, told once and summed up as plain facts: link, edits on both sides, a conflict, a create."""

from __future__ import annotations

from typing import Any

from syncconsole import breaker
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock

PATIENCE = 6
"""How often a run that must wait is tried again before the story goes on."""


class Story:
    """Two parties: one is linked and edited on both sides, the other is created by the console."""

    def __init__(self, office: Office, time: MovableClock) -> None:
        self._office, self._time = office, time

    def told(self) -> dict[str, Any]:
        """Let everything happen and return how it ended."""
        office = self._office
        number = office.person_in_advoware()
        linked = office.person_in_espocrm(betnr=number)
        self._synced(linked)
        office.edit_espocrm(linked, lastName="Größer-Beispiel", salutationName="Ms.")
        self._synced(linked)
        office.edit_espocrm(linked, firstName="Moritz")
        office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
        self._synced(linked)
        before_conflict = self._values(linked, number)
        office.edit_espocrm(linked, lastName="Ausespo")
        office.edit_advoware(number, name="Ausadvo")
        self._synced(linked)
        created = office.person_in_espocrm(lastName="Neumann", firstName="Nora", dateOfBirth="1990-02-03")
        self._synced(created)
        made = self._created(created)
        return {**before_conflict, **self._conflict(linked, number), **made, **self._quiet(linked)}

    def _synced(self, espo_id: str) -> None:
        """A reason comes; a run that has to wait gets its time."""
        ended = self._office.sync(espo_id)
        for _ in range(PATIENCE):
            if ended.outcome not in ("again", "waits", "paused"):
                return
            self._time.advance(61)
            breaker.probe_if_due("advoware")
            breaker.probe_if_due("espocrm")
            ended = self._office.retry(espo_id)

    def _values(self, espo_id: str, number: int) -> dict[str, Any]:
        """What both systems store, whatever they show of it."""
        advoware, espocrm = self._in_advoware(number), self._in_espocrm(espo_id)
        return {
            "advoware": tuple(advoware[name] for name in ("name", "vorname", "anrede", "geburtsdatum")),
            "espocrm": tuple(espocrm[name] for name in ("lastName", "firstName", "salutationName", "dateOfBirth")),
            "questions": self._office.open_questions(espo_id),
        }

    def _in_advoware(self, number: int) -> dict[str, Any]:
        return self._office.box.advo.parties[number].values

    def _in_espocrm(self, espo_id: str) -> dict[str, Any]:
        return self._office.box.espo.records[espo_id].values

    def _conflict(self, espo_id: str, number: int) -> dict[str, Any]:
        conflicts = self._office.party(espo_id).conflicts.filter(closed_at=None, field="lastName")
        kept = sorted(one["value"] for conflict in conflicts for one in conflict.kept)
        names = (self._in_espocrm(espo_id)["lastName"], self._in_advoware(number)["name"])
        status = (self._shown(espo_id), self._in_espocrm(espo_id)["syncStatus"])
        return {"names_after_conflict": names, "kept": kept, "status": status}

    def _shown(self, espo_id: str) -> str:
        return str(self._office.party(espo_id).sync_status)

    def _created(self, espo_id: str) -> dict[str, Any]:
        """How often the new party stands in Advoware, and what came back after it was edited there."""
        held = (self._office.party(espo_id).hold or {}).get("code", "")
        status = self._shown(espo_id)
        questions = self._office.open_questions(espo_id)
        numbers = [n for n, party in self._office.box.advo.parties.items() if party.values["vorname"] == "Nora"]
        for number in numbers[:1]:
            self._office.edit_advoware(number, name="Neumann-Größer", anrede="Frau")
            self._synced(espo_id)
        stored = self._in_espocrm(espo_id)
        return {
            "created": len(numbers),
            "created_status": (status, held, questions),
            "edited_in_advoware": (stored["lastName"], stored["salutationName"]),
        }

    def _quiet(self, espo_id: str) -> dict[str, Any]:
        """Without a new edit nothing is written any more, whatever else there is to say."""
        self._synced(espo_id)
        self._office.forget_calls()
        self._synced(espo_id)
        return {"writes_when_quiet": self._office.writes()}
