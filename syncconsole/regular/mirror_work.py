"""Which parties of the mirror have work to do, as separate questions that each use an index.

SQLite uses a partial index only if the question repeats the index's condition, hence "is not null" beside "is past".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from syncconsole import clock
from syncconsole.registry import SyncDefinition


def new(definition: SyncDefinition) -> QuerySet[Any]:
    """Parties that have never run."""
    return _unhandled(definition).filter(last_attempt_at__isnull=True)


def dirty(definition: SyncDefinition) -> QuerySet[Any]:
    """Parties that ran before and have a reason that no run has dealt with."""
    return _unhandled(definition).filter(last_attempt_at__isnull=False)


def retries(definition: SyncDefinition) -> QuerySet[Any]:
    """Parties whose next attempt is due."""
    return _free(definition).filter(due_at__isnull=False, due_at__lte=clock.now())


def ended_leases(definition: SyncDefinition) -> QuerySet[Any]:
    """Parties whose run died: its lease has ended and was never given back."""
    return _not_paused(definition).filter(lease_until__isnull=False, lease_until__lte=clock.now())


def to_compare(definition: SyncDefinition) -> QuerySet[Any]:
    """Parties whose comparison is due by age."""
    return _free(definition).filter(compare_at__isnull=False, compare_at__lte=clock.now())


def waiting(definition: SyncDefinition, system: str) -> QuerySet[Any]:
    """Parties that could not run because `system` was down or paused."""
    return _free(definition).exclude(waits_for="").filter(waits_for=system)


def not_waiting(parties: QuerySet[Any], systems: Sequence[str]) -> QuerySet[Any]:
    """`parties` without those that wait for one of these systems."""
    return parties.exclude(waits_for__in=systems) if systems else parties


def _unhandled(definition: SyncDefinition) -> QuerySet[Any]:
    return _free(definition).exclude(change_seq=F("handled_seq"))


def _free(definition: SyncDefinition) -> QuerySet[Any]:
    """A live run looks itself for what came meanwhile, after its lease is given back (rules 3)."""
    now = clock.now()
    return _not_paused(definition).filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))


def _not_paused(definition: SyncDefinition) -> QuerySet[Any]:
    parties: QuerySet[Any] = definition.record.objects.filter(paused_at__isnull=True).order_by("pk")
    return parties
