"""Whatever two offices type and their systems make of it: the sync settles and loses no edit.

Hypothesis plays both offices against model systems that cut off, normalise, ignore and refuse, with edits
at every moment of a run and answers that never come. The oracle knows nothing of the planner: it follows
each typed value and asks where it is in the end. HYPOTHESIS_PROFILE=thorough looks longer.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beteiligte import mapping
from syncconsole.sync.merge import POLICIES
from syncconsole.sync.values import ADVOWARE, ESPOCRM, SIDES, STORED_DIFFERENTLY, Pair, agreed, other
from tests.sync.model_systems import HABITS, ModelAdvoware, ModelEspo
from tests.sync.small_run import ANSWERED, LANDED, MOMENTS, NOT_LANDED, Console, Day

EXAMPLES = {"default": 300, "thorough": 10_000}[os.environ.get("HYPOTHESIS_PROFILE", "default")]

TABLE = mapping.table()
NAMES = ("", "Weiß", "WEISS", "Weiss", " Weiß ", "Weiß-Weber", "Wei", "Weber")
DATES = ("", "1980-05-17", "1975-01-02")
WHAT_PEOPLE_TYPE = {
    ESPOCRM: {
        "lastName": NAMES,
        "firstName": ("", "Max", "MAX", "Maximilian"),
        "salutationName": ("", "Mr.", "Ms.", "Mrs.", "Dr."),
        "dateOfBirth": DATES,
        "description": ("", "ruft zurück"),
    },
    ADVOWARE: {
        "name": NAMES,
        "vorname": ("", "Max", "MAX", "Maximilian"),
        "anrede": ("", "Herr", "Frau", "Firma"),
        "geburtsdatum": tuple(day and f"{day}T00:00:00" for day in DATES),
        "bemerkung": ("", "nur vormittags"),
        "kanzleiKuerzel": ("", "BW"),
    },
}
NOT_MAPPED = {ESPOCRM: ("description",), ADVOWARE: ("bemerkung", "kanzleiKuerzel")}
SAME_KIND = {"rechtsform": "Privatperson"}
NAME_OF = {ESPOCRM: {f.name: f.name for f in TABLE.fields}, ADVOWARE: {f.advoware: f.name for f in TABLE.fields}}
NAME_OF[ADVOWARE]["name"] = "lastName"


@dataclass(frozen=True)
class Edit:
    """A person enters a raw value on one side, at a moment of a run."""

    moment: str
    side: str
    key: str
    raw: str


@dataclass
class Offices:
    """Both systems with their people; follows every typed value that nobody replaced since."""

    console: Console
    alive: dict[tuple[str, str, str], bool] = field(default_factory=dict)  # field, side, value: read as equal?
    not_mapped: dict[tuple[str, str], str] = field(default_factory=dict)

    def type(self, edit: Edit) -> None:
        """A person's edit: it replaces what that person saw, wherever it came from."""
        if edit.key in NOT_MAPPED[edit.side]:
            self.not_mapped[edit.side, edit.key] = edit.raw
            self.system(edit.side).typed(edit.key, edit.raw)
            return
        name = NAME_OF[edit.side][edit.key]
        if self.cannot_be_told(edit, name):
            return
        before = self.value(edit.side, name)
        self.system(edit.side).typed(edit.key, edit.raw)
        after = self.value(edit.side, name)
        if after != before:
            self.replace(edit.side, name, before, came_from_us=edit.key in self.system(edit.side).written)
            self.system(edit.side).written.discard(edit.key)
            self.follow(edit.side, name, after)

    def cannot_be_told(self, edit: Edit, name: str) -> bool:
        """After a lost answer the old value, typed anew, looks like a write that never landed (rules 2)."""
        sent = self.console.unanswered[edit.side].get(name)
        field_of = TABLE.by_name(name)
        read = field_of.from_espo if edit.side == ESPOCRM else field_of.from_advoware
        return sent is not None and read(self.system(edit.side).normalised(edit.key, edit.raw)) == sent.before

    def replace(self, side: str, name: str, value: str, *, came_from_us: bool) -> None:
        """Nobody misses a value that a person has seen and replaced, nor its original on the other side."""
        self.alive.pop((name, side, value), None)
        if came_from_us or self.alive.get((name, other(side), value)):
            self.alive.pop((name, other(side), value), None)

    def follow(self, side: str, name: str, value: str) -> None:
        if value:
            self.alive[name, side, value] = False

    def read_as_equal(self) -> None:
        """Values that a run has read as equal on both sides are one value from now on."""
        for name, side, value in self.alive:
            if self.value(ESPOCRM, name) == self.value(ADVOWARE, name) == value:
                self.alive[name, side, value] = True

    def system(self, side: str) -> ModelEspo | ModelAdvoware:
        return self.console.espo if side == ESPOCRM else self.console.advoware

    def value(self, side: str, name: str) -> str:
        return self.console.read(side).values[name]

    def lost(self) -> list[tuple[str, str, str]]:
        """Typed values that are nowhere: not on both sides, not accepted or held on one, not kept."""
        return [typed for typed in self.alive if not self.is_safe(typed[0], typed[2])]

    def is_safe(self, name: str, value: str) -> bool:
        e, a = self.value(ESPOCRM, name), self.value(ADVOWARE, name)
        base = self.console.base.get(name)
        told = base is not None and base.differs and (base.e, base.a) == (e, a)
        held = name in {held.field for held in self.console.planned().held}
        on_one_side = value in (e, a) and (told or held)
        return e == a == value or on_one_side or value in self.console.kept[name]


