"""The jobs of a bulk action in RQ: each carries the keys of the run and of its generation, and nothing else."""

from __future__ import annotations

from syncconsole.models.bulk import BulkRun
from syncconsole.work import queues

STEP = "syncconsole.bulk.steps.step"  # by name: steps enqueue, so they import this module
LANES = 4  # so many workers at most are at one bulk action; people's own queue always goes first


def enqueue_steps(run: BulkRun, lanes: int = LANES) -> None:
    """Queue a step for each lane, after the commit of a transaction that is open now. Never raises."""
    for _ in range(lanes):
        queues.enqueue_step(STEP, (run.pk, run.generation), _prefix(run), f"Bulk action {run.pk} ({run.act})")


def steps_wait(run: BulkRun) -> bool:
    """Whether steps of this run's generation wait in the queue; False also without Redis."""
    return queues.step_waits(_prefix(run))


def _prefix(run: BulkRun) -> str:
    return f"bulk-{run.pk}-{run.generation}-"
