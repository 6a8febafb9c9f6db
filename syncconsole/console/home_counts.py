"""How many parties stand where, and the times that belong to the numbers.

Nearly all parties are in sync; these are counted by the status's index alone, and only the others are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from syncconsole import clock
from syncconsole.console import facets
from syncconsole.registry import SyncDefinition
from syncconsole.regular import sameness
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.states import SyncStatus


@dataclass(frozen=True)
class Counts:
    """`of`: facet → parties; times are UTC, None where there is no such party.

    `changed`, `running`, `new` are the parts of what is under way; `uncarried` edits are carried by the console itself,
    `oldest_edit` is older or as old, for it counts what waits for a system too.
    """

    of: dict[str, int]
    changed: int
    running: int
    new: int
    uncarried: int
    oldest_uncarried: datetime | None
    oldest_edit: datetime | None
    need_since: datetime | None
    next_retry: datetime | None

    @property
    def total(self) -> int:
        """All parties; tombstones are not counted."""
        return self.of[facets.ALL]


def count(definition: SyncDefinition) -> Counts:
    """Count them now."""
    conditions = facets.conditions(definition)
    calm = definition.record.objects.filter(sync_status=SyncStatus.CLEAN).count()
    uncarried, way = sameness.uncarried(), conditions["under_way"]
    asked: dict[str, Any] = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    asked |= {
        "changed": Count("pk", filter=way & Q(sync_status=SyncStatus.DIRTY)),
        "running": Count("pk", filter=way & Q(sync_status=SyncStatus.SYNCING)),
        "new": Count("pk", filter=way & Q(sync_status=SyncStatus.PENDING_SYNC)),
        "uncarried": Count("pk", filter=uncarried),
        "oldest_uncarried": Min("changed_at", filter=uncarried),
        "oldest_edit": Min("changed_at", filter=uncarried | conditions["waiting"]),
        "need_since": Min("changed_at", filter=conditions["needs_you"]),
        "next_retry": Min("due_at", filter=conditions["will_retry"]),
        "special_calm": Count("pk", filter=Q(sync_status=SyncStatus.CLEAN)),
    }
    found = definition.record.objects.filter(_special()).aggregate(**asked)
    in_sync = calm - found.pop("special_calm")
    of = {name: found.pop(f"n_{name}") for name in conditions}
    return Counts(of=of | {"in_sync": in_sync, facets.ALL: of[facets.ALL] + in_sync}, **found)


def oldest(definition: SyncDefinition, counts: Counts) -> Any:
    """The party whose edit has waited longest; None if no edit waits. No query then."""
    if counts.oldest_edit is None:
        return None
    waiting = sameness.uncarried() | facets.conditions(definition)["waiting"]
    rows = definition.record.objects.filter(_special(), waiting, changed_at=counts.oldest_edit)
    return rows.only("pk", "name", "espo_id").first()


def _special() -> Q:
    """All parties but those that are in sync and of which nothing else is to be said.

    Every part has an index. SQLite uses a partial one only if the question repeats its condition and asks for a value,
    hence "is not null" beside "is past".
    """
    now = clock.now()
    others = [status for status in SyncStatus if status != SyncStatus.CLEAN]
    waits = ~Q(waits_for="") & Q(waits_for__in=(ESPOCRM, ADVOWARE))
    paused = Q(paused_at__isnull=False, paused_at__lte=now)
    return Q(sync_status__in=others) | paused | Q(deleted_at__isnull=False, deleted_at__lte=now) | waits
