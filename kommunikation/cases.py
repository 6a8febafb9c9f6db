"""One pair beside what Advoware holds now: its entry found again, an alias promoted, a foreign edit noticed."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace

from kommunikation.entries import Facts
from kommunikation.pairs import Intent, Leaving, Linked
from kommunikation.places import Place, Places
from syncconsole.sync.errors import ADVOWARE, ESPOCRM


@dataclass
class Case:
    """A pair while it is planned.

    `e`, `a`: what the sides hold, as comparison forms, "" for nothing. `target`: what both shall hold, None
    to leave them as they are. `source`: the side it comes from. `spelling`: how a person who decided wants it.
    `loses`: an overwritten value to keep. `why`, where set, makes the two halves an accepted difference.
    `retyped`: this record's edit changed the type, or such a change is under way. `waits`: a POST may still be
    under way.
    """

    pair: Linked
    e: str = ""
    a: str = ""
    e_changed: bool = False
    a_changed: bool = False
    entry: Place | None = None
    aliases: list[Place] = field(default_factory=list)
    leaving: list[tuple[Leaving, Place | None]] = field(default_factory=list)
    target: str | None = None
    source: str = ""
    rule: str = "same"
    spelling: str = ""
    loses: str = ""
    why: str = ""
    retyped: bool = False
    waits: bool = False
    dropped: bool = False

    @property
    def places(self) -> list[Place]:
        """All entries that are to hold the pair's value."""
        return ([self.entry] if self.entry else []) + self.aliases

    @property
    def claimed(self) -> set[int]:
        """The ids of the entries that belong to the pair."""
        old = [place for _, place in self.leaving if place]
        return {place.entry.id for place in self.places + old}

    @property
    def entry_value(self) -> str:
        """The comparison form of the entry's own value, "" without one."""
        return self.form(self.entry)

    @property
    def rests_on_a_difference(self) -> bool:
        """Whether the sides are left to hold different values."""
        accepted = self.pair.base.differs and self.pair.intent is None and self.rule == "same"
        return self.target is None and bool(self.why or accepted) and not self.waits

    @property
    def wanted_in_espocrm(self) -> str:
        """What EspoCRM shall hold for this pair, "" for nothing."""
        return self.e if self.target is None or self.waits else self.target

    def leave_entry(self) -> None:
        """Let go of a filled entry: it is emptied once another one holds the value."""
        place = self.entry
        if place and self.entry_value:
            unmarked = place.marked_value(self.pair.channel) != ""
            self.leaving.append((Leaving(place.entry.id, self.entry_value, self.pair.kommkz, unmarked), place))
        self.entry = None

    def form(self, place: Place | None) -> str:
        """The comparison form of a place in this pair's channel."""
        return place.form(self.pair.channel) if place else ""


def locate(pair: Linked, places: Places, strangers: Set[int], facts: Facts) -> Case:
    """The case of a recorded pair, Advoware's half filled in. `strangers`: ids that no pair names."""
    case = Case(pair, entry=places.get(pair.entry or 0))
    case.leaving = list(_leaving(pair, places, strangers, facts))
    _give_up_a_taken_slot(case)
    _release_a_second_edit(case)
    standing = [places[id] for id in pair.aliases if id in places]
    case.aliases = [place for place in standing if _is_untouched(case, place)]
    if is_edited(case) and case.aliases and not case.leaving:
        case.entry = case.aliases.pop(0)
    case.a = _value(case)
    return case


def is_edited(case: Case) -> bool:
    """Whether somebody changed the pair's entry since it was planned or agreed on."""
    intent, value = case.pair.intent, _value(case)
    if intent is None:
        return value != case.pair.base.a
    if intent.source == ADVOWARE or value == intent.value:
        return value != intent.value
    if intent.answered and case.pair.entry is not None and case.entry is None:
        return True  # it stood there, and somebody has deleted it since
    return bool(case.entry and _is_witness(case, case.entry)) or value not in intent.before


