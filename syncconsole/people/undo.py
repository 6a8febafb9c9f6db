"""Taking decisions back (rules 4, conflicts).

What no run has carried yet is simply asked again. What stands on both sides already is answered by the opposite
decision, a row of its own that the next run carries. Neither happens once a value has been changed since.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models.conflict import ConflictKind, Resolution
from syncconsole.people import operations
from syncconsole.people.choices import KEEP, SEEN, TAKE, is_gone, present, wish_of
from syncconsole.people.decisions import Decided
from syncconsole.people.field_names import is_entry
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.facts import PersonsDecision
from syncconsole.sync.reasons import Reason, reason
from syncconsole.work.portions import portions

TAKEN_BACK = "taken_back"  # the rule of a row that a person's undo made
MOST_AT_ONCE = 500
ROWS_PER_TRANSACTION = 50


@dataclass(frozen=True)
class Undone:
    """What became of several decisions: parties by key, how many were left out by reason's code.

    `last` is where to go on; `remaining` how many are still to be looked at.
    """

    parties: list[int]
    left_out: dict[str, int]
    last: int
    remaining: int


def take_back(
    definition: SyncDefinition, conflict_pk: int, who: str, note: str = "", *, asks_again: bool | None = None
) -> Decided:
    """Take back what a person decided on one conflict row, for as long as that is known to change nothing else.

    Refused where it was never decided by a person, is asked or decided anew, is being carried, or a side has moved;
    also where it would no longer do what the person was shown (`asks_again`; None: whatever it does).
    """
    with writing():
        decided, party = _take_back_one(definition, conflict_pk, who, note, asks_again)
        if party is not None:
            operations.resync(definition, [party], who)
    return decided


def take_back_all(
    definition: SyncDefinition, closed_by: str, closed_at: datetime, who: str, note: str = "", after: int = 0
) -> Undone:
    """Take back all that one person decided in one act, at most `MOST_AT_ONCE` rows with keys beyond `after`."""
    rows = definition.conflict.objects.filter(closed_by=closed_by, closed_at=closed_at, pk__gt=after).order_by("pk")
    found = list(rows.values_list("pk", "party__espo_id")[:MOST_AT_ONCE])
    parties: list[int] = []
    left_out = Counter[str]()
    for some in portions(found, ROWS_PER_TRANSACTION):
        with writing():
            taken = []
            for pk, _ in sorted(some, key=lambda one: str(one[1])):  # in the order in which all take parties
                decided, party = _take_back_one(definition, pk, who, note, None)
                if party is not None:
                    taken.append(party)
                else:
                    left_out[decided.reason.code if decided.reason else ""] += 1
            operations.resync(definition, taken, who)
        parties += taken
    last = found[-1][0] if found else after
    return Undone(parties, dict(left_out), last, rows.filter(pk__gt=last).count())


def can_be_undone(row: Any) -> bool:
    """Whether the row and its party's last reading allow it; what other rows say is asked only by the act itself."""
    return row.closed_at is not None and row.resolution in (KEEP, TAKE, SEEN) and _moved(row) is None


def reopens(row: Any) -> bool:
    """Whether taking it back asks the question again; otherwise the opposite value is carried."""
    return _decided_value(row) is None or present(row) == (row.wish_e, row.wish_a)


def opposite(row: Any) -> str:
    """The value that both sides hold again once a carried decision was taken back."""
    if row.kind == ConflictKind.REVIEW:
        advoware = bool(row.kept) and row.kept[-1]["side"] == ESPOCRM
    else:
        advoware = row.resolution == Resolution.KEEP
    return str(row.wish_a if advoware else row.wish_e)


def wish_anew(
    definition: SyncDefinition, party: Any, field: str, value: str, who: str, note: str, *, base: str | None = None
) -> None:
    """Store, inside a transaction, that a person wants `value` back on both sides, as they are now.

    It is a closed row that keeps the value: if a side moves before the run, it is shown as a question.
    """
    rows, now = definition.conflict.objects, clock.now()
    e, a = party.seen_espo.get(field, ""), party.seen_advoware.get(field, "")
    rows.filter(party=party, field=field, wish__isnull=False).update(wish=None)
    definition.record.objects.filter(pk=party.pk).update(has_questions=True)
    rows.create(
        party=party,
        field=field,
        kind=ConflictKind.REVIEW,
        rule=TAKEN_BACK,
        base=base,
        value_espo=e,
        value_advoware=a,
        kept=[{"side": ADVOWARE, "value": value, "author": who, "at": now.isoformat()}],
        opened_at=now,
        closed_at=now,
        closed_by=who,
        resolution=Resolution.TAKE,
        note=note,
        wish=value,
        wish_e=e,
        wish_a=a,
    )


