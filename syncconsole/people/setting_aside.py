"""Setting aside until tomorrow what a party asks: it still counts, stands last, and comes back by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from syncconsole import clock
from syncconsole.registry import SyncDefinition
from syncconsole.sync.link import GONE


def set_aside(definition: SyncDefinition, pk: int) -> datetime | None:
    """Let the party stand last until tomorrow, while it asks what it asks now; until when (aware), None if unknown."""
    party = definition.record.objects.filter(pk=pk).first()
    if party is None:
        return None
    until = tomorrow()
    definition.record.objects.filter(pk=pk).update(later_until=until, later_code=asked(party))
    return until


def is_aside(party: Any) -> bool:
    """Whether what the party asks now is set aside."""
    return party.later_until is not None and party.later_until > clock.now() and party.later_code == asked(party)


def asked(party: Any) -> str:
    """The code of what holds the party; "" for conflicts and whatever else."""
    if party.gone_at:
        return GONE
    return str(party.hold["code"]) if party.hold else ""


def tomorrow() -> datetime:
    """The coming midnight where the office is (aware)."""
    today = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today + timedelta(days=1, hours=2)).replace(hour=0)  # two hours more, for the night the clocks change
