"""What must hold of a party's phones and mails once everything has settled."""

from __future__ import annotations

from collections.abc import Iterator

from beteiligte.models import Beteiligte
from tests.simulation.entries import REMARK, Value, canonical
from tests.simulation.office import Office
from tests.simulation.people import Party


def broken(office: Office, party: Party, row: Beteiligte, kept: set[str]) -> Iterator[str]:
    """Every promise about one party's entries that is broken; `kept`: all values in its conflicts."""
    entries = office.entries
    if party.espo_id in entries.fuzzy or row.hold:
        return
    espo, advoware = entries.in_espo(party), entries.in_advoware(party)
    where = f"{party.espo_id}: EspoCRM {sorted(espo)}, Advoware {sorted(advoware)}"
    if len(set(advoware)) != len(advoware):
        yield f"I5: {where}: an entry stands twice"
    differing = _accepted(row)
    if set(espo) - differing != set(advoware) - differing:
        yield f"I1: {where} differ without a reason"
    for value in entries.values.values():
        if value.party == party.espo_id:
            yield from _of_value(value, where, set(espo), set(advoware), {canonical(one) for one in kept} | differing)
    yield from _remarks(office, party)


def _accepted(row: Beteiligte) -> set[str]:
    """The values of pairs that differ for a recorded reason."""
    pairs = [pair.base for pair in row.entry_pairs.all() if pair.base.get("why")]
    return {canonical(pair[half]) for pair in pairs for half in ("e", "a")}


def _of_value(value: Value, where: str, espo: set[str], advoware: set[str], kept: set[str]) -> Iterator[str]:
    if not value.removed:
        if value.text not in espo | advoware | kept and not value.excuse:
            yield f"I2: {where}: lost {value}"
        return
    sure = [one for one in value.removed if one.linked and not one.excuse]
    if sure and value.text in (espo | advoware) - kept:
        yield f"I4: {where}: {value} has come back"


def _remarks(office: Office, party: Party) -> Iterator[str]:
    """A person's own remark stays, whatever becomes of the entry's value."""
    for entry in office.advo.parties[party.number or 0].entries:
        if entry.id in office.entries.remarked and REMARK not in entry.bemerkung:
            yield f"I3: {party.espo_id}: the remark of entry {entry.id} is gone: {entry.bemerkung!r}"
