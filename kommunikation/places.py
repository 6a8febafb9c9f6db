"""Advoware's entries as planning sees them: the marker told from the user's text, and the kind concluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kommunikation import marker
from kommunikation.entries import AdvowareSide, Entry, Policy
from kommunikation.forms import comparison_form
from kommunikation.kommkz import Kind, detect
from kommunikation.marker import Marker, Slot, Value
from kommunikation.pairs import Recorded


@dataclass(frozen=True)
class Place:
    """One entry of Advoware.

    `marker` is None for a copied or damaged one. `text` is the user's own remark.
    """

    entry: Entry
    marker: Marker | None
    text: str
    damaged: bool
    kind: Kind
    region: str

    @property
    def is_blank(self) -> bool:
        """Whether it holds no value."""
        return not self.entry.tlf.strip()

    @property
    def is_free(self) -> bool:
        """Whether a new value may be put here: emptied, ours by its marker, and without a user's text."""
        return self.is_blank and self.marker is not None and not self.text.strip()

    def form(self, channel: str) -> str:
        """Its comparison form as an entry of that channel."""
        return comparison_form(channel, self.entry.tlf, self.region)

    def marked_value(self, channel: str) -> str | None:
        """The comparison form its marker holds; "" for a slot's marker, None without a marker."""
        if isinstance(self.marker, Value):
            return comparison_form(channel, self.marker.value, self.region)
        return "" if isinstance(self.marker, Slot) else None


Places = Mapping[int, Place]


def read_places(advoware: AdvowareSide, recorded: Recorded, policy: Policy) -> dict[int, Place]:
    """Every entry by its id, lowest first; of a copied marker only the first entry's counts (a linked one first)."""
    linked = {id for pair in recorded.pairs for id in pair.named}
    ordered = sorted(advoware.entries or (), key=lambda entry: (entry.id not in linked, entry.id))
    seen: set[Marker] = set()
    places = {entry.id: _place(entry, advoware, policy, seen) for entry in ordered}
    return dict(sorted(places.items()))


def _place(entry: Entry, advoware: AdvowareSide, policy: Policy, seen: set[Marker]) -> Place:
    remark = marker.read(entry.bemerkung)
    own = None if isinstance(remark.marker, Value) and remark.marker in seen else remark.marker
    if own is not None:
        seen.add(own)
    kind = detect(entry.tlf, own, entry.kommkz, advoware.top_level)
    return Place(entry, own, remark.text, remark.damaged, kind, policy.region)