class BusyDay(Day):
    """A run during which people type and answers get lost."""

    def __init__(self, offices: Offices, edits: list[Edit], outcomes: dict[str, str]) -> None:
        self.offices = offices
        self.outcomes = dict(outcomes)
        self.edits: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            self.edits[edit.moment].append(edit)

    def comes(self, moment: str) -> None:
        # The run does not come to every moment: what was to happen there happens at its end.
        for passed in MOMENTS if moment == "end" else [moment]:
            for edit in self.edits.pop(passed, []):
                self.offices.type(edit)

    def have_been_read(self) -> None:
        self.offices.read_as_equal()

    def outcome(self, side: str) -> str:
        return self.outcomes.pop(side, ANSWERED)


def records(side: str) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({key: st.sampled_from(raws) for key, raws in WHAT_PEOPLE_TYPE[side].items()})


def habits(side: str) -> st.SearchStrategy[dict[str, str]]:
    mapped = [key for key in WHAT_PEOPLE_TYPE[side] if key not in NOT_MAPPED[side]]
    return st.dictionaries(st.sampled_from(mapped), st.sampled_from(HABITS), max_size=3)


def edits() -> st.SearchStrategy[Edit]:
    places = [(side, key) for side in SIDES for key in WHAT_PEOPLE_TYPE[side]]
    return st.tuples(st.sampled_from(MOMENTS), st.sampled_from(places)).flatmap(
        lambda at: st.builds(
            Edit,
            st.just(at[0]),
            st.just(at[1][0]),
            st.just(at[1][1]),
            st.sampled_from(WHAT_PEOPLE_TYPE[at[1][0]][at[1][1]]),
        )
    )


def days() -> st.SearchStrategy[tuple[list[Edit], dict[str, str]]]:
    lost = st.dictionaries(st.sampled_from(SIDES), st.sampled_from((LANDED, NOT_LANDED)), max_size=1)
    return st.tuples(st.lists(edits(), max_size=4), lost)


@st.composite
def offices(draw: st.DrawFn) -> Offices:
    """Two offices before the first run, with or without a common past."""
    espo = ModelEspo(draw(records(ESPOCRM)) | SAME_KIND, draw(habits(ESPOCRM)))
    advoware = ModelAdvoware(draw(records(ADVOWARE)) | SAME_KIND, draw(habits(ADVOWARE)))
    by_field = draw(st.dictionaries(st.sampled_from(("lastName", "dateOfBirth")), st.sampled_from(POLICIES)))
    policy = TABLE.policy(draw(st.sampled_from(POLICIES)), by_field)
    console = Console(espo, advoware, TABLE, policy, newer=draw(st.sampled_from(("", *SIDES))), base={})
    both = Offices(console)
    for side in SIDES:
        both.not_mapped |= {(side, key): both.system(side).record[key] for key in NOT_MAPPED[side]}
    begin(both, linked=draw(st.booleans()))
    return both


def begin(both: Offices, linked: bool) -> None:
    """Linked offices have accepted how they differ; of others every value counts as typed by somebody."""
    for name in both.console.policy.fields[mapping.PERSON]:
        e, a = both.value(ESPOCRM, name), both.value(ADVOWARE, name)
        if linked:
            both.console.base[name] = agreed(e) if e == a else Pair(e, a, why=STORED_DIFFERENTLY)
        else:
            both.follow(ESPOCRM, name, e)
            both.follow(ADVOWARE, name, a)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(both=offices(), story=st.lists(days(), max_size=3))
def test_the_sync_settles_and_no_edit_is_lost(both: Offices, story: list[tuple[list[Edit], dict[str, str]]]) -> None:
    for typed, outcomes in story:
        both.console.run(BusyDay(both, typed, outcomes))
    both.console.run(BusyDay(both, [], {}))
    settled_after = both.console.calls
    both.console.run(BusyDay(both, [], {}))

    assert both.console.calls == settled_after, "a second quiet run wrote again"
    assert both.lost() == []
    assert both.not_mapped == {(side, key): both.system(side).record[key] for side, key in both.not_mapped}
