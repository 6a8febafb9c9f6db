"""A type changed by an edit moves to an entry of that kommKz; one that somebody else's edit flipped is noted (1.2)."""

from __future__ import annotations

from typing import Any

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
    digits,
    edit_entry,
    enter_mails,
    enter_phones,
    entries,
    in_sync,
    mail,
    marker,
    phone,
    phone_row,
    phones,
    slot,
    tel,
    typed,
)
from tests.runner.movable_clock import MovableClock


def retype(office: Office, time: MovableClock, espo_id: str, *phones: dict[str, Any]) -> None:
    """Some seconds after the last run, Anna saves these numbers."""
    time.advance(5)
    enter_phones(office, espo_id, *phones)


def test_a_type_changed_in_espocrm_moves_the_number_to_an_entry_of_that_kind(
    office: Office, time: MovableClock
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    retype(office, time, espo_id, phone(OFFICE, "Mobile"))
    office.sync(espo_id)
    old, new = entries(office, number)
    assert (old.tlf, old.bemerkung) == ("", slot(1))
    assert (new.komm_kz, digits([new.tlf]), new.bemerkung) == (3, [OFFICE], marker(OFFICE, 3))
    assert phone_row(office, espo_id, OFFICE)["type"] == "Mobile"
    comes_to_rest(office, espo_id, runs=0)


def test_the_new_entry_is_created_before_the_old_one_is_emptied(office: Office, time: MovableClock) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED))
    retype(office, time, espo_id, phone(OFFICE, "Mobile"))
    office.sync(espo_id)
    assert [call for call in office.writes() if call.endswith("A")] == ["POST A", "PUT A"]


def test_a_moved_number_takes_the_text_along(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 1, "nur vormittags"))
    retype(office, time, espo_id, phone(OFFICE, "Mobile"))
    comes_to_rest(office, espo_id)
    (new,) = [entry for entry in entries(office, number) if entry.tlf]
    assert new.bemerkung == marker(OFFICE, 3, "nur vormittags")


def test_a_type_that_is_flipped_back_returns_to_the_old_entry(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    retype(office, time, espo_id, phone(OFFICE, "Mobile"))
    comes_to_rest(office, espo_id)
    retype(office, time, espo_id, phone(OFFICE, "Office"))
    comes_to_rest(office, espo_id)
    assert [(entry.komm_kz, bool(entry.tlf)) for entry in entries(office, number)] == [(1, True), (3, False)]
    assert digits(typed(office, number)) == phones(office, espo_id) == [OFFICE]


def test_a_type_and_a_number_changed_at_once_arrive_both(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    retype(office, time, espo_id, phone(MOBILE, "Mobile"))
    comes_to_rest(office, espo_id)
    filled = [entry for entry in entries(office, number) if entry.tlf]
    assert [(entry.komm_kz, digits([entry.tlf])) for entry in filled] == [(3, [MOBILE])]
    assert phones(office, espo_id) == [MOBILE]


def test_a_type_changed_while_advoware_edits_the_number_carries_that_edit(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    retype(office, time, espo_id, phone(OFFICE, "Mobile"))
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OTHER_OFFICE]
    assert digits(typed(office, number)) == [OTHER_OFFICE]


def test_a_type_changed_while_advoware_deletes_the_number_survives(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    retype(office, time, espo_id, phone(OFFICE, "Home"), phone(MOBILE, "Mobile"))
    edit_entry(office, number, entries(office, number)[0].id, tlf="")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, MOBILE])
    assert digits(typed(office, number)) == sorted([OFFICE, MOBILE])


def test_a_fax_of_either_kind_is_no_type_change(office: Office, time: MovableClock) -> None:
    espo_id, _ = in_sync(office, tel(OFFICE_TYPED, 7))
    assert phone_row(office, espo_id, OFFICE)["type"] == "Fax"
    office.edit_espocrm(espo_id, lastName="Beispiel")
    office.sync(espo_id)
    assert "POST A" not in office.writes()


# Shared numbers


def sharing(office: Office) -> tuple[str, str, int, int]:
    """Max and a second party, both with the same office number, at rest."""
    first, first_number = in_sync(office, tel(OFFICE_TYPED))
    second, second_number = in_sync(office, tel("030 23125-001"))
    for espo_id in (first, second):
        comes_to_rest(office, espo_id)
    office.forget_calls()
    return first, second, first_number, second_number


def test_a_type_flipped_twenty_times_on_one_of_two_sharing_parties_writes_nothing(
    office: Office, time: MovableClock
) -> None:
    first, second, *_ = sharing(office)
    for turn in range(20):
        retype(office, time, first, phone(OFFICE, "Home" if turn % 2 else "Mobile"))
        office.sync(first)
        office.sync(second)
        if turn == 0:
            settled = len(office.writes())
    assert [call for call in office.writes() if call.endswith("A")] == []
    assert len(office.writes()) == settled


def test_a_type_that_flipped_through_another_record_is_noted_not_written(office: Office) -> None:
    first, second, _, number = sharing(office)
    enter_phones(office, first)
    comes_to_rest(office, first)
    before = [(entry.id, entry.tlf, entry.bemerkung) for entry in entries(office, number)]
    office.box.espo.phones.shared[OFFICE]["type"] = "Home"  # as an edit of any other entity type does
    office.forget_calls()
    comes_to_rest(office, second)
    assert "POST A" not in office.calls()
    assert [(entry.id, entry.tlf, entry.bemerkung) for entry in entries(office, number)] == before


def test_a_number_new_to_a_party_takes_type_and_flags_that_the_other_party_has_now(office: Office) -> None:
    first, _ = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, first, phone(OFFICE, "Home", optOut=True, invalid=True))
    office.sync(first)
    second, number = in_sync(office)
    add_entry(office, number, "030 23125-001")
    office.sync(second)
    assert office.calls().count("GET E") == 3  # the record, the other party, the arrays afterwards
    for espo_id in (first, second):
        row = phone_row(office, espo_id, OFFICE)
        assert (row["type"], row["optOut"], row["invalid"]) == ("Home", True, True)


