"""A hold outlives a run that fails, and is not told again after it (rules 4 and 6)."""

from __future__ import annotations

from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock


def test_a_hold_is_told_once_though_a_run_fails_in_between(known: Office, time: MovableClock) -> None:
    espo_id, _ = known.linked_person()
    known.edit_espocrm(espo_id, betnr=known.person_in_advoware(name="Musterfrau"))
    assert known.sync(espo_id).outcome == "held"
    assert known.told().count("hold") == 1
    known.box.espo_faults.arm(method="GET", path=f"CBeteiligte/{espo_id}", status=500, times=1)
    assert known.sync(espo_id).outcome == "failed"
    time.advance(90)
    assert known.retry(espo_id).outcome == "held"
    assert known.told().count("hold") == 1
