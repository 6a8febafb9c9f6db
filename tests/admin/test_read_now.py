"""Reading both systems from a party's page: what they hold now is shown with its time, and nothing is stored."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole import clock, systems
from syncconsole.models import SystemState
from tests.admin.test_preview_page import _edited, _stored, _text
from tests.runner.conftest import Office


def _read(client: Client, espo_id: str) -> Any:
    party = Beteiligte.objects.get(espo_id=espo_id)
    return client.post(reverse("admin:beteiligte_beteiligte_read", args=[party.pk]), follow=True)


def test_the_page_shows_what_both_systems_hold_now(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    answer = _read(operator, espo_id)
    row = next(row for row in answer.context["rows"] if row.name == "lastName")
    assert (row.values[0], row.state) == ("Musterfrau", "nach Advoware schreiben")
    assert "Es wurde nichts geschrieben." in _text(answer)
    assert "Seit dem letzten Abgleich geändert: Nachname (EspoCRM), Vorname (Advoware)." in _text(answer)
    assert "neu lesen" in _text(answer)


def test_it_reads_each_system_once_and_stores_nothing(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    before = _stored()
    _read(operator, espo_id)
    assert office.calls() == ["GET E", "GET A"]
    assert _stored() == before


def test_a_system_that_is_down_is_not_called_and_the_page_says_so(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    SystemState.objects.filter(name="advoware").update(down_since=clock.now())
    systems.forget()
    assert "Die Werte sind die zuletzt gelesenen." in _text(_read(operator, espo_id))
    assert office.calls() == []


def test_a_system_that_does_not_answer_is_named(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    office.box.advo_faults.arm(times=0, status=503)
    assert "Advoware" in _text(_read(operator, espo_id))
    assert Beteiligte.objects.get(espo_id=espo_id).seen_espo["lastName"] != "Musterfrau"


def test_who_may_not_sync_may_not_read_anew(office: Office, viewer: Client) -> None:
    espo_id, _ = _edited(office)
    assert _read(viewer, espo_id).status_code == 403
    page = viewer.get(reverse("admin:beteiligte_beteiligte_change", args=[office.party(espo_id).pk]))
    assert "neu lesen" not in _text(page)
    assert office.calls() == []
