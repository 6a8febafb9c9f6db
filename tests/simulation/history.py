"""Which values each side has ever held, and whether what the console calls agreed is among them (I11).

Nothing of the planner is asked: a base pair whose half never stood on its side is a foreign edit that was taken for
agreed, or a value that nobody has stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.simulation.entries import EntryPeople, canonical
from tests.simulation.fields import COMPANY, PERSON, RECHTSFORM
from tests.simulation.ledger import ADVOWARE, ESPOCRM
from tests.simulation.people import Party, People

FIELDS = (*PERSON, *COMPANY, RECHTSFORM)
ENTRIES = "#"


class History:
    """By party, field and side, all values so far, as they are compared."""

    def __init__(self, people: People, entries: EntryPeople) -> None:
        self._people, self._entries = people, entries
        self._held: dict[tuple[str, str, str], set[str]] = {}
        self._sent: dict[tuple[str, str, str], dict[str, int]] = {}

    def note_all(self) -> None:
        """People may have typed something."""
        for party in self._people.parties:
            self.note(party)

    def note(self, party: Party) -> None:
        """Add what both sides hold of this party now."""
        espo, advoware = self._people.espo.records[party.espo_id].values, self._people.advo.parties
        for pair in FIELDS:
            self._of(party, pair.espo, ESPOCRM).add(pair.from_espo(espo.get(pair.espo)))
        self._of(party, ENTRIES, ESPOCRM).update(self._entries.in_espo(party))
        for number in {party.number, *party.agreed, *party.doubles} & advoware.keys():
            for pair in FIELDS:
                self._of(party, pair.espo, ADVOWARE).add(pair.from_advoware(advoware[number].values.get(pair.advoware)))
            self._of(party, ENTRIES, ADVOWARE).update(canonical(entry.tlf) for entry in advoware[number].entries)

    def note_sent(self, party: Party, side: str, body: Mapping[str, Any], read: int) -> None:
        """A write leaves that was planned on a reading after act `read`.

        If its answer is lost and somebody has edited the field since that reading, nobody can tell whether it landed.
        Then the rules take it for agreed (2.3, read-back, the exception).
        """
        for pair in FIELDS:
            key, form = (pair.espo, pair.from_espo) if side == ESPOCRM else (pair.advoware, pair.from_advoware)
            if key in body:
                self._sent.setdefault((party.espo_id, pair.espo, side), {})[form(body[key])] = read

    def note_announced(self, espo_id: str, unsettled: Mapping[str, Mapping[str, Any]]) -> None:
        """The same for what the console has announced that it sends (side, field, then the value first)."""
        for side, fields in unsettled.items():
            for name, (value, *_) in fields.items():
                self._sent.setdefault((espo_id, name, side), {}).setdefault(value, self._people.ledger.acts)

    def _may_have_been(self, espo_id: str, name: str, side: str) -> set[str]:
        edits = [one.order for one in self._people.ledger.of(espo_id, name) if one.side == side]
        sent = self._sent.get((espo_id, name, side), {})
        return {value for value, act in sent.items() if any(order > act for order in edits)}

    def _of(self, party: Party, name: str, side: str) -> set[str]:
        return self._held.setdefault((party.espo_id, name, side), set())

    def fields_broken(self, espo_id: str, base: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
        """What is wrong with the stored base of a party."""
        for name, pair in base.items():
            held = (
                self._held.get((espo_id, name, side), set()) | self._may_have_been(espo_id, name, side)
                for side in (ESPOCRM, ADVOWARE)
            )
            yield from _wrong(f"{espo_id} {name}", pair, pair, *held)

    def entry_broken(self, espo_id: str, pair: Mapping[str, Any]) -> Iterator[str]:
        """The same for the base of one phone or mail; a blank half may always be: the entry stood on one side only."""
        held = (self._held.get((espo_id, ENTRIES, side), set()) | {""} for side in (ESPOCRM, ADVOWARE))
        forms = {half: canonical(pair[half]) for half in ("e", "a")}
        yield from _wrong(f"{espo_id} entry", pair, forms, *held)


def _wrong(
    where: str, pair: Mapping[str, Any], forms: Mapping[str, str], espo: set[str], advoware: set[str]
) -> Iterator[str]:
    for half, held, side in (("e", espo, ESPOCRM), ("a", advoware, ADVOWARE)):
        if forms[half] not in held:
            yield f"I11: {where}: {pair[half]!r} is called agreed, and never stood in {side}"
