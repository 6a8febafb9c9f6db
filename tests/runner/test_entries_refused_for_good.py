"""A write of an entry that Advoware refuses each time is not sent for ever (rules 1.2 and 4)."""

from __future__ import annotations

from tests.runner.conftest import Office
from tests.runner.entries import (
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    comes_to_rest,
    enter_phones,
    in_sync,
    phone,
    phones,
    tel,
    typed,
)
from tests.runner.movable_clock import MovableClock
from tests.runner.test_entries_types_after_failure import in_sync_for_a_while


def retries(office: Office, time: MovableClock, espo_id: str, count: int = 4) -> list[str]:
    """A worker comes by so many times, 90 seconds apart; the outcomes. Calls count anew."""
    office.forget_calls()
    outcomes = []
    for _ in range(count):
        time.advance(90)
        outcomes.append(str(office.retry(espo_id).outcome))
    return outcomes


def test_a_marker_that_advoware_refuses_is_tried_once(office: Office, time: MovableClock) -> None:
    number = office.person_in_advoware(kommunikation=[tel(OFFICE_TYPED)])
    espo_id = office.person_in_espocrm(betnr=number, phoneNumberData=[phone(OFFICE)])
    office.box.advo_faults.arm(method="PUT", path="Kommunikationen", status=400, body="Ungültig.", times=0)
    office.sync(espo_id)
    assert office.calls().count("PUT A") == 1
    comes_to_rest(office, espo_id)
    assert retries(office, time, espo_id) == ["nothing"] * 4
    assert office.calls() == []
    assert typed(office, number) == [OFFICE_TYPED]


def test_an_old_entry_that_advoware_does_not_let_us_empty_is_tried_once(office: Office, time: MovableClock) -> None:
    espo_id, number = in_sync_for_a_while(office, time)
    enter_phones(office, espo_id, phone(OFFICE, "Mobile"))
    time.advance(5)
    office.forget_calls()
    office.box.advo_faults.arm(method="PUT", path="Kommunikationen", status=400, body="Ungültig.", times=0)
    office.sync(espo_id)
    assert office.calls().count("PUT A") == 1
    comes_to_rest(office, espo_id)
    assert retries(office, time, espo_id) == ["nothing"] * 4
    assert office.calls() == []
    assert phones(office, espo_id) == [OFFICE]
    assert len(typed(office, number)) == 2  # the new one, and the old one that stays


def test_an_entry_that_answers_409_though_its_row_id_is_the_newest_needs_a_person(
    office: Office, time: MovableClock
) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    office.box.advo_faults.arm(method="PUT", path="Kommunikationen", status=409, body="Konflikt.", times=0)
    assert office.sync(espo_id).outcome == "failed"
    assert office.calls().count("PUT A") == 2  # once more after a new reading
    party = office.party(espo_id)
    assert (party.error_class, party.due_at) == ("needs_person", None)
    assert office.espocrm(espo_id)["syncStatus"] == "failed"
    assert retries(office, time, espo_id) == ["nothing"] * 4
    assert office.writes() == []
    assert office.told() == []
    assert (phones(office, espo_id), typed(office, number)) == ([OTHER_OFFICE], [OFFICE_TYPED])


def test_entries_whose_address_is_not_found_are_a_failure_that_is_told(known: Office, time: MovableClock) -> None:
    espo_id, number = in_sync(known)
    enter_phones(known, espo_id, OFFICE)
    known.box.advo_faults.arm(method="POST", path="Kommunikationen", status=404, times=0)
    assert known.sync(espo_id).outcome == "failed"
    for _ in range(4):
        time.advance(5000)  # the longest of these waits, with its jitter
        known.retry(espo_id)
    assert known.party(espo_id).given_up
    assert len(known.told()) == 1
    assert (phones(known, espo_id), typed(known, number)) == ([OFFICE], [])
