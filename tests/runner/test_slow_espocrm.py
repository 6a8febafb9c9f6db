"""Where EspoCRM answers more slowly than a reading stays fresh, a party still ends as it should (rules 2.2 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from syncconsole.clients.espocrm import EspoClient
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock


@pytest.fixture
def espocrm_slows_down(monkeypatch: pytest.MonkeyPatch, time: MovableClock) -> Callable[[], None]:
    """Once called, every record that EspoCRM answers is 1.1 seconds old when it arrives."""
    own = EspoClient.read

    def read(*args: Any, **named: Any) -> Any:
        answer = own(*args, **named)
        time.advance(1.1)
        return answer

    return lambda: monkeypatch.setattr(EspoClient, "read", read)


def test_a_party_that_is_held_as_a_whole_ends_held(office: Office, espocrm_slows_down: Callable[[], None]) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, betnr=office.person_in_advoware(name="Musterfrau"))
    espocrm_slows_down()
    assert office.sync(espo_id).outcome == "held"
    assert office.party(espo_id).hold
    assert office.espocrm(espo_id)["syncStatus"] == "failed"


def test_a_record_that_is_gone_in_advoware_is_recorded(known: Office, espocrm_slows_down: Callable[[], None]) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    espocrm_slows_down()
    assert known.sync(espo_id).outcome == "held"
    assert known.party(espo_id).gone_at


def test_a_failure_is_shown_in_espocrm(known: Office, espocrm_slows_down: Callable[[], None]) -> None:
    espo_id, number = known.linked_person()
    espocrm_slows_down()
    known.box.advo_faults.arm(method="GET", path=f"Beteiligte/{number}$", status=500)
    assert known.sync(espo_id).outcome == "failed"
    assert known.espocrm(espo_id)["syncStatus"] == "failed"


def test_an_edit_in_advoware_is_carried(office: Office, espocrm_slows_down: Callable[[], None]) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, name="Beispiel")
    espocrm_slows_down()
    assert office.sync(espo_id).outcome == "written"
    assert office.espocrm(espo_id)["lastName"] == "Beispiel"
