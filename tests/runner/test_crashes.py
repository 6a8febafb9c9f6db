"""A worker that dies at any step loses no edit, doubles no record and needs no person (rules 1.4, 2.3 and 3)."""

from __future__ import annotations

from typing import Any

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from syncconsole.run import record, to_advoware
from tests.runner.conftest import Office
from tests.runner.dying_worker import killed_after
from tests.runner.movable_clock import MovableClock

STEPS_OF_A_CREATE = [
    pytest.param(EspoClient, "read", 1, id="EspoCRM-read"),
    pytest.param(record, "before_writes", 1, id="intent-stored"),
    pytest.param(AdvoClient, "create", 1, id="posted"),
    pytest.param(to_advoware, "claim", 1, id="number-claimed"),
    pytest.param(AdvoClient, "read", 1, id="read-back"),
    pytest.param(EspoClient, "update", 1, id="number-published"),
    pytest.param(record, "end", 1, id="recorded"),
]
STEPS_OF_AN_UPDATE = [
    pytest.param(EspoClient, "read", 1, id="EspoCRM-read"),
    pytest.param(AdvoClient, "read", 1, id="Advoware-read"),
    pytest.param(record, "before_writes", 1, id="PUT-announced"),
    pytest.param(AdvoClient, "replace", 1, id="put"),
    pytest.param(AdvoClient, "read", 2, id="read-back"),
    pytest.param(record, "before_writes", 2, id="PATCH-announced"),
    pytest.param(EspoClient, "update", 1, id="patched"),
    pytest.param(record, "end", 1, id="recorded"),
]


def found_again(office: Office, time: MovableClock, espo_id: str) -> None:
    """The dead worker's lease ends, and workers come by until nothing is left to do."""
    for _ in range(4):
        time.advance(700)
        office.last_lock_ends(espo_id)
        office.retry(espo_id)


@pytest.mark.parametrize(("owner", "step", "calls"), STEPS_OF_A_CREATE)
def test_a_create_that_dies_ends_as_one_linked_record(
    searchable: Office, time: MovableClock, owner: Any, step: str, calls: int
) -> None:
    espo_id = searchable.person_in_espocrm()
    with killed_after(owner, step, calls=calls):
        searchable.sync(espo_id)
    found_again(searchable, time, espo_id)
    assert searchable.named_in_advoware() == [searchable.espocrm(espo_id)["betnr"]]
    assert searchable.party(espo_id).sync_status == "clean"
    assert not searchable.party(espo_id).attempts.filter(outcome="running").exists()


@pytest.mark.parametrize(("owner", "step", "calls"), STEPS_OF_A_CREATE)
def test_without_a_search_a_create_that_dies_is_never_doubled(
    office: Office, time: MovableClock, owner: Any, step: str, calls: int
) -> None:
    espo_id = office.person_in_espocrm()
    with killed_after(owner, step, calls=calls):
        office.sync(espo_id)
    found_again(office, time, espo_id)
    party = office.party(espo_id)
    linked = office.espocrm(espo_id)["betnr"] is not None
    assert len(office.named_in_advoware()) <= 1
    assert linked or party.hold["code"] == "create_unknown"  # then a person is asked


@pytest.mark.parametrize(("owner", "step", "calls"), STEPS_OF_AN_UPDATE)
def test_an_update_that_dies_keeps_every_edit(
    office: Office, time: MovableClock, owner: Any, step: str, calls: int
) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo", salutationName="Ms.")
    office.edit_advoware(number, name="Ausadvoware", geburtsdatum="1981-01-01T00:00:00")
    with killed_after(owner, step, calls=calls):
        office.sync(espo_id)
    found_again(office, time, espo_id)
    espo, advoware = office.espocrm(espo_id), office.advoware(number)
    assert (espo["lastName"], espo["salutationName"], espo["dateOfBirth"]) == ("Ausespo", "Ms.", "1981-01-01")
    assert (advoware["name"], advoware["anrede"]) == ("Ausespo", "Frau")
    assert advoware["beruf"] == "Tischlermeister"
    (conflict,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert [kept["value"] for kept in conflict.kept] == ["Ausadvoware"]


def test_a_dead_run_is_closed_as_abandoned_by_the_next_one(office: Office, time: MovableClock) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    with killed_after(AdvoClient, "replace"):
        office.sync(espo_id)
    found_again(office, time, espo_id)
    outcomes = list(office.party(espo_id).attempts.order_by("id").values_list("outcome", flat=True))
    assert outcomes[1] == "abandoned"
    assert "running" not in outcomes


def test_an_edit_over_a_write_whose_run_died_is_pulled_and_what_we_sent_is_kept(
    office: Office, time: MovableClock
) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Gesendet")
    with killed_after(AdvoClient, "replace"):
        office.sync(espo_id)
    office.edit_advoware(number, name="Danach")
    found_again(office, time, espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Danach"
    assert office.advoware(number)["name"] == "Danach"
    (conflict,) = office.party(espo_id).conflicts.filter(closed_at=None)
    assert "Gesendet" in [kept["value"] for kept in conflict.kept]


def test_an_edit_of_the_sent_field_in_espocrm_after_the_death_is_carried_too(
    office: Office, time: MovableClock
) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Gesendet")
    with killed_after(AdvoClient, "replace"):
        office.sync(espo_id)
    office.edit_espocrm(espo_id, lastName="Danach")
    found_again(office, time, espo_id)
    assert office.advoware(number)["name"] == "Danach"
    assert office.open_questions(espo_id) == []


def test_a_run_that_died_over_a_pulled_value_pulls_the_next_edit(office: Office, time: MovableClock) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, name="Gesendet")
    with killed_after(EspoClient, "update"):
        office.sync(espo_id)
    office.edit_advoware(number, name="Danach")
    found_again(office, time, espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Danach"
    assert office.open_questions(espo_id) == []
