"""What must hold once everything has settled, checked against the model (reliability: I1 to I15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteChange
from tests.simulation import entry_promises
from tests.simulation.fields import FieldPair
from tests.simulation.ledger import ADVOWARE, ESPOCRM, Edit
from tests.simulation.office import Office
from tests.simulation.people import Party


def broken(office: Office) -> list[str]:
    """Every promise that is broken, in words; empty if all hold."""
    found = list(office.witness.broken)
    found += [f"a defect of the program: {defect}" for defect in office.console.defects]
    rows = {row.espo_id: row for row in Beteiligte.objects.all()}
    for party in office.people.parties:
        row = rows.get(party.espo_id)
        if row is None:
            found += [] if party.deleted else [f"I1: {party.espo_id} was never found"]
            continue
        found += _of_party(office, party, row)
    found += _attempts(office)
    return found


def _of_party(office: Office, party: Party, row: Beteiligte) -> Iterator[str]:
    yield from _unmapped(office, party)
    yield from _status(party, row)
    if party.deleted or not office.people.stands_in_advoware(party) or row.number != party.number or row.held_whole:
        yield from _explained(office, party, row)
        return
    if row.error is not None or row.paused_at:
        yield f"I15: {party.espo_id} still fails although everything works: {row.error}"
        return
    kept = _kept_values(row)
    for pair in party.fields:
        yield from _field(office, party, row, pair, kept.get(pair.espo, set()))
    yield from entry_promises.broken(office, party, row, set().union(*kept.values()))


def _unmapped(office: Office, party: Party) -> Iterator[str]:
    """I3: what the console does not know it never changes."""
    for (side, name), value in party.unmapped.items():
        if (side, name) in party.excused or (side == ADVOWARE and not office.people.stands_in_advoware(party)):
            continue
        store: Any = office.people.espo.records if side == ESPOCRM else office.people.advo.parties
        now = store[party.espo_id if side == ESPOCRM else party.number].values.get(name)
        if now != value:
            yield f"I3: {side} {party.espo_id} {name} was {value!r} and is {now!r}"


def _status(party: Party, row: Beteiligte) -> Iterator[str]:
    """I14: the status says how it is."""
    waits = row.conflicts.filter(closed_at=None).exists()
    if row.sync_status == "clean" and (row.error or row.held_whole or row.gone_at or waits):
        yield f"I14: {party.espo_id} is called clean"
    if row.sync_status in ("dirty", "syncing", "pending_sync"):
        yield f"I15: {party.espo_id} has not settled: {row.sync_status}"


def _explained(office: Office, party: Party, row: Beteiligte) -> Iterator[str]:
    """A party that is not compared has a reason that people can see."""
    if party.deleted:
        if row.deleted_at is None:
            yield f"I1: nobody noticed that {party.espo_id} is deleted in EspoCRM"
    elif not (row.hold or row.gone_at):
        yield f"I1: {party.espo_id} (number {row.number}) is neither compared nor held: {row.sync_status} {row.error}"


def _kept_values(row: Beteiligte) -> dict[str, set[str]]:
    """By field, every value that a person finds in an open question or closed one."""
    kept: dict[str, set[str]] = {}
    for one in row.conflicts.exclude(resolution="settled"):
        values = kept.setdefault(one.field, set())
        values |= {one.value_espo, one.value_advoware, *(lost["value"] for lost in one.kept)}
    return kept


def _field(office: Office, party: Party, row: Beteiligte, pair: FieldPair, kept: set[str]) -> Iterator[str]:
    e, a = (office.people.value(party, pair, side) for side in (ESPOCRM, ADVOWARE))
    where = f"{party.espo_id} {pair.espo}: EspoCRM {e!r}, Advoware {a!r}"
    if e != a and not _accepted(row, pair, e, a):
        yield f"I1: {where} differ without a reason"
    if pair.espo in party.fuzzy:
        return
    edits = office.ledger.of(party.espo_id, pair.espo)
    standing = [edit for edit in office.ledger.standing(party.espo_id, pair.espo) if not edit.excuse]
    for edit in standing:
        if not edit.again and edit.value not in {e, a, *kept}:
            yield f"I2: {where}: lost {edit}"
    unclear = any(edit.again for edit in edits) and len({edit.side for edit in edits}) == 2
    if unclear or any(edit.excuse or not edit.linked for edit in edits):
        return
    yield from _winner(standing, where, e, a)


def _winner(standing: list[Edit], where: str, e: str, a: str) -> Iterator[str]:
    """Whose value it must be, where nothing excuses another one and every value tells whose it is."""
    if len(standing) == 1 and not e == a == standing[0].value:
        yield f"I2: {where}: only {standing[0]} stands, and it was not carried"
    fresh = [edit for edit in standing if not edit.again]
    if len(standing) == len(fresh) == 2:
        sides = {edit.side: edit.value for edit in fresh}
        if len(sides) == 2 and e != sides[ESPOCRM] and not _was_sent(fresh[0], sides[ESPOCRM]):
            yield f"I2: {where}: {fresh[0]} against {fresh[1]}, and EspoCRM's did not win"


def _was_sent(edit: Edit, value: str) -> bool:
    """Whether a run had begun to send EspoCRM's value: an edit in Advoware after that wins (rules 2.3)."""
    sent = BeteiligteChange.objects.filter(party__espo_id=edit.party, field=edit.name, side=ADVOWARE, after=value)
    return bool(sent.exists())


def _accepted(row: Beteiligte, pair: FieldPair, e: str, a: str) -> bool:
    """Whether the console has recorded just this difference, with its reason."""
    base = row.base.get(pair.espo, {})
    if (base.get("e"), base.get("a")) == (e, a) and base.get("why"):
        return True
    return bool(row.conflicts.filter(field=pair.espo, kind="held", closed_at=None).exists())


def _attempts(office: Office) -> Iterator[str]:
    """I9: no attempt stays running, and no lease is left."""
    for attempt in BeteiligteAttempt.objects.filter(outcome="running"):
        yield f"I9: attempt {attempt.pk} of {attempt.party.espo_id} is still running"
    for row in Beteiligte.objects.filter(lease_until__isnull=False):
        yield f"I9: {row.espo_id} is still leased"
