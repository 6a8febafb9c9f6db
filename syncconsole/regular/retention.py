"""Pruning of the history (HISTORY_RETENTION_DAYS): what is older goes, in small portions that no other writer feels.

A pass walks each table once by ranges of keys; a sweep does some portions of it and the next one goes on there. Kept
whatever their age: attempts that run, each party's newest attempt, the newest change of each value with its attempt
(the answer to "where does this come from?"), messages still open, and each sync's newest delivery. Conflicts, and
Django's log of what people did, are not pruned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models import BulkItem, Message, WebhookDelivery
from syncconsole.models.attempt import Outcome
from syncconsole.registry import SyncDefinition, all_definitions
from syncconsole.regular import checkpoints

CHECKPOINT = "retention"
ROWS_PER_PORTION = 5000  # measured: less than 0.2 s on SQLite
PORTIONS_PER_SWEEP = 20
NEXT_PASS_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """One table to prune: its name in the checkpoint, its model, which rows are over, and the column of their age."""

    name: str
    model: type[Any]
    age: str
    over: Callable[[datetime], QuerySet[Any]]


def prune(portions: int = PORTIONS_PER_SWEEP) -> dict[str, int]:
    """Do the next `portions` of the pass that is under way, or begin one if the last ended a day ago.

    Return how many rows went, by table. The checkpoint "retention" holds where to go on: `table` and `after` (a key),
    and once a pass has ended `ended_at` (ISO, UTC) and its `pruned` rows by table.
    """
    memory = checkpoints.value(CHECKPOINT)
    if not _is_due(memory):
        return {}
    pruned: dict[str, int] = {}
    place = (memory.get("table", ""), memory.get("after", 0))
    for _ in range(portions):
        going_on = _portion(*place, pruned)
        if going_on is None:
            _remember(memory, {"ended_at": clock.now().isoformat()}, pruned)
            return pruned
        place = going_on
    _remember(memory, {"table": place[0], "after": place[1]}, pruned)
    return pruned


def tables() -> tuple[Table, ...]:
    """What is pruned, in this order: changes before the attempts they belong to."""
    own = [table for definition in all_definitions() for table in _tables_of(definition)]
    others = (Table("deliveries", WebhookDelivery, "received_at", _deliveries), Table(*_MESSAGES), Table(*_BULK))
    return (*own, *others)


def _is_due(memory: dict[str, Any]) -> bool:
    ended = memory.get("ended_at")
    return not ended or clock.now() - datetime.fromisoformat(ended) >= NEXT_PASS_AFTER


def _remember(memory: dict[str, Any], place: dict[str, Any], pruned: dict[str, int]) -> None:
    before = {} if "ended_at" in memory else memory.get("pruned", {})
    total = {name: before.get(name, 0) + pruned.get(name, 0) for name in {**before, **pruned}}
    checkpoints.record(CHECKPOINT, {**place, "pruned": total})


def _portion(name: str, after: int, pruned: dict[str, int]) -> tuple[str, int] | None:
    """Prune one range of keys of the table `name` ("" and unknown ones: the first); where to go on, None at the end."""
    every = tables()
    at = next((index for index, table in enumerate(every) if table.name == name), 0)
    table, before = every[at], clock.now() - timedelta(days=settings.HISTORY_RETENTION_DAYS)
    last = _last_key(table, after, before)
    if last is None:
        return (every[at + 1].name, 0) if at + 1 < len(every) else None
    with writing():
        gone = table.over(before).filter(pk__gt=after, pk__lte=last).only("pk").delete()[0]
    pruned[table.name] = pruned.get(table.name, 0) + gone
    return (table.name, last)


def _last_key(table: Table, after: int, before: datetime) -> int | None:
    """The last key of the next portion; None where the young rows begin, for keys rise with time."""
    keys = list(table.model.objects.filter(pk__gt=after).order_by("pk").values_list("pk", table.age)[:1])
    if not keys or keys[0][1] >= before:
        return None
    return int(keys[0][0]) + ROWS_PER_PORTION - 1


def _tables_of(definition: SyncDefinition) -> Iterator[Table]:
    yield Table(f"{definition.name}.changes", definition.change, "at", lambda before: _changes(definition, before))
    yield Table(
        f"{definition.name}.attempts", definition.attempt, "started_at", lambda before: _attempts(definition, before)
    )


def _changes(definition: SyncDefinition, before: datetime) -> QuerySet[Any]:
    """Old changes, but for the newest of each field and each result: a refused one says nothing of who came through."""
    same = definition.change.objects.filter(
        party=OuterRef("party"), field=OuterRef("field"), side=OuterRef("side"), result=OuterRef("result")
    )
    rows: QuerySet[Any] = definition.change.objects.filter(at__lt=before)
    return rows.filter(Exists(same.filter(pk__gt=OuterRef("pk"))))


def _attempts(definition: SyncDefinition, before: datetime) -> QuerySet[Any]:
    """Old attempts that have ended, carry no change any more, and are not the party's newest."""
    newer = definition.attempt.objects.filter(party=OuterRef("party"), pk__gt=OuterRef("pk"))
    rows: QuerySet[Any] = definition.attempt.objects.filter(started_at__lt=before).exclude(outcome=Outcome.RUNNING)
    return rows.filter(~Exists(definition.change.objects.filter(attempt=OuterRef("pk"))), Exists(newer))


def _deliveries(before: datetime) -> QuerySet[Any]:
    """Old deliveries, but for the newest of each sync: the sweep asks how long EspoCRM has been silent."""
    newer = WebhookDelivery.objects.filter(definition=OuterRef("definition"), pk__gt=OuterRef("pk"))
    return WebhookDelivery.objects.filter(Exists(newer), received_at__lt=before)


def _messages(before: datetime) -> QuerySet[Any]:
    """Messages about a state that was over long ago, and that nobody in EspoCRM waits for.

    That a system answers again is no state: nothing ever closes such a message.
    """
    over = Q(closed_at__lt=before) | Q(code="system_up", created_at__lt=before)
    return Message.objects.filter(over, post_at__isnull=True)


_MESSAGES = ("messages", Message, "created_at", _messages)


def _bulk_items(before: datetime) -> QuerySet[Any]:
    """The single parties of bulk actions that have ended; their sums stay with the action."""
    return BulkItem.objects.filter(run__started_at__lt=before, run__ended_at__isnull=False)


_BULK = ("bulk", BulkItem, "run__started_at", _bulk_items)
