"""What the console knows of a number, by the party that has it: its type, its flags and who shares it (rules 1.2)."""

from __future__ import annotations

from tests.runner.conftest import Office
from tests.runner.entries import (
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    enter_phones,
    in_sync,
    phone,
    phone_row,
    phones,
    tel,
)
from tests.runner.movable_clock import MovableClock
from tests.runner.test_entries_types_after_failure import in_sync_for_a_while, phone_kinds


def test_a_party_that_is_deleted_in_espocrm_shares_its_number_no_longer(known: Office, time: MovableClock) -> None:
    espo_id, number = in_sync_for_a_while(known, time)
    double, _ = in_sync(known, tel(OFFICE_TYPED))
    time.advance(5)
    known.delete_in_espocrm(double)
    known.sync(double)
    assert known.party(double).deleted_at
    time.advance(5)
    known.sync(espo_id)
    time.advance(5)
    enter_phones(known, espo_id, phone(OFFICE, "Mobile"))
    time.advance(5)
    comes_to_rest(known, espo_id)
    assert phone_kinds(known, number) == [(3, [OFFICE])]


def test_an_opt_out_that_came_while_the_party_was_held_is_known_when_the_number_comes_back(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    rows = [phone(OFFICE, optOut=True), phone(MOBILE, "Mobile")]
    office.edit_espocrm(espo_id, betnr=office.person_in_advoware(name="Musterfrau"), phoneNumberData=rows)
    assert office.sync(espo_id).outcome == "held"
    office.edit_espocrm(espo_id, betnr=number, phoneNumberData=rows[1:])
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [MOBILE]
    add_entry(office, number, OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phone_row(office, espo_id, OFFICE)["optOut"] is True


def test_another_party_that_we_may_not_read_does_not_keep_a_number_back(office: Office) -> None:
    espo_id, number = in_sync(office)
    other, _ = in_sync(office)
    enter_phones(office, other, OFFICE)
    comes_to_rest(office, other)
    add_entry(office, number, OFFICE_TYPED)
    denied = {"status": 403, "headers": {"X-Status-Reason": "No read access."}}
    office.box.espo_faults.arm(method="GET", path=f"CBeteiligte/{other}", times=0, **denied)
    assert office.sync(espo_id).outcome == "written"
    assert phones(office, espo_id) == [OFFICE]
