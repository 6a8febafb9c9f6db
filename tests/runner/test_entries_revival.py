"""A moved phone or mail brings a failed or held party back; a moved rowId does not (rules 4, revival)."""

from __future__ import annotations

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import breaker
from syncconsole.people import operations
from tests.runner.conftest import Office
from tests.runner.entries import (
    MOBILE,
    MOBILE_TYPED,
    OFFICE_TYPED,
    OTHER_OFFICE,
    add_entry,
    comes_to_rest,
    digits,
    edit_entry,
    enter_phones,
    entries,
    in_sync,
    phone,
    phones,
    tel,
    typed,
)
from tests.runner.movable_clock import MovableClock


def failed(office: Office) -> tuple[str, int]:
    """A party whose entry could not be written; it is due in a minute."""
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    office.box.advo_faults.arm(method="PUT", path="Kommunikationen", status=500)
    assert office.sync(espo_id).outcome == "failed"
    office.forget_calls()
    return espo_id, number


def test_without_a_new_value_a_run_that_is_not_due_only_reads(known: Office) -> None:
    espo_id, number = failed(known)
    known.sync(espo_id)
    assert known.calls() == ["GET E", "GET A"]
    assert typed(known, number) == [OFFICE_TYPED]


def test_a_number_edited_in_espocrm_revives(known: Office) -> None:
    espo_id, number = failed(known)
    enter_phones(known, espo_id, "+493023125009")
    assert known.sync(espo_id).outcome == "written"
    assert digits(typed(known, number)) == ["+493023125009"]


def test_an_entry_added_in_advoware_revives(known: Office) -> None:
    espo_id, number = failed(known)
    add_entry(known, number, MOBILE_TYPED, 3)
    known.sync(espo_id)
    assert phones(known, espo_id) == sorted([OTHER_OFFICE, MOBILE])
    assert digits(typed(known, number)) == sorted([OTHER_OFFICE, MOBILE])


def test_a_row_id_that_moved_revives_nothing(known: Office) -> None:
    espo_id, number = failed(known)
    known.box.advo.parties[number].entries[0].row_id = "MOVED"
    known.sync(espo_id)
    assert known.writes() == []
    assert known.party(espo_id).failures == 1


def test_flags_and_types_that_moved_in_espocrm_are_values_too(known: Office) -> None:
    espo_id, number = failed(known)
    enter_phones(known, espo_id, phone(OTHER_OFFICE, optOut=True))
    known.sync(espo_id)
    assert digits(typed(known, number)) == [OTHER_OFFICE]


def test_a_paused_party_writes_nothing_and_goes_on_where_it_stopped(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    operations.pause(DEFINITION, [office.party(espo_id).pk], "anna")
    enter_phones(office, espo_id, OTHER_OFFICE)
    add_entry(office, number, MOBILE_TYPED, 3)
    office.sync(espo_id)
    assert office.calls() == []
    operations.resume(DEFINITION, [office.party(espo_id).pk], "anna")
    office.retry(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, number)) == sorted([OTHER_OFFICE, MOBILE])


def test_a_party_held_as_a_whole_writes_no_entry(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    another = office.person_in_advoware(name="Musterfrau")
    office.edit_espocrm(espo_id, betnr=another, phoneNumberData=[phone(OTHER_OFFICE)])
    office.sync(espo_id)
    add_entry(office, number, MOBILE_TYPED, 3)
    office.sync(espo_id)
    assert office.party(espo_id).hold["code"] == "number_changed"
    assert (typed(office, number), typed(office, another)) == (sorted([OFFICE_TYPED, MOBILE_TYPED]), [])
    assert phones(office, espo_id) == [OTHER_OFFICE]
    office.edit_espocrm(espo_id, betnr=number)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, number)) == sorted([OTHER_OFFICE, MOBILE])


def test_a_party_gone_in_advoware_keeps_its_numbers_in_espocrm(known: Office) -> None:
    espo_id, number = in_sync(known, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    known.delete_in_advoware(number)
    known.sync(espo_id)
    known.sync(espo_id)
    assert len(phones(known, espo_id)) == 2


def test_a_party_deleted_in_espocrm_keeps_its_entries_in_advoware(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    before = [vars(entry) for entry in entries(office, number)]
    office.delete_in_espocrm(espo_id)
    office.sync(espo_id)
    assert [vars(entry) for entry in entries(office, number)] == before


def test_edits_made_while_a_party_was_deleted_in_espocrm_are_carried_after_its_restore(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    office.delete_in_espocrm(espo_id)
    office.sync(espo_id)
    edit_entry(office, number, entries(office, number)[0].id, tlf="030 / 23125-003")
    office.restore_in_espocrm(espo_id)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, number)) == ["+493023125003"]


@pytest.mark.parametrize("system", ["espocrm", "advoware"])
def test_what_waited_for_a_system_is_carried_when_it_is_back(known: Office, time: MovableClock, system: str) -> None:
    espo_id, number = in_sync(known, tel(OFFICE_TYPED))
    add_entry(known, number, MOBILE_TYPED, 3)
    enter_phones(known, espo_id, OTHER_OFFICE)
    faults = known.box.espo_faults if system == "espocrm" else known.box.advo_faults
    faults.arm(path="/api/", status=503, times=0)
    known.sync(espo_id)
    faults.disarm()
    time.advance(120)
    assert breaker.probe_if_due(system)
    comes_to_rest(known, espo_id)
    assert phones(known, espo_id) == digits(typed(known, number)) == sorted([OTHER_OFFICE, MOBILE])
