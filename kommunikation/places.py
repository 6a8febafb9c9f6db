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

# Advoware's column keeps at least that much; how much more is unknown, but for the longest remark that stands in it.
SURE_ROOM = 100


@dataclass(frozen=True)
class Place:
    """One entry of Advoware.

    `marker` is None for a copied or damaged one. `text` is the user's own remark. `room`: how many characters the
    column of remarks is known to keep.
    """

    entry: Entry
    marker: Marker | None
    text: str
    damaged: bool
    kind: Kind
    region: str
    room: int = SURE_ROOM

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

    def is_marked(self, channel: str, value: str, kommkz: int) -> bool:
        """Whether its marker is the one that we write for that value of that kind."""
        own = self.marker
        return isinstance(own, Value) and own.kommkz == kommkz and self.marked_value(channel) == value


Places = Mapping[int, Place]


def remark(own: Marker, text: str, room: int) -> str:
    """The `bemerkung` with that marker, or the user's text alone where the marker might push it out of the column."""
    whole = marker.write(own, text)
    return whole if not text or marker.fits(whole, room) else text


def read_places(advoware: AdvowareSide, recorded: Recorded, policy: Policy) -> dict[int, Place]:
    """Every entry by its id, lowest first; of a copied marker only the first entry's counts (a linked one first)."""
    linked = {id for pair in recorded.pairs for id in pair.named}
    ordered = sorted(advoware.entries or (), key=lambda entry: (entry.id not in linked, entry.id))
    seen: set[Marker] = set()
    room = max((len(entry.bemerkung) for entry in ordered), default=0)
    places = {entry.id: _place(entry, advoware, policy, seen, max(room, SURE_ROOM)) for entry in ordered}
    return dict(sorted(places.items()))


def _place(entry: Entry, advoware: AdvowareSide, policy: Policy, seen: set[Marker], room: int) -> Place:
    said = marker.read(entry.bemerkung)
    own = None if isinstance(said.marker, Value) and said.marker in seen else said.marker
    if own is not None:
        seen.add(own)
    kind = detect(entry.tlf, own, entry.kommkz, advoware.top_level)
    return Place(entry, own, said.text, said.damaged, kind, policy.region, room)