def has_arrived(case: Case) -> bool:
    """Whether what EspoCRM's side had was written into the pair's entry, whatever stands there now."""
    intent = case.pair.intent
    if intent is None or not intent.value:
        return intent is not None and not case.a
    if case.entry is None:
        return intent.answered and case.pair.entry is not None
    return case.entry_value == intent.value or _is_witness(case, case.entry)


def _leaving(pair: Linked, places: Places, strangers: Set[int], facts: Facts) -> Iterable[tuple[Leaving, Place | None]]:
    """The entries still to be emptied; one whose POST never showed is waited for until the quarantine is over."""
    for old in pair.leaving:
        if old.entry is None:
            made = (p for id, p in places.items() if id in strangers)
            found = next((p for p in made if p.is_marked(pair.channel, old.value, old.kommkz)), None)
            if found:
                yield replace(old, entry=found.entry.id), found
            elif pair.key not in facts.quiet:
                yield old, None
        elif (place := places.get(old.entry)) and _still_leaves(pair, old, place):
            yield old, place


def _still_leaves(pair: Linked, old: Leaving, place: Place) -> bool:
    """Whether it is filled with what it held, or with an edit that its pair carries on.

    What somebody typed into it after we emptied it is a new value.
    """
    value = place.form(pair.channel)
    if not value or (old.witness and place.marked_value(pair.channel) == ""):
        return False
    return value == old.value or old.value in _expected(pair)


def _give_up_a_taken_slot(case: Case) -> None:
    """A slot that we chose but did not reach, and into which somebody typed, is a new value of theirs."""
    intent, entry = case.pair.intent, case.entry
    if not intent or not entry or intent.source != ESPOCRM or not intent.value or "" not in intent.before:
        return
    if not entry.is_blank and case.entry_value != intent.value and not _is_witness(case, entry):
        case.entry = None


def _release_a_second_edit(case: Case) -> None:
    """Where both the new and the old entry of a moving type were edited, the old one is a new value."""
    if case.entry_value and case.entry_value not in _expected(case.pair):
        case.leaving = [(old, place) for old, place in case.leaving if case.form(place) in ("", old.value)]


def _is_untouched(case: Case, place: Place) -> bool:
    """Whether an alias holds what the pair held, or what is being written to it."""
    value = case.form(place)
    if not value or value not in _expected(case.pair):
        return False
    intent = case.pair.intent
    return intent is None or value == intent.value or not _is_witness(case, place)


def _expected(pair: Linked) -> tuple[str, ...]:
    """The values that an entry of the pair holds unless somebody edited it."""
    intent = pair.intent
    if intent is None:
        return (pair.base.a,)
    return (intent.value,) if intent.source == ADVOWARE else (intent.value, *intent.before)


def _is_witness(case: Case, place: Place) -> bool:
    """Whether the marker shows that our write of the intent arrived there."""
    intent = case.pair.intent
    if intent is None or place.entry.id not in intent.witnesses:
        return False
    return place.marked_value(case.pair.channel) == intent.value


def _value(case: Case) -> str:
    """Advoware's value of the pair; while a type moves, the old entry stands for it and may be edited."""
    moving = [(old, place) for old, place in case.leaving if place and old.value in _expected(case.pair)]
    edits = [case.form(place) for old, place in moving if case.form(place) != old.value]
    if edits:
        return edits[0]
    emptied = case.pair.intent is None or bool(case.entry and _is_witness(case, case.entry))
    if case.entry_value or emptied or not moving:
        return case.entry_value
    return moving[0][0].value


def intent_of(case: Case, posts: bool) -> Intent:
    """The intent of a case that has a target; `posts`: its entry is to be created.

    What an earlier intent of the same target can witness, the new one can too.
    """
    target, earlier = case.target or "", case.pair.intent
    held = {case.a, *map(case.form, case.places)} if case.source == ESPOCRM else {case.e}
    witnesses = {place.entry.id for place in case.places if place.marked_value(case.pair.channel) != target}
    if earlier and (earlier.value, earlier.source) == (target, case.source):
        witnesses |= set(earlier.witnesses)
    return Intent(target, case.source, tuple(sorted(held)), posts, tuple(sorted(witnesses)))
