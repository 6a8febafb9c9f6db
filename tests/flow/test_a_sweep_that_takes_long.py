"""Rules 5: the sweep asks next time for all that changed since it began, however long its lists took."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.clients.espocrm import EspoClient
from syncconsole.regular.sweep import sweep
from tests.flow.conftest import work_off
from tests.runner.movable_clock import MovableClock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def time(sandbox: Any) -> Iterator[MovableClock]:
    """The time of the console and of both systems."""
    movable = MovableClock()
    sandbox.espo.clock = sandbox.advo.clock = movable
    before = clock.use(movable)
    yield movable
    clock.use(before)


def test_an_edit_behind_the_back_of_a_sweep_of_half_an_hour_is_found_by_the_next_one(
    sandbox: Any, redis: Any, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id = str(sandbox.espo.create({"firstName": "Erika", "lastName": "Musterfrau"})["id"])
    sweep(DEFINITION)
    work_off(redis)
    find = EspoClient.find

    def list_and_then_stand_still(client: EspoClient, *what: Any, **how: Any) -> Any:
        page = find(client, *what, **how)
        time.advance(60)
        sandbox.espo.update(espo_id, {"firstName": "Eva"})
        time.advance(1800)
        return page

    with monkeypatch.context() as during:
        during.setattr(EspoClient, "find", list_and_then_stand_still)
        assert sweep(DEFINITION).changed == 0
    assert sweep(DEFINITION).changed == 1
    work_off(redis)
    assert [party["vorname"] for party in sandbox.advo.all()] == ["Eva"]