def test_flags_set_on_the_other_party_a_moment_ago_survive(office: Office) -> None:
    first, _ = in_sync(office, tel(OFFICE_TYPED))
    second, number = in_sync(office)
    add_entry(office, number, "030 23125-001")
    enter_phones(office, first, phone(OFFICE, "Mobile", optOut=True))  # no run has read this yet
    office.sync(second)
    row = phone_row(office, first, OFFICE)
    assert (row["type"], row["optOut"]) == ("Mobile", True)


# Flags


def test_an_opt_out_survives_an_edit_of_another_number(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    enter_phones(office, espo_id, phone(OFFICE, optOut=True, invalid=True))
    enter_mails(office, espo_id, mail(MAX_MAIL, optOut=True))
    comes_to_rest(office, espo_id)
    add_entry(office, number, MOBILE_TYPED, 3)
    add_entry(office, number, "moritz@example.invalid", 4)
    comes_to_rest(office, espo_id)
    row = phone_row(office, espo_id, OFFICE)
    assert (row["optOut"], row["invalid"], row["primary"]) == (True, True, True)
    flags = {one["emailAddress"]: one["optOut"] for one in office.espocrm(espo_id)["emailAddressData"]}
    assert flags == {MAX_MAIL: True, "moritz@example.invalid": False}


def test_an_opt_out_goes_along_when_advoware_changes_the_number_and_invalid_does_not(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, phone(OFFICE, optOut=True, invalid=True))
    comes_to_rest(office, espo_id)
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    row = phone_row(office, espo_id, OTHER_OFFICE)
    assert (row["optOut"], row["invalid"]) == (True, False)


@pytest.mark.parametrize("again", [OFFICE_TYPED, "+49 30 23125001"])
def test_an_opt_out_is_known_when_the_number_comes_back(office: Office, again: str) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, phone(OFFICE, optOut=True), phone(MOBILE, "Mobile"))
    comes_to_rest(office, espo_id)
    edit_entry(office, number, entries(office, number)[0].id, tlf="")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [MOBILE]
    add_entry(office, number, again)
    comes_to_rest(office, espo_id)
    assert phone_row(office, espo_id, OFFICE)["optOut"]


def test_the_primary_of_untouched_numbers_stays(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, phone(OFFICE), phone(MOBILE, "Mobile", primary=True))
    comes_to_rest(office, espo_id)
    add_entry(office, number, OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phone_row(office, espo_id, MOBILE)["primary"]
    assert office.espocrm(espo_id)["phoneNumber"] == MOBILE


def test_the_primary_goes_along_when_advoware_changes_it_and_to_the_next_when_it_is_deleted(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    enter_phones(office, espo_id, phone(OFFICE), phone(MOBILE, "Mobile", primary=True))
    comes_to_rest(office, espo_id)
    edit_entry(office, number, entries(office, number)[1].id, tlf="0171 39 200 99")
    comes_to_rest(office, espo_id)
    assert office.espocrm(espo_id)["phoneNumber"] == "+491713920099"
    edit_entry(office, number, entries(office, number)[1].id, tlf="")
    comes_to_rest(office, espo_id)
    assert office.espocrm(espo_id)["phoneNumber"] == OFFICE
