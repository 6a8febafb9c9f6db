"""How many parties a bulk action would concern, by what is the matter with them; one query, no party is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from syncconsole import clock
from syncconsole.bulk.acts import BulkAct
from syncconsole.console import badges, facets
from syncconsole.console.badges import Badge
from syncconsole.registry import SyncDefinition
from syncconsole.sync.states import SyncStatus

RECENT = timedelta(minutes=15)
MOST_MEASURED = 500

GROUPS: tuple[tuple[str, Badge], ...] = (
    ("needs_you", Badge(facets.BY_NAME["needs_you"].word, "diamond-dots", "ask")),
    ("given_up", badges.GIVEN_UP),
    ("will_retry", badges.WILL_RETRY),
    ("to_review", badges.TO_REVIEW),
    ("under_way", Badge(facets.BY_NAME["under_way"].word, "dot", "info")),
    ("waiting", badges.WAITING),
    ("paused", badges.PAUSED),
    ("in_sync", badges.IN_SYNC),
    ("deleted", badges.DELETED),
)


@dataclass(frozen=True)
class Counted:
    """`groups`: (name, badge, count) of whom the act concerns; `left_out`: {reason: count}; `running`: right now."""

    groups: list[tuple[str, Badge, int]]
    left_out: dict[str, int] = field(default_factory=dict)
    running: int = 0

    @property
    def total(self) -> int:
        """All parties that the act concerns."""
        return sum(count for _, _, count in self.groups)


def count(definition: SyncDefinition, parties: QuerySet[Any], act: BulkAct) -> Counted:
    """Count `parties` for `act`."""
    wanted = {f"group_{name}": act.concerns & condition for name, condition in _groups(definition).items()}
    before = Q()
    for name, condition in act.left_out.items():
        wanted[f"out_{name}"] = before & condition
        before &= ~condition
    wanted["running"] = act.concerns & Q(sync_status=SyncStatus.SYNCING)
    counts = {name: Count("pk", filter=condition) for name, condition in wanted.items()}
    found = parties.order_by().aggregate(**counts)
    groups = [(name, badge, found[f"group_{name}"]) for name, badge in GROUPS if found[f"group_{name}"]]
    return Counted(groups, {name: found[f"out_{name}"] for name in act.left_out}, found["running"])


def _groups(definition: SyncDefinition) -> dict[str, Q]:
    conditions = facets.conditions(definition)
    given_up = conditions["needs_you"] & Q(sync_status=SyncStatus.PERMANENTLY_FAILED)
    return {
        **{name: conditions[name] for name, _ in GROUPS if name in conditions},
        "given_up": given_up,
        "needs_you": conditions["needs_you"] & ~Q(sync_status=SyncStatus.PERMANENTLY_FAILED),
    }


def pace(definition: SyncDefinition) -> float | None:
    """Parties per second, measured at the attempts of the last minutes; None if there were none."""
    recent = definition.attempt.objects.filter(started_at__gte=clock.now() - RECENT, ended_at__isnull=False)
    spans = [
        end - start
        for start, end in recent.order_by("-started_at").values_list("started_at", "ended_at")[:MOST_MEASURED]
    ]
    seconds = sum(span.total_seconds() for span in spans)
    at_once = min(settings.SYNC_CONCURRENCY, settings.ADVOWARE_MAX_IN_FLIGHT)
    return at_once * len(spans) / seconds if seconds else None
