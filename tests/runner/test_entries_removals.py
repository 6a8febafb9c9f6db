"""What is not simply carried: the last numbers gone at once, and more than EspoCRM has room for (rules 1.2)."""

from __future__ import annotations

import pytest

from tests.runner.conftest import Office
from tests.runner.entries import (
    MAX_MAIL,
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    OTHER_OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    delete_entry,
    digits,
    edit_entry,
    enter_mails,
    enter_phones,
    entries,
    in_sync,
    mails,
    phones,
    tel,
    typed,
)

THREE = [tel(OFFICE_TYPED), tel(OTHER_OFFICE_TYPED), tel(MOBILE_TYPED, 3)]
ALL_THREE = sorted([OFFICE, OTHER_OFFICE, MOBILE])


def many(first: int, count: int) -> list[str]:
    """That many office numbers of Berlin as somebody in Advoware types them."""
    return [f"030 23125-{index:03d}" for index in range(first, first + count)]


def test_the_last_three_gone_in_espocrm_are_held(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == ALL_THREE
    assert office.party(espo_id).hold["code"] == "entries_removed"
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"
    assert phones(office, espo_id) == []


def test_they_are_emptied_once_a_person_approves(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    office.answer(espo_id, "approve")
    comes_to_rest(office, espo_id)
    assert typed(office, number) == []
    assert len(entries(office, number)) == 3
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_an_approval_does_not_let_the_next_mass_removal_pass(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    office.answer(espo_id, "approve")
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id, OFFICE, OTHER_OFFICE, "+493023125003")
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert len(typed(office, number)) == 3
    assert office.party(espo_id).hold["code"] == "entries_removed"


def test_an_approval_does_not_outlive_its_removal_because_something_else_waits(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE)
    enter_phones(office, espo_id)
    for index in range(11):  # one more than EspoCRM has room for
        add_entry(office, number, f"max{index}@example.invalid", 4)
    comes_to_rest(office, espo_id)
    office.answer(espo_id, "approve")
    comes_to_rest(office, espo_id)
    assert digits([text for text in typed(office, number) if "@" not in text]) == []
    enter_mails(office, espo_id)
    comes_to_rest(office, espo_id, runs=4)
    assert office.party(espo_id).hold["code"] == "entries_removed"
    assert len(typed(office, number)) == 11


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_the_last_three_gone_in_advoware_are_held(office: Office, how: str) -> None:
    espo_id, number = in_sync(office, *THREE)
    for entry in entries(office, number):
        delete_entry(office, number, entry.id) if how == "deleted" else edit_entry(office, number, entry.id, tlf="")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == ALL_THREE
    assert typed(office, number) == []
    assert office.party(espo_id).hold["code"] == "entries_removed"
    office.answer(espo_id, "approve")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == []
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_while_they_are_held_everything_else_syncs(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE)
    office.edit_espocrm(espo_id, phoneNumberData=[], lastName="Beispiel")
    add_entry(office, number, MAX_MAIL, 4)
    comes_to_rest(office, espo_id)
    assert office.advoware(number)["name"] == "Beispiel"
    assert mails(office, espo_id) == [MAX_MAIL]
    assert digits([text for text in typed(office, number) if "@" not in text]) == ALL_THREE


def test_a_new_number_syncs_while_the_three_are_held(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id, "+493023125009")
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == sorted([*ALL_THREE, "+493023125009"])
    assert phones(office, espo_id) == ["+493023125009"]
    assert office.party(espo_id).hold["code"] == "entries_removed"


def test_the_hold_ends_by_itself_when_the_numbers_are_back(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    enter_phones(office, espo_id, *ALL_THREE)
    comes_to_rest(office, espo_id)
    assert office.party(espo_id).hold is None
    assert digits(typed(office, number)) == ALL_THREE
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_staff_are_told_once_of_the_held_removal(office: Office) -> None:
    espo_id, _ = in_sync(office, *THREE)
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    told = office.told()
    comes_to_rest(office, espo_id)
    assert told
    assert office.told() == told


def test_the_only_number_gone_is_not_held(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == []
    assert office.party(espo_id).hold is None


def test_three_of_four_gone_are_not_held(office: Office) -> None:
    espo_id, number = in_sync(office, *THREE, tel(MAX_MAIL, 4))
    enter_phones(office, espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == [MAX_MAIL]
    assert office.party(espo_id).hold is None


# More than ten


def test_of_eleven_numbers_in_advoware_ten_reach_espocrm_and_one_waits(office: Office) -> None:
    espo_id, number = in_sync(office)
    for text in many(1, 11):
        add_entry(office, number, text)
    comes_to_rest(office, espo_id)
    assert len(phones(office, espo_id)) == 10
    waiting = [entry for entry in entries(office, number) if not entry.bemerkung]
    assert len(waiting) == 1
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"


def test_the_linked_ones_go_on_syncing(office: Office) -> None:
    espo_id, number = in_sync(office, *[tel(text) for text in many(1, 11)])
    linked = next(entry for entry in entries(office, number) if entry.bemerkung)
    edit_entry(office, number, linked.id, tlf="030 23125-099")
    office.edit_espocrm(espo_id, lastName="Beispiel")
    comes_to_rest(office, espo_id)
    assert "+493023125099" in phones(office, espo_id)
    assert len(phones(office, espo_id)) == 10
    assert office.advoware(number)["name"] == "Beispiel"


def test_the_one_that_waits_is_sent_when_there_is_room(office: Office) -> None:
    espo_id, number = in_sync(office, *[tel(text) for text in many(1, 11)])
    waiting = next(entry for entry in entries(office, number) if not entry.bemerkung)
    linked = next(entry for entry in entries(office, number) if entry.bemerkung)
    delete_entry(office, number, linked.id)
    comes_to_rest(office, espo_id)
    assert len(phones(office, espo_id)) == 10
    assert digits([waiting.tlf])[0] in phones(office, espo_id)
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_ten_numbers_and_ten_addresses_have_room_beside_each_other(office: Office) -> None:
    espo_id, number = in_sync(office)
    for index, text in enumerate(many(1, 10)):
        add_entry(office, number, text)
        add_entry(office, number, f"max{index}@example.invalid", 4)
    comes_to_rest(office, espo_id)
    assert (len(phones(office, espo_id)), len(mails(office, espo_id))) == (10, 10)
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


# Equal twice


def test_a_number_twice_in_advoware_stands_once_in_espocrm_and_is_left_alone(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel("+49 30 23125001", 6))
    assert phones(office, espo_id) == [OFFICE]
    assert typed(office, number) == sorted([OFFICE_TYPED, "+49 30 23125001"])


def test_of_two_equal_entries_one_deleted_in_advoware_keeps_the_number_in_espocrm(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel("+49 30 23125001", 6))
    delete_entry(office, number, entries(office, number)[0].id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE]
    assert typed(office, number) == ["+49 30 23125001"]
    delete_entry(office, number, entries(office, number)[0].id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == []


def test_an_edit_in_espocrm_reaches_both_equal_entries(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel("+49 30 23125001", 6))
    enter_phones(office, espo_id, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert digits(typed(office, number)) == [OTHER_OFFICE, OTHER_OFFICE]


def test_a_deletion_in_espocrm_empties_both_equal_entries(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel("+49 30 23125001", 6), tel(MOBILE_TYPED, 3))
    office.edit_espocrm(espo_id, phoneNumberData=[{"phoneNumber": MOBILE, "type": "Mobile"}])
    comes_to_rest(office, espo_id)
    assert typed(office, number) == [MOBILE_TYPED]


def test_of_two_equal_entries_one_edited_in_advoware_is_a_new_number(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel("+49 30 23125001", 6))
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE, OTHER_OFFICE]


def test_a_second_equal_entry_added_while_espocrm_deletes_the_first_survives(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    office.edit_espocrm(espo_id, phoneNumberData=[{"phoneNumber": MOBILE, "type": "Mobile"}])
    again = add_entry(office, number, "030 23125-001", 6)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, MOBILE])
    assert [entry.id for entry in entries(office, number) if entry.tlf == "030 23125-001"] == [again]


@pytest.mark.parametrize("side", ["espocrm", "advoware"])
def test_a_number_edited_into_one_that_stands_already_leaves_one_in_espocrm(office: Office, side: str) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(OTHER_OFFICE_TYPED))
    if side == "advoware":
        edit_entry(office, number, entries(office, number)[0].id, tlf="030 23125 002")
    else:
        enter_phones(office, espo_id, OTHER_OFFICE)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OTHER_OFFICE]
    assert set(digits(typed(office, number))) == {OTHER_OFFICE}
