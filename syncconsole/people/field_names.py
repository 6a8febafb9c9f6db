"""How commands name what is open: a field by EspoCRM's attribute, an entry by its value (`phone:+4951112345`)."""

from __future__ import annotations

from typing import Any

from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition


def is_entry(field: str) -> bool:
    """Whether a stored field is an entry: `phone:3`, the channel and the number of its pair."""
    return ":" in field


def shown(field: str, *values: str) -> str:
    """A stored field as people see it; an entry by the first of `values` that is not blank."""
    value = next((value for value in values if value), "")
    return f"{field.partition(':')[0]}:{value}" if is_entry(field) and value else field


def of_row(row: Any) -> str:
    """The name of what a conflict row asks about."""
    return shown(row.field, *_values(row))


def open_row(definition: SyncDefinition, pk: int, name: str) -> Any | None:
    """The open row that `name` means, an accepted difference only if there is no other; None if nothing is open.

    An entry is found by any value that its row tells: either side's, the one last agreed, or one that was kept.
    """
    rows = definition.conflict.objects.filter(party_id=pk, closed_at__isnull=True).order_by("id")
    found = [row for row in rows if name == row.field or _is_named(row, name)]
    return min(found, key=lambda row: row.kind == ConflictKind.DIFFERENCE, default=None)


def _is_named(row: Any, name: str) -> bool:
    channel, colon, value = name.partition(":")
    return bool(colon) and row.field.startswith(f"{channel}:") and value.strip() in _values(row)


def _values(row: Any) -> list[str]:
    kept = [kept["value"] for kept in reversed(row.kept)]
    return [value for value in (row.value_espo, row.value_advoware, *kept, row.base) if value]
