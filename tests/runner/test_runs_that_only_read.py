"""A run that may not write, since its next attempt is not due, leaves that attempt when it was (rules 4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock


def test_asked_to_wait_it_brings_no_attempt_forward(known: Office, time: MovableClock, settings: Any) -> None:
    settings.SYNC_MAX_FAILURES, settings.SYNC_PERMANENT_RETRY_SECONDS = 1, 0
    espo_id, number = known.linked_person()
    known.edit_espocrm(espo_id, lastName="Beispiel")
    known.box.advo_faults.arm(method="PUT", path=f"Beteiligte/{number}$", status=500, times=0)
    assert known.sync(espo_id).outcome == "failed"
    assert known.party(espo_id).given_up
    wait = {"status": 429, "headers": {"Retry-After": "120"}}
    known.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", times=1, **wait)
    known.sync(espo_id)
    assert known.party(espo_id).due_at is None
    time.advance(200)
    known.forget_calls()
    known.retry(espo_id)
    assert known.writes() == []


@pytest.mark.parametrize("status", [403, 500])
def test_a_failure_of_its_own_leaves_the_retry_which_then_succeeds(
    known: Office, time: MovableClock, status: int
) -> None:
    espo_id, number = known.linked_person()
    known.edit_advoware(number, name="Beispiel")
    known.box.espo_faults.arm(method="PATCH", path="CBeteiligte", status=500, times=0)
    assert known.sync(espo_id).outcome == "failed"
    due_at = known.party(espo_id).due_at
    known.box.espo_faults.disarm()
    known.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", status=status, times=1)
    assert known.sync(espo_id).outcome == "failed"
    party = known.party(espo_id)
    assert (party.failures, party.due_at, party.given_up) == (1, due_at, False)
    time.advance(100)
    assert known.retry(espo_id).outcome == "written"
    assert known.espocrm(espo_id)["lastName"] == "Beispiel"
    assert known.party(espo_id).sync_status == "clean"
