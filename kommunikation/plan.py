"""`plan(record, espo, advoware, facts, policy)`: what a run would do with a party's phones and mails.

Pure, like the plan of the master data: the runner stores `record` first, then carries out `acts` in order,
writes `arrays`, reads both sides again and plans once more; what is done then is recorded as done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from kommunikation import newcomers
from kommunikation.acts import Act, PostEntry, acts_of, choose_slots
from kommunikation.arrays import Arrays, new_array
from kommunikation.arrivals import with_arrivals
from kommunikation.cases import Case, locate
from kommunikation.decisions import decide, fold_equal, move_type, type_moved_to
from kommunikation.entries import CHANNELS, AdvowareSide, EspoSide, Facts, Policy
from kommunikation.kommkz import MAIL, PHONE
from kommunikation.limits import hold_beyond_limit, hold_mass_removal
from kommunikation.matching import Shelf, assign, shelves
from kommunikation.pairs import Recorded
from kommunikation.places import Places, read_places
from kommunikation.recording import next_pair
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.values import SIDES, other


@dataclass(frozen=True)
class Line:
    """One entry in the preview and the attempt's rows: what both sides hold, the target, the rule's code.

    `base` is what EspoCRM's half was agreed to be; `loses` is a value that is overwritten and kept for review, in its
    comparison form.
    `source`: the side the target comes from. `target` None: left as it is.
    """

    key: str
    channel: str
    entry: int | None
    base: str
    e: str
    a: str
    target: str | None
    source: str
    rule: str
    loses: str = ""


@dataclass(frozen=True)
class CommunicationPlan:
    """What is to be done.

    `record` is stored before the first write: it holds the intents. `holds`: sides whose mass removal waits
    for a person. `beyond_limit`: ids of entries for which EspoCRM has no room. `problems` name no values.
    """

    record: Recorded
    acts: tuple[Act, ...] = ()
    arrays: Arrays = field(default_factory=Arrays)
    lines: tuple[Line, ...] = ()
    holds: tuple[str, ...] = ()
    beyond_limit: tuple[int, ...] = ()
    problems: tuple[Reason, ...] = ()

    @property
    def conflicts(self) -> tuple[Line, ...]:
        """The lines whose losing value must be kept, and those that wait for a person's decision."""
        return tuple(line for line in self.lines if line.loses or line.rule == "both_changed_held")

    @property
    def empties(self) -> tuple[str, ...]:
        """The sides that would lose their last entry by a removal on the other one."""
        return tuple(side for side in SIDES if self._empties(side))

    def _empties(self, side: str) -> bool:
        held = {line.key: line.e if side == ESPOCRM else line.a for line in self.lines}
        removed = [line for line in self.lines if held[line.key] and line.target == "" and line.source == other(side)]
        stays = any(held[line.key] if line.target is None else line.target for line in self.lines)
        return bool(removed) and not stays

    @property
    def writes(self) -> bool:
        """Whether either side is written to."""
        return bool(self.acts) or self.arrays.writes


@dataclass
class _Channel:
    """One channel while it is planned."""

    shelf: Shelf
    cases: list[Case]
    beyond_limit: tuple[int, ...] = ()


def plan(record: Recorded, espo: EspoSide, advoware: AdvowareSide, facts: Facts, policy: Policy) -> CommunicationPlan:
    """Plan one party's entries. A channel that EspoCRM did not show, or entries that Advoware did not, rest."""
    problems = tuple(_absent(espo, advoware))
    if advoware.entries is None:
        return CommunicationPlan(record, problems=problems)
    places = read_places(advoware, record, policy)
    keys = count(record.next_key)
    channels = {
        name: _plan_channel(name, shelf, record, places, keys, facts, policy)
        for name, shelf in shelves(espo, policy).items()
    }
    recorded = {pair.key for pair in record.pairs}
    holds = hold_mass_removal([case for channel in channels.values() for case in channel.cases], record, facts)
    for channel in channels.values():
        channel.beyond_limit = hold_beyond_limit(channel.cases, recorded, policy.limit)
    done = _carry_out(record, channels, places, next(keys), facts, policy)
    return replace(done, holds=holds, problems=problems + tuple(_damaged(places)))


