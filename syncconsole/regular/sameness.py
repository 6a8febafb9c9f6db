"""Since when both systems have been the same: what home may claim, kept by the tick because it cannot be told later.

The same means: both systems can be worked on, the last check is recent, and no edit is older than it takes to carry it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min, Q

from syncconsole import breaker, clock
from syncconsole.models import Checkpoint
from syncconsole.registry import SyncDefinition, all_definitions
from syncconsole.regular import checkpoints
from syncconsole.sync.states import SyncStatus

CHECKPOINT, SWEEP = "same", "sweep"
SILENT = timedelta(minutes=30)  # without a check, nothing is known
PATIENCE = timedelta(minutes=5)  # an edit that young is only on its way
GAP = timedelta(minutes=5)  # between two looks; after a longer one nobody knows what was


def note() -> None:
    """Look once, and remember since when it has been so; the tick calls this."""
    before = Checkpoint.objects.filter(pk=CHECKPOINT).first()
    since = _since(before) if _is_same() else None
    checkpoints.record(CHECKPOINT, {"since": since.isoformat() if since else None})


def since(looked: Checkpoint | None) -> datetime | None:
    """Since when (UTC) it has been so, by the row that `note` left; None if it is not so or was not looked at."""
    told = looked.value.get("since") if looked else None
    return datetime.fromisoformat(told) if told else None


def checked_at(swept: Checkpoint | None) -> datetime | None:
    """When EspoCRM's records were last compared with what is known of them, by the sweep's row; None for never.

    A sweep that could not ask EspoCRM has checked nothing: the last complete one counts then.
    """
    if swept is None:
        return None
    memories = [memory for memory in swept.value.values() if isinstance(memory, dict)]
    if not any(memory.get("problem") for memory in memories):
        return swept.at
    marks = [datetime.fromisoformat(memory["watermark"]) for memory in memories if memory.get("watermark")]
    return min(marks, default=None)


def is_recent(checked: datetime | None) -> bool:
    """Whether a check that old still says something."""
    return checked is not None and clock.now() - checked <= SILENT


def uncarried() -> Q:
    """Parties with an edit that the console carries by itself and has not carried yet.

    What waits for a person or for a system is not among them, nor a failed comparison without an edit.
    """
    by_itself = Q(deleted_at__isnull=True, paused_at__isnull=True, waits_for="")
    seen = Q(sync_status__in=(SyncStatus.DIRTY, SyncStatus.PENDING_SYNC))
    running = Q(sync_status=SyncStatus.SYNCING) & ~Q(change_seq=F("handled_seq"))
    fails = Q(sync_status=SyncStatus.FAILED, due_at__isnull=False, held_whole=False, gone_at__isnull=True)
    edited = Q(last_compared_at__isnull=True) | Q(changed_at__gt=F("last_compared_at"))
    return by_itself & (seen | running | (fails & edited))


def _since(before: Checkpoint | None) -> datetime:
    known = since(before)
    return known if known and before and clock.now() - before.at <= GAP else clock.now()


def _is_same() -> bool:
    if breaker.blocked_systems() or not is_recent(checked_at(Checkpoint.objects.filter(pk=SWEEP).first())):
        return False
    return all(_is_young(_oldest(definition)) for definition in all_definitions())


def _oldest(definition: SyncDefinition) -> datetime | None:
    found: dict[str, Any] = definition.record.objects.filter(uncarried()).aggregate(at=Min("changed_at"))
    at: datetime | None = found["at"]
    return at


def _is_young(oldest: datetime | None) -> bool:
    return oldest is None or clock.now() - oldest <= PATIENCE
