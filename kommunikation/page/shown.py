"""One pair of entries with everything that its row on the page tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kommunikation.acts import Act, PostEntry
from kommunikation.entries import EspoEntry
from kommunikation.kommkz import for_new
from kommunikation.matching import Shelf, shelves
from kommunikation.page.reading import Reading
from kommunikation.pairs import Linked
from kommunikation.places import Place
from kommunikation.plan import CommunicationPlan, Line
from syncconsole.sync.values import Pair

DROPPED = "alias"  # the entry of such a line is told of with the one whose value it repeats
NO_ROOM = "no_room"


@dataclass(frozen=True)
class Shown:
    """`before`: the pair as stored, None for a new one. `item`: EspoCRM's half. `place`: Advoware's entry.

    `waits`: whether a POST of unknown outcome may still have made the entry. `read`: whether both sides were.
    """

    line: Line
    kommkz: int
    before: Linked | None = None
    item: EspoEntry | None = None
    place: Place | None = None
    aliases: tuple[Place, ...] = ()
    acts: tuple[Act, ...] = ()
    asked: Any = None
    waits: bool = False
    espo_read: bool = True
    advoware_read: bool = True
    region: str = "DE"

    @property
    def agreed(self) -> Pair | None:
        """What both sides were last agreed to hold; None if they never were."""
        base = self.before.base if self.before else None
        return base if base and (base.e or base.a) else None

    @property
    def read(self) -> bool:
        """Whether both sides were read."""
        return self.espo_read and self.advoware_read

    @property
    def writes_advoware(self) -> bool:
        """Whether a sync would change a value in Advoware, not only its marker."""
        return any(isinstance(act, PostEntry) or self._text_of(act.id) != act.tlf for act in self.acts)

    @property
    def writes_espocrm(self) -> bool:
        """Whether a sync would change EspoCRM's list."""
        return self.line.target is not None and self.line.target != self.line.e

    @property
    def claimed(self) -> set[int]:
        """The ids of Advoware's entries that this row tells of."""
        return {place.entry.id for place in (self.place, *self.aliases) if place}

    def _text_of(self, id: int) -> str:
        places = (self.place, *self.aliases)
        return next((place.entry.tlf for place in places if place and place.entry.id == id), "")


def all_shown(reading: Reading) -> list[Shown]:
    """Every pair of the party, those that a sync would make included."""
    planned, places = reading.planned(), reading.places
    shelves_now = shelves(reading.espo, reading.policy)
    lines = [line for line in planned.lines if line.rule != DROPPED and (line.e or line.a or line.target)]
    found = [_shown(line, reading, planned, places, shelves_now.get(line.channel, {})) for line in lines]
    known = {one.place.entry.id for one in found if one.place}
    found += [_beyond(places[id], reading) for id in planned.beyond_limit if id not in known]
    return [*found, *_unread(reading, planned, places, shelves_now)]


def _shown(
    line: Line, reading: Reading, planned: CommunicationPlan, places: Mapping[int, Place], shelf: Shelf
) -> Shown:
    before = _pair(reading.record.pairs, line.key)
    after = _pair(planned.record.pairs, line.key) or before
    return Shown(
        line,
        after.kommkz if after else 0,
        before,
        shelf.get(line.e),
        _place(line, after, before, places),
        tuple(places[id] for id in after.aliases if id in places) if after else (),
        tuple(act for act in planned.acts if act.key == line.key),
        reading.asked.get(f"{line.channel}:{line.key}"),
        waits=_waits(before, line, reading),
        region=reading.policy.region,
    )


def _pair(pairs: tuple[Linked, ...], key: str) -> Linked | None:
    return next((pair for pair in pairs if pair.key == key), None)


def _place(line: Line, after: Linked | None, before: Linked | None, places: Mapping[int, Place]) -> Place | None:
    """The entry that holds Advoware's value; while a type moves, the old one stands for it."""
    ids = [line.entry, *(old.entry for pair in (after, before) if pair for old in pair.leaving)]
    ids += [before.entry] if before else []
    standing = [places[id] for id in ids if id is not None and id in places]
    return next((place for place in standing if place.form(line.channel) == line.a), standing[0] if standing else None)


def _waits(before: Linked | None, line: Line, reading: Reading) -> bool:
    intent = before.intent if before else None
    return line.entry is None and intent is not None and intent.posted and line.key not in reading.facts.quiet


def _beyond(place: Place, reading: Reading) -> Shown:
    """An entry that has no pair because EspoCRM has no room for it."""
    channel = place.kind.channel
    line = Line("", channel, place.entry.id, "", "", place.form(channel), None, "", NO_ROOM)
    return Shown(line, place.kind.kommkz, place=place, region=reading.policy.region)


def _unread(
    reading: Reading, planned: CommunicationPlan, places: Mapping[int, Place], shelves_now: Mapping[str, Shelf]
) -> Iterator[Shown]:
    """What is known where one side was not read: stored pairs, and EspoCRM's other values; nothing is concluded."""
    planned_for = {line.key for line in planned.lines}
    advoware_read = reading.advoware.entries is not None
    told: set[str] = set()
    for pair in reading.record.pairs:
        shelf = shelves_now.get(pair.channel)
        if pair.key in planned_for or (shelf is not None and advoware_read):
            continue
        told.add(pair.base.e)
        line = Line(pair.key, pair.channel, pair.entry, pair.base.e, pair.base.e, pair.base.a, None, "", "same")
        one = Shown(line, pair.kommkz, pair, place=places.get(pair.entry or 0), region=reading.policy.region)
        item = shelf.get(pair.base.e) if shelf is not None else None
        yield replace(one, item=item, espo_read=shelf is not None, advoware_read=advoware_read)
    if not advoware_read:
        yield from _in_espocrm_only(shelves_now, told)


def _in_espocrm_only(shelves_now: Mapping[str, Shelf], told: set[str]) -> Iterator[Shown]:
    for channel, shelf in shelves_now.items():
        for form, item in shelf.items():
            if form not in told:
                line = Line("", channel, None, "", form, "", None, "", "same")
                yield Shown(line, for_new(channel, item.type), item=item, advoware_read=False)
