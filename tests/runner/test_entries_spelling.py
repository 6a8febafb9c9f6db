"""What a person typed stays as typed, and to EspoCRM goes only what is certain (rules 1.2)."""

from __future__ import annotations

import pytest

from tests.runner.conftest import Office
from tests.runner.entries import (
    OFFICE,
    OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    digits,
    edit_entry,
    enter_mails,
    enter_phones,
    entries,
    entry_of,
    in_sync,
    kept,
    mails,
    marker,
    phones,
    tel,
    typed,
)

UNCERTAIN = [
    "030 23125001 (privat)",
    "030/23125001 App. 6",
    "110",
    "030 23125-001 / 0171 3920012",
    "030 23125001-RECHT",
    "nur abends",
    "030 23125001 ext. 5",
]


def test_a_number_typed_with_slash_and_dash_arrives_as_e164_and_keeps_its_spelling(office: Office) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, "0511 / 123-45")
    office.sync(espo_id)
    assert phones(office, espo_id) == ["+4951112345"]
    assert [entry.tlf for entry in entries(office, number)] == ["0511 / 123-45"]
    assert entries(office, number)[0].bemerkung == marker("+4951112345", 1)


def test_a_number_spelled_anew_in_advoware_is_no_change(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf="+49 (0)30 23125-001")
    office.sync(espo_id)
    assert office.writes() == []
    assert typed(office, number) == ["+49 (0)30 23125-001"]


def test_an_edit_of_another_number_leaves_the_spelling_of_this_one(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OFFICE, "+493023125002")
    office.sync(espo_id)
    assert OFFICE_TYPED in typed(office, number)


def test_an_address_that_differs_only_in_case_is_no_change(office: Office) -> None:
    espo_id, number = in_sync(office, tel("Max@Example.invalid", 4))
    assert mails(office, espo_id) == ["Max@Example.invalid"]
    edit_entry(office, number, entries(office, number)[0].id, tlf="max@example.invalid")
    office.sync(espo_id)
    assert office.writes() == []


def test_an_address_spelled_anew_in_espocrm_is_no_change(office: Office) -> None:
    espo_id, number = in_sync(office, tel("Max@Example.invalid", 4))
    enter_mails(office, espo_id, "max@example.invalid")
    office.sync(espo_id)
    assert office.writes() == []
    assert typed(office, number) == ["Max@Example.invalid"]


@pytest.mark.parametrize("text", UNCERTAIN)
def test_an_uncertain_number_stays_in_advoware_and_everything_else_syncs(office: Office, text: str) -> None:
    espo_id, number = in_sync(office)
    uncertain = add_entry(office, number, text)
    add_entry(office, number, "0171 3920012", 3)
    office.edit_espocrm(espo_id, lastName="Beispiel", emailAddressData=[{"emailAddress": "max@example.invalid"}])
    comes_to_rest(office, espo_id, runs=2)
    assert phones(office, espo_id) == ["+491713920012"]
    assert office.advoware(number)["name"] == "Beispiel"
    assert typed(office, number) == sorted([text, "0171 3920012", "max@example.invalid"])
    (row,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert (row.kind, row.value_espo) == ("difference", "")
    assert row.value_advoware
    assert next(entry for entry in entries(office, number) if entry.id == uncertain).tlf == text


def test_an_uncertain_number_shows_as_conflict_until_seen_and_costs_no_write(office: Office) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, "110")
    comes_to_rest(office, espo_id)
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"
    office.forget_calls()
    office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A"]


def test_an_uncertain_edit_of_a_linked_entry_leaves_espocrms_number(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf="030 23125001 (nur vormittags)")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert typed(office, number) == ["030 23125001 (nur vormittags)"]
    assert [kind for kind, _ in office.open_questions(espo_id)] == ["difference"]


def test_a_later_edit_in_espocrm_goes_over_an_uncertain_text_and_keeps_it(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf="030 23125001 (nur vormittags)")
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id, "+493023125002")
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == ["+493023125002"]
    assert any("vormittags" in value for value in kept(office, espo_id))


def test_a_later_deletion_in_espocrm_goes_over_an_uncertain_text_and_keeps_it(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf="030 23125001 (nur vormittags)")
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == []
    assert any("vormittags" in value for value in kept(office, espo_id))


def test_an_uncertain_edit_and_a_deletion_at_the_same_time_leave_the_entry_in_advoware(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, tlf="030 23125001 (nur vormittags)")
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == ["030 23125001 (nur vormittags)"]
    assert phones(office, espo_id) == []


def test_an_uncertain_number_that_becomes_certain_is_sent(office: Office) -> None:
    espo_id, number = in_sync(office)
    entry = add_entry(office, number, "030 23125001 (privat)")
    comes_to_rest(office, espo_id)
    edit_entry(office, number, entry, tlf=OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_an_address_that_espocrm_cannot_hold_stays_in_advoware(office: Office) -> None:
    espo_id, number = in_sync(office)
    add_entry(office, number, "max..mustermann@example.invalid", 4)
    add_entry(office, number, "max@example.invalid", 4)
    comes_to_rest(office, espo_id)
    assert mails(office, espo_id) == ["max@example.invalid"]
    assert entry_of(office, number, "max..mustermann@example.invalid")
    assert [kind for kind, _ in office.open_questions(espo_id)] == ["difference"]