def is_running(party: Any) -> bool:
    """Whether a run owns the party at this moment."""
    return party.lease_until is not None and party.lease_until > clock.now()


def _take_back_one(
    definition: SyncDefinition, pk: int, who: str, note: str, asks_again: bool | None
) -> tuple[Decided, int | None]:
    """Inside a transaction: the outcome, and the key of the party that has to sync now, if it was done."""
    row = definition.conflict.objects.filter(pk=pk).first()
    if row is None:
        return Decided(False, reason("conflict_unknown")), None
    # The party first, as every run takes them: its row tells whether one is carrying the decision right now.
    row.party = definition.record.objects.select_for_update().get(pk=row.party_id)
    row.refresh_from_db(fields=["closed_at", "resolution", "wish", "wish_e", "wish_a"])
    refused = _why_not(definition, row)
    if refused is None and asks_again is not None and asks_again != reopens(row):
        refused = reason("undo_carried", field=row.field)
    if refused:
        return Decided(False, refused), None
    if reopens(row):
        _ask_again(definition, row)
    else:
        wish_anew(definition, row.party, row.field, opposite(row), who, note, base=row.base)
    return Decided(True), row.party_id


def _why_not(definition: SyncDefinition, row: Any) -> Reason | None:
    if row.closed_at is None:
        return reason("conflict_open", field=row.field)
    if row.resolution not in (KEEP, TAKE, SEEN):
        return reason("undo_too_late", field=row.field)
    others = definition.conflict.objects.filter(party_id=row.party_id, field=row.field).exclude(pk=row.pk)
    if _asked_anew(row, others):
        return reason("asked_anew", field=row.field)
    if others.filter(closed_at__gt=row.closed_at, resolution__in=(KEEP, TAKE)).exists():
        return reason("decided_since", field=row.field)
    if is_running(row.party):
        return reason("decision_runs", field=row.field)
    return _moved(row)


def _asked_anew(row: Any, others: QuerySet[Any]) -> bool:
    """A conflict and an accepted difference of one field may be open beside each other."""
    still_open = others.filter(closed_at__isnull=True)
    if not reopens(row):
        return still_open.exists()
    difference = Q(kind=ConflictKind.DIFFERENCE)
    return still_open.filter(difference if row.kind == ConflictKind.DIFFERENCE else ~difference).exists()


def _moved(row: Any) -> Reason | None:
    """Why the values, as last seen, forbid it."""
    value = _decided_value(row)
    if value is None:
        return None if present(row) == (row.wish_e, row.wish_a) else reason("decision_moved", field=row.field)
    if is_gone(row):
        return reason("entry_gone", field=row.field)
    if row.party.deleted_at or row.party.gone_at:
        return reason("party_gone")
    stands = PersonsDecision(value, row.wish_e, row.wish_a).still_stands(*present(row))
    return None if stands else reason("decision_moved", field=row.field)


def _decided_value(row: Any) -> str | None:
    """What the decision wanted on both sides, in the form in which readings show it; None if nothing was written."""
    value = row.wish if row.wish is not None else wish_of(row, row.resolution, (row.wish_e, row.wish_a))
    if value is None or not is_entry(row.field) or row.kind != ConflictKind.REVIEW or row.rule == TAKEN_BACK:
        return value
    # An entry's kept value is spelled as somebody typed it; its comparison form stood in the row when it was asked.
    return str(row.value_espo if row.kept[-1]["side"] == ESPOCRM else row.value_advoware)


def _ask_again(definition: SyncDefinition, row: Any) -> None:
    definition.record.objects.filter(pk=row.party_id).update(has_questions=True)
    definition.conflict.objects.filter(pk=row.pk).update(
        closed_at=None, closed_by="", resolution="", note="", wish=None, wish_e="", wish_a=""
    )
