"""A type change is not forgotten because a run that did not plan it wrote a status over it (rules 1.2)."""

from __future__ import annotations

from syncconsole import breaker
from tests.runner.conftest import Office
from tests.runner.entries import (
    OFFICE,
    comes_to_rest,
    enter_phones,
    in_sync_for_a_while,
    phone,
    phone_kinds,
)
from tests.runner.movable_clock import MovableClock


def test_a_type_changed_while_advoware_fails_arrives_with_the_retry(known: Office, time: MovableClock) -> None:
    espo_id, number = in_sync_for_a_while(known, time)
    enter_phones(known, espo_id, phone(OFFICE, "Mobile"))
    time.advance(5)
    known.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", status=500)
    assert known.sync(espo_id).outcome == "failed"
    assert known.espocrm(espo_id)["syncStatus"] == "failed"
    time.advance(90)
    known.retry(espo_id)
    assert phone_kinds(known, number) == [(3, [OFFICE])]


def test_a_type_changed_along_with_a_name_arrives_though_the_put_of_the_name_fails(
    known: Office, time: MovableClock
) -> None:
    espo_id, number = in_sync_for_a_while(known, time)
    known.edit_espocrm(espo_id, lastName="Beispiel", phoneNumberData=[phone(OFFICE, "Mobile")])
    time.advance(5)
    known.box.advo_faults.arm(method="PUT", path=f"Beteiligte/{number}$", status=500)
    assert known.sync(espo_id).outcome == "failed"
    time.advance(90)
    known.retry(espo_id)
    time.advance(5)
    comes_to_rest(known, espo_id)
    assert known.advoware(number)["name"] == "Beispiel"
    assert phone_kinds(known, number) == [(3, [OFFICE])]


def test_a_type_changed_along_with_a_name_arrives_though_advoware_goes_down_before_the_put(
    known: Office, time: MovableClock
) -> None:
    espo_id, number = in_sync_for_a_while(known, time)
    known.edit_espocrm(espo_id, lastName="Beispiel", phoneNumberData=[phone(OFFICE, "Mobile")])
    time.advance(5)
    known.box.advo_faults.arm(path="Beteiligte", status=503, times=0, skip=1)
    assert known.sync(espo_id).outcome == "waits"
    known.box.advo_faults.disarm()
    time.advance(90)
    breaker.close("advoware")
    known.sync(espo_id)
    time.advance(5)
    comes_to_rest(known, espo_id)
    assert known.advoware(number)["name"] == "Beispiel"
    assert phone_kinds(known, number) == [(3, [OFFICE])]


def test_a_type_changed_while_the_party_is_held_as_a_whole_arrives_afterwards(
    office: Office, time: MovableClock
) -> None:
    espo_id, number = in_sync_for_a_while(office, time)
    another = office.person_in_advoware(name="Musterfrau")
    office.edit_espocrm(espo_id, betnr=another, phoneNumberData=[phone(OFFICE, "Mobile")])
    time.advance(5)
    office.sync(espo_id)
    assert office.espocrm(espo_id)["syncStatus"] == "failed"
    time.advance(5)
    office.edit_espocrm(espo_id, betnr=number)
    office.sync(espo_id)
    time.advance(5)
    comes_to_rest(office, espo_id)
    assert phone_kinds(office, number) == [(3, [OFFICE])]
