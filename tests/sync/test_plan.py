"""The plan of a whole party: which fields take part, what is absent, what is reported (rules 1 and 1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import pytest

from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.facts import Facts, Search
from syncconsole.sync.link import Create, ReadAdvoware, SearchAdvoware
from syncconsole.sync.plan import Plan, Write, plan
from syncconsole.sync.values import Pair, Seen, agreed
from tests.sync.samples import (
    COMPANY,
    LINKED,
    PARTY_NUMBER,
    PERSON,
    base_of,
    max_mustermann,
    musterbau,
    office,
    planned,
    seen,
)

T = TypeVar("T")
MAX = max_mustermann()
BASE = base_of(MAX)
NOBODY_THERE = Facts(search=Search((), trusted=True))
BOTH_HAVE_THE_KEYS = replace(
    LINKED, shown_keys={ESPOCRM: frozenset(office().fields[PERSON]), ADVOWARE: frozenset(office().fields[PERSON])}
)


def without(key: str, values: Mapping[str, T] = MAX) -> dict[str, T]:
    """The values of an answer in which `key` is absent."""
    return {name: value for name, value in values.items() if name != key}


def values_by_field(writes: tuple[Write, ...]) -> dict[str, str]:
    return {write.field: write.value for write in writes}


# --- the whole party ---


def test_an_unchanged_party_plans_no_write() -> None:
    unchanged = planned(BASE, MAX, MAX)
    assert unchanged.complete
    assert unchanged.writes == 0


def test_two_people_who_edit_different_fields_both_keep_their_edit() -> None:
    both = planned(BASE, max_mustermann(lastName="Beispiel"), max_mustermann(firstName="Moritz"))
    assert values_by_field(both.to_advoware) == {"lastName": "Beispiel"}
    assert values_by_field(both.to_espo) == {"firstName": "Moritz"}
    assert both.held == ()


def test_a_write_knows_what_it_overwrites() -> None:
    (write,) = planned(BASE, max_mustermann(lastName="Beispiel"), MAX).to_advoware
    assert (write.field, write.value, write.before, write.loses) == ("lastName", "Beispiel", "Mustermann", "")


def test_a_conflict_settled_by_policy_names_the_value_to_keep() -> None:
    (write,) = planned(BASE, max_mustermann(lastName="Beispiel"), max_mustermann(lastName="Probst")).to_advoware
    assert (write.value, write.before, write.loses) == ("Beispiel", "Probst", "Probst")


def test_a_field_under_manual_is_held_and_the_others_go_on() -> None:
    espo = max_mustermann(lastName="Beispiel", firstName="Moritz")
    advoware = max_mustermann(lastName="Probst")
    partly = planned(BASE, espo, advoware, policy=office(lastName="manual"))
    (held,) = partly.held
    assert (held.field, held.e, held.a, held.base) == ("lastName", "Beispiel", "Probst", "Mustermann")
    assert values_by_field(partly.to_advoware) == {"firstName": "Moritz"}
    assert "lastName" not in partly.adopt


def test_a_field_held_at_a_first_link_has_no_base_to_show() -> None:
    (held,) = planned({}, MAX, max_mustermann(lastName="Probst"), policy=office("manual")).held
    assert held.base is None


def test_a_first_link_adopts_what_is_equal_already() -> None:
    linked = planned({}, MAX, max_mustermann(firstName=""))
    assert linked.adopt == {"lastName": agreed("Mustermann"), "dateOfBirth": agreed("1980-05-17")}
    assert values_by_field(linked.to_advoware) == {"firstName": "Max"}


def test_the_preview_has_a_decision_for_every_field_of_the_kind() -> None:
    decisions = planned(BASE, max_mustermann(lastName="Beispiel"), MAX).decisions
    assert set(decisions) == {"lastName", "firstName", "dateOfBirth"}
    assert decisions["lastName"].targets == (ADVOWARE,)


def test_the_same_facts_give_the_same_plan() -> None:
    espo, advoware = max_mustermann(lastName="Beispiel"), max_mustermann(firstName="Moritz")
    assert planned(BASE, espo, advoware) == planned(BASE, espo, advoware)


def test_planning_changes_none_of_its_inputs() -> None:
    base, espo, advoware = dict(BASE), max_mustermann(lastName="Beispiel"), max_mustermann()
    planned(base, espo, advoware)
    assert (base, espo, advoware) == (BASE, max_mustermann(lastName="Beispiel"), MAX)


# --- the kind ---


def plan_of(kind: str, espo: dict[str, str], advoware: dict[str, str], base: dict[str, Pair]) -> Plan:
    return plan(base, seen(espo, kind=kind), seen(advoware, kind=kind), LINKED, office())


def test_a_companys_fields_take_no_part_in_a_person() -> None:
    base = base_of(MAX | musterbau())
    person = plan_of(PERSON, MAX | musterbau(firmenname="Musterbau AG"), MAX | musterbau(), base)
    assert person.writes == 0
    assert "firmenname" not in person.decisions


def test_a_persons_fields_take_no_part_in_a_company() -> None:
    base = base_of(MAX | musterbau())
    company = plan_of(COMPANY, MAX | musterbau(), max_mustermann(dateOfBirth="") | musterbau(), base)
    assert company.writes == 0
    assert set(company.decisions) == {"firmenname", "handelsregisterNummer"}


def test_a_companys_fields_absent_from_a_person_are_no_problem() -> None:
    assert planned(BASE, MAX, MAX).problems == ()


def test_a_field_that_is_not_mapped_is_not_looked_at() -> None:
    plan_with_more = planned(BASE, MAX | {"description": "here"}, MAX | {"bemerkung": "there"})
    assert plan_with_more.writes == 0
    assert "description" not in plan_with_more.decisions


# --- absent keys ---


@pytest.mark.parametrize("facts", [LINKED, BOTH_HAVE_THE_KEYS])
def test_a_key_absent_in_advoware_clears_nothing_in_espocrm(facts: Facts) -> None:
    assert planned(BASE, MAX, without("dateOfBirth"), facts).writes == 0


@pytest.mark.parametrize("facts", [LINKED, BOTH_HAVE_THE_KEYS])
def test_a_key_absent_in_espocrm_clears_nothing_in_advoware(facts: Facts) -> None:
    assert planned(BASE, without("dateOfBirth"), MAX, facts).writes == 0


@pytest.mark.parametrize("facts", [LINKED, BOTH_HAVE_THE_KEYS])
def test_a_key_absent_on_both_sides_is_left_alone(facts: Facts) -> None:
    assert planned(BASE, without("dateOfBirth"), without("dateOfBirth"), facts).writes == 0


def test_an_absent_key_keeps_its_base() -> None:
    assert "dateOfBirth" not in planned(BASE, MAX, without("dateOfBirth")).adopt


def test_an_absent_key_is_one_problem_of_the_system_that_left_it_out() -> None:
    (problem,) = planned(BASE, MAX, without("dateOfBirth")).problems
    assert problem.params == {"system": ADVOWARE, "field": "dateOfBirth"}
    (problem,) = planned(BASE, without("lastName"), MAX).problems
    assert problem.params == {"system": ESPOCRM, "field": "lastName"}


def test_an_absent_key_does_not_stop_the_other_fields() -> None:
    rest = planned(BASE, max_mustermann(lastName="Beispiel"), without("dateOfBirth"))
    assert values_by_field(rest.to_advoware) == {"lastName": "Beispiel"}


def test_an_edit_is_not_written_to_a_key_that_no_record_of_that_system_shows() -> None:
    assert planned({}, MAX, without("dateOfBirth"), LINKED).writes == 0


def test_a_value_is_written_to_an_absent_key_that_other_records_show_if_its_half_is_unknown() -> None:
    written = planned(without("dateOfBirth", BASE), MAX, without("dateOfBirth"), BOTH_HAVE_THE_KEYS)
    assert values_by_field(written.to_advoware) == {"dateOfBirth": "1980-05-17"}


def test_a_value_is_written_to_an_absent_key_that_other_records_show_if_its_half_is_blank() -> None:
    blank_before = BASE | {"dateOfBirth": agreed("")}
    to_advoware = planned(blank_before, MAX, without("dateOfBirth"), BOTH_HAVE_THE_KEYS).to_advoware
    assert values_by_field(to_advoware) == {"dateOfBirth": "1980-05-17"}
    to_espo = planned(blank_before, without("dateOfBirth"), MAX, BOTH_HAVE_THE_KEYS).to_espo
    assert values_by_field(to_espo) == {"dateOfBirth": "1980-05-17"}


def test_nothing_is_written_over_an_absent_key_whose_half_was_filled() -> None:
    edited = max_mustermann(dateOfBirth="1999-12-31")
    assert planned(BASE, edited, without("dateOfBirth"), BOTH_HAVE_THE_KEYS).writes == 0


def test_a_clearing_is_not_written_to_an_absent_key() -> None:
    assert planned(BASE, max_mustermann(dateOfBirth=""), without("dateOfBirth"), BOTH_HAVE_THE_KEYS).writes == 0


def test_an_accepted_difference_is_not_tried_anew_because_its_key_is_absent() -> None:
    dropped = BASE | {"dateOfBirth": Pair("1980-05-17", "", why="stored", sent="1980-05-17")}
    assert planned(dropped, MAX, without("dateOfBirth"), BOTH_HAVE_THE_KEYS).writes == 0


# --- a new record ---


def created(values: dict[str, str], facts: Facts = NOBODY_THERE, kind: str = PERSON) -> Plan:
    return plan({}, seen(values, kind=kind, number=None), None, facts, office())


def test_a_new_record_gets_the_filled_fields_of_its_kind() -> None:
    new = created(max_mustermann(firstName="") | musterbau())
    assert new.link == Create()
    assert new.complete
    assert new.create == {"lastName": "Mustermann", "dateOfBirth": "1980-05-17"}
    assert new.writes == 2


def test_a_new_company_gets_a_companys_fields() -> None:
    assert created(MAX | musterbau(), kind=COMPANY).create == musterbau()


def test_a_new_record_leaves_out_what_the_system_refused() -> None:
    refused = replace(NOBODY_THERE, left_out=frozenset({"dateOfBirth"}))
    assert created(MAX, refused).create == {"lastName": "Mustermann", "firstName": "Max"}


def test_a_key_absent_in_espocrm_is_a_problem_of_espocrm_at_a_create_too() -> None:
    (problem,) = created(without("dateOfBirth")).problems
    assert problem.params == {"system": ESPOCRM, "field": "dateOfBirth"}


# --- what must be known first ---


def test_before_advoware_was_read_the_plan_says_what_to_read() -> None:
    need = plan(BASE, seen(MAX), None, LINKED, office())
    assert need.link == ReadAdvoware(PARTY_NUMBER)
    assert not need.complete
    assert need.writes == 0


def test_before_a_search_the_plan_of_a_new_party_asks_for_it() -> None:
    need = created(MAX, Facts())
    assert need.link == SearchAdvoware()
    assert not need.complete
    assert need.create == {}


def test_the_raw_answers_have_no_say() -> None:
    espo = Seen(values=MAX, kind=PERSON, number=PARTY_NUMBER, raw={"lastName": "Beispiel"})
    assert plan(BASE, espo, seen(MAX), LINKED, office()).writes == 0
