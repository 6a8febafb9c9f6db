"""People who work in both offices, and the notes that the model takes of it."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from syncconsole.sandbox.advoware import Advoware
from syncconsole.sandbox.espocrm import EspoCrm
from tests.simulation.fields import COMPANY, PERSON, RECHTSFORM, UNMAPPED, WORDS, FieldPair
from tests.simulation.ledger import ADVOWARE, ESPOCRM, Ledger
from tests.simulation.story import Story


@dataclass
class Party:
    """One party of the model. `number` is None as long as nobody knows it to stand in Advoware.

    `linked`: the number that the console's row names. `agreed`: the other numbers that it may be linked with.
    `doubles`: other records in Advoware and what they held at first. `ever_deleted`, `gone`: somebody deleted it
    once, in EspoCRM or in Advoware. `number_typed`: the act at which somebody changed its number in EspoCRM last.
    """

    espo_id: str
    number: int | None
    fields: tuple[FieldPair, ...]
    deleted: bool = False
    linked: int | None = None
    number_typed: int = 0
    ever_deleted: bool = False
    gone: bool = False
    agreed: set[int] = field(default_factory=set)
    doubles: dict[int, dict[str, str]] = field(default_factory=dict)
    unmapped: dict[tuple[str, str], str] = field(default_factory=dict)
    excused: set[tuple[str, str]] = field(default_factory=set)
    fuzzy: set[str] = field(default_factory=set)


class People:
    """What they do, at random but out of `rng` alone."""

    def __init__(self, espo: EspoCrm, advo: Advoware, ledger: Ledger, story: Story, rng: random.Random) -> None:
        self.espo, self.advo, self.ledger, self.story, self.rng = espo, advo, ledger, story, rng
        self.parties: list[Party] = []
        self.unmapped_at: dict[tuple[str, str, str], int] = {}
        self._number = 0

    def fresh(self) -> int:
        """A number that no value has had yet."""
        self._number += 1
        return self._number

    def linked_party(self, fields: tuple[FieldPair, ...], *, linked: bool = True) -> Party:
        """A party that stands on both sides with the same values."""
        values = {pair.espo: pair.fresh(self.rng, self.fresh()) for pair in fields}
        theirs = {pair.advoware: values[pair.espo] for pair in fields}
        theirs["rechtsform"] = WORDS[fields][0]
        number = self.advo.create({**theirs, "beruf": "Tischlermeister", "titel": "Dr."}, "MK")
        made = self._make(fields, values, number if linked else None)
        made.number = number
        made.unmapped |= {(ADVOWARE, "beruf"): "Tischlermeister", (ADVOWARE, "titel"): "Dr."}
        return made

    def new_party(self) -> Party:
        """Somebody creates a party in EspoCRM; the console is to create it in Advoware."""
        return self.create_in_espo(self.rng.choice((PERSON, PERSON, COMPANY)))

    def create_in_espo(self, fields: tuple[FieldPair, ...]) -> Party:
        """The same for a person or a company."""
        made = self._make(fields, {pair.espo: pair.fresh(self.rng, self.fresh()) for pair in fields}, None)
        self.story.tell(f"Anna creates {made.espo_id}")
        return made

    def _make(self, fields: tuple[FieldPair, ...], values: dict[str, str], number: int | None) -> Party:
        raw: dict[str, Any] = {pair.espo: pair.for_espo(values[pair.espo]) for pair in fields}
        raw["rechtsform"] = values["rechtsform"] = WORDS[fields][0]
        espo_id = self.espo.create({**raw, "betnr": number}, "anna")["id"]
        self.ledger.initial |= {(espo_id, name): value for name, value in values.items()}
        self.parties.append(Party(espo_id, number, fields))
        return self.parties[-1]

    def double(self, party: Party, fields: tuple[FieldPair, ...], same: Mapping[str, str] | None = None) -> int:
        """MK has one more record in Advoware that may be meant for the party: its number.

        `same`: its values by EspoCRM's field; None for others than the party's.
        """
        values = dict(same) if same else {pair.espo: pair.fresh(self.rng, self.fresh()) for pair in fields}
        theirs = {pair.advoware: values[pair.espo] for pair in fields}
        values[RECHTSFORM.espo] = theirs["rechtsform"] = WORDS[party.fields][0]
        number = self.advo.create(theirs, "MK")
        party.doubles[number] = values
        return number

    # Acts

    def edit(self, linked: Mapping[str, Collection[str]]) -> str:
        """Somebody changes a mapped field of some party; `linked`: by party, the fields that were compared once."""
        party, side = self.some_party_side()
        if party is None:
            return "nobody finds a party to edit"
        pair = self.rng.choice(party.fields)
        before = self.value(party, pair, side)
        value = self._another(party, pair, before)
        if value == before:
            return "somebody looks at a record"
        return self.put(party, side, pair, value, linked=pair.espo in linked.get(party.espo_id, ()))

    def put(self, party: Party, side: str, pair: FieldPair, value: str, *, linked: bool) -> str:
        """Somebody types the canonical `value`; `linked`: the party has been compared once."""
        before = self.value(party, pair, side)
        self._write(party, side, pair.espo if side == ESPOCRM else pair.advoware, self._raw(pair, side, value))
        made = self.ledger.note(party.espo_id, pair.espo, side, value, before, linked=linked)
        return f"{'Anna' if side == ESPOCRM else 'MK'} edits {party.espo_id} {made}, was {before!r}"

    def _another(self, party: Party, pair: FieldPair, before: str) -> str:
        dice = self.rng.random()
        if dice < 0.12 and pair.espo not in ("lastName", "firmenname"):
            return ""
        earlier = [edit.value for edit in self.ledger.of(party.espo_id, pair.espo)]
        if dice < 0.2 and earlier:
            return self.rng.choice(earlier) or before
        return pair.fresh(self.rng, self.fresh())

    def _raw(self, pair: FieldPair, side: str, value: str) -> str | None:
        return pair.for_espo(value) if side == ESPOCRM else value or None

    def edit_unmapped(self) -> str:
        """Somebody changes a field that the console does not know."""
        party, side = self.some_party_side()
        if party is None:
            return "nobody finds a party"
        name, value = self.rng.choice(UNMAPPED[side]), f"Notiz {self.fresh()}"
        self._write(party, side, name, value)
        party.unmapped[side, name] = value
        party.excused.discard((side, name))
        self.unmapped_at[party.espo_id, side, name] = self.ledger.act()
        return f"{side}: {party.espo_id} {name} := {value!r}"

    def delete_in_espo(self) -> str:
        """Somebody deletes a party in EspoCRM."""
        party = self._some(lambda one: not one.deleted)
        if party is None:
            return "nobody deletes"
        self.espo.delete(party.espo_id, "anna")
        party.deleted = party.ever_deleted = True
        return f"Anna deletes {party.espo_id} in EspoCRM"

    def restore_in_espo(self) -> str:
        """An administrator brings a deleted party back."""
        party = self._some(lambda one: one.deleted)
        if party is None:
            return "nobody restores"
        self.espo.restore(party.espo_id)
        party.deleted = False
        return f"the administrator restores {party.espo_id} in EspoCRM"

    def delete_in_advoware(self) -> str:
        """Somebody deletes a party in Advoware, but never the first one: a probe needs a record that answers."""
        party = self._some(lambda one: self.stands_in_advoware(one) and one is not self.parties[0])
        if party is None:
            return "nobody deletes"
        assert party.number is not None
        self.advo.delete(party.number)
        party.gone = True
        return f"MK deletes {party.number} ({party.espo_id}) in Advoware"

    # Looking

    def value(self, party: Party, pair: FieldPair, side: str) -> str:
        """The canonical value that a side holds; "" where there is no record."""
        if side == ESPOCRM:
            return pair.from_espo(self.espo.records[party.espo_id].values.get(pair.espo))
        if party.number not in self.advo.parties:
            return ""
        return pair.from_advoware(self.advo.parties[party.number].values.get(pair.advoware))

    def stands_in_advoware(self, party: Party) -> bool:
        """Whether the party has a record there."""
        return party.number in self.advo.parties

    def some_party_side(self) -> tuple[Party | None, str]:
        """Somebody opens some party's record in one of the systems."""
        side = self.rng.choice((ESPOCRM, ADVOWARE))
        fits = self.stands_in_advoware if side == ADVOWARE else lambda one: not one.deleted
        return self._some(fits), side

    def _some(self, fits: Any) -> Party | None:
        found = [party for party in self.parties if fits(party)]
        return self.rng.choice(found) if found else None

    def _write(self, party: Party, side: str, name: str, value: str | None) -> None:
        if side == ESPOCRM:
            self.espo.update(party.espo_id, {name: value}, "anna")
        else:
            assert party.number is not None
            self.advo.update(party.number, {name: value}, "MK")
