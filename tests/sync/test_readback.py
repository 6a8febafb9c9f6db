"""What a read after a write tells: rules 2.3. Sent is always "Neu" over "Alt", from EspoCRM to Advoware or back."""

from __future__ import annotations

import pytest

from syncconsole.sync.readback import ARRIVED, DIFFERENT, EDITED, NOT_WRITTEN, Sent, Verdict, judge
from syncconsole.sync.values import ADVOWARE, ESPOCRM, SIDES, Pair, agreed

NEW_OVER_OLD = Sent(value="Neumann-Lang", before="Altmann", other="Neumann-Lang")

either_side = pytest.mark.parametrize("target", SIDES)
answered_or_not = pytest.mark.parametrize("sure", [True, False])
whoever = pytest.mark.parametrize("foreign_author", [True, False])


def half_of(verdict: Verdict, target: str) -> str:
    """What the new base says that the target holds."""
    assert verdict.base is not None
    return verdict.base.half(target)


# --- equal ---


@either_side
@answered_or_not
@whoever
def test_a_value_that_arrived_is_agreed_whoever_wrote_last(target: str, sure: bool, foreign_author: bool) -> None:
    verdict = judge(NEW_OVER_OLD, "Neumann-Lang", target=target, sure=sure, foreign_author=foreign_author)
    assert verdict == Verdict(ARRIVED, agreed("Neumann-Lang"))


@either_side
@answered_or_not
def test_a_clearing_that_arrived_is_agreed(target: str, sure: bool) -> None:
    verdict = judge(Sent("", "Altmann", ""), "", target=target, sure=sure, foreign_author=False)
    assert verdict == Verdict(ARRIVED, agreed(""))


# --- different: an accepted difference ---


@pytest.mark.parametrize(
    "now",
    ["NEUMANN-LANG", "Neumann", "", "Altmann"],
    ids=["normalised", "cut off", "dropped", "not taken"],
)
def test_another_value_in_advoware_is_an_accepted_difference_that_keeps_what_was_sent(now: str) -> None:
    verdict = judge(NEW_OVER_OLD, now, target=ADVOWARE, sure=True, foreign_author=False)
    assert verdict.kind == DIFFERENT
    assert verdict.base == Pair("Neumann-Lang", now, why="stored", sent="Neumann-Lang")


def test_another_value_in_espocrm_is_an_accepted_difference_with_the_halves_in_their_places() -> None:
    verdict = judge(NEW_OVER_OLD, "Neumann", target=ESPOCRM, sure=True, foreign_author=False)
    assert verdict == Verdict(DIFFERENT, Pair("Neumann", "Neumann-Lang", why="stored", sent="Neumann-Lang"))


@either_side
@pytest.mark.parametrize("now", ["Altmann", "", "Neumann"], ids=["as before", "blank", "a cut-off"])
def test_the_old_value_a_blank_and_a_cut_off_are_nobodys_edit_even_beside_a_foreign_author(
    target: str, now: str
) -> None:
    verdict = judge(NEW_OVER_OLD, now, target=target, sure=True, foreign_author=True)
    assert verdict.kind == DIFFERENT
    assert half_of(verdict, target) == now


def test_an_accepted_difference_keeps_advowares_half_for_the_next_comparison() -> None:
    verdict = judge(NEW_OVER_OLD, "", target=ADVOWARE, sure=True, foreign_author=False)
    assert verdict.base is not None
    assert verdict.base.differs


# --- somebody's edit ---


@either_side
@answered_or_not
def test_another_value_beside_a_foreign_author_is_an_edit_upon_what_we_sent(target: str, sure: bool) -> None:
    verdict = judge(NEW_OVER_OLD, "Gernegross", target=target, sure=sure, foreign_author=True)
    assert verdict == Verdict(EDITED, agreed("Neumann-Lang"))


@either_side
def test_another_value_without_a_foreign_author_is_no_edit(target: str) -> None:
    assert judge(NEW_OVER_OLD, "Gernegross", target=target, sure=True, foreign_author=False).kind == DIFFERENT


def test_a_longer_value_beside_a_foreign_author_is_an_edit_and_no_cut_off() -> None:
    verdict = judge(NEW_OVER_OLD, "Neumann-Lang von Berg", target=ADVOWARE, sure=True, foreign_author=True)
    assert verdict.kind == EDITED


def test_a_value_typed_after_our_clearing_is_an_edit() -> None:
    verdict = judge(Sent("", "Altmann", ""), "Gernegross", target=ADVOWARE, sure=True, foreign_author=True)
    assert verdict == Verdict(EDITED, agreed(""))


# --- after an unknown outcome or a crash ---


@either_side
@whoever
def test_as_before_after_an_unknown_outcome_means_not_written_and_the_old_base_stays(
    target: str, foreign_author: bool
) -> None:
    verdict = judge(NEW_OVER_OLD, "Altmann", target=target, sure=False, foreign_author=foreign_author)
    assert verdict == Verdict(NOT_WRITTEN, None)


def test_still_blank_after_an_unknown_outcome_means_not_written() -> None:
    verdict = judge(Sent("Neumann", "", "Neumann"), "", target=ADVOWARE, sure=False, foreign_author=False)
    assert verdict == Verdict(NOT_WRITTEN, None)


@pytest.mark.parametrize("now", ["Neumann", "NEUMANN-LANG", ""])
def test_a_third_value_after_an_unknown_outcome_means_that_it_landed_differently(now: str) -> None:
    assert judge(NEW_OVER_OLD, now, target=ADVOWARE, sure=False, foreign_author=False).kind == DIFFERENT


# --- a person's decision, written to both sides ---


def test_a_decision_on_both_sides_is_agreed_once_both_have_it() -> None:
    halfway = judge(Sent("Neu", "Alt", "Ur"), "Neu", target=ADVOWARE, sure=True, foreign_author=False)
    assert halfway == Verdict(ARRIVED, Pair("Ur", "Neu"))
    done = judge(Sent("Neu", "Ur", "Neu"), "Neu", target=ESPOCRM, sure=True, foreign_author=False)
    assert done == Verdict(ARRIVED, agreed("Neu"))


# --- stored forms ---


@pytest.mark.parametrize(
    "pair",
    [
        agreed("Alpha"),
        agreed(""),
        Pair("Alpha", "", why="refused", words="maxLength", sent="Alpha"),
        Pair("", "Alpha", why="stored"),
    ],
)
def test_a_pair_comes_back_from_its_stored_form_as_it_was(pair: Pair) -> None:
    assert Pair.from_json(pair.as_json()) == pair


def test_what_was_sent_comes_back_from_its_stored_form_as_it_was() -> None:
    assert Sent(*NEW_OVER_OLD.as_json()) == NEW_OVER_OLD
