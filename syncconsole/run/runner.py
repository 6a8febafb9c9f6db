"""One run over one party: lock and lease, attempt, read, plan, act, record, release, second look (rules 1–3)."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.db import IntegrityError

from syncconsole import systems
from syncconsole.registry import SyncDefinition
from syncconsole.run import failure, lease
from syncconsole.run.carry_out import carry_out, end_number_taken
from syncconsole.run.claim import NOTHING, claim_party, gate, why_not
from syncconsole.run.state import Run
from syncconsole.run.to_espo import NumberTaken
from syncconsole.sync.errors import LostLease, RemoteError

LOST = "lost"

# Threads that begin all at once are all ready late; a few at a time, the first call leaves long before the last thread
# has begun (measured: docs/performance.md). Not one at a time: a database may be far away.
_few_begin = threading.BoundedSemaphore(3)


@dataclass(frozen=True)
class Ended:
    """`outcome`: an attempt's outcome, or nothing / busy / paused / lost; `again`: enqueue the party anew."""

    outcome: str
    again: bool = False


def run_party(definition: SyncDefinition, pk: int, *, trigger: str, who: str = "", job_id: str = "") -> Ended:
    """Sync one party now, if there is a reason to.

    Expected failures end in the party's and the attempt's rows. A defect is recorded there too and
    then raised, so that it shows among RQ's failed jobs. Raises redis.RedisError without a lock server.
    """
    with _few_begin:
        run = _begun(definition, pk, trigger, who, job_id)
    if isinstance(run, str):  # a job that met our lock while we found nothing to do looks to us
        return Ended(run, again=run == NOTHING and _second_look(definition, pk))
    watched = lease.renewer()
    if watched:
        watched.watch(run.lease)
    try:
        outcome = _guarded(run)
    finally:
        if watched:
            watched.forget(run.lease)
        run.lease.release()
    return Ended(outcome, again=_second_look(definition, pk))


def _begun(definition: SyncDefinition, pk: int, trigger: str, who: str, job_id: str) -> Run | str:
    """The run, or why there is none."""
    party, known = gate(definition, pk), systems.known()
    idle = why_not(definition, party, known)
    if party is None or idle:
        return idle
    return claim_party(definition, pk, party.espo_id, known, trigger, who, job_id)


def _guarded(run: Run) -> str:
    """Carry the run out; every end of it is recorded. Raises only defects."""
    try:
        return _with_expected_ends(run)
    except LostLease:
        return LOST  # the successor's record stands; this attempt is closed by it as abandoned
    except Exception:
        failure.end_defect(run)
        raise


def _with_expected_ends(run: Run) -> str:
    try:
        return carry_out(run)
    except NumberTaken as taken:
        return end_number_taken(run, taken.number, taken.other)
    except IntegrityError:
        other = _other_holder(run)
        if other is None:
            raise
        return end_number_taken(run, *other)
    except RemoteError as error:
        return failure.end_badly(run, error)


def _other_holder(run: Run) -> tuple[int, str] | None:
    """The number that another open link got in the same moment, and whose it is."""
    seen = run.seen_advoware or run.seen_espo
    if seen is None or seen.number is None:
        return None
    others = run.definition.record.objects.filter(number=seen.number, deleted_at__isnull=True).exclude(pk=run.party.pk)
    espo_id = others.values_list("espo_id", flat=True).first()
    return (seen.number, espo_id) if espo_id else None


def _second_look(definition: SyncDefinition, pk: int) -> bool:
    """After lock and lease are released: did a reason come that nobody has seen? (rules 3)"""
    party = gate(definition, pk)
    return party is not None and not party.paused and not party.waits_for
