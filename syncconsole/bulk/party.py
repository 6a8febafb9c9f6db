"""One party of a bulk action: sync it and note how it ended."""

from __future__ import annotations

import logging

from redis import RedisError

from syncconsole.bulk import outcomes, portion
from syncconsole.bulk.control import goes_on
from syncconsole.bulk.outcomes import End
from syncconsole.models.attempt import Outcome, Trigger
from syncconsole.models.bulk import BulkRun, ItemState
from syncconsole.registry import SyncDefinition
from syncconsole.run.claim import BUSY
from syncconsole.run.runner import LOST, Ended, run_party
from syncconsole.work.queues import EVENTS, enqueue

ROUNDS = 3  # records that move during a run are run again at once, so often
NOT_ENDED = (BUSY, LOST, Outcome.WAITS, Outcome.AGAIN)
DEFECT = "defect"

log = logging.getLogger(__name__)


def sync_one(run: BulkRun, definition: SyncDefinition, pk: int, *, job_id: str = "") -> None:
    """Sync the party and note how it ended; a busy one, and one whose system went down, waits again.

    Does nothing once a person has paused or cancelled the bulk action. Raises what a fault of the program raises,
    and has noted then that the party needs a person.
    """
    if not goes_on(run):
        return
    try:
        ended = _run(definition, pk, run.who, job_id)
    except RedisError:
        log.warning("Redis does not answer: party %d could not be locked and waits again.", pk)
        return
    except Exception:
        portion.end(run, [pk], End(ItemState.NEEDS_YOU, DEFECT))
        raise
    how = outcomes.of_party(definition, pk) if ended.outcome not in NOT_ENDED else None
    if how is not None:
        portion.end(run, [pk], how)
    if ended.again:
        enqueue(definition.name, [pk], queue=EVENTS, trigger=Trigger.SECOND_LOOK)


def _run(definition: SyncDefinition, pk: int, who: str, job_id: str) -> Ended:
    ended = run_party(definition, pk, trigger=Trigger.PERSON, who=who, job_id=job_id)
    for _ in range(ROUNDS - 1):
        if ended.outcome != Outcome.AGAIN:
            break
        ended = run_party(definition, pk, trigger=Trigger.SECOND_LOOK, job_id=job_id)
    return ended
