"""A first link between two records that were filled apart from each other (rules 1.1, last rows)."""

from __future__ import annotations

from typing import Any

import pytest

from syncconsole.clients.advoware import AdvoClient
from tests.runner.conftest import Office
from tests.runner.dying_worker import killed_after
from tests.runner.movable_clock import MovableClock


def kept_values(office: Office, espo_id: str) -> list[str]:
    """The losing values that wait for review."""
    rows = office.party(espo_id).conflicts.filter(closed_at=None, kind="review")
    return [kept["value"] for row in rows for kept in row.kept]


def test_where_espocrm_was_edited_later_its_value_wins(office: Office, time: MovableClock, settings: Any) -> None:
    settings.SYNC_CONFLICT_POLICY = "advoware"  # so that it is not the policy that decides
    number = office.person_in_advoware(name="Ausadvoware")
    time.advance(600)
    espo_id = office.person_in_espocrm(lastName="Ausespo", betnr=number)
    office.sync(espo_id)
    assert office.advoware(number)["name"] == office.espocrm(espo_id)["lastName"] == "Ausespo"
    assert kept_values(office, espo_id) == ["Ausadvoware"]


def test_where_advoware_was_edited_later_its_value_wins(office: Office, time: MovableClock) -> None:
    number = office.person_in_advoware()
    espo_id = office.person_in_espocrm(lastName="Ausespo", betnr=number)
    time.advance(600)
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == office.espocrm(espo_id)["lastName"] == "Ausadvoware"
    assert kept_values(office, espo_id) == ["Ausespo"]


@pytest.mark.parametrize(("policy", "winner"), [("espocrm", "Ausespo"), ("advoware", "Ausadvoware")])
def test_within_two_minutes_the_policy_decides(
    office: Office, time: MovableClock, settings: Any, policy: str, winner: str
) -> None:
    settings.SYNC_CONFLICT_POLICY = policy
    number = office.person_in_advoware(name="Ausadvoware")
    time.advance(110)
    espo_id = office.person_in_espocrm(lastName="Ausespo", betnr=number)
    office.sync(espo_id)
    assert office.advoware(number)["name"] == office.espocrm(espo_id)["lastName"] == winner


def test_where_the_newer_change_was_our_own_the_policy_decides(office: Office, time: MovableClock) -> None:
    first, number = office.linked_person()
    time.advance(600)
    office.edit_espocrm(first, firstName="Moritz")
    office.sync(first)  # we are Advoware's last author now
    office.delete_in_espocrm(first)
    office.sync(first)
    time.advance(-300)  # the next record was saved before that
    second = office.person_in_espocrm(lastName="Ausespo", betnr=number)
    time.advance(300)
    office.sync(second)
    assert office.advoware(number)["name"] == "Ausespo"
    assert "Mustermann" in kept_values(office, second)


def test_with_the_manual_policy_a_first_link_waits_for_a_person(office: Office, settings: Any) -> None:
    settings.SYNC_FIELD_POLICIES = {"lastName": "manual"}
    number = office.person_in_advoware(name="Ausadvoware", anrede=None)
    espo_id = office.person_in_espocrm(lastName="Ausespo", betnr=number)
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Ausadvoware"
    assert office.espocrm(espo_id)["lastName"] == "Ausespo"
    assert office.advoware(number)["anrede"] == "Herr"  # everything else goes on
    assert office.open_questions(espo_id) == [("held", "lastName")]
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"


def test_blanks_are_filled_on_both_sides_and_nothing_is_cleared(office: Office) -> None:
    number = office.person_in_advoware(anrede=None)
    espo_id = office.person_in_espocrm(dateOfBirth=None, betnr=number)
    office.sync(espo_id)
    assert office.advoware(number)["anrede"] == "Herr"
    assert office.espocrm(espo_id)["dateOfBirth"] == "1980-05-17"
    assert office.open_questions(espo_id) == []


def test_a_first_link_that_dies_after_its_put_is_no_foreign_edit(office: Office, time: MovableClock) -> None:
    number = office.person_in_advoware(name="Ausadvoware")
    espo_id = office.person_in_espocrm(lastName="Ausespo", betnr=number)
    with killed_after(AdvoClient, "replace"):
        office.sync(espo_id)
    time.advance(700)
    office.last_lock_ends(espo_id)
    office.retry(espo_id)
    assert office.advoware(number)["name"] == office.espocrm(espo_id)["lastName"] == "Ausespo"
    assert kept_values(office, espo_id) == ["Ausadvoware"]


# After the first link


@pytest.mark.parametrize(("policy", "winner", "loser"), [("espocrm", "E", "A"), ("advoware", "A", "E")])
def test_a_field_policy_decides_over_the_general_one(
    office: Office, settings: Any, policy: str, winner: str, loser: str
) -> None:
    settings.SYNC_CONFLICT_POLICY = "manual"
    settings.SYNC_FIELD_POLICIES = {"lastName": policy}
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="E")
    office.edit_advoware(number, name="A")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == office.espocrm(espo_id)["lastName"] == winner
    assert kept_values(office, espo_id) == [loser]


def test_an_edit_survives_a_deletion_on_the_other_side(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, dateOfBirth=None)
    office.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    office.sync(espo_id)
    assert office.espocrm(espo_id)["dateOfBirth"] == "1981-01-01"
    assert office.advoware(number)["geburtsdatum"].startswith("1981-01-01")


@pytest.mark.parametrize("side", ["espocrm", "advoware"])
def test_clearing_a_field_is_a_change_that_is_carried(office: Office, side: str) -> None:
    espo_id, number = office.linked_person()
    if side == "espocrm":
        office.edit_espocrm(espo_id, dateOfBirth=None)
    else:
        office.edit_advoware(number, geburtsdatum=None)
    office.sync(espo_id)
    assert office.espocrm(espo_id)["dateOfBirth"] is None
    assert office.advoware(number)["geburtsdatum"] is None


def test_a_salutation_of_the_same_meaning_is_never_rewritten(office: Office) -> None:
    number = office.person_in_advoware(anrede="Frau")
    espo_id = office.person_in_espocrm(salutationName="Mrs.", betnr=number)
    office.sync(espo_id)
    assert office.espocrm(espo_id)["salutationName"] == "Mrs."
    office.edit_espocrm(espo_id, salutationName="Ms.")
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []
