"""Watches the wire for the model: who wrote what on which reading, under which lease, and what nobody can help."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from beteiligte.models import Beteiligte
from syncconsole.sandbox.messages import Response
from tests.simulation.clock import VirtualClock
from tests.simulation.entries import EntryPeople
from tests.simulation.fields import RECHTSFORM, UNMAPPED
from tests.simulation.history import History
from tests.simulation.ledger import ADVOWARE, ESPOCRM
from tests.simulation.links import leave_record
from tests.simulation.network import Call
from tests.simulation.people import Party, People
from tests.simulation.stores import DatabaseFault

FRESH_SECONDS = 1.0
FACTS = ("name", "geburtsdatum", "handelsRegisterNummer")


@dataclass
class ReadingOfRun:
    """The last time a task read a record: after which act of people, when it began, and as which of its calls."""

    act: int
    begun: float
    sequence: int


class Witness:
    """Counts writes, excuses edits in the gap that no API can close, and notes every broken promise at once."""

    def __init__(
        self, people: People, entries: EntryPeople, clock: VirtualClock, database: DatabaseFault, history: History
    ) -> None:
        self.people, self.entries, self.ledger, self.clock = people, entries, people.ledger, clock
        self.database, self.history = database, history
        self.broken: list[str] = []
        self.losses_allowed: list[tuple[str, datetime]] = []
        self._wanted_again: set[str] = set()
        self._ever_wanted: set[str] = set()
        self.writes = 0
        self.excused = 0
        self.created: dict[str, list[tuple[int, dict[str, str | None]]]] = {}
        self._unmapped_at: dict[tuple[str, str, str], int] = {}

    def want_again(self, espo_id: str) -> None:
        """A person wants one more record in Advoware for this party."""
        self._wanted_again.add(espo_id)
        self._ever_wanted.add(espo_id)

    # The observer of the network

    def leaving(self, call: Call) -> None:
        """A write leaves: only a run that holds its lease may send one (I7)."""
        held = call.held = call.task.notes.get("lease") if call.task else None
        call.reading = self._reading(call)
        if held is None:
            self.broken.append(f"I7: {call} leaves without a lease")
            return
        party = self._party(call)
        if party is not None and not call.part:
            self.history.note_sent(party, call.system, json.loads(call.request.body), call.reading.act)
        with self.database.looking():
            row = Beteiligte.objects.filter(pk=held.pk).values("epoch", "lease_until").get()
        if row["epoch"] != held.epoch or row["lease_until"] is None or row["lease_until"] <= self.clock.now():
            self.broken.append(f"I7: {call} leaves under epoch {held.epoch}, the row says {row}")

    def before_effect(self, call: Call) -> None:
        """A write is about to be carried out: edits that its run cannot have seen are excused."""
        if call.task is not None:
            call.task.notes["calls"] = call.task.notes.get("calls", 0) + 1
        if not call.writes:
            return
        self.writes += 1
        party = self._party(call)
        if party is None:
            return
        self._excuse_entries(call, party)
        self._look_at_the_number(call, party)
        if call.request.method == "POST":
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
            call.task.notes[place] = ReadingOfRun(self.ledger.acts, call.begun, call.task.notes["calls"])
        if call.system == ADVOWARE and call.request.method == "POST" and call.writes and not call.part:
            self._note_created(call, response)
        party = self._party(call) if call.writes else None
        if party is not None:
            self.history.note(party)

    # Parts

    def _party(self, call: Call) -> Party | None:
        for party in self.people.parties:
            if call.key and call.key in (party.espo_id, str(party.number)):
                return party
        agreed = (party for party in self.people.parties if call.key.isdigit() and int(call.key) in party.agreed)
        return next(agreed, None)

    def _reading(self, call: Call) -> ReadingOfRun:
        known = call.task.notes.get((call.system, call.key)) if call.task else None
        return known or ReadingOfRun(0, 0.0, 0)

    def _overwritten(self, call: Call, party: Party) -> set[str]:
        """The fields of the model whose present value this write replaces."""
        body = json.loads(call.request.body or b"{}")
        if call.system == ESPOCRM:
            return {name for name in body if any(pair.espo == name for pair in (*party.fields, RECHTSFORM))}
        if call.part:
            return set()
        return {pair.espo for pair in (*party.fields, RECHTSFORM)} | set(UNMAPPED[ADVOWARE])

    def _look_at_the_number(self, call: Call, party: Party) -> None:
        """A number that EspoCRM shows is replaced only where a person wanted a new record, or typed just now."""
        new = json.loads(call.request.body or b"{}").get("betnr") if call.system == ESPOCRM else None
        shown = self.people.espo.records[party.espo_id].values.get("betnr")
        unseen = call.late or party.number_typed > call.reading.act
        if new and shown not in (None, new) and party.espo_id not in self._ever_wanted and not unseen:
            self.broken.append(f"I2: {call} puts {new} over the number {shown}")

    def _excuse_entries(self, call: Call, party: Party) -> None:
        body = json.loads(call.request.body or b"{}")
        for name, mail in (("phoneNumberData", False), ("emailAddressData", True)):
            if call.system == ESPOCRM and name in body:
                self.entries.excuse_list(party, mail, call.reading.act)
                self.entries.fuzzy |= {party.espo_id} if call.late else set()
        if call.part:
            if call.entry:
                self.entries.excuse_entry(party, int(call.entry), call.reading.act)
            self.entries.fuzzy |= {party.espo_id} if call.late else set()

    def _check_width(self, call: Call, reading: ReadingOfRun) -> None:
        """The gap is one call pair, or a second, and not wider (I2); what is late or slow is another matter."""
        direct = call.task is not None and call.task.notes["calls"] == reading.sequence + 1
        if not call.late and not direct and call.begun - reading.begun > FRESH_SECONDS + 0.001:
            self.broken.append(
                f"I2: {call} writes on a reading of {call.begun - reading.begun:.2f} s ago, over a person's edit"
            )

    def _excuse_what_it_reverts(self, call: Call, party: Party) -> None:
        body = json.loads(call.request.body or b"{}")
        for pair in (*party.fields, RECHTSFORM):
            now = self.people.value(party, pair, call.system)
            key = pair.espo if call.system == ESPOCRM else pair.advoware
            canonical = pair.from_espo if call.system == ESPOCRM else pair.from_advoware
            if key in body and canonical(body[key]) != now:
                party.fuzzy.add(pair.espo)
        if call.system == ADVOWARE:
            party.excused |= {(ADVOWARE, name) for name in UNMAPPED[ADVOWARE]}

    def _note_created(self, call: Call, response: Response) -> None:
        """A record was made for a party: a second one only where the first cannot be found any more (I5)."""
        held, sent = call.held, json.loads(call.request.body)
        with self.database.looking():
            espo_id = Beteiligte.objects.filter(pk=held.pk).values_list("espo_id", flat=True).get() if held else ""
        wanted = espo_id in (self._ever_wanted if call.late else self._wanted_again)
        for number, facts in self.created.setdefault(espo_id, []):
            if not wanted and self._can_be_found(number, facts):
                self.broken.append(f"I5: {espo_id} is created again, although {number} stands in Advoware")
        number = int(json.loads(response.body)["betNr"])
        self.created[espo_id].append((number, {key: sent.get(key) for key in FACTS}))
        for party in self.people.parties:
            if party.espo_id == espo_id:
                self._stands_in(party, number, late=wanted and call.late)

    def _stands_in(self, party: Party, number: int, *, late: bool) -> None:
        """The party's record is the new one; `late`: there is another one that a person wanted meanwhile."""
        party.agreed.add(number)
        self.history.note(party)
        if late:
            return
        if party.number is not None:
            leave_record(self.people, self.entries, party)
        self._wanted_again.discard(party.espo_id)
        party.number = number

    def _can_be_found(self, number: int, facts: dict[str, str | None]) -> bool:
        """Whether one of the facts that it was created with is still true of the record."""
        made = self.people.advo.parties.get(number)
        return made is not None and any(
            value and str(value)[:10] == str(made.values.get(key))[:10] for key, value in facts.items()
        )
