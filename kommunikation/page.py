"""A party's entries side by side, for its page."""

from __future__ import annotations

from typing import Any


def rows_of(party: Any) -> list[Any]:
    """One row per entry."""
    return []
