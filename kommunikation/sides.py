"""Both systems' answers as planning sees them; what cannot be read says nothing (rules 1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kommunikation.entries import AdvowareSide, Entry, EspoEntry, EspoSide
from kommunikation.kommkz import KINDS, MAIL, PHONE
from syncconsole.sync import canonical
from syncconsole.sync.mapping import whole_number

# EspoCRM's attributes: the list of a channel, the value inside one item, and the single one that goes along.
LISTS = {PHONE: "phoneNumberData", MAIL: "emailAddressData"}
VALUES = {PHONE: "phoneNumber", MAIL: "emailAddress"}
ENTRIES = "kommunikation"
LARGEST_ID = 2**63 - 1  # what our own column holds

_TOP_LEVEL = tuple(kind.top_level for kind in KINDS.values())
_ENTRY_KEYS = ("id", "rowId", "tlf", "bemerkung", "kommKz", "online")


def espo_part(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The part of EspoCRM's record that concerns entries: kept, and compared to see whether anything moved."""
    return {name: canonical.storable(raw.get(name)) for name in LISTS.values()}


def advoware_part(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The part of Advoware's record that concerns entries."""
    entries = raw.get(ENTRIES)
    if isinstance(entries, list):
        entries = [_known_keys(entry) for entry in entries]
    return {ENTRIES: canonical.storable(entries)} | {
        name: canonical.storable(raw[name]) for name in _TOP_LEVEL if raw.get(name)
    }


def espo_side(part: Mapping[str, Any]) -> EspoSide:
    """EspoCRM's entries; a channel whose list is absent, null or unreadable is None."""
    return EspoSide(_items(part, PHONE), _items(part, MAIL))


def advoware_side(part: Mapping[str, Any]) -> AdvowareSide:
    """Advoware's entries; None where they are absent or one of them cannot be told from another."""
    top_level = {name: canonical.text(part.get(name)) for name in _TOP_LEVEL if part.get(name)}
    raw = part.get(ENTRIES)
    entries = [_entry(one) for one in raw] if isinstance(raw, list) else [None]
    readable = [entry for entry in entries if entry is not None]
    distinct = len({entry.id for entry in readable}) == len(entries)
    return AdvowareSide(tuple(readable) if distinct else None, top_level)


def _known_keys(entry: Any) -> Any:
    return {key: entry[key] for key in _ENTRY_KEYS if key in entry} if isinstance(entry, dict) else entry


def _items(part: Mapping[str, Any], channel: str) -> tuple[EspoEntry, ...] | None:
    raw = part.get(LISTS[channel])
    if not isinstance(raw, list):
        return None
    items = [_item(one, channel) for one in raw]
    readable = tuple(item for item in items if item is not None)
    return readable if len(readable) == len(items) else None


def _item(raw: Any, channel: str) -> EspoEntry | None:
    value = raw.get(VALUES[channel]) if isinstance(raw, dict) else None
    if not isinstance(value, str) or not value.strip():
        return None
    return EspoEntry(
        value,
        str(raw.get("type") or "") if channel == PHONE else "",
        primary=bool(raw.get("primary")),
        opt_out=bool(raw.get("optOut")),
        invalid=bool(raw.get("invalid")),
    )


def _entry(raw: Any) -> Entry | None:
    id = whole_number(raw.get("id"), most=LARGEST_ID) if isinstance(raw, dict) else None
    if id is None:
        return None
    return Entry(
        id,
        str(raw.get("rowId") or ""),
        _text(raw.get("tlf")),
        _text(raw.get("bemerkung")),
        whole_number(raw.get("kommKz")) or 0,
        bool(raw.get("online")),
    )


def _text(raw: Any) -> str:
    return "" if raw is None else str(raw)
