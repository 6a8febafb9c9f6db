"""What a party rests on: Advoware's part of a reading, without what moves though no value does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kommunikation import sides

Markers = Mapping[tuple[int, str], str]
NONE: Markers = {}


def as_left(part: Mapping[str, Any], markers: Markers = NONE) -> dict[str, Any]:
    """Advoware's part (`sides.advoware_part`) as the next reading should show it, without rowIds.

    `markers`: remarks that were written since the reading, by the entry's id and the rowId it was read with. An entry
    that was read with another rowId shows what stands there now.
    """
    entries = part.get(sides.ENTRIES)
    if not isinstance(entries, list):
        return dict(part)
    return {**part, sides.ENTRIES: [_left(one, markers) if isinstance(one, dict) else one for one in entries]}


def _left(entry: Mapping[str, Any], markers: Markers) -> dict[str, Any]:
    left = {key: value for key, value in entry.items() if key != "rowId"}
    id, row_id = entry.get("id"), str(entry.get("rowId") or "")
    written = markers.get((id, row_id)) if isinstance(id, int) else None
    return left if written is None else left | {"bemerkung": written}
