"""One field of the master data: the truth table of rules 1.1, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from syncconsole.sync.facts import PersonsDecision, newer_side
from syncconsole.sync.merge import ADOPT, HELD, NOTHING, POLICIES, WRITE, Decision, decide
from syncconsole.sync.plan import Plan, Write
from syncconsole.sync.values import ADVOWARE, ESPOCRM, Pair, Seen, agreed
from tests.sync.samples import LINKED, NOON, base_of, max_mustermann, office, planned

ALPHA = agreed("Alpha")
STORED_SHORTER = Pair("Alexandra", "Alexa", why="stored", sent="Alexandra")
OUR_USERS = {ESPOCRM: "api-user", ADVOWARE: "API"}

every_policy = pytest.mark.parametrize("policy", POLICIES)


def written(decision: Decision) -> tuple[tuple[str, ...], str, str]:
    """Target sides, value and kept loser of a decision that writes."""
    assert decision.action == WRITE
    return decision.targets, decision.value, decision.loses


# --- any / any, equal ---


@every_policy
@pytest.mark.parametrize("base", [None, ALPHA, agreed(""), agreed("Beta"), STORED_SHORTER])
def test_equal_sides_are_adopted_without_a_write_whatever_the_base(base: Pair | None, policy: str) -> None:
    assert decide(base, "Beta", "Beta", policy).action in (ADOPT, NOTHING)
    assert decide(base, "Beta", "Beta", policy).targets == ()


def test_the_same_edit_on_both_sides_becomes_the_new_base() -> None:
    assert decide(ALPHA, "Beta", "Beta", "manual").action == ADOPT


def test_a_field_cleared_on_both_sides_becomes_blank_in_the_base() -> None:
    assert decide(ALPHA, "", "", "espocrm").action == ADOPT


def test_sides_that_come_together_end_an_accepted_difference() -> None:
    assert decide(STORED_SHORTER, "Alexa", "Alexa", "espocrm").action == ADOPT


# --- same / same, differ ---


@every_policy
@pytest.mark.parametrize("newer", ["", ESPOCRM, ADVOWARE])
def test_an_accepted_difference_is_left_alone_until_a_side_changes(policy: str, newer: str) -> None:
    assert decide(STORED_SHORTER, "Alexandra", "Alexa", policy, newer).action == NOTHING


@pytest.mark.parametrize("pair", [Pair("Alpha", "", why="refused"), Pair("", "Alpha", why="stored")])
def test_an_accepted_difference_with_a_blank_half_is_not_filled(pair: Pair) -> None:
    assert decide(pair, pair.e, pair.a, "espocrm").action == NOTHING


# --- changed / same and same / changed ---


@every_policy
def test_an_edit_in_espocrm_alone_goes_to_advoware(policy: str) -> None:
    assert written(decide(ALPHA, "Beta", "Alpha", policy)) == ((ADVOWARE,), "Beta", "")


@every_policy
def test_an_edit_in_advoware_alone_goes_to_espocrm(policy: str) -> None:
    assert written(decide(ALPHA, "Alpha", "Beta", policy)) == ((ESPOCRM,), "Beta", "")


@every_policy
def test_clearing_in_espocrm_is_an_edit_and_clears_advoware(policy: str) -> None:
    assert written(decide(ALPHA, "", "Alpha", policy)) == ((ADVOWARE,), "", "")


@every_policy
def test_clearing_in_advoware_is_an_edit_and_clears_espocrm(policy: str) -> None:
    assert written(decide(ALPHA, "Alpha", "", policy)) == ((ESPOCRM,), "", "")


@pytest.mark.parametrize("newer", ["", ESPOCRM, ADVOWARE])
def test_timestamps_never_decide_whether_a_side_changed(newer: str) -> None:
    assert decide(ALPHA, "Beta", "Alpha", "espocrm", newer).targets == (ADVOWARE,)
    assert decide(ALPHA, "Alpha", "Beta", "espocrm", newer).targets == (ESPOCRM,)


# --- an edit over one half of an accepted difference ---


@every_policy
def test_an_edit_in_espocrm_over_an_accepted_difference_keeps_advowares_half(policy: str) -> None:
    assert written(decide(STORED_SHORTER, "Sandra", "Alexa", policy)) == ((ADVOWARE,), "Sandra", "Alexa")


@every_policy
def test_an_edit_in_advoware_over_an_accepted_difference_keeps_espocrms_half(policy: str) -> None:
    assert written(decide(STORED_SHORTER, "Alexandra", "Sandra", policy)) == ((ESPOCRM,), "Sandra", "Alexandra")


def test_clearing_over_an_accepted_difference_keeps_the_half_that_it_wipes() -> None:
    assert written(decide(STORED_SHORTER, "", "Alexa", "espocrm")) == ((ADVOWARE,), "", "Alexa")


def test_a_blank_half_of_an_accepted_difference_leaves_nothing_to_keep() -> None:
    dropped = Pair("Alpha", "", why="stored", sent="Alpha")
    assert written(decide(dropped, "Beta", "", "espocrm")) == ((ADVOWARE,), "Beta", "")


def test_an_edit_in_advoware_back_to_the_value_of_espocrm_just_agrees() -> None:
    assert decide(STORED_SHORTER, "Alexandra", "Alexandra", "espocrm").action == ADOPT


# --- changed / changed ---


@every_policy
def test_an_edit_in_advoware_survives_a_clearing_in_espocrm(policy: str) -> None:
    assert written(decide(ALPHA, "", "Beta", policy)) == ((ESPOCRM,), "Beta", "")


@every_policy
def test_an_edit_in_espocrm_survives_a_clearing_in_advoware(policy: str) -> None:
    assert written(decide(ALPHA, "Beta", "", policy)) == ((ADVOWARE,), "Beta", "")


def test_in_a_conflict_espocrm_wins_by_default_and_advowares_value_is_kept() -> None:
    assert written(decide(ALPHA, "Beta", "Gamma", office().of("lastName"))) == ((ADVOWARE,), "Beta", "Gamma")


def test_in_a_conflict_advoware_wins_where_the_policy_says_so_and_espocrms_value_is_kept() -> None:
    assert written(decide(ALPHA, "Beta", "Gamma", "advoware")) == ((ESPOCRM,), "Gamma", "Beta")


def test_a_conflict_under_manual_writes_neither_side() -> None:
    decision = decide(ALPHA, "Beta", "Gamma", "manual")
    assert (decision.action, decision.targets) == (HELD, ())


@pytest.mark.parametrize("newer", ["", ESPOCRM, ADVOWARE])
def test_in_a_conflict_the_newer_side_has_no_say(newer: str) -> None:
    assert decide(ALPHA, "Beta", "Gamma", "espocrm", newer).targets == (ADVOWARE,)
    assert decide(ALPHA, "Beta", "Gamma", "advoware", newer).targets == (ESPOCRM,)
    assert decide(ALPHA, "Beta", "Gamma", "manual", newer).action == HELD


def test_a_field_may_have_its_own_policy() -> None:
    policy = office(default="advoware", dateOfBirth="manual")
    assert (policy.of("lastName"), policy.of("dateOfBirth")) == ("advoware", "manual")


# --- no base ---


@every_policy
@pytest.mark.parametrize("newer", ["", ESPOCRM, ADVOWARE])
def test_without_a_base_a_blank_is_filled_from_the_other_side(policy: str, newer: str) -> None:
    assert written(decide(None, "Alpha", "", policy, newer)) == ((ADVOWARE,), "Alpha", "")
    assert written(decide(None, "", "Alpha", policy, newer)) == ((ESPOCRM,), "Alpha", "")


@pytest.mark.parametrize("policy", ["espocrm", "advoware"])
def test_at_a_first_link_the_newer_side_wins_and_the_other_value_is_kept(policy: str) -> None:
    assert written(decide(None, "Alpha", "Beta", policy, ESPOCRM)) == ((ADVOWARE,), "Alpha", "Beta")
    assert written(decide(None, "Alpha", "Beta", policy, ADVOWARE)) == ((ESPOCRM,), "Beta", "Alpha")


def test_at_a_first_link_whose_times_cannot_tell_the_policy_decides() -> None:
    assert written(decide(None, "Alpha", "Beta", "espocrm", "")) == ((ADVOWARE,), "Alpha", "Beta")
    assert written(decide(None, "Alpha", "Beta", "advoware", "")) == ((ESPOCRM,), "Beta", "Alpha")


@pytest.mark.parametrize("newer", ["", ESPOCRM, ADVOWARE])
def test_manual_writes_neither_side_at_a_first_link_either(newer: str) -> None:
    decision = decide(None, "Alpha", "Beta", "manual", newer)
    assert (decision.action, decision.targets) == (HELD, ())


# --- which side is newer ---


def at(moment: datetime | None, by: str) -> Seen:
    return Seen(values={}, changed_at=moment, changed_by=by)


def newer(espo_after: timedelta, espo_by: str = "anna", advoware_by: str = "BW") -> str:
    """The newer side, where EspoCRM's record was changed that long after Advoware's."""
    return newer_side(at(NOON + espo_after, espo_by), at(NOON, advoware_by), OUR_USERS)


def test_the_later_change_is_newer_on_either_side() -> None:
    assert newer(timedelta(hours=1)) == ESPOCRM
    assert newer(timedelta(hours=-1)) == ADVOWARE


@pytest.mark.parametrize("seconds", [0, 1, 119, 120])
def test_changes_within_two_minutes_cannot_be_told_apart(seconds: int) -> None:
    assert newer(timedelta(seconds=seconds)) == ""
    assert newer(timedelta(seconds=-seconds)) == ""


def test_changes_more_than_two_minutes_apart_can_be_told() -> None:
    assert newer(timedelta(seconds=121)) == ESPOCRM
    assert newer(timedelta(seconds=-121)) == ADVOWARE


def test_our_own_change_on_the_newer_side_says_nothing() -> None:
    assert newer(timedelta(hours=1), espo_by="api-user") == ""
    assert newer(timedelta(hours=-1), advoware_by="API") == ""


def test_our_own_change_on_the_older_side_does_not_matter() -> None:
    assert newer(timedelta(hours=1), advoware_by="API") == ESPOCRM
    assert newer(timedelta(hours=-1), espo_by="api-user") == ADVOWARE


def test_a_user_of_the_same_name_in_the_other_system_is_not_us() -> None:
    assert newer(timedelta(hours=1), espo_by="API") == ESPOCRM


@pytest.mark.parametrize(("espo_time", "advoware_time"), [(None, NOON), (NOON, None), (None, None)])
def test_an_unknown_time_says_nothing(espo_time: datetime | None, advoware_time: datetime | None) -> None:
    assert newer_side(at(espo_time, "anna"), at(advoware_time, "BW"), OUR_USERS) == ""


# --- a person's decision ---


def plan_with(decision: PersonsDecision, e: str, a: str, base: str = "Alpha", policy: str = "espocrm") -> Plan:
    """The plan for a person whose last name holds `e` and `a`, decided by somebody."""
    facts = replace(LINKED, decisions={"lastName": decision})
    agreed_before = base_of(max_mustermann(lastName=base))
    return planned(agreed_before, max_mustermann(lastName=e), max_mustermann(lastName=a), facts, office(policy))


def names_written(writes: tuple[Write, ...]) -> list[tuple[str, str]]:
    return [(write.field, write.value) for write in writes]


def test_take_the_other_brings_the_losing_value_to_both_sides() -> None:
    settled = plan_with(PersonsDecision("Gamma", e="Beta", a="Beta"), "Beta", "Beta", base="Beta")
    assert names_written(settled.to_espo) == [("lastName", "Gamma")]
    assert names_written(settled.to_advoware) == [("lastName", "Gamma")]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_decision_outweighs_base_and_policy(policy: str) -> None:
    decided = plan_with(PersonsDecision("Gamma", e="Beta", a="Gamma"), "Beta", "Gamma", policy=policy)
    assert names_written(decided.to_espo) == [("lastName", "Gamma")]
    assert decided.to_advoware == ()
    assert decided.held == ()


def test_a_decision_does_not_rewrite_a_side_that_holds_the_value_already() -> None:
    decided = plan_with(PersonsDecision("Beta", e="Beta", a="Gamma"), "Beta", "Gamma", policy="manual")
    assert decided.to_espo == ()
    assert names_written(decided.to_advoware) == [("lastName", "Beta")]


def test_a_decision_carried_out_halfway_goes_on_where_it_stopped() -> None:
    half_done = plan_with(PersonsDecision("Gamma", e="Beta", a="Beta"), "Beta", "Gamma", base="Beta")
    assert names_written(half_done.to_espo) == [("lastName", "Gamma")]
    assert half_done.to_advoware == ()


def test_a_decision_that_both_sides_hold_writes_nothing() -> None:
    done = plan_with(PersonsDecision("Gamma", e="Beta", a="Alpha"), "Gamma", "Gamma")
    assert done.writes == 0
    assert done.adopt["lastName"] == agreed("Gamma")


def test_a_decision_is_void_when_espocrm_has_moved() -> None:
    moved = plan_with(PersonsDecision("Gamma", e="Beta", a="Gamma"), "Delta", "Gamma", policy="manual")
    assert moved.writes == 0
    assert [held.field for held in moved.held] == ["lastName"]


def test_a_decision_is_void_when_advoware_has_moved() -> None:
    moved = plan_with(PersonsDecision("Beta", e="Beta", a="Gamma"), "Beta", "Delta", policy="manual")
    assert moved.writes == 0
    assert [held.field for held in moved.held] == ["lastName"]


def test_a_void_decision_leaves_the_field_to_the_table() -> None:
    moved = plan_with(PersonsDecision("Gamma", e="Alpha", a="Alpha"), "Delta", "Alpha")
    assert names_written(moved.to_advoware) == [("lastName", "Delta")]
    assert moved.to_espo == ()
