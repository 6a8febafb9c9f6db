"""A rule that a supervisor sets decides from the next run on, for fields and for entries (rules 1.1 and 1.2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from syncconsole import policies
from syncconsole.clients.espocrm import EspoClient
from syncconsole.models import PolicyChange
from syncconsole.models.policy import ENVIRONMENT
from tests.runner.conftest import Office, time
from tests.runner.entries import (
    IN_ADVOWARE,
    IN_ADVOWARE_TYPED,
    OFFICE_TYPED,
    OTHER_OFFICE,
    both_edited,
    comes_to_rest,
    edit_entry,
    enter_phones,
    entries,
    in_sync,
    kept,
    phones,
    tel,
    typed,
)
from tests.runner.midway import after
from tests.runner.movable_clock import MovableClock

__all__ = ["time"]
TABLE = PolicyChange._meta.db_table


def set_rule(policy: str) -> None:
    """Sina sets it."""
    assert policies.change(policy, "sina", "Wunsch der Kanzlei") is not None


def set_elsewhere(policy: str) -> None:
    """Sina sets it in another process, of which this one is not told."""
    PolicyChange.objects.create(policy=policy, who="sina", why="Wunsch der Kanzlei", at="2026-11-24T11:00:00Z")


def edited_on_both_sides(office: Office) -> tuple[str, int]:
    """A party whose last name Anna and MK have changed; no run has seen it yet."""
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    return espo_id, number


def names(office: Office, espo_id: str, number: int) -> tuple[str, str]:
    return office.espocrm(espo_id)["lastName"], office.advoware(number)["name"]


def test_a_field_is_decided_by_the_rule_that_was_set(office: Office) -> None:
    set_rule("advoware")
    espo_id, number = edited_on_both_sides(office)
    office.sync(espo_id)
    assert names(office, espo_id, number) == ("Ausadvoware", "Ausadvoware")


def test_an_entry_is_decided_by_the_rule_that_was_set(office: Office) -> None:
    set_rule("advoware")
    espo_id, number = both_edited(office)
    assert phones(office, espo_id) == [IN_ADVOWARE]
    assert typed(office, number) == [IN_ADVOWARE_TYPED]
    assert kept(office, espo_id) == [OTHER_OFFICE]


def test_a_field_that_waits_by_one_rule_is_decided_by_the_next(office: Office) -> None:
    set_rule("manual")
    espo_id, number = edited_on_both_sides(office)
    office.sync(espo_id)
    assert office.open_questions(espo_id) == [("held", "lastName")]
    set_rule("espocrm")
    office.sync(espo_id)
    assert names(office, espo_id, number) == ("Ausespo", "Ausespo")
    assert office.open_questions(espo_id) == [("review", "lastName")]


def test_an_entry_that_waits_by_one_rule_is_decided_by_the_next(office: Office) -> None:
    set_rule("manual")
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    edit_entry(office, number, entries(office, number)[0].id, tlf=IN_ADVOWARE_TYPED)
    comes_to_rest(office, espo_id)
    assert (phones(office, espo_id), typed(office, number)) == ([OTHER_OFFICE], [IN_ADVOWARE_TYPED])
    set_rule("advoware")
    comes_to_rest(office, espo_id)
    assert (phones(office, espo_id), typed(office, number)) == ([IN_ADVOWARE], [IN_ADVOWARE_TYPED])


def test_given_back_the_environments_rule_decides(office: Office, settings: Any) -> None:
    settings.SYNC_CONFLICT_POLICY = "advoware"
    set_rule("espocrm")
    set_rule(ENVIRONMENT)
    espo_id, number = edited_on_both_sides(office)
    office.sync(espo_id)
    assert names(office, espo_id, number) == ("Ausadvoware", "Ausadvoware")


def test_a_fields_own_rule_wins(office: Office, settings: Any) -> None:
    settings.SYNC_FIELD_POLICIES = {"lastName": "manual"}
    set_rule("advoware")
    espo_id, number = edited_on_both_sides(office)
    office.sync(espo_id)
    assert names(office, espo_id, number) == ("Ausespo", "Ausadvoware")


def test_a_rule_that_is_set_during_a_run_decides_the_next_one_only(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    espo_id, number = edited_on_both_sides(office)
    with monkeypatch.context() as patch:
        after(patch, EspoClient, "read", lambda: set_rule("advoware"))
        office.sync(espo_id)
    assert policies.in_force() == "advoware"
    assert names(office, espo_id, number) == ("Ausespo", "Ausespo")


def test_what_another_process_has_set_holds_after_a_second(office: Office, time: MovableClock) -> None:
    espo_id, number = edited_on_both_sides(office)
    assert policies.in_force() == "espocrm"
    set_elsewhere("advoware")
    time.advance(policies.FRESH_SECONDS + 0.1)
    office.sync(espo_id)
    assert names(office, espo_id, number) == ("Ausadvoware", "Ausadvoware")


@pytest.mark.django_db
def test_within_a_second_it_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncconsole.clock.monotonic", lambda: 1000.0)
    with CaptureQueriesContext(connection) as statements:
        assert [policies.in_force() for _ in range(3)] == ["espocrm"] * 3
    assert [TABLE in one["sql"] for one in statements] == [True]


@pytest.mark.django_db
def test_the_same_rule_is_not_set_twice() -> None:
    set_rule("manual")
    assert policies.change("manual", "otto", "Noch einmal") is None
    assert PolicyChange.objects.count() == 1
