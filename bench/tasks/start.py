"""Enqueue one party after another for an idle worker, as a person's click does."""

from __future__ import annotations

import time
from collections.abc import Callable

from rq import Worker
from rq.worker import WorkerStatus

from beteiligte.sync import DEFINITION
from syncconsole.clients.connections import connections
from syncconsole.models.attempt import Trigger
from syncconsole.work.due import add_reason
from syncconsole.work.queues import INTERACTIVE, enqueue

WAIT_SECONDS = 60
# Longer than a start takes, so that the waiting does not compete with what is measured.
LOOK_EVERY_SECONDS = 0.05


def run(espo_ids: list[str]) -> list[tuple[str, float]]:
    """Enqueue a job for each record as soon as the worker is idle: the id and the monotonic time before it."""
    _wait_for(_worker_is_idle)
    return [(espo_id, _enqueued(espo_id)) for espo_id in espo_ids]


def _enqueued(espo_id: str) -> float:
    (party,) = add_reason(DEFINITION, [espo_id])
    before = time.monotonic()
    enqueue(DEFINITION.name, [party.pk], queue=INTERACTIVE, trigger=Trigger.PERSON, who="bench")
    _wait_for(lambda: not DEFINITION.record.objects.get(pk=party.pk).unhandled)
    _wait_for(_worker_is_idle)
    return before


def _worker_is_idle() -> bool:
    workers = Worker.all(connection=connections().redis)
    return bool(workers) and all(worker.get_state() == WorkerStatus.IDLE for worker in workers)


def _wait_for(condition: Callable[[], bool]) -> None:
    """Return once `condition()` is true; raises TimeoutError."""
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("The worker did not take its job in time.")
        time.sleep(LOOK_EVERY_SECONDS)
