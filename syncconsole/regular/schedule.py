"""The console's two entries in rq-scheduler, kept in place in a Redis that may lose everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django_rq import get_scheduler
from django_rq.queues import DjangoScheduler
from rq.job import Job

from syncconsole.processes.embedded import impatient_redis

POLL_SECONDS = 5
_ROOM = "syncconsole.regular"


@dataclass(frozen=True)
class Entry:
    """One periodic job: its fixed id, what it calls, on which queue, every how many seconds."""

    id: str
    function: str
    queue: str
    interval: int
    description: str


class ConsoleScheduler(DjangoScheduler):
    """rq-scheduler that never queues a periodic job a second time while it still waits or runs.

    rq-scheduler itself pushes the same id again and again: a sweep longer than its interval would run three at a
    time, and a night without workers would leave hundreds of them in the queue.
    """

    def enqueue_job(self, job: Job) -> None:
        """Queue `job` and set its next time; of a job still waiting or running, only set the next time."""
        if self._waits_or_runs(job):
            next_time = datetime.now(UTC).timestamp() + int(job.meta["interval"])
            self.connection.zadd(self.scheduled_jobs_key, {job.id: next_time})
        else:
            super().enqueue_job(job)

    def _waits_or_runs(self, job: Job) -> bool:
        queue = self.get_queue_for_job(job)
        # Asking for the ids also lets go of a run whose worker was killed: its entry has expired by then.
        return queue.get_job_position(job.id) is not None or job.id in queue.started_job_registry.get_job_ids()


def entries() -> tuple[Entry, ...]:
    """Return the sweep's and the tick's entries with their intervals from the settings."""
    return (
        Entry("syncconsole-sweep", f"{_ROOM}.sweep.sweep_all", "sweep", settings.SWEEP_INTERVAL_SECONDS, "Sweep"),
        Entry("syncconsole-tick", f"{_ROOM}.tick.tick_all", "events", settings.TICK_INTERVAL_SECONDS, "Tick"),
    )


def open_scheduler() -> DjangoScheduler:
    """Return rq-scheduler on the console's Redis; a lock left by a dead one holds for at most 15 seconds."""
    return get_scheduler("sweep", interval=POLL_SECONDS, connection=impatient_redis(settings.REDIS_URL))


def keep_entries(scheduler: DjangoScheduler) -> list[str]:
    """Put back each entry that is gone or has another interval, due at once; return the ids of those put back."""
    missing = [entry for entry in entries() if not _in_place(scheduler, entry)]
    for entry in missing:
        scheduler.schedule(
            scheduled_time=datetime.now(UTC),
            func=entry.function,
            interval=entry.interval,
            id=entry.id,
            queue_name=entry.queue,
            description=entry.description,
        )
    return [entry.id for entry in missing]


def enqueue_due(scheduler: DjangoScheduler) -> None:
    """Queue what is due, unless another scheduler is at it."""
    if not scheduler.acquire_lock():
        return
    try:
        scheduler.enqueue_jobs()
    finally:
        scheduler.remove_lock()


def _in_place(scheduler: DjangoScheduler, entry: Entry) -> bool:
    if entry.id not in scheduler or not Job.exists(entry.id, connection=scheduler.connection):
        return False
    job = Job.fetch(entry.id, connection=scheduler.connection)
    wanted = (entry.interval, entry.queue, entry.function)
    return (job.meta.get("interval"), job.origin, job.func_name) == wanted
