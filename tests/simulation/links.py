"""Which record in Advoware belongs to a party, and whether it is a person or a company: how the model follows both.

A party moves to another record only if it may: one that the console made for it, or that a person has agreed to.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.simulation.entries import EntryPeople
from tests.simulation.fields import RECHTSFORM, fields_of
from tests.simulation.ledger import ADVOWARE, ESPOCRM
from tests.simulation.people import Party, People


def follow(people: People, entries: EntryPeople, linked: Mapping[str, int | None]) -> None:
    """Let every party stand where the console has linked it (`linked`: number by EspoCRM id), if that is allowed."""
    for party in people.parties:
        number = linked.get(party.espo_id)
        if number != party.linked:
            party.linked = number
            if number is not None and number != party.number and number in party.agreed:
                move(people, entries, party, number)
        _follow_the_kind(people, party)


def move(people: People, entries: EntryPeople, party: Party, number: int) -> None:
    """From now on `number` belongs to the party; what was typed into the record that it leaves stays there."""
    leave_record(people, entries, party)
    first_link_again(people, party)
    party.number = number
    values = party.doubles.get(number, {})
    for name, value in values.items():
        if value:
            people.ledger.note(party.espo_id, name, ADVOWARE, value, "", linked=False)


def leave_record(people: People, entries: EntryPeople, party: Party) -> None:
    """Nobody looks for what was typed into the party's record in Advoware until now."""
    for edit in people.ledger.since(0, party.espo_id, ADVOWARE):
        edit.excuse = edit.excuse or "typed into a record that the party has left"
    party.unmapped = {place: value for place, value in party.unmapped.items() if place[0] != ADVOWARE}
    entries.leave_record(party)


def first_link_again(people: People, party: Party) -> None:
    """What both sides had agreed on is void: no policy decides between earlier edits (rules 1.1, first link)."""
    for edit in people.ledger.edits:
        if edit.party == party.espo_id:
            edit.linked = False


def _follow_the_kind(people: People, party: Party) -> None:
    """Both sides call it a person, or both a company."""
    if party.deleted:
        return
    fields = fields_of(people.value(party, RECHTSFORM, ESPOCRM))
    stands = people.stands_in_advoware(party)
    if not stands or fields_of(people.value(party, RECHTSFORM, ADVOWARE)) is fields:
        party.fields = fields
