"""The queues, and the only `enqueue` in the code base.

Job arguments are the definition's name, the keys of parties, the trigger and who asked: never a party's data.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django_rq import get_queue
from redis import RedisError
from rq import Queue

from syncconsole import registry
from syncconsole.clients.connections import connections
from syncconsole.registry import SyncDefinition
from syncconsole.work import marks as queue_marks
from syncconsole.work.portions import portions

INTERACTIVE, EVENTS, SWEEP = "interactive", "events", "sweep"

# By name: the jobs themselves enqueue, so they import this module.
SYNC_PARTIES = "syncconsole.work.jobs.sync_parties"

# Several rounds of all threads: few idle at a job's end, and no job keeps a worker from people's queue for long.
ROUNDS_PER_JOB = 6
JOB_TIMEOUT_SECONDS = 900  # a backstop only: a job takes no new party after a minute, and each call has its limit
RESULT_TTL_SECONDS = 60
SHOWN_PARTIES = 3

log = logging.getLogger(__name__)


def batch_size() -> int:
    """How many parties one job carries: a multiple of the threads that work on it."""
    return ROUNDS_PER_JOB * settings.SYNC_CONCURRENCY


def enqueue(
    definition_name: str,
    ids: Sequence[int],
    *,
    queue: str,
    trigger: str,
    who: str = "",
    description: str = "",
    one_job: bool = False,
) -> None:
    """Queue a sync of the parties with these keys, after the commit of a transaction that is open now.

    They are cut into jobs of `batch_size()`, or go into `one_job`, the cheapest way for a web process:
    a job hands back what it cannot begin in a minute. `description` tells a person which parties a job is about; if
    none is given, it is made from their numbers. Never raises: without Redis the parties stay due, a sweep finds them.
    """
    if ids:
        size = len(ids) if one_job else batch_size()
        batches, asked = list(portions(list(ids), size)), (str(trigger), who)
        # A function, no `partial`: Django names it in the log if it fails, for example without the database.
        transaction.on_commit(lambda: _send(definition_name, batches, queue, asked, description), robust=True)


def enqueue_once(definition_name: str, ids: Sequence[int], *, queue: str, trigger: str) -> list[int]:
    """Queue those of these parties that are not marked as queued already, and return them (for tick and sweep only).

    Without Redis none is.
    """
    try:
        free = queue_marks.claim(definition_name, ids)
    except (RedisError, OSError):
        _say_unreachable(len(ids))
        return []
    enqueue(definition_name, free, queue=queue, trigger=trigger)
    return free


def enqueue_step(function: str, args: tuple[int, ...], prefix: str, description: str) -> None:
    """Queue one step of long work behind everything else, after the commit; its job's id begins with `prefix`.

    Never raises: without Redis the tick queues it later.
    """
    transaction.on_commit(lambda: _send_step(function, args, prefix, description), robust=True)


def step_waits(prefix: str) -> bool:
    """Whether a job whose id begins with `prefix` waits in the queue of steps; False also without Redis."""
    try:
        return any(job_id.startswith(prefix) for job_id in _queue(SWEEP).get_job_ids())
    except (RedisError, OSError):
        return False


def describe(resource: str, numbers: Sequence[tuple[int | None, str]], count: int) -> str:
    """Text for RQ's pages about `count` parties, of which `numbers` holds the first (Advoware, EspoCRM) ids."""
    if count == 1 and numbers:
        number, espo_id = numbers[0]
        return f"{resource} {number} (EspoCRM {espo_id})" if number else f"{resource} (EspoCRM {espo_id})"
    first = ", ".join(str(number or espo_id) for number, espo_id in numbers[:SHOWN_PARTIES])
    return f"{count} {resource}: {first}" + (", …" if count > SHOWN_PARTIES else "")


def _send(
    definition_name: str, batches: Iterable[Sequence[int]], queue: str, asked: tuple[str, str], description: str
) -> None:
    definition, batches = registry.get(definition_name), list(batches)
    work = [
        Queue.prepare_data(
            SYNC_PARTIES,
            args=(definition_name, list(batch), *asked),
            job_id=f"{definition_name}-{uuid.uuid4().hex}",
            timeout=JOB_TIMEOUT_SECONDS,
            result_ttl=RESULT_TTL_SECONDS,
            failure_ttl=settings.RQ_FAILURE_TTL_SECONDS,
            description=description or _description(definition, batch),
        )
        for batch in batches
    ]
    try:
        _queue(queue).enqueue_many(work)
    except (RedisError, OSError):
        _say_unreachable(sum(len(batch) for batch in batches))


def _send_step(function: str, args: tuple[int, ...], prefix: str, description: str) -> None:
    try:
        _queue(SWEEP).enqueue_call(
            function,
            args=args,
            job_id=f"{prefix}{uuid.uuid4().hex}",
            timeout=JOB_TIMEOUT_SECONDS,
            result_ttl=RESULT_TTL_SECONDS,
            failure_ttl=settings.RQ_FAILURE_TTL_SECONDS,
            description=description,
        )
    except (RedisError, OSError):
        log.warning("Redis does not answer: a step of long work could not be queued, the tick queues it later.")


def _say_unreachable(count: int) -> None:
    log.warning("Redis does not answer: %d parties could not be queued, a later sweep finds them.", count)


def _queue(name: str) -> Any:
    # The process's own client: django-rq would open a connection per call, without a time-out.
    return get_queue(name, connection=connections().redis, commit_mode="auto")


def _description(definition: SyncDefinition, ids: Sequence[int]) -> str:
    rows = definition.record.objects.filter(pk__in=ids[:SHOWN_PARTIES])
    return describe(definition.resource, list(rows.values_list("number", "espo_id")), len(ids))
