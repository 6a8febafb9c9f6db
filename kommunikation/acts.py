"""The writes to Advoware's entries: which entry gets which text and which remark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from kommunikation.cases import Case
from kommunikation.entries import Policy
from kommunikation.forms import for_advoware
from kommunikation.marker import Slot, Value
from kommunikation.matching import Shelf
from kommunikation.places import SURE_ROOM, Place, Places, remark


@dataclass(frozen=True)
class PutEntry:
    """Replace `tlf` and `bemerkung` of entry `id`; `row_id` is as read. `key`: the pair, "" for none."""

    id: int
    row_id: str
    tlf: str
    bemerkung: str
    key: str
    why: str


@dataclass(frozen=True)
class PostEntry:
    """Create an entry; `key` names the pair that gets its id."""

    kommkz: int
    tlf: str
    bemerkung: str
    key: str
    why: str


Act = PutEntry | PostEntry


def choose_slots(cases: Iterable[Case], places: Places, named: Set[int]) -> None:
    """Give each case that needs an entry the lowest free slot of its kommKz, none to two of them."""
    free = [place for id, place in places.items() if place.is_free and id not in named]
    for case in cases:
        if not _needs_entry(case):
            continue
        fitting = [p for p in free if p.marker and p.marker.kommkz == case.pair.kommkz]
        if fitting:
            case.entry = fitting[0]
            free.remove(fitting[0])


def acts_of(case: Case, shelf: Shelf, policy: Policy) -> Iterator[PutEntry | PostEntry]:
    """The writes that bring one case's entries to its target, creations first."""
    if case.target is None or case.waits:
        return
    if case.target and case.entry is None and not case.dropped:
        own = Value(sent_value(case, shelf), case.pair.kommkz)
        said = remark(own, _left_text(case), max([SURE_ROOM, *(place.room for _, place in case.leaving if place)]))
        yield PostEntry(case.pair.kommkz, _text(case, shelf, policy), said, case.pair.key, case.rule)
    for place in case.places:
        if case.form(place) != case.target:
            yield _fill(case, place, shelf, policy) if case.target else _empty(case, place)
        elif place is case.entry and is_to_be_marked(case) and _mark(case, place, shelf) != place.entry.bemerkung:
            yield _put(case, place, place.entry.tlf, _mark(case, place, shelf))
    yield from (_empty(case, place) for place in _to_be_emptied(case))


def is_to_be_marked(case: Case) -> bool:
    """Whether both sides hold the value and the marker does not say so yet; it is written once."""
    entry = case.entry
    if entry is None or case.e != case.target or case.dropped:
        return False
    if not case.target:
        return isinstance(entry.marker, Value) and case.pair.marked != ""
    right = entry.marked_value(case.pair.channel) == case.target and _kommkz_of(entry) == case.pair.kommkz
    return not right and case.pair.marked != case.target


def sent_value(case: Case, shelf: Shelf) -> str:
    """EspoCRM's text of the value, for the marker; else as a person wants it, else its comparison form."""
    target = case.target or ""
    return shelf[target].value if target in shelf else case.spelling or target


def _needs_entry(case: Case) -> bool:
    return bool(case.target) and case.entry is None and not case.waits and not case.dropped


def _text(case: Case, shelf: Shelf, policy: Policy) -> str:
    """The value as Advoware already spells it in one of the pair's entries, else in national spacing."""
    own = case.places + [place for _, place in case.leaving if place]
    standing = next((place.entry.tlf for place in own if case.form(place) == case.target), "")
    return standing or for_advoware(case.pair.channel, sent_value(case, shelf), policy.region)


def _fill(case: Case, place: Place, shelf: Shelf, policy: Policy) -> PutEntry:
    kommkz = case.pair.kommkz if place is case.entry else place.kind.kommkz
    text = place.text or (_left_text(case) if place is case.entry else "")
    own = Value(sent_value(case, shelf), kommkz)
    return _put(case, place, _text(case, shelf, policy), remark(own, text, place.room))


def _mark(case: Case, place: Place, shelf: Shelf) -> str:
    if not case.target:
        return remark(Slot(case.pair.kommkz), place.text, place.room)
    own = Value(sent_value(case, shelf), case.pair.kommkz)
    return remark(own, place.text or _left_text(case), place.room)


def _empty(case: Case, place: Place) -> PutEntry:
    left = next((old.kommkz for old, its in case.leaving if its is place), None)
    kommkz = left or (case.pair.kommkz if place is case.entry else place.kind.kommkz)
    return _put(case, place, "", remark(Slot(kommkz), place.text, place.room))


def _to_be_emptied(case: Case) -> list[Place]:
    """The entries of an earlier type, once the new one holds the value or the value is deleted."""
    if case.target and case.entry_value != case.target:
        return []
    return [place for _, place in case.leaving if place]


def _left_text(case: Case) -> str:
    """The user's remark of the entry that the pair moves away from."""
    return next((place.text for _, place in case.leaving if place and place.text), "")


def _put(case: Case, place: Place, tlf: str, bemerkung: str) -> PutEntry:
    return PutEntry(place.entry.id, place.entry.row_id, tlf, bemerkung, case.pair.key, case.rule)


def _kommkz_of(place: Place) -> int | None:
    return place.marker.kommkz if place.marker else None
