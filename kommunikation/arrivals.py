"""Entries that a POST of unknown outcome made: each is found again by one pair only (rules 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kommunikation.pairs import Linked
from kommunikation.places import Place


def with_arrivals(pairs: Sequence[Linked], strangers: Iterable[Place]) -> list[Linked]:
    """The pairs, those whose POST is found among the entries that no pair names joined with its entry.

    A pair takes the entry that bears its marker; one whose marker is gone takes an entry with its value, but none
    that another pair's marker claims.
    """
    free = list(strangers)
    found: dict[str, Place] = {}
    for fits in (_bears_its_marker, _holds_its_value):
        for pair in pairs:
            if pair.key in found or pair.entry is not None or pair.intent is None or not pair.intent.posted:
                continue
            place = next((place for place in free if fits(pair, place)), None)
            if place:
                found[pair.key] = place
                free.remove(place)
    return [_joined(pair, found[pair.key]) if pair.key in found else pair for pair in pairs]


def _bears_its_marker(pair: Linked, place: Place) -> bool:
    return pair.intent is not None and place.is_marked(pair.channel, pair.intent.value, pair.kommkz)


def _holds_its_value(pair: Linked, place: Place) -> bool:
    same_channel = place.kind.channel == pair.channel
    return pair.intent is not None and same_channel and place.form(pair.channel) == pair.intent.value


def _joined(pair: Linked, place: Place) -> Linked:
    if pair.intent is None:
        return pair
    witnesses = (*pair.intent.witnesses, place.entry.id)
    return replace(pair, entry=place.entry.id, intent=replace(pair.intent, posted=False, witnesses=witnesses))
