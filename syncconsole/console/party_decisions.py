"""What people decided last on a party: which attempt carried it, and how to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from syncconsole.console import conflict_done
from syncconsole.people import undo
from syncconsole.people.choices import KEEP, SEEN, TAKE
from syncconsole.registry import SyncDefinition

SHOWN = 3


@dataclass(frozen=True)
class Decision:
    """One settled row. `effect`: what taking it back would do, "" if it cannot be; `attempt` carried it, if known."""

    row: Any
    text: str
    effect: str
    asks_again: bool
    attempt: int | None


def decisions(party: Any, definition: SyncDefinition) -> list[Decision]:
    """The newest decisions, newest first; of a field only the newest can be taken back. Two queries."""
    settled = definition.conflict.objects.filter(
        party=party, resolution__in=(KEEP, TAKE, SEEN), closed_at__isnull=False
    )
    rows = list(settled.order_by("-closed_at", "-pk")[:SHOWN])
    carried = _carried(party, definition, rows)
    answered, found = set(), []
    for row in rows:
        row.party = party
        effect = "" if row.field in answered else conflict_done.undo_effect(row)
        answered.add(row.field)
        attempt = next((one.attempt_id for one in carried if one.field == row.field and one.at >= row.closed_at), None)
        found.append(Decision(row, conflict_done.settled_as(row), effect, undo.reopens(row), attempt))
    return found


def _carried(party: Any, definition: SyncDefinition, rows: Sequence[Any]) -> list[Any]:
    """What runs have carried of these decisions, the oldest first."""
    if not rows:
        return []
    since = min(row.closed_at for row in rows)
    changes = definition.change.objects.filter(party=party, rule="decision", at__gte=since)
    return list(changes.filter(field__in={row.field for row in rows}).order_by("pk"))
