"""The record of a pair after planning: settled, an accepted difference, or with the intent of what is to be done."""

from __future__ import annotations

from dataclasses import replace

from kommunikation.acts import is_to_be_marked
from kommunikation.arrays import type_sent
from kommunikation.cases import Case, intent_of
from kommunikation.entries import Facts
from kommunikation.matching import Shelf
from kommunikation.pairs import Leaving, Linked
from kommunikation.places import Place
from syncconsole.sync.values import Pair, agreed


def next_pair(case: Case, shelf: Shelf, facts: Facts) -> Linked | None:
    """The pair to store before the first write; None where nothing is left to remember."""
    if case.waits:
        return case.pair
    if case.dropped:
        return None
    pair = _with_entries(case, shelf, facts)
    if case.target is None:
        return replace(pair, base=Pair(case.e, case.a, case.why), intent=None) if case.why else pair
    if not _is_settled(case):
        posts = bool(case.target) and case.entry is None
        return replace(pair, intent=intent_of(case, posts))
    if not case.target and not is_to_be_marked(case):
        return None
    marked = pair.marked if is_to_be_marked(case) else case.target
    return replace(pair, base=agreed(case.target), intent=None, marked=marked)


def _with_entries(case: Case, shelf: Shelf, facts: Facts) -> Linked:
    place = case.entry
    return replace(
        case.pair,
        entry=place.entry.id if place else None,
        row_id=place.entry.row_id if place else "",
        aliases=tuple(alias.entry.id for alias in case.aliases),
        leaving=tuple(_as_decided(case, old, place) for old, place in case.leaving),
        held_since=case.pair.held_since if case.rule == "mass_removal_held" else 0,
        espo_type=_type_half(case, shelf, facts),
    )


def _as_decided(case: Case, old: Leaving, place: Place | None) -> Leaving:
    """An entry to be emptied, with the value that the decision has seen in it."""
    return replace(old, value=case.form(place)) if place and case.target is not None else old


def _type_half(case: Case, shelf: Shelf, facts: Facts) -> str:
    """EspoCRM's half of the type: as read, or as it is being sent."""
    wanted = case.wanted_in_espocrm
    if wanted in shelf:
        return shelf[wanted].type
    return type_sent(case, facts) if wanted else case.pair.espo_type


def _is_settled(case: Case) -> bool:
    """Whether both halves and all aliases hold the target, and nothing waits to be emptied for a deletion."""
    there = case.e == case.target and all(case.form(place) == case.target for place in case.places)
    return there and (case.entry is not None if case.target else not case.leaving)
