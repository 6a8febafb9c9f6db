"""A party's buttons: hidden only for lack of permission; one that cannot work now says why."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole import clock, systems
from syncconsole.models import SystemState
from tests.admin import people

PAGE = "admin:beteiligte_beteiligte_change"


def _buttons(client: Client, party: Any) -> dict[str, str]:
    """Each button and why it cannot work now."""
    shown = client.get(reverse(PAGE, args=[party.pk])).context["buttons"]
    return {button.label: button.why_not for button, _ in shown}


def test_all_that_may_be_done_is_there(supervisor: Client) -> None:
    party = people.person(failures=2)
    assert _buttons(supervisor, party) == dict.fromkeys(
        ("Jetzt abgleichen", "Vorschau", "Pausieren", "Versuche zurücksetzen"), ""
    )


def test_who_may_only_see_has_no_buttons(viewer: Client) -> None:
    assert _buttons(viewer, people.person()) == {}


def test_a_paused_party_can_be_resumed_and_looked_at_but_not_synced(supervisor: Client) -> None:
    party = people.person(paused_at=clock.now(), paused_by="otto")
    buttons = _buttons(supervisor, party)
    assert "Pausieren" not in buttons
    assert (buttons["Fortsetzen"], buttons["Vorschau"]) == ("", "")
    assert buttons["Jetzt abgleichen"] == "Der Beteiligte ist pausiert. Bitte zuerst fortsetzen."


def test_while_a_system_is_down_sync_and_preview_say_why_they_cannot_work(supervisor: Client) -> None:
    SystemState.objects.create(name="advoware", down_since=clock.now())
    systems.forget()
    buttons = _buttons(supervisor, people.person())
    assert buttons["Jetzt abgleichen"].startswith("Advoware arbeitet gerade nicht. Sobald es wieder geht")
    assert buttons["Vorschau"].endswith("Ohne beide Stände gibt es keine Vorschau.")
    assert buttons["Pausieren"] == ""


def test_without_a_failed_attempt_there_is_nothing_to_reset(supervisor: Client) -> None:
    assert _buttons(supervisor, people.person())["Versuche zurücksetzen"] == "Es gibt keinen Fehlversuch."


def test_what_cannot_work_is_disabled_and_its_reason_is_tied_to_it(supervisor: Client) -> None:
    page = supervisor.get(reverse(PAGE, args=[people.person(paused_at=clock.now()).pk])).content.decode()
    assert 'disabled aria-describedby="why-not-resync">Jetzt abgleichen' in page
    assert 'id="why-not-resync"' in page


def test_pausing_and_resuming_stand_in_the_history_that_the_page_leads_to(supervisor: Client) -> None:
    party = people.person()
    for act in ("pause", "resume"):
        supervisor.post(reverse(f"admin:beteiligte_beteiligte_{act}", args=[party.pk]))
    assert Beteiligte.objects.get().paused_at is None
    assert LogEntry.objects.filter(object_id=str(party.pk)).count() == 2
    page = supervisor.get(reverse(PAGE, args=[party.pk])).content.decode()
    assert "Handlungen von Menschen" in page
    assert reverse("admin:beteiligte_beteiligte_history", args=[party.pk]) in page


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"paused_at": people.NOON}, "Nichts, solange der Beteiligte pausiert ist. Änderungen werden gemerkt."),
        ({"waits_for": "advoware"}, "Ein Abgleich, sobald Advoware antwortet."),
        ({"change_seq": 2}, "Ein Abgleich, in wenigen Sekunden."),
        ({"due_at": people.NOON, "failures": 1}, "Der nächste Versuch, gleich."),
        ({"compare_at": people.NOON}, "Der nächste Vergleich, gleich."),
        ({"sync_status": "syncing"}, "Gerade läuft ein Abgleich."),
        ({}, "Nichts, bis jemand den Datensatz in einem der Systeme ändert."),
    ],
)
def test_what_comes_next_by_itself_is_said(viewer: Client, columns: dict[str, Any], told: str) -> None:
    page = viewer.get(reverse(PAGE, args=[people.person(**columns).pk]))
    assert page.context["by_itself"] == told
    assert f"Als Nächstes von selbst: {told}" in page.content.decode()
