"""What people may ask of parties and systems, in the admin and by commands; each may be asked twice without harm.

Every change is one conditional statement: nothing that a run has written meanwhile is overwritten. `who` is the
user's name in the console, or the command's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from syncconsole import clock, systems
from syncconsole.database import writing
from syncconsole.models import SystemState
from syncconsole.models.attempt import Trigger
from syncconsole.registry import SyncDefinition
from syncconsole.work import queues
from syncconsole.work.due import ROWS_PER_STATEMENT, Party, add_reason_to
from syncconsole.work.portions import portions


def resync(definition: SyncDefinition, pks: Sequence[int], who: str) -> list[Party]:
    """Give these parties a person's reason to sync and queue them; a held or failed one may write again (rules 4)."""
    return _queued(definition, ask_resync(definition, pks), who)


def ask_resync(definition: SyncDefinition, pks: Sequence[int]) -> list[Party]:
    """The same without queueing, for a caller that runs them itself."""
    return _ask(definition, pks, revived=True)


def reset_retries(definition: SyncDefinition, pks: Sequence[int], who: str) -> list[Party]:
    """Set the failures of these parties to zero, make them due now and queue them.

    The error is shown until a run has succeeded.
    """
    return _queued(definition, ask_reset_retries(definition, pks), who)


def ask_reset_retries(definition: SyncDefinition, pks: Sequence[int]) -> list[Party]:
    """The same without queueing, for a caller that runs them itself."""
    return _ask(definition, pks, failures=0, given_up=False, revived=True, due_at=clock.now())


def pause(definition: SyncDefinition, pks: Sequence[int], who: str) -> int:
    """Let no run of these parties start; reasons are still counted. Return how many were not paused before."""
    return sum(
        rows.filter(paused_at__isnull=True).update(paused_at=clock.now(), paused_by=who)
        for rows in _rows(definition, pks)
    )


def resume(definition: SyncDefinition, pks: Sequence[int], who: str) -> int:
    """Let these parties go on where they stopped, and queue them. Return how many were paused."""
    resumed = ask_resume(definition, pks)
    queues.enqueue(definition.name, resumed, queue=queues.INTERACTIVE, trigger=Trigger.PERSON, who=who)
    return len(resumed)


def ask_resume(definition: SyncDefinition, pks: Sequence[int]) -> list[int]:
    """The same without queueing, for a caller that runs them itself: the keys of those that were paused."""
    paused = [
        pk
        for rows in _rows(definition, pks)
        for pk in rows.filter(paused_at__isnull=False).values_list("pk", flat=True)
    ]
    for rows in _rows(definition, paused):
        rows.update(paused_at=None, paused_by="")
    return paused


def pause_system(name: str, who: str) -> bool:
    """Let all work that needs this system wait. True if it was not paused before."""
    SystemState.objects.get_or_create(name=name)
    systems.forget()
    return bool(
        SystemState.objects.filter(name=name, paused_at__isnull=True).update(paused_at=clock.now(), paused_by=who)
    )


def resume_system(name: str, who: str) -> bool:
    """Let work on this system go on; the tick queues what has waited. True if it was paused."""
    systems.forget()
    return bool(SystemState.objects.filter(name=name, paused_at__isnull=False).update(paused_at=None, paused_by=""))


def _ask(definition: SyncDefinition, pks: Sequence[int], **changes: Any) -> list[Party]:
    asked: list[Party] = []
    for some in portions(sorted(set(pks)), ROWS_PER_STATEMENT):  # one short transaction each: webhooks get between
        with writing():
            # The reason first: it takes the rows in the order that keeps deliveries and people from a deadlock.
            parties = add_reason_to(definition, some)
            definition.record.objects.filter(pk__in=[party.pk for party in parties]).update(**changes)
        asked += parties
    return asked


def _queued(definition: SyncDefinition, parties: list[Party], who: str) -> list[Party]:
    pks = [party.pk for party in parties]
    queues.enqueue(definition.name, pks, queue=queues.INTERACTIVE, trigger=Trigger.PERSON, who=who)
    return parties


def _rows(definition: SyncDefinition, pks: Sequence[int]) -> list[QuerySet[Any]]:
    return [definition.record.objects.filter(pk__in=some) for some in portions(list(pks), ROWS_PER_STATEMENT)]