def _plan_channel(
    name: str, shelf: Shelf, record: Recorded, places: Places, keys: count[int], facts: Facts, policy: Policy
) -> _Channel:
    cases = _recorded_cases(name, shelf, record, places, keys, facts)
    others = {id for pair in record.pairs if pair.channel != name for id in pair.named}
    adoptable = newcomers.strangers_in(places, others.union(*(case.claimed for case in cases)), name)
    forms = assign(cases, shelf, frozenset(place.form(name) for place in adoptable))
    for case in cases:
        case.waits = _waits(case, facts)
        case.retyped = case.retyped or bool(type_moved_to(case, shelf, facts))
        decide(case, facts.decisions.get(case.pair.key), policy)
    unclaimed = newcomers.strangers_in(places, others.union(*(case.claimed for case in cases)), name)
    strangers = newcomers.Strangers(name, forms, unclaimed, keys)
    newcomers.give_up_halves(cases, strangers)
    newcomers.add_aliases(cases, strangers)
    fold_equal(cases)
    for case in cases:
        move_type(case, type_moved_to(case, shelf, facts), facts)
    cases += list(newcomers.adopt(strangers, shelf))
    cases += list(newcomers.new_in_espocrm(strangers, shelf))
    cases += list(newcomers.new_in_advoware(strangers, policy))
    return _Channel(shelf, cases)


def _recorded_cases(
    name: str, shelf: Shelf, record: Recorded, places: Places, keys: count[int], facts: Facts
) -> list[Case]:
    """The channel's pairs beside Advoware's entries; before a first run those that markers tell of."""
    named = {id for pair in record.pairs for id in pair.named}
    pairs = [pair for pair in record.pairs if pair.channel == name]
    if not record.complete:
        unknown = newcomers.Strangers(name, [], newcomers.strangers_in(places, named, name), keys)
        pairs += newcomers.edited_since_the_marker(unknown, shelf)
    pairs = with_arrivals(pairs, [place for id, place in places.items() if id not in named])
    named |= {id for pair in pairs for id in pair.named}
    return [locate(pair, places, places.keys() - named, facts) for pair in pairs]


def _waits(case: Case, facts: Facts) -> bool:
    """Whether a POST of this pair may have arrived and has not shown itself: it is not repeated yet."""
    intent = case.pair.intent
    return case.entry is None and intent is not None and intent.posted and case.pair.key not in facts.quiet


def _carry_out(
    record: Recorded, channels: Mapping[str, _Channel], places: Places, next_key: int, facts: Facts, policy: Policy
) -> CommunicationPlan:
    named = {id for pair in record.pairs for id in pair.named}
    pairs = [pair for pair in record.pairs if pair.channel not in channels]
    acts: list[Act] = []
    for channel in channels.values():
        choose_slots(channel.cases, places, named.union(*(case.claimed for case in channel.cases)))
        acts += [act for case in channel.cases for act in acts_of(case, channel.shelf, policy)]
        pairs += [pair for case in channel.cases if (pair := next_pair(case, channel.shelf, facts))]
    arrays = {name: new_array(channel.cases, channel.shelf, facts, policy) for name, channel in channels.items()}
    return CommunicationPlan(
        Recorded(record.complete or len(channels) == len(CHANNELS), tuple(pairs), next_key),
        tuple(sorted(acts, key=_creations_first)),
        Arrays(arrays.get(PHONE), arrays.get(MAIL)),
        tuple(_line(case) for channel in channels.values() for case in channel.cases),
        beyond_limit=tuple(id for channel in channels.values() for id in channel.beyond_limit),
    )


def _creations_first(act: Act) -> tuple[bool, bool]:
    return not isinstance(act, PostEntry), not act.tlf


def _line(case: Case) -> Line:
    entry = case.entry.entry.id if case.entry else None
    pair = case.pair
    return Line(
        pair.key, pair.channel, entry, pair.base.e, case.e, case.a, case.target, case.source, case.rule, case.loses
    )


def _absent(espo: EspoSide, advoware: AdvowareSide) -> Iterator[Reason]:
    """A report for each array that the answer did not have: nothing is concluded from it."""
    for channel, name in ((PHONE, "phoneNumberData"), (MAIL, "emailAddressData")):
        if espo.of(channel) is None:
            yield reason("key_absent", system=ESPOCRM, field=name)
    if advoware.entries is None:
        yield reason("key_absent", system=ADVOWARE, field="kommunikation")


def _damaged(places: Places) -> Iterator[Reason]:
    """A report for each marker that does not decode."""
    for place in places.values():
        if place.damaged:
            yield reason("marker_damaged", system=ADVOWARE, entry=place.entry.id)
