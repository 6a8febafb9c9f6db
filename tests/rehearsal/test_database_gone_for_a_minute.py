"""The database refuses everything for a minute, from any step of a run on: no edit is lost and no record is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import OperationalError, connection

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from syncconsole.run import record, to_advoware
from tests.runner.conftest import Office
from tests.runner.midway import after
from tests.runner.movable_clock import MovableClock

STEPS_OF_A_CREATE = [
    pytest.param(EspoClient, "read", id="EspoCRM-read"),
    pytest.param(record, "before_writes", id="intent-stored"),
    pytest.param(AdvoClient, "create", id="posted"),
    pytest.param(to_advoware, "claim", id="number-claimed"),
    pytest.param(AdvoClient, "read", id="read-back"),
    pytest.param(EspoClient, "update", id="number-published"),
]
STEPS_OF_AN_UPDATE = [
    pytest.param(EspoClient, "read", id="EspoCRM-read"),
    pytest.param(AdvoClient, "read", id="Advoware-read"),
    pytest.param(record, "before_writes", id="PUT-announced"),
    pytest.param(AdvoClient, "replace", id="put"),
    pytest.param(EspoClient, "update", id="patched"),
]


class Database:
    """This test's database, which can be away."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def go(self) -> None:
        """From now on it refuses every statement."""
        self._stack.enter_context(connection.execute_wrapper(_refuse))

    def come_back(self) -> None:
        """It answers again."""
        self._stack.close()


def _refuse(*_: Any) -> None:
    raise OperationalError("the database is away")


@pytest.fixture
def database() -> Iterator[Database]:
    with ExitStack() as stack:
        yield Database(stack)


def run_into_it(office: Office, database: Database, espo_id: str, time: MovableClock) -> None:
    """A run ends by the missing database; a minute later it is back, and workers come by when the lease has ended."""
    with pytest.raises(OperationalError):
        office.sync(espo_id)
    database.come_back()
    for _ in range(4):
        time.advance(700)
        office.last_lock_ends(espo_id)
        office.retry(espo_id)


@pytest.mark.parametrize(("owner", "step"), STEPS_OF_A_CREATE)
def test_a_create_ends_as_one_linked_record(
    searchable: Office, time: MovableClock, database: Database, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str
) -> None:
    espo_id = searchable.person_in_espocrm()
    after(monkeypatch, owner, step, database.go)
    run_into_it(searchable, database, espo_id, time)
    assert searchable.named_in_advoware() == [searchable.espocrm(espo_id)["betnr"]]
    assert searchable.party(espo_id).sync_status == "clean"
    assert not searchable.party(espo_id).attempts.filter(outcome="running").exists()


@pytest.mark.parametrize(("owner", "step"), STEPS_OF_AN_UPDATE)
def test_an_update_keeps_both_edits(
    known: Office, time: MovableClock, database: Database, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str
) -> None:
    espo_id, number = known.linked_person()
    known.edit_espocrm(espo_id, lastName="Neumann")
    known.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    after(monkeypatch, owner, step, database.go)
    run_into_it(known, database, espo_id, time)
    assert (known.advoware(number)["name"], known.espocrm(espo_id)["dateOfBirth"]) == ("Neumann", "1981-01-01")
    assert known.party(espo_id).sync_status == "clean"
    assert known.open_questions(espo_id) == []
    assert not known.party(espo_id).attempts.filter(outcome="running").exists()
