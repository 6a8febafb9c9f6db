"""Whatever people type on both sides, and wherever the console dies: it settles, and nothing is lost or returns.

Each run of the suite plays the same stories; CI=true or THOROUGH=true plays many more, and others each time.
"""

from __future__ import annotations

import os
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kommunikation.marker import Slot, Value, write
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.values import SIDES
from tests.kommunikation import people
from tests.kommunikation.offices import Offices
from tests.kommunikation.people import EVERY_ACT, IN_ADVOWARE, IN_ESPOCRM, Act, Picture, do

THOROUGH = "true" in (os.environ.get("CI"), os.environ.get("THOROUGH"))
HANNOVER, BERLIN = "+4951112345", "+4930231250"
NO_CRASH = 1_000
RUNS_AFTER_A_CRASH = 3

small = st.integers(0, 5)
any_act = st.one_of(
    st.builds(Act, st.just(ESPOCRM), st.sampled_from(IN_ESPOCRM), small, small),
    st.builds(Act, st.just(ADVOWARE), st.sampled_from(IN_ADVOWARE), small, small),
)
acts = st.lists(any_act, max_size=4)
many_examples = settings(
    max_examples=5_000 if THOROUGH else 400,  # in each of two tests
    derandomize=not THOROUGH,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def settled(before: list[Act]) -> Offices:
    """Two offices in which people did this, in sync; a person allows every mass removal."""
    both = Offices(approved=frozenset(SIDES))
    for act in before:
        do(both, act)
    both.settle()
    people.check_agreement(both)
    both.lost.clear()
    return both


def play(both: Offices, typed: list[Act], crash_after: int) -> None:
    """People do this, the console dies after so many steps, and later all is settled."""
    before = Picture.of(both)
    for act in typed:
        do(both, act)
    then = Picture.of(both)
    crashed = both.run_until_crash(crash_after)
    both.settle(RUNS_AFTER_A_CRASH if crashed else 1)
    people.check_agreement(both)
    people.check_nothing_lost(before, then, both)
    people.check_nothing_returned(before, then, both)
    people.check_nothing_invented(before, then, both=both)
    people.check_remarks(then, both)


@many_examples
@given(acts, acts, st.one_of(st.just(NO_CRASH), st.integers(0, 9)))
def test_it_settles_without_losing_or_returning_anything(before: list[Act], typed: list[Act], crash: int) -> None:
    play(settled(before), typed, crash)


@many_examples
@given(acts, acts, st.integers(0, 9), acts)
def test_what_people_type_after_a_crash_is_not_lost_either(
    before: list[Act], typed: list[Act], crash: int, later: list[Act]
) -> None:
    both = settled(before)
    first = Picture.of(both)
    for act in typed:
        do(both, act)
    second = Picture.of(both)
    both.run_until_crash(crash)
    under_way = {pair.intent.value for pair in both.record.pairs if pair.intent}
    third = Picture.of(both)
    if (
        not both.patched_unseen
    ):  # rules 2: typed between an answered PATCH and its record, it may pass for the old state
        for act in later:
            do(both, act)
    fourth = Picture.of(both)
    both.lost |= under_way
    both.settle(RUNS_AFTER_A_CRASH)
    people.check_agreement(both)
    people.check_nothing_lost(third, fourth, both)
    people.check_nothing_invented(first, second, third, fourth, both=both)
    people.check_remarks(fourth, both)


PICTURES = (
    [],
    [Act(ESPOCRM, "add", 0, 0)],
    [Act(ADVOWARE, "add", 0, 0)],
    [Act(ADVOWARE, "add", 1, 1)],
    [Act(ADVOWARE, "add", 0, 4)],
    [Act(ESPOCRM, "add", 0, 0), Act(ESPOCRM, "add", 0, 1)],
    [Act(ADVOWARE, "add", 0, 0), Act(ADVOWARE, "add", 1, 1)],
    [Act(ADVOWARE, "add", 0, 0), Act(ADVOWARE, "add", 0, 0)],
    [Act(ADVOWARE, "add", 1, 1), Act(ADVOWARE, "add", 0, 1), Act(ESPOCRM, "add", 0, 0)],
    [Act(ADVOWARE, "add", 0, 4), Act(ESPOCRM, "add", 0, 0)],
    [Act(ESPOCRM, "add", 0, 0), Act(ESPOCRM, "add", 0, 1), Act(ESPOCRM, "add", 0, 2)],
)


@pytest.mark.parametrize("picture", range(len(PICTURES)))
def test_every_act_with_a_crash_after_every_step(picture: int) -> None:
    for act in EVERY_ACT:
        for crash_after in range(6):
            play(settled(PICTURES[picture]), [act], crash_after)


@pytest.mark.parametrize("picture", range(len(PICTURES)))
def test_every_act_in_espocrm_against_every_act_in_advoware(picture: int) -> None:
    for here, there in product(people.acts_on(ESPOCRM)[::3], people.acts_on(ADVOWARE)[::4]):
        play(settled(PICTURES[picture]), [here, there], NO_CRASH)


def test_the_first_run_unites_every_two_short_lists_with_and_without_markers() -> None:
    remarks = ("", write(Value(HANNOVER, 1), ""), write(Slot(1), ""))
    alphabet = [*product(("0511 12345", "030 / 231250", ""), remarks), ("0511 12345 (privat)", "")]
    lists = [entries for size in range(4) for entries in combinations_with_replacement(alphabet, size)]
    for entries in lists:
        for hannover, berlin in product(("", "Office", "Mobile"), repeat=2):
            both = Offices()
            for number, espo_type in ((HANNOVER, hannover), (BERLIN, berlin)):
                if espo_type:
                    both.espo.has(number, espo_type)
            for text, remark in entries:
                both.advoware.has(text, 1, remark)
            _check_union(both)


def _check_union(both: Offices) -> None:
    before = Picture.of(both)
    edited = {HANNOVER} if any(remark.startswith("[ESPOCRM:") for remark in _remarks(both)) else set()
    both.settle()
    people.check_agreement(both)
    people.check_nothing_invented(before, both=both)
    now = set(Picture.of(both).espocrm)
    assert (set(before.espocrm) | before.in_advoware) - edited <= now
    assert before.uncertain <= set(Picture.of(both).advoware.values())


def _remarks(both: Offices) -> list[str]:
    return [entry.bemerkung for entry in both.advoware.entries.values()]
