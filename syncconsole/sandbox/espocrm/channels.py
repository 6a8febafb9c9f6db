"""E-mail addresses and phone numbers: shared objects that records link to, one of them as the primary.

An address or number exists once in the whole CRM; its spelling, type and flags change for every record that uses it
(recordings 04 and 15).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DEFAULT_PHONE_TYPE = "Mobile"


@dataclass
class Links:
    """Which shared objects a record uses, in the order written, and which one is primary."""

    keys: list[str] = field(default_factory=list)
    primary: str | None = None

    def copy(self) -> Links:
        """An independent copy."""
        return Links(list(self.keys), self.primary)


class Channel:
    """All e-mail addresses, or all phone numbers, of the CRM; ``attribute`` names the single-value attribute."""

    def __init__(self, attribute: str) -> None:
        self.attribute = attribute
        self.data_attribute = f"{attribute}Data"
        self.typed = attribute == "phoneNumber"
        self.shared: dict[str, dict[str, Any]] = {}

    def key(self, value: str) -> str:
        """What identifies a shared object: the lower-case address, or the number."""
        return value if self.typed else value.lower()

    def rows(self, links: Links) -> list[dict[str, Any]]:
        """The Data array as EspoCRM reads it: the primary first, then as written."""
        ordered = sorted(links.keys, key=lambda key: key != links.primary)
        return [self._row(key, key == links.primary) for key in ordered]

    def single(self, links: Links) -> str | None:
        """The primary's value."""
        return self.shared[links.primary][self.attribute] if links.primary else None

    def flag(self, links: Links, name: str) -> bool | None:
        """``optOut`` or ``invalid`` of the primary; ``None`` without one."""
        return bool(self.shared[links.primary][name]) if links.primary else None

    def replaced(self, data: Any) -> Links:
        """The links after writing a Data array: the whole set is replaced. Entries without a value store nothing."""
        entries = [e for e in data if isinstance(e, dict) and e.get(self.attribute)] if isinstance(data, list) else []
        keys = [self.key(entry[self.attribute]) for entry in entries]
        marked = [key for key, entry in zip(keys, entries, strict=True) if entry.get("primary")]
        primary = marked[-1] if marked else next(iter(keys), None)
        for key, entry in zip(keys, entries, strict=True):
            self._store(key, entry)
        # The same value twice in one array loses the primary flag.
        return Links(list(dict.fromkeys(keys)), primary if primary and keys.count(primary) == 1 else None)

    def with_primary(self, links: Links, value: str | None, next_becomes_primary: bool) -> Links:
        """The links after writing the single attribute: it replaces (or, ``None``, removes) the primary only."""
        rest = [key for key in links.keys if key != links.primary]
        if not value:
            return Links(rest, rest[0] if rest and next_becomes_primary else None)
        key = self.key(value)
        if key not in self.shared:
            self._store(key, {self.attribute: value})
        else:
            self.shared[key][self.attribute] = value
        return Links([key, *(other for other in rest if other != key)], key)

    def _store(self, key: str, entry: dict[str, Any]) -> None:
        item = {
            self.attribute: entry[self.attribute],
            "optOut": bool(entry.get("optOut")),
            "invalid": bool(entry.get("invalid")),
        }
        if self.typed:
            item["type"] = entry.get("type") or DEFAULT_PHONE_TYPE
        self.shared[key] = item

    def _row(self, key: str, primary: bool) -> dict[str, Any]:
        item = self.shared[key]
        middle = {"type": item["type"]} if self.typed else {"lower": key}
        flags = {"primary": primary, "optOut": item["optOut"], "invalid": item["invalid"]}
        return {self.attribute: item[self.attribute], **middle, **flags}
