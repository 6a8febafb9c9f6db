"""Which value of EspoCRM's array belongs to which pair: its entries have no ids (rules 1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kommunikation.cases import Case, has_arrived, is_edited
from kommunikation.entries import CHANNELS, EspoEntry, EspoSide, Policy
from kommunikation.forms import comparison_form
from kommunikation.pairs import Linked
from syncconsole.sync.errors import ESPOCRM

Shelf = Mapping[str, EspoEntry]  # one channel of EspoCRM by comparison form


def shelves(espo: EspoSide, policy: Policy) -> dict[str, Shelf]:
    """EspoCRM's channels by name; one that was absent is missing. Of equal values the first stands."""
    found: dict[str, Shelf] = {}
    for channel in CHANNELS:
        entries = espo.of(channel)
        if entries is not None:
            reverse = ((comparison_form(channel, entry.value, policy.region), entry) for entry in reversed(entries))
            shelf = {form: entry for form, entry in reverse if form}
            found[channel] = dict(sorted(shelf.items(), key=lambda item: entries.index(item[1])))
    return found


def assign(cases: Sequence[Case], shelf: Shelf, adoptable: frozenset[str]) -> list[str]:
    """Fill in EspoCRM's half of one channel's cases; returns the forms that belong to none.

    `adoptable`: forms of entries in Advoware that no pair has; a new value that equals one is no edit.
    """
    free = dict.fromkeys(shelf)
    for case in sorted(cases, key=_precision):
        case.e = next((form for form in _candidates(case.pair) if form in free), "")
        free.pop(case.e, None)
    for case in cases:
        intent = case.pair.intent
        if not case.e and intent and intent.value in shelf:
            case.e = intent.value
    _find_edits(cases, shelf, [form for form in free if form not in adoptable], free)
    for case in cases:
        _compare(case)
    _follow_swaps(cases)
    return list(free)


def espo_reference(pair: Linked) -> str:
    """What EspoCRM holds of the pair unless somebody changed it there."""
    intent = pair.intent
    if intent is None:
        return pair.base.e
    return intent.value if intent.source == ESPOCRM else intent.before[0]


def _precision(case: Case) -> int:
    """Who chooses first: pairs at rest, new ones, edited ones, and last those that are being deleted."""
    intent = case.pair.intent
    if intent is None:
        return 0
    if not intent.value:
        return 3
    return 1 if not any(intent.before) else 2


def _candidates(pair: Linked) -> Iterable[str]:
    intent = pair.intent
    if intent is None:
        return (pair.base.e,)
    return (intent.value, pair.base.e) if intent.source == ESPOCRM else (*intent.before, intent.value)


def _find_edits(cases: Sequence[Case], shelf: Shelf, fresh: list[str], free: dict[str, None]) -> None:
    """A change is an edit if exactly one pair of a type lost its value and exactly one value of it is new."""
    lost = [case for case in cases if not case.e and espo_reference(case.pair)]
    for kind in {case.pair.espo_type for case in lost}:
        losers = [case for case in lost if case.pair.espo_type == kind]
        new = [form for form in fresh if shelf[form].type == kind]
        if len(losers) == len(new) == 1:
            losers[0].e = new[0]
            free.pop(new[0])


def _compare(case: Case) -> None:
    """Whether each half was changed; a half that has something the other did not get yet counts as changed."""
    pair, intent = case.pair, case.pair.intent
    if intent is None:
        case.e_changed, case.a_changed = case.e != pair.base.e, case.a != pair.base.a
    elif intent.source == ESPOCRM:
        under_way = not has_arrived(case)
        case.e_changed = case.e != intent.value or (under_way and not (pair.is_moving and case.a))
        case.retyped = under_way and pair.is_moving
        case.a_changed = is_edited(case)
    else:
        case.e_changed = case.e not in (intent.value, *intent.before)
        case.a_changed = case.a != intent.value or case.e != intent.value


def _follow_swaps(cases: Sequence[Case]) -> None:
    """Where Advoware moved a value from one entry to another, EspoCRM's half follows it."""
    for case in cases:
        for other in cases:
            if case is not other and _took_over(case, other):
                case.e, other.e = other.e, case.e
                case.pair, other.pair = _with_half_of(case.pair, other.pair), _with_half_of(other.pair, case.pair)


def _took_over(case: Case, other: Case) -> bool:
    if case.pair.intent or other.pair.intent or case.e_changed or other.e_changed:
        return False
    return bool(case.a) and case.a != case.e and case.a == other.e and other.a_changed and other.a != other.e


def _with_half_of(pair: Linked, other: Linked) -> Linked:
    return replace(pair, base=replace(pair.base, e=other.base.e), espo_type=other.espo_type)
