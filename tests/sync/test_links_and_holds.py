"""Which record in Advoware belongs to a party, and what is held until it is known: rules 1.3, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncconsole.sync.facts import Facts, PersonsDecision, Search
from syncconsole.sync.link import (
    CHOOSE_MATCH,
    CREATE_ANYWAY,
    GONE_UNSURE,
    KIND_DIFFERS,
    NUMBER_CHANGED,
    NUMBER_CLEARED,
    NUMBER_TAKEN,
    AskHolders,
    Create,
    Deleted,
    GoneInAdvoware,
    Hold,
    Link,
    ReadAdvoware,
    SearchAdvoware,
    find_link,
)
from syncconsole.sync.plan import Plan, plan
from syncconsole.sync.values import Seen, agreed
from tests.sync.samples import (
    COMPANY,
    LINKED,
    PARTY_NUMBER,
    PERSON,
    base_of,
    max_mustermann,
    musterbau,
    office,
    row,
    seen,
)

NEW = Facts()
OTHER_NUMBER = 20002
MAX = max_mustermann()
NOTHING_FOUND = Search(rows=(), trusted=True)
FOUND_MAX = Search(rows=(row(OTHER_NUMBER, MAX),), trusted=True)
MAX_WITHOUT_BIRTH_DATE = max_mustermann(dateOfBirth="")


def link_of(facts: Facts, number: int | None = None, values: dict[str, str] = MAX) -> Link:
    """The link of a person whose record in EspoCRM shows `number`."""
    return find_link(seen(values, number=number), facts, office())


def hold_of(link: Link) -> str:
    """The code of a hold."""
    assert isinstance(link, Hold), link
    return link.why.code


# --- new in E, no betnr ---


def test_a_new_party_is_looked_for_in_advoware_first() -> None:
    assert link_of(NEW) == SearchAdvoware()


def test_a_new_party_that_advoware_does_not_have_is_created() -> None:
    assert link_of(Facts(search=NOTHING_FOUND)) == Create()


def test_before_it_links_a_sure_match_it_asks_who_else_in_espocrm_holds_that_number() -> None:
    assert link_of(Facts(search=FOUND_MAX)) == AskHolders(OTHER_NUMBER)


def test_exactly_one_sure_match_is_linked_without_an_old_base() -> None:
    assert link_of(Facts(search=FOUND_MAX, holders=())) == ReadAdvoware(OTHER_NUMBER, void_base=True)


def test_a_sure_match_whose_number_another_record_in_espocrm_holds_is_held() -> None:
    assert hold_of(link_of(Facts(search=FOUND_MAX, holders=("id-of-another",)))) == NUMBER_TAKEN


def test_a_less_sure_match_is_held_and_offered() -> None:
    link = link_of(Facts(search=Search((row(OTHER_NUMBER, MAX_WITHOUT_BIRTH_DATE),), trusted=True)))
    assert hold_of(link) == CHOOSE_MATCH
    assert isinstance(link, Hold)
    assert link.candidates == (OTHER_NUMBER,)


def test_several_sure_matches_are_held_and_the_first_is_not_taken() -> None:
    link = link_of(Facts(search=Search((row(20002, MAX), row(20003, MAX)), trusted=True)))
    assert hold_of(link) == CHOOSE_MATCH
    assert isinstance(link, Hold)
    assert set(link.candidates) == {20002, 20003}


def test_the_match_that_a_person_chose_is_linked() -> None:
    search = Search((row(20002, MAX), row(20003, MAX)), trusted=True)
    chosen = Facts(search=search, answers={CHOOSE_MATCH: "20003"})
    assert link_of(chosen) == ReadAdvoware(20003, void_base=True)


def test_a_person_may_have_it_created_although_there_are_candidates() -> None:
    search = Search((row(OTHER_NUMBER, MAX_WITHOUT_BIRTH_DATE),), trusted=True)
    assert link_of(Facts(search=search, answers={CHOOSE_MATCH: CREATE_ANYWAY})) == Create()


def test_a_hold_ends_by_itself_when_its_candidate_turns_out_to_be_somebody_else() -> None:
    namesake = row(OTHER_NUMBER, max_mustermann(dateOfBirth="1951-01-01"))
    assert link_of(Facts(search=Search((namesake,), trusted=True))) == Create()


# --- betnr in E typed or changed by a person ---


def test_a_number_typed_into_a_new_party_is_its_first_link() -> None:
    assert link_of(NEW, number=OTHER_NUMBER) == ReadAdvoware(OTHER_NUMBER, void_base=True)


def test_a_known_number_is_simply_compared_with_its_base() -> None:
    assert link_of(LINKED, number=PARTY_NUMBER) == ReadAdvoware(PARTY_NUMBER)


def test_a_changed_number_waits_until_a_person_agrees() -> None:
    assert hold_of(link_of(LINKED, number=OTHER_NUMBER)) == NUMBER_CHANGED


def test_an_agreed_change_of_number_is_a_first_link_and_voids_the_old_base() -> None:
    agreed_to = replace(LINKED, answers={NUMBER_CHANGED: str(OTHER_NUMBER)})
    assert link_of(agreed_to, number=OTHER_NUMBER) == ReadAdvoware(OTHER_NUMBER, void_base=True)


def test_agreeing_to_one_number_does_not_agree_to_the_next() -> None:
    agreed_to = replace(LINKED, answers={NUMBER_CHANGED: "30003"})
    assert hold_of(link_of(agreed_to, number=OTHER_NUMBER)) == NUMBER_CHANGED


def test_a_number_typed_into_a_party_that_was_linked_before_needs_a_person_even_if_it_has_none_now() -> None:
    unlinked = Facts(number=None, linked_before=True)
    assert hold_of(link_of(unlinked, number=OTHER_NUMBER)) == NUMBER_CHANGED


def test_a_cleared_number_is_held() -> None:
    assert hold_of(link_of(LINKED, number=None)) == NUMBER_CLEARED


def test_a_cleared_number_comes_back_when_a_person_relinks() -> None:
    assert link_of(replace(LINKED, answers={NUMBER_CLEARED: "relink"})) == ReadAdvoware(PARTY_NUMBER)


def test_a_number_that_espocrm_never_showed_is_published_and_not_taken_for_cleared() -> None:
    assert link_of(replace(LINKED, confirmed=False), number=None) == ReadAdvoware(PARTY_NUMBER)


# --- betnr that another open link already has ---


@pytest.mark.parametrize("number_before", [None, 10001])
def test_a_number_that_another_open_link_has_is_held_and_both_are_named(number_before: int | None) -> None:
    link = link_of(Facts(number=number_before, holder_of_number="id-of-another"), number=OTHER_NUMBER)
    assert hold_of(link) == NUMBER_TAKEN
    assert isinstance(link, Hold)
    assert link.why.params == {"number": OTHER_NUMBER, "other": "id-of-another"}


def test_agreeing_to_a_number_does_not_take_it_from_another_open_link() -> None:
    taken = replace(LINKED, holder_of_number="id-of-another", answers={NUMBER_CHANGED: str(OTHER_NUMBER)})
    assert hold_of(link_of(taken, number=OTHER_NUMBER)) == NUMBER_TAKEN


def test_a_number_freed_by_a_tombstone_can_be_linked() -> None:
    assert link_of(Facts(holder_of_number=""), number=OTHER_NUMBER) == ReadAdvoware(OTHER_NUMBER, void_base=True)


# --- E and A disagree on person or company ---


def plan_of_two_kinds(facts: Facts, espo_kind: str = PERSON, advoware_kind: str = COMPANY) -> Plan:
    both = max_mustermann() | musterbau()
    base = base_of(both)
    espo = seen(both | {"lastName": "Beispiel", "firmenname": "Beispiel AG"}, kind=espo_kind)
    return plan(base, espo, seen(both, kind=advoware_kind), facts, office())


def test_a_party_that_is_a_person_here_and_a_company_there_is_held_and_nothing_is_written() -> None:
    held = plan_of_two_kinds(LINKED)
    assert held.hold is not None
    assert held.hold.why.code == KIND_DIFFERS
    assert held.writes == 0
    assert held.adopt == {}


@pytest.mark.parametrize(("kind", "field"), [(PERSON, "lastName"), (COMPANY, "firmenname")])
def test_the_kind_that_a_person_applies_is_synced(kind: str, field: str) -> None:
    applied = plan_of_two_kinds(replace(LINKED, answers={KIND_DIFFERS: kind}))
    assert applied.hold is None
    assert [write.field for write in applied.to_advoware] == [field]


def test_the_hold_ends_when_both_sides_have_one_kind() -> None:
    assert plan_of_two_kinds(LINKED, PERSON, PERSON).hold is None


# --- deleted in E ---


@pytest.mark.parametrize("facts", [NEW, LINKED, replace(LINKED, missing=PARTY_NUMBER, missing_for_sure=True)])
def test_a_party_deleted_in_espocrm_closes_its_link_and_writes_nothing(facts: Facts) -> None:
    closed = plan(base_of(MAX), None, seen(MAX), facts, office())
    assert closed.link == Deleted()
    assert closed.writes == 0


def test_a_party_restored_in_espocrm_with_its_number_goes_on_with_its_old_base() -> None:
    edited = seen(max_mustermann(lastName="Beispiel"))
    restored = plan(base_of(MAX), edited, seen(MAX), LINKED, office())
    assert [(write.field, write.value) for write in restored.to_advoware] == [("lastName", "Beispiel")]


# --- 404 in A for a known betnr ---


def test_a_number_that_advoware_surely_lost_is_gone_and_not_recreated() -> None:
    lost = replace(LINKED, missing=PARTY_NUMBER, missing_for_sure=True)
    assert link_of(lost, number=PARTY_NUMBER) == GoneInAdvoware(PARTY_NUMBER)


def test_a_number_that_only_seems_lost_is_held() -> None:
    assert hold_of(link_of(replace(LINKED, missing=PARTY_NUMBER), number=PARTY_NUMBER)) == GONE_UNSURE


def test_another_number_agreed_to_replaces_the_lost_one() -> None:
    lost = replace(LINKED, missing=PARTY_NUMBER, missing_for_sure=True, answers={NUMBER_CHANGED: str(OTHER_NUMBER)})
    assert link_of(lost, number=OTHER_NUMBER) == ReadAdvoware(OTHER_NUMBER, void_base=True)


def test_a_lost_party_writes_nothing() -> None:
    lost = replace(LINKED, missing=PARTY_NUMBER, missing_for_sure=True)
    gone = plan(base_of(MAX), seen(max_mustermann(lastName="Beispiel")), None, lost, office())
    assert gone.writes == 0
    assert not gone.complete


# --- what a first link means for the fields ---


def test_a_voided_base_has_no_say_in_the_comparison() -> None:
    base = {"lastName": agreed("Mustermann")}
    agreed_to = replace(LINKED, newer="advoware", answers={NUMBER_CHANGED: str(OTHER_NUMBER)})
    espo = seen(max_mustermann(lastName="Beispiel"), number=OTHER_NUMBER)
    linked = plan(base, espo, seen(MAX, number=OTHER_NUMBER), agreed_to, office())
    assert linked.void_base
    assert [(write.field, write.value, write.loses) for write in linked.to_espo] == [
        ("lastName", "Mustermann", "Beispiel")
    ]


def test_a_record_of_another_number_is_not_compared() -> None:
    stale = seen(max_mustermann(lastName="Beispiel"), number=OTHER_NUMBER)
    not_yet = plan(base_of(MAX), seen(MAX), stale, LINKED, office())
    assert not not_yet.complete
    assert not_yet.writes == 0


def test_a_hold_stops_even_a_persons_decision_on_a_field() -> None:
    held = plan_of_two_kinds(replace(LINKED, decisions={"lastName": PersonsDecision("X", "Beispiel", "Mustermann")}))
    assert held.writes == 0


def test_every_hold_of_the_link_is_also_the_hold_of_the_plan() -> None:
    held = plan(base_of(MAX), seen(MAX, number=None), None, LINKED, office())
    assert held.hold is not None
    assert held.hold == held.link
    assert not held.complete


def test_a_record_that_shows_no_name_at_all_is_never_matched() -> None:
    nameless = Seen(values=max_mustermann(lastName="", firstName=""), kind=PERSON)
    found = Facts(search=Search((row(OTHER_NUMBER, max_mustermann(lastName="", firstName="")),), trusted=True))
    assert not isinstance(find_link(nameless, found, office()), (ReadAdvoware, AskHolders))
