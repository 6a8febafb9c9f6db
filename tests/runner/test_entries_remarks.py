"""The user's text in a remark survives everything; markers are spelled as the original wrote them (rules 1.2)."""

from __future__ import annotations

import pytest

from tests.runner.conftest import Office
from tests.runner.entries import (
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    OTHER_OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    digits,
    edit_entry,
    enter_phones,
    entries,
    entry_of,
    in_sync,
    marker,
    phone,
    phones,
    slot,
    tel,
    typed,
)

TEXT = "nur vormittags, Frau Muster [Zentrale]"


def test_the_text_survives_the_first_sync(office: Office) -> None:
    _, number = in_sync(office, tel(OFFICE_TYPED, 1, TEXT))
    assert entries(office, number)[0].bemerkung == marker(OFFICE, 1, TEXT)


def test_the_text_survives_an_edit_in_espocrm(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, TEXT))
    enter_phones(office, espo_id, OTHER_OFFICE)
    office.sync(espo_id)
    assert entries(office, number)[0].bemerkung == marker(OTHER_OFFICE, 1, TEXT)


def test_the_text_survives_an_edit_in_advoware(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, TEXT))
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    office.sync(espo_id)
    assert entries(office, number)[0].bemerkung == marker(OTHER_OFFICE, 1, TEXT)


def test_the_text_survives_a_deletion_in_espocrm(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, TEXT), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, phone(MOBILE, "Mobile"))
    office.sync(espo_id)
    emptied = entries(office, number)[0]
    assert (emptied.tlf, emptied.bemerkung) == ("", slot(1, TEXT))


def test_the_text_survives_being_emptied_in_advoware(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, TEXT), tel(MOBILE_TYPED, 3))
    edit_entry(office, number, entries(office, number)[0].id, tlf="")
    comes_to_rest(office, espo_id)
    assert entries(office, number)[0].bemerkung == slot(1, TEXT)


def test_a_text_that_the_user_edits_behind_the_marker_stands(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, TEXT))
    edit_entry(office, number, entries(office, number)[0].id, bemerkung=marker(OFFICE, 1, "Durchwahl"))
    enter_phones(office, espo_id, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert entries(office, number)[0].bemerkung == marker(OTHER_OFFICE, 1, "Durchwahl")


def test_a_text_that_stands_before_the_marker_is_not_lost(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, bemerkung=f"Vorab {marker(OFFICE, 1)}")
    enter_phones(office, espo_id, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert "Vorab" in entries(office, number)[0].bemerkung
    assert marker(OTHER_OFFICE, 1) in entries(office, number)[0].bemerkung


def test_a_marker_that_a_user_removes_loses_nothing(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, TEXT))
    edit_entry(office, number, entries(office, number)[0].id, bemerkung=TEXT)
    comes_to_rest(office, espo_id)
    assert (phones(office, espo_id), typed(office, number)) == ([OFFICE], [OFFICE_TYPED])
    assert TEXT in entries(office, number)[0].bemerkung
    enter_phones(office, espo_id, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == [OTHER_OFFICE]


def test_a_marker_that_a_user_copies_counts_for_its_own_entry_only(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    add_entry(office, number, MOBILE_TYPED, 3, entries(office, number)[0].bemerkung)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, MOBILE])
    assert typed(office, number) == sorted([OFFICE_TYPED, MOBILE_TYPED])


@pytest.mark.parametrize("damaged", ["[ESPOCRM:!!!:1]", "[ESPOCRM:KzQ5", "[ESPOCRM:KzQ5:99]", "[ESPOCRM-SLOT:]"])
def test_a_damaged_marker_counts_as_none_and_loses_no_number(office: Office, damaged: str) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    edit_entry(office, number, entries(office, number)[0].id, bemerkung=f"{damaged} {TEXT}")
    comes_to_rest(office, espo_id)
    assert (phones(office, espo_id), typed(office, number)) == ([OFFICE], [OFFICE_TYPED])
    assert TEXT in entries(office, number)[0].bemerkung


# Slots


def freed(office: Office, *kinds: tuple[str, str, int]) -> tuple[str, int]:
    """A party with one office number and free slots, one for each (number, type, kommKz), in that order."""
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OFFICE, *[phone(value, type) for value, type, _ in kinds])
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id, OFFICE)
    comes_to_rest(office, espo_id)
    assert [entry.komm_kz for entry in entries(office, number) if not entry.tlf] == [kind for _, _, kind in kinds]
    office.forget_calls()
    return espo_id, number


def test_a_new_number_takes_the_lowest_free_slot_of_its_kind(office: Office) -> None:
    espo_id, number = freed(office, (OTHER_OFFICE, "Office", 1), ("+493023125003", "Office", 1))
    lowest = min(entry.id for entry in entries(office, number) if not entry.tlf)
    enter_phones(office, espo_id, OFFICE, "+493023125009")
    office.sync(espo_id)
    (taken,) = [entry for entry in entries(office, number) if entry.id == lowest]
    assert digits([taken.tlf]) == ["+493023125009"]
    assert taken.bemerkung == marker("+493023125009", 1)
    assert "POST A" not in office.calls()


def test_two_new_numbers_never_take_the_same_slot(office: Office) -> None:
    espo_id, number = freed(office, (OTHER_OFFICE, "Office", 1), ("+493023125003", "Office", 1))
    enter_phones(office, espo_id, OFFICE, "+493023125008", "+493023125009")
    office.sync(espo_id)
    assert digits(typed(office, number)) == [OFFICE, "+493023125008", "+493023125009"]
    assert len(entries(office, number)) == 3
    comes_to_rest(office, espo_id, runs=0)


def test_a_slot_of_another_kind_is_not_taken(office: Office) -> None:
    espo_id, number = freed(office, (MOBILE, "Mobile", 3))
    enter_phones(office, espo_id, OFFICE, OTHER_OFFICE)
    office.sync(espo_id)
    assert len(entries(office, number)) == 3
    assert office.writes().count("POST A") == 1


def test_a_slot_with_a_users_text_is_not_taken(office: Office) -> None:
    espo_id, number = freed(office, (OTHER_OFFICE, "Office", 1))
    kept_slot = next(entry for entry in entries(office, number) if not entry.tlf)
    edit_entry(office, number, kept_slot.id, bemerkung=slot(1, TEXT))
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id, OFFICE, "+493023125009")
    office.sync(espo_id)
    assert len(entries(office, number)) == 3
    assert next(entry for entry in entries(office, number) if entry.id == kept_slot.id).bemerkung == slot(1, TEXT)


def test_the_number_that_was_deleted_takes_its_slot_again(office: Office) -> None:
    espo_id, number = freed(office, (OTHER_OFFICE, "Office", 1))
    enter_phones(office, espo_id, OFFICE, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == [OFFICE, OTHER_OFFICE]
    assert len(entries(office, number)) == 2


def test_a_slot_that_the_office_deletes_is_forgotten(office: Office) -> None:
    espo_id, number = freed(office, (OTHER_OFFICE, "Office", 1))
    gone = next(entry.id for entry in entries(office, number) if not entry.tlf)
    office.box.advo.delete_entry(number, gone, "MK")
    enter_phones(office, espo_id, OFFICE, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == [OFFICE, OTHER_OFFICE]
    assert entry_of(office, number, OFFICE_TYPED)
