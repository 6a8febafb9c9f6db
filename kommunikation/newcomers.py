"""Values that no pair has: adopted where both sides hold them, else new in one side (rules 1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from kommunikation.cases import Case
from kommunikation.entries import Policy
from kommunikation.forms import for_espocrm
from kommunikation.kommkz import for_new
from kommunikation.marker import Value
from kommunikation.matching import Shelf
from kommunikation.pairs import UNCERTAIN, Linked
from kommunikation.places import Place, Places
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.values import Pair, agreed


@dataclass
class Strangers:
    """One channel's values without a pair: forms in EspoCRM, entries in Advoware; `keys` numbers new pairs."""

    channel: str
    forms: list[str]
    places: list[Place]
    keys: count[int]

    def take(self, form: str) -> list[Place]:
        """Remove and return all entries of that value."""
        taken = [place for place in self.places if place.form(self.channel) == form]
        self.places = [place for place in self.places if place not in taken]
        return taken

    def linked(self, kommkz: int, base: Pair, espo_type: str = "") -> Linked:
        """A new pair with the next number."""
        return Linked(str(next(self.keys)), self.channel, kommkz, base, espo_type=espo_type)


def strangers_in(places: Places, claimed: set[int], channel: str) -> list[Place]:
    """The filled entries of a channel that no case claims, lowest id first; web addresses and beA ids are none."""
    free = (place for id, place in places.items() if id not in claimed and not place.is_blank)
    return [place for place in free if place.kind.channel == channel and place.form(channel)]


def give_up_halves(cases: Iterable[Case], strangers: Strangers) -> None:
    """An accepted difference gives its half in EspoCRM to another entry of Advoware that holds that value."""
    targets = {case.target for case in cases}
    for case in cases:
        standing = any(place.form(strangers.channel) == case.e for place in strangers.places)
        if not case.rests_on_a_difference or not case.e or not (standing or case.e in targets):
            continue
        if case.e not in targets:
            strangers.forms.append(case.e)
        case.e, case.why, case.dropped = "", case.why or case.pair.base.why, not case.a


def add_aliases(cases: Iterable[Case], strangers: Strangers) -> None:
    """Further entries with a pair's value are its aliases; EspoCRM holds such a value once."""
    for case in cases:
        value = case.a if case.target is None else case.target
        if value and not case.dropped:
            standing = strangers.take(value)
            if standing and _gives_way(case):
                _move_to(case, standing.pop(0))
            case.aliases += standing
        if value in strangers.forms:
            strangers.forms.remove(value)
            case.e = case.e or value
            _agree_if_equal(case)


def _agree_if_equal(case: Case) -> None:
    """A difference that people have made equal on both sides is none any more (rules 1.1)."""
    if case.target is None and not case.waits and case.e and case.e == case.a:
        case.target, case.source, case.rule, case.why = case.e, ESPOCRM, "equal", ""


def _gives_way(case: Case) -> bool:
    """Whether a value of EspoCRM has yet to be written: then an entry that holds it already is taken."""
    wanted = case.source == ESPOCRM and bool(case.target) and case.entry_value != case.target
    return wanted and not case.waits and not case.leaving


def _move_to(case: Case, place: Place) -> None:
    case.leave_entry()
    case.entry, case.pair = place, replace(case.pair, kommkz=place.kind.kommkz)


def adopt(strangers: Strangers, shelf: Shelf) -> Iterator[Case]:
    """Values that both sides hold already, whatever the entry's kommKz."""
    for form in list(strangers.forms):
        places = strangers.take(form)
        if places:
            strangers.forms.remove(form)
            pair = strangers.linked(places[0].kind.kommkz, agreed(form), shelf[form].type)
            yield Case(
                pair, form, form, entry=places[0], aliases=places[1:], target=form, source=ESPOCRM, rule="adopted"
            )


def new_in_espocrm(strangers: Strangers, shelf: Shelf) -> Iterator[Case]:
    """Values that Advoware has yet to get."""
    for form in strangers.forms:
        espo_type = shelf[form].type
        pair = strangers.linked(for_new(strangers.channel, espo_type), agreed(""), espo_type)
        yield Case(pair, e=form, target=form, source=ESPOCRM, rule="new_in_espocrm")


def new_in_advoware(strangers: Strangers, policy: Policy) -> Iterator[Case]:
    """Values that EspoCRM has yet to get, or never gets because they are not certain."""
    while strangers.places:
        place = strangers.places[0]
        form = place.form(strangers.channel)
        same = strangers.take(form)
        place = next((one for one in same if for_espocrm(strangers.channel, one.entry.tlf, policy.region)), place)
        aliases = [one for one in same if one is not place]
        pair = strangers.linked(place.kind.kommkz, agreed(""), place.kind.espo_type)
        case = Case(pair, a=form, entry=place, aliases=aliases, source=ADVOWARE, target=form, rule="new_in_advoware")
        if not for_espocrm(strangers.channel, place.entry.tlf, policy.region):
            case.target, case.why, case.rule = None, UNCERTAIN, "uncertain"
        yield case


def edited_since_the_marker(strangers: Strangers, shelf: Shelf) -> Iterator[Linked]:
    """At a first run: pairs whose marker tells that Advoware's entry was edited since.

    Only where EspoCRM holds the marker's value, not the entry's, and no other entry has it.
    """
    for place in strangers.places:
        value, now = place.marked_value(strangers.channel), place.form(strangers.channel)
        if not isinstance(place.marker, Value) or not value or value not in shelf or now in shelf:
            continue
        if all(other.form(strangers.channel) != value for other in strangers.places):
            pair = strangers.linked(place.marker.kommkz, agreed(value), shelf[value].type)
            yield _standing(pair, place)


def _standing(pair: Linked, place: Place) -> Linked:
    return Linked(pair.key, pair.channel, pair.kommkz, pair.base, place.entry.id, place.entry.row_id, pair.espo_type)
