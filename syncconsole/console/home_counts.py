"""How many parties stand where, and the times that belong to the numbers.

Nearly all parties are in sync; these are counted by the status's index alone, and only the others are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from syncconsole.console import facets
from syncconsole.registry import SyncDefinition
from syncconsole.regular import sameness
from syncconsole.sync.states import SyncStatus


@dataclass(frozen=True)
class Counts:
    """`of`: facet → parties; times are UTC, None where there is no such party.

    `changed`, `running`, `new` are the parts of what is under way; `uncarried` edits are carried by the console itself.
    `oldest` is the party whose edit has waited longest, also if it waits for a system; None if no edit waits.
    """

    of: dict[str, int]
    changed: int
    running: int
    new: int
    uncarried: int
    oldest_uncarried: datetime | None
    oldest: Any
    need_since: datetime | None
    next_retry: datetime | None

    @property
    def total(self) -> int:
        """All parties; tombstones are not counted."""
        return self.of[facets.ALL]

    @property
    def oldest_edit(self) -> datetime | None:
        """Since when the longest waiting edit waits; as old as `oldest_uncarried` or older."""
        return self.oldest.changed_at if self.oldest else None


def count(definition: SyncDefinition) -> Counts:
    """Count them now, in three queries whatever there is to count."""
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
        "need_since": Min("changed_at", filter=conditions["needs_you"]),
        "next_retry": Min("due_at", filter=conditions["will_retry"]),
        "special_calm": Count("pk", filter=Q(sync_status=SyncStatus.CLEAN)),
    }
    found = definition.record.objects.filter(facets.special()).aggregate(**asked)
    in_sync = calm - found.pop("special_calm")
    of = {name: found.pop(f"n_{name}") for name in conditions}
    of |= {"in_sync": in_sync, facets.ALL: of[facets.ALL] + in_sync}
    return Counts(of=of, oldest=_oldest(definition, uncarried | conditions["waiting"]), **found)


def _oldest(definition: SyncDefinition, waiting: Q) -> Any:
    """Asked even if no edit waits: the page takes the same number of queries on a calm day."""
    rows = definition.record.objects.filter(facets.special(), waiting, changed_at__isnull=False)
    return rows.order_by("changed_at", "pk").only("pk", "name", "espo_id", "changed_at").first()
