"""What RQ runs for a bulk action: steps of some seconds, each of which queues its successor.

A step takes portions of parties, does the act, syncs them and notes how each ended. If its worker is killed, the
reasons to sync are counted already, and `revive` (called by the tick) goes on with what had not ended.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db.models import F, Q
from rq import get_current_job

from syncconsole import breaker, clock, registry
from syncconsole.bulk import acts, control, portion, queue
from syncconsole.bulk.beat import beating
from syncconsole.bulk.outcomes import End
from syncconsole.bulk.party import sync_one
from syncconsole.database import writing
from syncconsole.models.bulk import BulkRun, ItemState, RunState
from syncconsole.work.feed import Fed, feed
from syncconsole.work.queues import batch_size

STEP_SECONDS = 20  # people's own jobs wait no longer than this for a worker
SILENT_SECONDS = 20  # without a sign of life for so long, no step is at it


def step(run_pk: int, generation: int) -> None:
    """Job: work on the run for a while, and queue the next step if something was achieved and something is left.

    Raises `Defects` at the end if a party met a fault of the program; it counts as one that needs a person.
    """
    run = BulkRun.objects.filter(pk=run_pk, generation=generation).first()
    if run is None or not control.goes_on(run):
        return
    with beating(run):
        achieved, defects = _work(run)
    if control.goes_on(run):
        _what_next(run, achieved)
    Fed([], defects).raise_defects()


def _work(run: BulkRun) -> tuple[bool, list[str]]:
    """Portion after portion until the step's time is over: whether anything was achieved, and the defects."""
    ends, defects, achieved = clock.monotonic() + STEP_SECONDS, list[str](), False
    while clock.monotonic() < ends and control.goes_on(run) and not _waits_for_a_system(run):
        pks = portion.take(run, batch_size())
        if not pks:
            break
        defects += _work_on(run, pks, ends - clock.monotonic())
        given_back = portion.give_back(run, pks)
        achieved = achieved or given_back < len(pks)
        if given_back == len(pks):
            break  # busy or waiting ones only
    return achieved, defects


def _work_on(run: BulkRun, pks: list[int], seconds: float) -> list[str]:
    definition, act = registry.get(run.definition), acts.get(run.act)
    act.ask(definition, pks, run.who)
    if not act.runs:
        portion.end(run, pks, End(ItemState.DONE))
        return []
    job = get_current_job()
    one = partial(sync_one, run, definition, job_id=job.id if job else "")
    return feed(pks, one, threads=settings.SYNC_CONCURRENCY, seconds=seconds).defects


def _what_next(run: BulkRun, achieved: bool) -> None:
    if not portion.left(run):
        control.finish(run)
    elif achieved and portion.waits(run):
        queue.enqueue_steps(run, lanes=1)
    elif not portion.at_work(run):  # busy parties only, or a system is down: the tick begins anew
        BulkRun.objects.filter(pk=run.pk, generation=run.generation).update(beat_at=None)


def revive() -> list[int]:
    """Go on with each run at which no step is or will be, unless a system is down; the keys of those runs."""
    silent = Q(beat_at__isnull=True) | Q(beat_at__lt=clock.now() - timedelta(seconds=SILENT_SECONDS))
    runs = BulkRun.objects.filter(silent, state=RunState.RUNNING)
    return [run.pk for run in runs if not _waits_for_a_system(run) and not queue.steps_wait(run) and _begin_anew(run)]


def _waits_for_a_system(run: BulkRun) -> bool:
    return acts.get(run.act).runs and bool(breaker.blocked_systems())


def _begin_anew(run: BulkRun) -> bool:
    with writing():
        same = BulkRun.objects.filter(pk=run.pk, generation=run.generation, state=RunState.RUNNING)
        if not same.update(generation=F("generation") + 1, beat_at=clock.now()):
            return False
        run.generation += 1
        portion.give_back_of_older(run)
    queue.enqueue_steps(run)
    return True
