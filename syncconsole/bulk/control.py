"""Starting, pausing and ending bulk actions. Every change of state is one conditional statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from syncconsole import clock
from syncconsole.bulk import queue
from syncconsole.bulk.acts import BulkAct
from syncconsole.database import writing
from syncconsole.models.bulk import BulkItem, BulkRun, ItemState, RunState
from syncconsole.registry import SyncDefinition


def start(
    definition: SyncDefinition, act: BulkAct, parties: QuerySet[Any], *, user: Any, token: UUID, **about: Any
) -> BulkRun:
    """Begin `act` on those of `parties` that it concerns; `about` are further columns of the run (why, filter, …).

    Its parties are fixed now, by one statement that loads none of them, so what the act itself changes cannot move
    them out of its own filter. The same `token` again gives the run that it has started already.
    """
    with writing():
        begun = {"definition": definition.name, "act": act.name, "user": user, "who": user.get_username()}
        run, new = BulkRun.objects.get_or_create(token=token, defaults={**begun, "started_at": clock.now(), **about})
        if new:
            run.total = _fix_parties(run, parties.filter(act.concerns))
            run.save(update_fields=["total"])
    if new:
        queue.enqueue_steps(run)
    return run


def _fix_parties(run: BulkRun, parties: QuerySet[Any]) -> int:
    chosen, params = parties.order_by().values(chosen=F("pk")).query.sql_with_params()
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, ("run_id", "party", "state", "detail", "generation")))
    into = f"INSERT INTO {quote(BulkItem._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{into} SELECT %s, parties.chosen, %s, '', 0 FROM ({chosen}) AS parties",
            [run.pk, str(ItemState.WAITING), *params],
        )
        return int(cursor.rowcount)


def goes_on(run: BulkRun) -> bool:
    """Whether it still runs in the generation that `run` was read in: a person may have paused or cancelled it."""
    return BulkRun.objects.filter(pk=run.pk, generation=run.generation, state=RunState.RUNNING).exists()


def pause(run: BulkRun) -> bool:
    """Begin no further party; what runs ends. True if it was running."""
    return _move(run, (RunState.RUNNING,), state=RunState.PAUSED)


def go_on(run: BulkRun) -> bool:
    """Go on after a pause. True if it was paused."""
    moved = _move(run, (RunState.PAUSED,), state=RunState.RUNNING, generation=F("generation") + 1, beat_at=None)
    if moved:
        run.refresh_from_db()
        queue.enqueue_steps(run)
    return moved


def cancel(run: BulkRun) -> bool:
    """End it for good: what waits stays as it is, what runs ends. True if it had not ended."""
    return _move(run, (RunState.RUNNING, RunState.PAUSED), state=RunState.CANCELLED, ended_at=clock.now())


def finish(run: BulkRun) -> bool:
    """End it because no party is left. True for whom it was first."""
    return _move(run, (RunState.RUNNING,), state=RunState.DONE, ended_at=clock.now())


def _move(run: BulkRun, before: Sequence[str], **columns: Any) -> bool:
    with writing():
        return bool(BulkRun.objects.filter(pk=run.pk, state__in=before).update(**columns))
