"""The first facet of the party list: who has to act. Each party is in exactly one, and in `open` or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from syncconsole import clock
from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
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
    """How many parties are in each facet, in two queries that scan no table.

    Nearly all parties are in sync: these are counted by the status's index alone, and only the others are looked at.
    """
    calm = definition.record.objects.filter(sync_status=SyncStatus.CLEAN).count()
    wanted = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions(definition).items()}
    wanted["special_calm"] = Count("pk", filter=Q(sync_status=SyncStatus.CLEAN))
    found: dict[str, int] = definition.record.objects.filter(special()).aggregate(**wanted)
    in_sync = calm - found["special_calm"]
    return {name: found[f"n_{name}"] + (in_sync if name in ("in_sync", ALL) else 0) for name in NAMES}


def special() -> Q:
    """All parties but those that are in sync and of which nothing else is to be said.

    Every part has an index. SQLite uses a partial one only if the question repeats its condition and asks for a value,
    hence "is not null" beside "is past".
    """
    now = clock.now()
    others = [status for status in SyncStatus if status != SyncStatus.CLEAN]
    waits = ~Q(waits_for="") & Q(waits_for__in=(ESPOCRM, ADVOWARE))
    paused = Q(paused_at__isnull=False, paused_at__lte=now)
    return Q(sync_status__in=others) | paused | Q(deleted_at__isnull=False, deleted_at__lte=now) | waits


def ranked(parties: QuerySet[Any], definition: SyncDefinition) -> QuerySet[Any]:
    """`parties` with `attention`: 0 needs a person, 1 to review, 2 retries by itself, 3 the rest."""
    by_name = conditions(definition)
    ranks = [When(by_name[name], then=Value(n)) for n, name in enumerate(("needs_you", "to_review", "will_retry"))]
    rank = Case(*ranks, default=Value(3), output_field=IntegerField())
    found: QuerySet[Any] = parties.annotate(attention=rank)
    return found
