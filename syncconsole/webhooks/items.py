"""What a delivery says: which records changed. Its values are hints of unknown age and are never used (rules 5)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from syncconsole.sync.record_id import is_record_id

# What the console itself writes, and what EspoCRM adds to any change; `betnr` is not among it: people edit it too.
BOOKKEEPING = frozenset(
    {
        "syncStatus",
        "advowareLastSync",
        "advowareDeletedAt",
        "syncErrorMessage",
        "syncRetryCount",
        "id",
        "modifiedById",
        "modifiedByName",
    }
)
# A person's manual reset, as the original knew it: it starts the read that decides (rules 4, revival).
RESETS = ("dirty", "pending_sync")


@dataclass(frozen=True)
class Items:
    """`ids`: the records that were named, each once, in order; `starting`: those of them that start a sync.

    `count`: items in the delivery. `readable` is False if any part could not be understood; the rest still counts.
    """

    ids: list[str]
    starting: list[str]
    count: int
    readable: bool


def read_items(body: bytes, event: str) -> Items:
    """Read a signed delivery of `event` (create, update, delete), whatever its bytes are."""
    items = _parsed(body)
    if not isinstance(items, list):
        return Items([], [], 0, readable=False)
    good = [item for item in items if isinstance(item, dict) and is_record_id(item.get("id"))]
    starting = good if event != "update" else [item for item in good if _starts(item)]
    return Items(_ids(good), _ids(starting), len(items), readable=len(good) == len(items))


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _starts(item: Mapping[str, Any]) -> bool:
    return not BOOKKEEPING.issuperset(item) or item.get("syncStatus") in RESETS


def _ids(items: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(item["id"] for item in items))
