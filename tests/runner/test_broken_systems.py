"""A system that answers its probe and fails at the work (rules 4, system broken): five parties in a row show it."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole.models import SystemState
from syncconsole.regular.tick import tick
from syncconsole.run import record
from syncconsole.run.runner import run_party
from tests.runner.conftest import Office
from tests.runner.entries import OFFICE_TYPED, OTHER_OFFICE, digits, enter_phones, in_sync, tel, typed
from tests.runner.midway import before
from tests.runner.movable_clock import MovableClock


def edited(office: Office, count: int) -> list[str]:
    """So many linked parties, each with an edit in Advoware that EspoCRM is to get."""
    found = [office.linked_person() for _ in range(count)]
    for _, number in found:
        office.edit_advoware(number, name="Geändert")
    return [espo_id for espo_id, _ in found]


def every_patch_fails(office: Office, status: int = 500, **fault: Any) -> None:
    office.box.espo_faults.arm(method="PATCH", path="CBeteiligte", times=0, status=status, **fault)


def is_down(name: str) -> bool:
    return SystemState.objects.filter(name=name, down_since__isnull=False).exists()


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 403, "headers": {"X-Status-Reason": "No edit access."}}])
def test_five_parties_in_a_row_with_one_answer_to_one_call_are_the_system(known: Office, fault: dict[str, Any]) -> None:
    parties = edited(known, 5)
    every_patch_fails(known, **fault)
    assert [known.sync(espo_id).outcome for espo_id in parties] == ["failed"] * 4 + ["waits"]
    assert is_down("espocrm")
    assert known.told().count("system_broken") == 1


def test_those_five_get_their_attempts_back_and_wait(known: Office) -> None:
    parties = edited(known, 5)
    every_patch_fails(known)
    for espo_id in parties:
        known.sync(espo_id)
    for espo_id in parties:
        party = known.party(espo_id)
        assert (party.failures, party.error, party.waits_for, party.due_at) == (0, None, "espocrm", None)


def test_the_same_party_five_times_is_only_that_party(known: Office) -> None:
    (espo_id,) = edited(known, 1)
    every_patch_fails(known)
    for _ in range(5):
        run_party(DEFINITION, known.note(espo_id).pk, trigger="person")
    assert not is_down("espocrm")
    assert known.party(espo_id).failures == 5


def test_a_success_of_that_call_in_between_begins_the_row_anew(known: Office) -> None:
    parties = edited(known, 6)
    every_patch_fails(known)
    for espo_id in parties[:4]:
        known.sync(espo_id)
    known.box.espo_faults.disarm()
    assert known.sync(parties[4]).outcome == "written"
    every_patch_fails(known)
    assert known.sync(parties[5]).outcome == "failed"
    assert not is_down("espocrm")


def test_another_answer_begins_the_row_anew(known: Office) -> None:
    parties = edited(known, 5)
    every_patch_fails(known)
    for espo_id in parties[:4]:
        known.sync(espo_id)
    known.box.espo_faults.disarm()
    every_patch_fails(known, status=501)
    assert known.sync(parties[4]).outcome == "failed"
    assert not is_down("espocrm")


def test_instead_of_a_probe_one_party_runs_and_its_success_releases_the_others(
    known: Office, time: MovableClock
) -> None:
    parties = edited(known, 6)
    every_patch_fails(known)
    for espo_id in parties:
        known.sync(espo_id)
    known.forget_calls()
    time.advance(31)
    ticked = tick(DEFINITION)
    assert ticked.work["trials"] == 1
    (trial,) = ticked.queued
    run_party(DEFINITION, trial, trigger="retry")
    assert is_down("espocrm")  # it failed once more, and lost nothing by it
    assert DEFINITION.record.objects.get(pk=trial).failures == 0
    known.box.espo_faults.disarm()
    time.advance(31)
    (next_trial,) = tick(DEFINITION).queued
    assert next_trial != trial
    assert run_party(DEFINITION, next_trial, trigger="retry").outcome == "written"
    assert not is_down("espocrm")
    time.advance(1)
    for espo_id in parties:
        known.retry(espo_id)
    assert {known.espocrm(espo_id)["lastName"] for espo_id in parties} == {"Geändert"}
    assert {known.party(espo_id).sync_status for espo_id in parties} == {"clean"}
    assert known.told()[-1] == "system_up"


def test_while_it_is_broken_nobody_else_calls_it(known: Office, time: MovableClock) -> None:
    parties = edited(known, 6)
    every_patch_fails(known)
    for espo_id in parties[:5]:
        known.sync(espo_id)
    known.forget_calls()
    assert known.sync(parties[5]).outcome == "paused"
    assert known.calls() == []


def test_all_attempts_that_the_five_lost_in_that_row_come_back(known: Office, time: MovableClock) -> None:
    parties = edited(known, 5)
    every_patch_fails(known)
    for espo_id in parties[:4]:
        known.sync(espo_id)
    time.advance(80)
    for espo_id in parties[:4]:  # their first retry
        known.retry(espo_id)
    known.sync(parties[4])
    assert {known.party(espo_id).failures for espo_id in parties} == {0}


def test_a_party_that_is_still_ending_when_the_fifth_fails_gets_its_attempt_back_too(
    known: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    parties = edited(known, 5)
    every_patch_fails(known)
    before(monkeypatch, record, "end", lambda: known.sync(parties[4]), nth=4)
    for espo_id in parties[:4]:
        known.sync(espo_id)
    for espo_id in parties:
        party = known.party(espo_id)
        assert (party.failures, party.error, party.waits_for) == (0, None, "espocrm")


def test_a_right_on_entries_that_advoware_denies_to_five_in_a_row_is_the_system(
    known: Office, time: MovableClock
) -> None:
    parties = [in_sync(known, tel(OFFICE_TYPED)) for _ in range(6)]
    known.box.advo_faults.arm(method="PUT", path="Kommunikationen", status=403, body="Keine Berechtigung.", times=0)
    for espo_id, _ in parties:
        enter_phones(known, espo_id, OTHER_OFFICE)
    outcomes = [known.sync(espo_id).outcome for espo_id, _ in parties]
    assert outcomes == ["failed"] * 4 + ["waits", "paused"]
    assert is_down("advoware")
    assert known.told().count("system_broken") == 1
    known.box.advo_faults.disarm()
    time.advance(31)
    (trial,) = tick(DEFINITION).queued
    assert run_party(DEFINITION, trial, trigger="retry").outcome == "written"
    assert not is_down("advoware")
    time.advance(1)
    for espo_id, _ in parties:
        known.retry(espo_id)
    assert [digits(typed(known, number)) for _, number in parties] == [[OTHER_OFFICE]] * 6
    assert {known.party(espo_id).sync_status for espo_id, _ in parties} == {"clean"}
