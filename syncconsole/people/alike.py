"""One decision for all conflicts that are alike: the same field, cause and rule, in portions (rules 4, conflicts)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models.conflict import ConflictKind
from syncconsole.people import operations
from syncconsole.people.choices import offered, present, wish_of
from syncconsole.people.field_names import is_entry
from syncconsole.registry import SyncDefinition
from syncconsole.work.portions import portions

VALUES, CAUSE = "values", "cause"  # the same two values as well, or whatever values
MOST_AT_ONCE = 1000
ROWS_PER_TRANSACTION = 100
CHANGED, NO_CHOICE = "changed", "no_choice"

_OF_PARTY = ("espo_id", "seen_espo", "seen_advoware", "seen_meta")


@dataclass(frozen=True)
class Choice:
    """What one person decided at one moment; `moment` names the act, so that it can be taken back as one."""

    choice: str
    who: str
    moment: datetime
    note: str = ""


@dataclass
class Settled:
    """`parties`: their keys. `left_out`: how many stay, by why: CHANGED or NO_CHOICE.

    `last` is the key of the last row looked at; `remaining` how many come after it.
    """

    parties: list[int] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    last: int = 0
    remaining: int = 0


def alike(definition: SyncDefinition, example: Any, scope: str) -> QuerySet[Any]:
    """The open rows like `example`, itself among them, in the order of their keys."""
    still_open = definition.conflict.objects.filter(closed_at__isnull=True)
    rows: QuerySet[Any] = still_open.filter(kind=example.kind, rule=example.rule)
    rows = rows.filter(why=example.why, **_same_field(example.field))
    if scope == VALUES:
        rows = rows.filter(value_espo=example.value_espo, value_advoware=example.value_advoware)
    return rows.order_by("pk")


def decide_alike(
    definition: SyncDefinition,
    example: Any,
    scope: str,
    chosen: Choice,
    *,
    upto: int,
    after: int = 0,
    seen: tuple[str, str] | None = None,
) -> Settled:
    """Decide up to `MOST_AT_ONCE` rows like `example` with keys beyond `after`, none newer than `upto`.

    `seen`: both values as the person saw them. In the scope VALUES rows whose sides hold others now stay, in any
    scope those that have moved since they were asked, and those to which the choice cannot be applied.
    """
    rows, settled = alike(definition, example, scope).filter(pk__lte=upto), Settled(last=after)
    found = list(rows.filter(pk__gt=after).values_list("pk", "party_id")[:MOST_AT_ONCE])
    for some in portions(found, ROWS_PER_TRANSACTION):
        _decide_portion(definition, example, scope, chosen, some, seen, settled)
        settled.last = some[-1][0]
    settled.remaining = rows.filter(pk__gt=settled.last).count()
    return settled


def _same_field(name: str) -> dict[str, str]:
    channel = name.partition(":")[0]
    return {"field__startswith": f"{channel}:"} if is_entry(name) else {"field": name}


def _decide_portion(
    definition: SyncDefinition,
    example: Any,
    scope: str,
    chosen: Choice,
    keys: Any,
    seen: tuple[str, str] | None,
    settled: Settled,
) -> None:
    with writing():
        rows = _loaded(definition, keys)
        decided = []
        for row in rows:
            why = _why_not(row, example, scope, chosen.choice, seen)
            if why:
                settled.left_out[why] += 1
            else:
                decided.append(row)
        _store(definition, decided, chosen)
    settled.parties += [row.party_id for row in decided]


def _loaded(definition: SyncDefinition, keys: Any) -> list[Any]:
    """The rows that are still open, each with its party; parties are taken first, as every run takes them."""
    parties = definition.record.objects.select_for_update().filter(pk__in={party for _, party in keys})
    known = {party.pk: party for party in parties.only(*_OF_PARTY).order_by("espo_id")}
    rows = definition.conflict.objects.filter(pk__in=[pk for pk, _ in keys], closed_at__isnull=True).order_by("pk")
    loaded = [row for row in rows if row.party_id in known]
    for row in loaded:
        row.party = known[row.party_id]
    return loaded


def _why_not(row: Any, example: Any, scope: str, choice: str, seen: tuple[str, str] | None) -> str:
    if choice not in offered(row):
        return NO_CHOICE
    now = present(row)
    if scope == VALUES and (now != (seen or present(example)) or _lost(row) != _lost(example)):
        return CHANGED
    return "" if _still_asks(row, now) else CHANGED


def _lost(row: Any) -> str:
    return str(row.kept[-1]["value"]) if row.kept else ""


def _still_asks(row: Any, now: tuple[str, str]) -> bool:
    """Whether no side has moved since the question; what a rule settled stands the same on both sides now."""
    if row.kind == ConflictKind.REVIEW:
        return now[0] == now[1]
    return now == (row.value_espo, row.value_advoware)


def _store(definition: SyncDefinition, rows: list[Any], chosen: Choice) -> None:
    if not rows:
        return
    pks = sorted({row.party_id for row in rows})
    definition.record.objects.filter(pk__in=pks).update(has_questions=True)
    by_wish: dict[tuple[str | None, str, str], list[int]] = {}
    for row in rows:
        now = present(row)
        by_wish.setdefault((wish_of(row, chosen.choice, now), *now), []).append(row.pk)
    _forget_earlier_wishes(definition, rows, chosen.choice)
    for (wish, espo, advoware), same in by_wish.items():  # one statement each: Django's bulk_update is ten times slower
        definition.conflict.objects.filter(pk__in=same).update(
            closed_at=chosen.moment,
            closed_by=chosen.who,
            resolution=chosen.choice,
            note=chosen.note,
            wish=wish,
            wish_e=espo,
            wish_a=advoware,
        )
    operations.resync(definition, pks, chosen.who)


def _forget_earlier_wishes(definition: SyncDefinition, rows: list[Any], choice: str) -> None:
    """The newest decision on a field is the one that counts."""
    newer = {(row.party_id, row.field) for row in rows if wish_of(row, choice, present(row)) is not None}
    waiting = definition.conflict.objects.filter(party__in={party for party, _ in newer}, wish__isnull=False)
    earlier = [pk for pk, party, name in waiting.values_list("pk", "party_id", "field") if (party, name) in newer]
    if earlier:
        definition.conflict.objects.filter(pk__in=earlier).update(wish=None)


def now_by(who: str, choice: str, note: str = "") -> Choice:
    """What `who` decides at this moment."""
    return Choice(choice, who, clock.now(), note)
