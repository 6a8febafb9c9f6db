"""Whatever two offices type and their systems make of it: the sync settles and loses no edit.

Hypothesis plays both offices against model systems that cut off, normalise, ignore and refuse, with edits
at every moment of a run and answers that never come. Each run of the suite plays the same stories;
THOROUGH=true plays many more, and others each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beteiligte import mapping
from syncconsole.sync.merge import POLICIES
from syncconsole.sync.values import ADVOWARE, ESPOCRM, SIDES, STORED_DIFFERENTLY, Pair, agreed
from tests.sync.model_systems import HABITS, ModelAdvoware, ModelEspo
from tests.sync.offices import NAME_OF, NOT_MAPPED, TABLE, WHAT_PEOPLE_TYPE, BusyDay, Edit, Offices
from tests.sync.small_run import LANDED, MOMENTS, NOT_LANDED, Console

THOROUGH = os.environ.get("THOROUGH") == "true"
SAME_KIND = {"rechtsform": "Privatperson"}
PLACES = [(side, key) for side in SIDES for key in WHAT_PEOPLE_TYPE[side]]
FIELDS = ("lastName", "firstName", "salutationName", "dateOfBirth")
FAITHFUL = st.just({})
BETWEEN_RUNS = ("start", "end")

Story = list[tuple[list[Edit], dict[str, str]]]  # by run: what is typed, and which answers get lost
many_examples = settings(
    max_examples=10_000 if THOROUGH else 300,
    derandomize=not THOROUGH,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def records(side: str) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({key: st.sampled_from(raws) for key, raws in WHAT_PEOPLE_TYPE[side].items()})


def habits(side: str) -> st.SearchStrategy[dict[str, str]]:
    mapped = [key for key in WHAT_PEOPLE_TYPE[side] if key not in NOT_MAPPED[side]]
    return st.dictionaries(st.sampled_from(mapped), st.sampled_from(HABITS), max_size=3)


@st.composite
def offices(
    draw: st.DrawFn, espo_habits: st.SearchStrategy[dict[str, str]], advoware_habits: st.SearchStrategy[dict[str, str]]
) -> Offices:
    """Two offices before anything was synced."""
    espo = ModelEspo(draw(records(ESPOCRM)) | SAME_KIND, draw(espo_habits))
    advoware = ModelAdvoware(draw(records(ADVOWARE)) | SAME_KIND, draw(advoware_habits))
    by_field = draw(st.dictionaries(st.sampled_from(("lastName", "dateOfBirth")), st.sampled_from(POLICIES)))
    policy = TABLE.policy(draw(st.sampled_from(POLICIES)), by_field)
    both = Offices(Console(espo, advoware, TABLE, policy, newer=draw(st.sampled_from(("", *SIDES))), base={}))
    for side in SIDES:
        both.not_mapped |= {(side, key): both.system(side).record[key] for key in NOT_MAPPED[side]}
    return both


@st.composite
def stories(draw: st.DrawFn, moments: tuple[str, ...]) -> Story:
    """A few busy runs; most edits concern one field, so that they meet."""
    focus = draw(st.sampled_from(FIELDS))
    focused = [(side, key) for side, key in PLACES if NAME_OF[side].get(key) == focus]
    days = []
    for _ in range(draw(st.integers(0, 3))):
        typed = [
            draw(edits(moments, draw(st.sampled_from((*focused * 6, *PLACES))))) for _ in range(draw(st.integers(0, 4)))
        ]
        lost = draw(st.dictionaries(st.sampled_from(SIDES), st.sampled_from((LANDED, NOT_LANDED)), max_size=1))
        days.append((typed, lost))
    return days


def edits(moments: tuple[str, ...], place: tuple[str, str]) -> st.SearchStrategy[Edit]:
    side, key = place
    raw = st.sampled_from(WHAT_PEOPLE_TYPE[side][key])
    return st.builds(Edit, st.sampled_from(moments), st.just(side), st.just(key), raw)


def link(both: Offices) -> None:
    """The offices have a common past: how they differ has been accepted."""
    for name in FIELDS:
        e, a = both.value(ESPOCRM, name), both.value(ADVOWARE, name)
        both.console.base[name] = agreed(e) if e == a else Pair(e, a, why=STORED_DIFFERENTLY)


def follow_all(both: Offices) -> None:
    """The offices meet for the first time: every value was typed by somebody and is owed to them."""
    for name in both.console.policy.fields[mapping.PERSON]:
        for side in SIDES:
            both.follow(side, name, both.value(side, name))


def play(both: Offices, story: Story) -> None:
    """Busy runs, then a quiet one."""
    for typed, outcomes in [*story, ([], {})]:
        both.console.run(BusyDay(both, typed, outcomes))


@many_examples
@given(both=offices(habits(ESPOCRM), habits(ADVOWARE)), story=stories(MOMENTS), common_past=st.booleans())
def test_the_sync_settles_and_no_edit_is_lost(both: Offices, story: Story, common_past: bool) -> None:
    (link if common_past else follow_all)(both)
    play(both, story)
    settled_after = both.console.calls
    play(both, [])

    assert both.console.calls == settled_after, "a second quiet run wrote again"
    assert both.lost() == []
    assert both.not_mapped == {(side, key): both.system(side).record[key] for side, key in both.not_mapped}


@many_examples
@given(both=offices(FAITHFUL, FAITHFUL), story=stories(BETWEEN_RUNS))
def test_faithful_systems_agree_in_the_end_whatever_answers_get_lost(both: Offices, story: Story) -> None:
    both.patient = True
    play(both, story)

    assert both.apart() == []
    assert not any(pair.differs for pair in both.console.base.values())
