"""What RQ runs. Expected failures end in our rows; only defects end in RQ's failed registry."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

from django.conf import settings
from redis import RedisError
from rq import get_current_job

from syncconsole import registry
from syncconsole.models.attempt import Trigger
from syncconsole.registry import SyncDefinition
from syncconsole.run.runner import Ended, run_party
from syncconsole.work import marks as queue_marks
from syncconsole.work.feed import feed
from syncconsole.work.queues import EVENTS, enqueue

TAKE_SECONDS = 60
MOST_ROUNDS_NOW = 10

log = logging.getLogger(__name__)


def sync_parties(definition_name: str, ids: Sequence[int], trigger: str, who: str = "") -> None:
    """Job: sync these parties, several at a time. What is not begun in a minute goes back to the queue.

    Raises `Defects` at the end if a run met a fault of the program; the other parties are done all the same.
    """
    job = get_current_job()
    queue_marks.forget(definition_name, ids)
    run = partial(_run_one, registry.get(definition_name), trigger=trigger, who=who, job_id=job.id if job else "")
    fed = feed(ids, run, threads=settings.SYNC_CONCURRENCY, seconds=TAKE_SECONDS)
    enqueue(definition_name, fed.left, queue=job.origin if job else EVENTS, trigger=trigger, who=who)
    fed.raise_defects()


def sync_now(
    definition: SyncDefinition, pks: Sequence[int], *, who: str = "", told: Callable[[int, Ended], None]
) -> None:
    """Sync these parties in this process, without a worker; `told` hears of each run as it ends, in any thread.

    A party that an edit reached during its run is run again at once. Raises `Defects` as a job would.
    """
    trigger, waiting = Trigger.PERSON, list(pks)
    for _ in range(MOST_ROUNDS_NOW):
        again: list[int] = []
        run = partial(_run_now, definition, trigger, who, again, told)
        feed(waiting, run, threads=settings.SYNC_CONCURRENCY).raise_defects()
        trigger, waiting = Trigger.SECOND_LOOK, again
        if not waiting:
            return


def _run_one(definition: SyncDefinition, pk: int, *, trigger: str, who: str, job_id: str) -> None:
    try:
        ended = run_party(definition, pk, trigger=trigger, who=who, job_id=job_id)
    except RedisError:
        log.warning("Redis does not answer: party %d could not be locked and stays due.", pk)
        return
    if ended.again:
        enqueue(definition.name, [pk], queue=EVENTS, trigger=Trigger.SECOND_LOOK)


def _run_now(
    definition: SyncDefinition,
    trigger: str,
    who: str,
    again: list[int],
    told: Callable[[int, Ended], None],
    pk: int,
) -> None:
    ended = run_party(definition, pk, trigger=trigger, who=who)
    if ended.again:
        again.append(pk)
    told(pk, ended)
