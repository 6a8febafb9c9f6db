"""Rules 2, the webhook as a witness: an edit that no read ever saw, because our PATCH came right after it."""

from __future__ import annotations

import json

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.clients.espocrm import EspoClient
from syncconsole.models import WebhookDelivery
from syncconsole.people import decisions
from tests.runner.conftest import Office
from tests.runner.midway import before
from tests.runner.movable_clock import MovableClock

UNSEEN = "Moment"


def announced(espo_id: str, **values: object) -> None:
    """EspoCRM's webhook of an edit arrives."""
    body = json.dumps([{"id": espo_id, **values}]).encode()
    WebhookDelivery.objects.create(
        definition="cbeteiligte", event="update", webhook_id="w", received_at=clock.now(), body=body, ids=[espo_id]
    )


@pytest.fixture
def overwritten(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """Anna saves another last name in the moment before our PATCH carries Advoware's."""
    espo_id, number = office.linked_person()
    office.edit_advoware(number, name="Geändert")
    before(monkeypatch, EspoClient, "update", lambda: office.edit_espocrm(espo_id, lastName=UNSEEN))
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Geändert"
    return espo_id


def questions(office: Office, espo_id: str) -> list[tuple[str, str, list[str]]]:
    rows = office.party(espo_id).conflicts.filter(closed_at=None)
    return [(row.field, row.rule, [kept["value"] for kept in row.kept]) for row in rows]


def test_the_edit_that_its_webhook_tells_of_becomes_a_conflict_to_review(office: Office, overwritten: str) -> None:
    announced(overwritten, lastName=UNSEEN)
    office.sync(overwritten)
    assert questions(office, overwritten) == [("lastName", "possibly_overwritten", [UNSEEN])]
    assert office.espocrm(overwritten)["syncStatus"] == "conflict"


def test_taking_it_brings_it_to_both_sides(office: Office, overwritten: str) -> None:
    announced(overwritten, lastName=UNSEEN)
    office.sync(overwritten)
    (row,) = office.party(overwritten).conflicts.filter(closed_at=None)
    assert decisions.decide(DEFINITION, row.pk, "take", "anna").done
    office.retry(overwritten)
    party = office.party(overwritten)
    assert office.espocrm(overwritten)["lastName"] == office.advoware(party.number)["name"] == UNSEEN


def test_our_own_value_that_comes_after_it_hides_nothing(office: Office, overwritten: str) -> None:
    announced(overwritten, lastName=UNSEEN)
    announced(overwritten, lastName="Geändert")
    office.sync(overwritten)
    assert questions(office, overwritten) == [("lastName", "possibly_overwritten", [UNSEEN])]


def test_once_reviewed_it_is_not_asked_again(office: Office, overwritten: str) -> None:
    announced(overwritten, lastName=UNSEEN)
    office.sync(overwritten)
    (row,) = office.party(overwritten).conflicts.filter(closed_at=None)
    decisions.decide(DEFINITION, row.pk, "seen", "anna")
    office.retry(overwritten)
    office.sync(overwritten)
    assert questions(office, overwritten) == []


def test_after_an_hour_a_webhook_proves_nothing(office: Office, overwritten: str, time: MovableClock) -> None:
    time.advance(3700)
    announced(overwritten, lastName=UNSEEN)
    office.sync(overwritten)
    assert questions(office, overwritten) == []


def test_a_later_edit_that_was_read_is_the_last_word(office: Office, overwritten: str) -> None:
    announced(overwritten, lastName=UNSEEN)
    office.edit_espocrm(overwritten, lastName="Zuletzt")
    announced(overwritten, lastName="Zuletzt")
    office.sync(overwritten)
    assert questions(office, overwritten) == []


def test_an_old_value_in_a_late_webhook_is_no_lost_edit(office: Office, overwritten: str) -> None:
    announced(overwritten, lastName="Mustermann")
    office.sync(overwritten)
    assert questions(office, overwritten) == []


def test_a_field_that_was_not_overwritten_is_not_asked_about(office: Office, overwritten: str) -> None:
    announced(overwritten, firstName="Moritz")
    office.sync(overwritten)
    assert questions(office, overwritten) == []
