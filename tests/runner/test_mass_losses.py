"""From the sixth party within an hour that is gone, deleted or would lose its last entry: held (rules 1.3)."""

from __future__ import annotations

import pytest

from syncconsole.people import losses
from syncconsole.sandbox.control import edit_advoware
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock


def linked(office: Office, count: int) -> list[tuple[str, int]]:
    return [office.linked_person() for _ in range(count)]


def holds(office: Office, parties: list[tuple[str, int]]) -> list[str]:
    return [(office.party(espo_id).hold or {}).get("code", "") for espo_id, _ in parties]


def all_gone(office: Office, count: int) -> list[tuple[str, int]]:
    parties = linked(office, count)
    for espo_id, number in parties:
        office.delete_in_advoware(number)
        office.sync(espo_id)
    return parties


def test_the_sixth_party_that_is_gone_within_an_hour_is_held(known: Office) -> None:
    parties = all_gone(known, 7)
    assert [bool(known.party(espo_id).gone_at) for espo_id, _ in parties] == [True] * 5 + [False] * 2
    assert holds(known, parties)[5:] == ["mass_gone"] * 2
    assert known.told().count("mass_gone_told") == 1


def test_allowed_for_all_the_held_ones_are_recorded_and_so_are_later_ones(known: Office) -> None:
    parties = all_gone(known, 6)
    assert losses.allow_all("gone", "anna") == 1
    known.sync(parties[5][0])
    assert known.party(parties[5][0]).gone_at
    assert known.party(all_gone(known, 1)[0][0]).gone_at


def test_refused_for_all_nothing_is_recorded_and_nobody_is_told_again(known: Office) -> None:
    parties = all_gone(known, 6)
    assert losses.refuse_all("gone") == 1
    known.sync(parties[5][0])
    assert known.party(parties[5][0]).gone_at is None
    assert known.told().count("mass_gone_told") == 1


def test_one_of_them_may_be_approved_alone(known: Office) -> None:
    parties = all_gone(known, 7)
    known.answer(parties[5][0], "approve")
    known.sync(parties[6][0])
    assert [bool(known.party(espo_id).gone_at) for espo_id, _ in parties[5:]] == [True, False]


def test_the_mere_passing_of_time_lets_no_held_party_through(known: Office, time: MovableClock) -> None:
    parties = all_gone(known, 6)
    time.advance(3601)
    known.sync(parties[5][0])
    assert holds(known, parties)[5] == "mass_gone"


def test_a_failed_run_lets_no_held_party_through(known: Office, time: MovableClock) -> None:
    parties = all_gone(known, 6)
    espo_id, number = parties[5]
    time.advance(4000)
    fails_once(known, time, espo_id, number)
    assert known.party(espo_id).gone_at is None
    assert holds(known, parties)[5] == "mass_gone"


def test_a_record_that_answers_again_ends_its_hold(known: Office) -> None:
    parties = all_gone(known, 5)
    espo_id, number = known.linked_person()
    known.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", status=404, times=2)
    known.sync(espo_id)
    assert holds(known, [(espo_id, number)]) == ["mass_gone"]
    known.sync(espo_id)
    assert known.party(espo_id).hold is None
    assert known.party(espo_id).sync_status == "clean"
    assert len(parties) == 5


def test_the_sixth_deletion_in_espocrm_is_held_and_its_link_stays_open(known: Office) -> None:
    parties = linked(known, 6)
    for espo_id, _ in parties:
        known.delete_in_espocrm(espo_id)
        known.sync(espo_id)
    assert [bool(known.party(espo_id).deleted_at) for espo_id, _ in parties] == [True] * 5 + [False]
    assert holds(known, parties)[5] == "mass_deleted"
    known.answer(parties[5][0], "approve")
    assert known.party(parties[5][0]).deleted_at


@pytest.mark.parametrize("emptied", ["espocrm", "advoware"])
def test_the_sixth_party_that_would_lose_its_only_number_is_held(known: Office, emptied: str) -> None:
    parties = linked(known, 6)
    each_gets_a_number(known, parties)
    for espo_id, number in parties:
        (entry,) = known.advoware(number)["kommunikation"]
        if emptied == "advoware":
            known.edit_espocrm(espo_id, phoneNumberData=[])
        else:
            body = {"action": "entry_delete", "betNr": number, "entryId": entry["id"], "user": "MK"}
            edit_advoware(known.box.advo, body)
        known.sync(espo_id)
    assert holds(known, parties) == [""] * 5 + ["entries_removed"]
    assert known.told().count("mass_emptied_told") == 1
    assert left_on(known, emptied, *parties[5])
    assert losses.allow_all("emptied", "anna") == 1
    known.sync(parties[5][0])
    assert not left_on(known, emptied, *parties[5])


def test_a_failed_run_does_not_empty_a_held_party(known: Office, time: MovableClock) -> None:
    parties = linked(known, 6)
    each_gets_a_number(known, parties)
    for espo_id, _ in parties:
        known.edit_espocrm(espo_id, phoneNumberData=[])
        known.sync(espo_id)
    assert holds(known, parties)[5] == "entries_removed"
    time.advance(4000)
    fails_once(known, time, *parties[5])
    assert left_on(known, "advoware", *parties[5])
    assert holds(known, parties)[5] == "entries_removed"


def each_gets_a_number(office: Office, parties: list[tuple[str, int]]) -> None:
    for place, (espo_id, _) in enumerate(parties):
        phone = {"phoneNumber": f"+495111234{place}", "type": "Office", "primary": True}
        office.edit_espocrm(espo_id, phoneNumberData=[phone])
        office.sync(espo_id)


def fails_once(office: Office, time: MovableClock, espo_id: str, number: int) -> None:
    """One run of the party fails at its reading in Advoware, and its retry does not."""
    office.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", status=500)
    assert office.sync(espo_id).outcome == "failed"
    time.advance(90)
    assert office.retry(espo_id).outcome != "failed"


def left_on(office: Office, side: str, espo_id: str, number: int) -> bool:
    """Whether that side still has a number of the party."""
    if side == "espocrm":
        return bool(office.espocrm(espo_id)["phoneNumberData"])
    return any(entry["tlf"] for entry in office.advoware(number)["kommunikation"])
