"""While a system is broken, only the call that failed proves that it works again (rules 4, system broken)."""

from __future__ import annotations

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import breaker
from syncconsole.run.runner import Ended, run_party
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock
from tests.runner.test_broken_systems import every_patch_fails, is_down


@pytest.fixture
def broken(known: Office, time: MovableClock) -> list[tuple[str, int]]:
    """The five parties, edited in Advoware, whose failures at the PATCH have shown that EspoCRM is broken."""
    parties = [known.linked_person() for _ in range(5)]
    for _, number in parties:
        known.edit_advoware(number, name="Geändert")
    every_patch_fails(known)
    for espo_id, _ in parties:
        known.sync(espo_id)
    assert is_down("espocrm")
    return parties


def next_trial(time: MovableClock) -> int:
    """The next interval's one party that may run; its key."""
    time.advance(31)
    trial = breaker.trial(DEFINITION, "espocrm")
    assert trial is not None
    return trial


def try_it(trial: int) -> Ended:
    return run_party(DEFINITION, trial, trigger="retry")


def test_only_parties_that_met_the_failure_are_tried(
    known: Office, time: MovableClock, broken: list[tuple[str, int]]
) -> None:
    met_it = {known.party(espo_id).pk for espo_id, _ in broken}
    others = [row.espo_id for row in DEFINITION.record.objects.exclude(pk__in=met_it)]
    assert [known.sync(espo_id).outcome for espo_id in others] == ["paused"]  # Erika's
    for _ in range(6):
        trial = next_trial(time)
        assert trial in met_it
        try_it(trial)
        assert is_down("espocrm")


def test_a_trial_that_is_only_put_off_proves_nothing(
    known: Office, time: MovableClock, broken: list[tuple[str, int]]
) -> None:
    trial = next_trial(time)
    number = DEFINITION.record.objects.get(pk=trial).number
    wait = {"status": 429, "headers": {"Retry-After": "120"}}
    known.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", **wait)
    assert try_it(trial).outcome == "again"
    assert is_down("espocrm")


def test_a_trial_that_has_nothing_to_send_proves_nothing_until_five_in_a_row_have_not(
    known: Office, time: MovableClock, broken: list[tuple[str, int]]
) -> None:
    for _, number in broken:
        known.edit_advoware(number, name="Mustermann")  # MK takes it back: nobody makes that call any more
    for _ in range(4):
        assert try_it(next_trial(time)).outcome == "equal"
        assert is_down("espocrm")
    try_it(next_trial(time))
    assert not is_down("espocrm")
