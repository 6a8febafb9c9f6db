"""Watches the wire for the model: who wrote what on which reading, under which lease, and what nobody can help."""

from __future__ import annotations

import json
from dataclasses import dataclass

from beteiligte.models import Beteiligte
from syncconsole.sandbox.messages import Response
from tests.simulation.clock import VirtualClock
from tests.simulation.fields import UNMAPPED
from tests.simulation.ledger import ADVOWARE, ESPOCRM, Ledger
from tests.simulation.network import Call
from tests.simulation.people import Party, People

FRESH_SECONDS = 1.0


@dataclass
class ReadingOfRun:
    """The last time a task read a record: after which act of people, and when the request began."""

    act: int
    begun: float
    sequence: int


class Witness:
    """Counts writes, excuses edits in the gap that no API can close, and notes every broken promise at once."""

    def __init__(self, people: People, ledger: Ledger, clock: VirtualClock) -> None:
        self.people, self.ledger, self.clock = people, ledger, clock
        self.broken: list[str] = []
        self.writes = 0
        self.excused = 0
        self.created: dict[str, list[int]] = {}
        self._sequence = 0
        self._unmapped_at: dict[tuple[str, str, str], int] = {}

    # The observer of the network

    def leaving(self, call: Call) -> None:
        """A write leaves: only a run that holds its lease may send one (I7)."""
        held = call.held = call.task.notes.get("lease") if call.task else None
        call.reading = self._reading(call)
        if held is None:
            self.broken.append(f"I7: {call} leaves without a lease")
            return
        row = Beteiligte.objects.filter(pk=held.pk).values("epoch", "lease_until").get()
        if row["epoch"] != held.epoch or row["lease_until"] is None or row["lease_until"] <= self.clock.now():
            self.broken.append(f"I7: {call} leaves under epoch {held.epoch}, the row says {row}")

    def before_effect(self, call: Call) -> None:
        """A write is about to be carried out: edits that its run cannot have seen are excused."""
        self._sequence += 1
        if not call.writes:
            return
        self.writes += 1
        party = self._party(call)
        if party is None or call.request.method == "POST":
            return
        reading = call.reading
        overwritten = self._overwritten(call, party)
        for edit in self.ledger.since(reading.act, party.espo_id, call.system):
            if edit.name in overwritten:
                edit.excuse = edit.excuse or "typed between reading and writing"
                self.excused += 1
                self._check_width(call, reading)
        for name in overwritten & set(UNMAPPED[call.system]):
            if self.people.unmapped_at.get((party.espo_id, call.system, name), 0) > reading.act:
                party.excused.add((call.system, name))
        if call.late:
            self._excuse_what_it_reverts(call, party)

    def after_effect(self, call: Call, response: Response) -> None:
        """Remember readings and new records."""
        if response.status >= 300 or call.task is None:
            return
        if call.request.method == "GET" or (call.system == ESPOCRM and call.request.method == "PATCH"):
            place = (call.system, call.key)
            call.task.notes[place] = ReadingOfRun(self.ledger.acts, call.begun, self._sequence)
        if call.system == ADVOWARE and call.request.method == "POST" and call.writes and not call.part:
            self._note_created(call, response)

    # Parts

    def _party(self, call: Call) -> Party | None:
        for party in self.people.parties:
            if call.key and call.key in (party.espo_id, str(party.number)):
                return party
        return None

    def _reading(self, call: Call) -> ReadingOfRun:
        known = call.task.notes.get((call.system, call.key)) if call.task else None
        return known or ReadingOfRun(0, 0.0, 0)

    def _overwritten(self, call: Call, party: Party) -> set[str]:
        """The fields of the model whose present value this write replaces."""
        body = json.loads(call.request.body or b"{}")
        if call.system == ESPOCRM:
            return {name for name in body if any(pair.espo == name for pair in party.fields)}
        if call.part:
            return set()
        return {pair.espo for pair in party.fields} | set(UNMAPPED[ADVOWARE])

    def _check_width(self, call: Call, reading: ReadingOfRun) -> None:
        """The gap is one call pair, or a second, and not wider (I2); what is late or slow is another matter."""
        direct = self._sequence == reading.sequence + 1
        if not call.late and not direct and call.begun - reading.begun > FRESH_SECONDS + 0.001:
            self.broken.append(
                f"I2: {call} writes on a reading of {call.begun - reading.begun:.2f} s ago, over a person's edit"
            )

    def _excuse_what_it_reverts(self, call: Call, party: Party) -> None:
        body = json.loads(call.request.body or b"{}")
        for pair in party.fields:
            now = self.people.value(party, pair, call.system)
            key = pair.espo if call.system == ESPOCRM else pair.advoware
            canonical = pair.from_espo if call.system == ESPOCRM else pair.from_advoware
            if key in body and canonical(body[key]) != now:
                party.fuzzy.add(pair.espo)
        if call.system == ADVOWARE:
            party.excused |= {(ADVOWARE, name) for name in UNMAPPED[ADVOWARE]}

    def _note_created(self, call: Call, response: Response) -> None:
        number = int(json.loads(response.body)["betNr"])
        held = call.held
        espo_id = Beteiligte.objects.filter(pk=held.pk).values_list("espo_id", flat=True).get() if held else ""
        self.created.setdefault(espo_id, []).append(number)
        for party in self.people.parties:
            if party.espo_id == espo_id and party.number not in self.people.advo.parties:
                party.number = number
