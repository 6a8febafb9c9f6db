"""Is a record in Advoware this party? Create without duplicates: rules 1.4."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncconsole.sync.facts import Candidate, Facts, Intent, Search
from syncconsole.sync.link import (
    CHOOSE_MATCH,
    CREATE_ANYWAY,
    CREATE_UNKNOWN,
    AskHolders,
    Create,
    Hold,
    Link,
    ReadAdvoware,
    SearchAdvoware,
    Wait,
    find_link,
)
from syncconsole.sync.matching import NOBODY, SURE, UNSURE, is_what_we_sent, likeness
from tests.sync.samples import COMPANY, PERSON, max_mustermann, musterbau, office, row, seen

MAX = max_mustermann()
FIRMA = musterbau()
FOUND = 20002


def person_like(**theirs: str) -> str:
    """How like Max Mustermann a person is who differs in `theirs`."""
    return likeness(MAX, max_mustermann(**theirs), PERSON, office())


def company_like(**theirs: str) -> str:
    return likeness(FIRMA, musterbau(**theirs), COMPANY, office())


# --- two facts ---


def test_name_and_birth_date_are_two_facts() -> None:
    assert person_like() == SURE


def test_name_and_register_number_are_two_facts() -> None:
    assert company_like() == SURE


def test_the_first_name_belongs_to_the_name() -> None:
    assert person_like(firstName="Erika") == NOBODY


@pytest.mark.parametrize("ours", ["", "1980-05-17"])
def test_a_fact_must_be_present_on_both_sides(ours: str) -> None:
    theirs = "" if ours else "1980-05-17"
    found = likeness(max_mustermann(dateOfBirth=ours), max_mustermann(dateOfBirth=theirs), PERSON, office())
    assert found == UNSURE


def test_two_blank_birth_dates_are_no_fact() -> None:
    nobody_knows = max_mustermann(dateOfBirth="")
    assert likeness(nobody_knows, nobody_knows, PERSON, office()) == UNSURE


def test_two_blank_names_are_no_fact() -> None:
    nameless = max_mustermann(lastName="", firstName="")
    assert likeness(nameless, nameless, PERSON, office()) != SURE


def test_a_first_name_alone_is_no_name() -> None:
    just_max = max_mustermann(lastName="")
    assert likeness(just_max, just_max, PERSON, office()) != SURE


def test_the_name_alone_makes_a_candidate() -> None:
    assert person_like(dateOfBirth="") == UNSURE
    assert company_like(handelsregisterNummer="") == UNSURE


def test_the_register_number_alone_makes_a_candidate() -> None:
    assert company_like(firmenname="Musterbau Holding GmbH") == UNSURE
    assert company_like(firmenname="") == UNSURE


def test_a_row_of_the_same_name_with_another_birth_date_is_somebody_else() -> None:
    assert person_like(dateOfBirth="1951-01-01") == NOBODY


def test_a_row_of_the_same_name_with_another_register_number_is_somebody_else() -> None:
    assert company_like(handelsregisterNummer="HRB 1") == NOBODY


def test_the_same_birth_date_under_another_name_is_somebody_else() -> None:
    assert person_like(lastName="Beispiel", firstName="Erika") == NOBODY


# --- before a first create ---


def first_create(*rows: Candidate, trusted: bool = True, **more: object) -> Link:
    """The link of the new party Max Mustermann when a search found `rows`."""
    facts = Facts(search=Search(rows, trusted=trusted), **more)  # type: ignore[arg-type]
    return find_link(seen(MAX, number=None), facts, office())


def hold_of(link: Link) -> tuple[str, set[int]]:
    """Code and candidates of a hold."""
    assert isinstance(link, Hold), link
    return link.why.code, set(link.candidates)


def test_somebody_else_of_the_same_name_does_not_stop_the_create() -> None:
    assert first_create(row(FOUND, max_mustermann(dateOfBirth="1951-01-01"))) == Create()


def test_somebody_else_of_the_same_name_does_not_stop_the_link_to_the_sure_match() -> None:
    assert first_create(row(20001, max_mustermann(dateOfBirth="1951-01-01")), row(FOUND, MAX)) == AskHolders(FOUND)


def test_a_row_of_that_name_which_an_open_link_has_is_no_candidate() -> None:
    assert first_create(row(FOUND, max_mustermann(dateOfBirth=""), linked_to="id-of-another")) == Create()


def test_a_row_which_an_open_link_has_holds_if_two_facts_are_equal() -> None:
    assert hold_of(first_create(row(FOUND, MAX, linked_to="id-of-another"))) == (CHOOSE_MATCH, {FOUND})


def test_a_free_and_a_taken_row_of_two_equal_facts_hold() -> None:
    rows = row(20001, MAX, linked_to="id-of-another"), row(20002, MAX)
    assert hold_of(first_create(*rows)) == (CHOOSE_MATCH, {20001, 20002})


def test_several_candidates_of_the_name_hold() -> None:
    rows = row(20001, max_mustermann(dateOfBirth="")), row(20002, max_mustermann(dateOfBirth=""))
    assert hold_of(first_create(*rows)) == (CHOOSE_MATCH, {20001, 20002})


def test_where_advoware_has_no_trusted_search_a_party_without_candidate_is_created() -> None:
    assert first_create(trusted=False) == Create()


def test_candidates_hold_whether_the_search_is_trusted_or_not() -> None:
    assert hold_of(first_create(row(FOUND, max_mustermann(dateOfBirth="")), trusted=False)) == (CHOOSE_MATCH, {FOUND})


# --- after an unknown outcome: what is ours? ---


def ours(**values: str) -> Candidate:
    """A free row that our own user changed last, after the intent was stored."""
    return row(FOUND, max_mustermann(**values), ours=True)


def test_a_row_that_holds_every_fact_as_sent_is_ours() -> None:
    assert is_what_we_sent(MAX, ours())


def test_a_row_whose_fact_was_cut_off_is_ours() -> None:
    assert is_what_we_sent(MAX, ours(lastName="Musterm"))


@pytest.mark.parametrize("fact", ["lastName", "firstName", "dateOfBirth"])
def test_a_row_that_dropped_a_fact_is_ours(fact: str) -> None:
    assert is_what_we_sent(MAX, ours(**{fact: ""}))


@pytest.mark.parametrize("fact", ["lastName", "firstName", "dateOfBirth"])
def test_a_row_with_another_fact_is_not_ours(fact: str) -> None:
    assert not is_what_we_sent(MAX, ours(**{fact: "1951-01-01"}))


def test_a_longer_name_is_no_cut_off() -> None:
    assert not is_what_we_sent(MAX, ours(lastName="Mustermannsdorf"))


def test_a_row_that_an_open_link_has_is_not_ours() -> None:
    assert not is_what_we_sent(MAX, replace(ours(), linked_to="id-of-another"))


def test_a_row_that_somebody_else_changed_last_is_not_ours() -> None:
    assert not is_what_we_sent(MAX, replace(ours(), ours=False))


def test_only_facts_tell_what_is_ours_and_a_normalised_salutation_does_not_matter() -> None:
    sent = Intent(values=MAX | {"salutationName": "Herr"})
    found = Search((row(FOUND, MAX | {"salutationName": "HERR"}, ours=True),), trusted=True, by_facts=True)
    link = find_link(seen(MAX, number=None), Facts(intent=sent, search=found), office())
    assert isinstance(link, ReadAdvoware), link
    assert link.number == FOUND


# --- after an unknown outcome: what next? ---

SENT = Intent(values=MAX)
SENT_LONG_AGO = Intent(values=MAX, quiet=True)
NAMESAKE = row(30003, max_mustermann(dateOfBirth="1951-01-01"))


def after_unknown_outcome(
    *rows: Candidate, intent: Intent = SENT, trusted: bool = True, answers: dict[str, str] | None = None
) -> Link:
    """The link after a POST of unknown outcome, when a search by each fact found `rows`."""
    facts = Facts(intent=intent, search=Search(rows, trusted, by_facts=True), answers=answers or {})
    return find_link(seen(MAX, number=None), facts, office())


def test_after_an_unknown_outcome_it_searches_by_each_fact_that_was_sent() -> None:
    assert find_link(seen(MAX, number=None), Facts(intent=SENT), office()) == SearchAdvoware(by_facts=True)


def test_a_search_by_name_alone_does_not_settle_an_unknown_outcome() -> None:
    by_name = Facts(intent=SENT_LONG_AGO, search=Search((), trusted=True, by_facts=False))
    assert find_link(seen(MAX, number=None), by_name, office()) == SearchAdvoware(by_facts=True)


def test_a_create_anyway_of_before_the_post_does_not_post_again_after_an_unknown_outcome() -> None:
    facts = Facts(intent=SENT, answers={CHOOSE_MATCH: CREATE_ANYWAY})
    assert find_link(seen(MAX, number=None), facts, office()) == SearchAdvoware(by_facts=True)


def test_exactly_one_row_of_ours_is_linked() -> None:
    link = after_unknown_outcome(ours())
    assert isinstance(link, ReadAdvoware)
    assert link.number == FOUND


def test_a_row_of_ours_is_not_linked_while_another_create_of_that_name_is_open() -> None:
    assert hold_of(after_unknown_outcome(ours(), intent=replace(SENT, rivals=True)))[0] == CREATE_UNKNOWN


def test_two_rows_of_ours_hold() -> None:
    assert hold_of(after_unknown_outcome(ours(), replace(ours(), number=20003))) == (CREATE_UNKNOWN, {FOUND, 20003})


def test_two_rows_of_ours_hold_even_if_advoware_dropped_the_first_name() -> None:
    rows = ours(firstName=""), replace(ours(firstName=""), number=20003)
    assert hold_of(after_unknown_outcome(*rows, intent=SENT_LONG_AGO))[0] == CREATE_UNKNOWN


@pytest.mark.parametrize("intent", [SENT, SENT_LONG_AGO])
def test_any_other_free_row_of_that_name_holds(intent: Intent) -> None:
    assert hold_of(after_unknown_outcome(NAMESAKE, intent=intent)) == (CREATE_UNKNOWN, {30003})


def test_a_free_row_with_a_cut_off_of_that_name_holds() -> None:
    cut_off = row(FOUND, max_mustermann(lastName="Musterm"))
    assert hold_of(after_unknown_outcome(cut_off, intent=SENT_LONG_AGO)) == (CREATE_UNKNOWN, {FOUND})


def test_a_second_open_create_of_that_name_holds_even_if_nothing_was_found() -> None:
    assert hold_of(after_unknown_outcome(intent=replace(SENT_LONG_AGO, rivals=True)))[0] == CREATE_UNKNOWN


def test_a_row_of_that_name_which_an_open_link_has_does_not_hold() -> None:
    taken = replace(NAMESAKE, linked_to="id-of-another")
    assert after_unknown_outcome(taken, intent=SENT_LONG_AGO) == Create()


def test_a_first_search_that_finds_nothing_waits_out_the_quarantine() -> None:
    assert isinstance(after_unknown_outcome(intent=SENT), Wait)


def test_a_second_search_that_finds_nothing_after_the_quarantine_creates_again() -> None:
    assert after_unknown_outcome(intent=SENT_LONG_AGO) == Create()


@pytest.mark.parametrize("name", ["MUSTERMANN", ""])
def test_a_free_row_of_that_birth_date_under_another_name_forbids_a_second_post(name: str) -> None:
    # It may be ours, with a name that Advoware normalised: only "no free row at all" proves that nothing landed.
    link = after_unknown_outcome(row(FOUND, max_mustermann(lastName=name)), intent=SENT_LONG_AGO)
    assert not isinstance(link, Create)


@pytest.mark.parametrize("intent", [SENT, SENT_LONG_AGO])
def test_without_a_trusted_search_an_unknown_outcome_is_held(intent: Intent) -> None:
    assert hold_of(after_unknown_outcome(intent=intent, trusted=False))[0] == CREATE_UNKNOWN


def test_a_person_may_have_an_unknown_outcome_created_anyway() -> None:
    answers = {CREATE_UNKNOWN: CREATE_ANYWAY}
    assert after_unknown_outcome(intent=SENT, trusted=False, answers=answers) == Create()


def test_a_person_may_say_which_row_an_unknown_outcome_became() -> None:
    link = after_unknown_outcome(NAMESAKE, intent=SENT, answers={CREATE_UNKNOWN: "30003"})
    assert isinstance(link, ReadAdvoware)
    assert link.number == 30003
