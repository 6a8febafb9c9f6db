"""What must hold once everything has settled, checked against the model. Where each promise of the plan is checked:

| Promise | Where |
| --- | --- |
| I1 convergence | `_field`, `_explained`, `_number`, `entry_promises` |
| I2 no lost update | `_field` and `_decided` on the `ledger`; `entry_promises`; the gap's width: `witness` |
| I3 untouched stays | `_unmapped`; remarks of entries: `entry_promises` |
| I4 no resurrection | `entry_promises`; parties: `_explained` |
| I5 no duplicates | `witness`, at each POST; entries: `entry_promises` |
| I6 idempotent replay | `settling` |
| I7 one writer | `witness`, as each write leaves |
| I8 bounded calls | `settling` |
| I9 attempt truth | `_attempts` |
| I10 retry discipline | `watching`, after each step; `_retries` |
| I11 base honesty | `watching` and `history`, after each step; `_base` |
| I12 delete guard | `watching`, after each step; the count of an hour: `_losses`; that staff know: `notices` |
| I13 notification economy | `notices`; the beginnings are counted by triggers of the database |
| I14 status truth | `_status` |
| I15 liveness | `settling`; `_status` |
| I16 secrecy | `secrecy` |
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteChange
from syncconsole.models import Loss
from tests.simulation import entry_promises, notices, secrecy
from tests.simulation.fields import RECHTSFORM, FieldPair, fields_of
from tests.simulation.ledger import ADVOWARE, ESPOCRM, Edit
from tests.simulation.office import Office
from tests.simulation.people import Party

MOST_FAILURES = 5
HOUR = timedelta(hours=1)
SKEW = timedelta(minutes=4)  # the console's clock is set to and fro by 180 s


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
    found += [*office.watch.broken, *_retries(), *_losses(office), *notices.broken()]
    found += secrecy.broken(office.logged, office.console.arguments, office.advo.tokens._expirations)
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
    yield from _number(office, party, row)
    yield from _base(row)
    for pair in (*party.fields, RECHTSFORM):
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


def _number(office: Office, party: Party, row: Beteiligte) -> Iterator[str]:
    """I1: EspoCRM shows the number of the record that the party is compared with."""
    shown = office.people.espo.records[party.espo_id].values.get("betnr")
    if shown != row.number:
        yield f"I1: {party.espo_id} shows number {shown}, and is compared with {row.number}"


def _base(row: Beteiligte) -> Iterator[str]:
    """I11: at rest a pair that differs is a recorded accepted difference."""
    pairs = [*row.base.items(), *((pair.kommkz, pair.base) for pair in row.entry_pairs.all())]
    for name, pair in pairs:
        if pair["e"] != pair["a"] and not pair.get("why"):
            yield f"I11: {row.espo_id} {name}: {pair} differs, and no reason is recorded"


def _explained(office: Office, party: Party, row: Beteiligte) -> Iterator[str]:
    """A party that is not compared has a reason that people can see."""
    if party.deleted:
        if row.deleted_at is None and (row.hold or {}).get("code") != "mass_deleted":
            yield f"I1: nobody noticed that {party.espo_id} is deleted in EspoCRM"
    elif not (row.hold or row.gone_at or _cannot_be_created(office, party, row)):
        yield f"I1: {party.espo_id} (number {row.number}) is neither compared nor held: {row.sync_status} {row.error}"


def _cannot_be_created(office: Office, party: Party, row: Beteiligte) -> bool:
    """A party without a name of its legal form is refused by Advoware: a person must give it one."""
    name, *_ = fields_of(office.people.value(party, RECHTSFORM, ESPOCRM))
    return row.number is None and bool(row.error) and not office.people.value(party, name, ESPOCRM)


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
    if (party.espo_id, pair.espo) in office.decided:
        yield from _decided(office, party, row, pair, e, a)
        return
    unclear = any(edit.again for edit in edits) and len({edit.side for edit in edits}) == 2
    if unclear or any(edit.excuse or not edit.linked for edit in edits):
        return
    yield from _winner(standing, where, e, a, office.policies.of(pair.espo))


def _winner(standing: list[Edit], where: str, e: str, a: str, policy: str) -> Iterator[str]:
    """Whose value it must be, where nothing excuses another one and every value tells whose it is."""
    if len(standing) == 1 and not e == a == standing[0].value:
        yield f"I2: {where}: only {standing[0]} stands, and it was not carried"
    fresh = [edit for edit in standing if not edit.again]
    if len(standing) == len(fresh) == 2:
        sides = {edit.side: edit.value for edit in fresh}
        if policy == "manual" or len(sides) != 2:
            return
        other = ADVOWARE if policy == ESPOCRM else ESPOCRM
        if e != sides[policy] and not _was_sent(fresh[0], sides[policy], other):
            yield f"I2: {where}: {fresh[0]} against {fresh[1]}, and {policy}'s did not win"


def _was_sent(edit: Edit, value: str, side: str) -> bool:
    """Whether a run had begun to send the winning value: an edit of the other `side` after that wins (rules 2.3)."""
    sent = BeteiligteChange.objects.filter(party__espo_id=edit.party, field=edit.name, side=side, after=value)
    return bool(sent.exists())


def _decided(office: Office, party: Party, row: Beteiligte, pair: FieldPair, e: str, a: str) -> Iterator[str]:
    """What a person has decided stands on both sides, unless somebody has typed since or is asked anew."""
    wanted = office.wanted.get((party.espo_id, pair.espo))
    if wanted is None or wanted.number != row.number or e == a == wanted.value:
        return
    later = any(edit.order > wanted.act for edit in office.ledger.of(party.espo_id, pair.espo))
    if not later and not row.conflicts.filter(field=pair.espo, closed_at=None).exists():
        yield f"I2: {party.espo_id} {pair.espo}: decided for {wanted.value!r}, but {e!r} and {a!r} stand"


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


def _retries() -> Iterator[str]:
    """I10: never more than five counted failures, each with an attempt that failed; none is left of what works."""
    for row in Beteiligte.objects.all():
        failed = BeteiligteAttempt.objects.filter(party=row, outcome="failed").count()
        if row.failures > min(MOST_FAILURES, failed):
            yield f"I10: {row.espo_id} counts {row.failures} failures after {failed} failed attempts"
        if row.error is None and (row.failures or row.given_up):
            yield f"I10: {row.espo_id} works, and still counts {row.failures} failures"


def _losses(office: Office) -> Iterator[str]:
    """I12: no more are recorded within an hour than the guard lets through, but for those that a person allowed."""
    most = office.policies.losses
    for kind in sorted(set(Loss.objects.values_list("kind", flat=True))):
        times = sorted(Loss.objects.filter(kind=kind).values_list("at", flat=True))
        allowed = [at for of, at in office.witness.losses_allowed if kind.startswith(of)]
        for early, late in zip(times, times[most:], strict=False):
            if late - early < HOUR - SKEW and not any(at - SKEW < late < at + HOUR + SKEW for at in allowed):
                yield f"I12: more than {most} parties were recorded as {kind} within an hour, the last at {late}"
