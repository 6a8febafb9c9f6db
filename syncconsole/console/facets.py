"""The first facet of the party list: who has to act. Each party is in exactly one, and in `open` or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition
from syncconsole.sync.states import SyncStatus

OPEN, ALL = "open", "all"
UNDER_WAY = (SyncStatus.DIRTY, SyncStatus.PENDING_SYNC, SyncStatus.SYNCING)


@dataclass(frozen=True)
class Facet:
    """`icon` and `role` repeat those of the badge that stands for it."""

    name: str
    word: Any
    icon: str = ""
    role: str = ""


FACETS = (
    Facet(OPEN, gettext_lazy("Open")),
    Facet("needs_you", gettext_lazy("Needs you"), "diamond-dots", "ask"),
    Facet("to_review", gettext_lazy("To review"), "diamond-tick", "ask"),
    Facet("will_retry", gettext_lazy("Will retry"), "warning", "warn"),
    Facet("under_way", gettext_lazy("Under way"), "dot", "info"),
    Facet("waiting", gettext_lazy("Waiting"), "clock", "quiet"),
    Facet("paused", gettext_lazy("Paused"), "bars", "quiet"),
    Facet("in_sync", gettext_lazy("In sync"), "tick", "ok"),
    Facet("deleted", gettext_lazy("Deleted"), "box", "quiet"),
    Facet(ALL, gettext_lazy("All")),
)
NAMES = tuple(facet.name for facet in FACETS)
BY_NAME = {facet.name: facet for facet in FACETS}


def conditions(definition: SyncDefinition) -> dict[str, Q]:
    """Facet name → condition on the party's row. `all` leaves tombstones out."""
    held = definition.conflict.objects.filter(kind=ConflictKind.HELD, closed_at__isnull=True).values("party")
    there = Q(deleted_at__isnull=True)
    moves = there & Q(paused_at__isnull=True, waits_for="")
    conflict = moves & Q(sync_status=SyncStatus.CONFLICT)
    failed = moves & Q(sync_status=SyncStatus.FAILED)
    asks = Q(pk__in=held) | Q(hold__isnull=False)
    stuck = failed & (Q(due_at__isnull=True) | Q(held_whole=True) | Q(gone_at__isnull=False))
    given_up = moves & Q(sync_status=SyncStatus.PERMANENTLY_FAILED)
    needs_you = stuck | given_up | (conflict & asks)
    to_review = conflict & ~asks
    will_retry = failed & Q(due_at__isnull=False, held_whole=False, gone_at__isnull=True)
    return {
        OPEN: needs_you | to_review | will_retry,
        "needs_you": needs_you,
        "to_review": to_review,
        "will_retry": will_retry,
        "under_way": moves & Q(sync_status__in=UNDER_WAY),
        "waiting": there & Q(paused_at__isnull=True) & ~Q(waits_for=""),
        "paused": there & Q(paused_at__isnull=False),
        "in_sync": moves & Q(sync_status=SyncStatus.CLEAN),
        "deleted": Q(deleted_at__isnull=False),
        ALL: there,
    }


def counts(definition: SyncDefinition) -> dict[str, int]:
    """How many parties are in each facet, in one query."""
    wanted = {name: Count("pk", filter=condition) for name, condition in conditions(definition).items()}
    found: dict[str, int] = definition.record.objects.aggregate(**{f"n_{name}": one for name, one in wanted.items()})
    return {name: found[f"n_{name}"] for name in wanted}


def ranked(parties: QuerySet[Any], definition: SyncDefinition) -> QuerySet[Any]:
    """`parties` with `attention`: 0 needs a person, 1 to review, 2 retries by itself, 3 the rest."""
    by_name = conditions(definition)
    ranks = [When(by_name[name], then=Value(n)) for n, name in enumerate(("needs_you", "to_review", "will_retry"))]
    rank = Case(*ranks, default=Value(3), output_field=IntegerField())
    found: QuerySet[Any] = parties.annotate(attention=rank)
    return found
