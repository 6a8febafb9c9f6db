"""Waiting until parties have been run, on the console's own rows: neither system is asked for it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import F, Q

from syncconsole import clock
from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition
from syncconsole.work.portions import portions

FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
ROWS_PER_QUERY = 400


def wait_until_idle(
    definition: SyncDefinition, pks: Collection[int], seconds: float, told: Callable[[int], None]
) -> list[int]:
    """Return once none of these parties has a reason to run or is running, or after `seconds`: those that still do.

    `told` hears how many are left, each time that has changed. Paused parties, and those that wait for a system
    that is down, are not done.
    """
    ends, pause = clock.monotonic() + seconds, FIRST_PAUSE_SECONDS
    left = busy(definition, pks)
    told(len(left))
    while left and clock.monotonic() < ends:
        clock.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        before, left = left, busy(definition, left)
        if len(left) != len(before):
            told(len(left))
    return left


def busy(definition: SyncDefinition, pks: Collection[int]) -> list[int]:
    """Those of these parties that have a reason to run now, or are running."""
    now = clock.now()
    reasons = (
        ~Q(change_seq=F("handled_seq"))
        | ~Q(waits_for="")
        | Q(lease_until__isnull=False)
        | Q(due_at__lte=now)
        | Q(compare_at__lte=now)
    )
    found: list[int] = []
    for some in portions(list(pks), ROWS_PER_QUERY):
        found += definition.record.objects.filter(reasons, pk__in=some).values_list("pk", flat=True)
    return found


def unwell(definition: SyncDefinition, pks: Collection[int]) -> list[str]:
    """The EspoCRM ids of those that are neither in sync nor in conflict with nothing held."""
    open_held = definition.conflict.objects.filter(closed_at__isnull=True, kind=ConflictKind.HELD)
    well = Q(sync_status="clean") | Q(sync_status="conflict", hold__isnull=True)
    found: list[str] = []
    for some in portions(list(pks), ROWS_PER_QUERY):
        rows = definition.record.objects.filter(pk__in=some)
        ill = rows.exclude(well) | rows.filter(pk__in=open_held.filter(party_id__in=some).values("party_id"))
        found += ill.distinct().values_list("espo_id", flat=True)
    return found
