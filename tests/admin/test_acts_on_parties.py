"""What the buttons of one party do: sync, reset retries, pause and resume, each with a line in its history."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from tests.admin import people


def test_the_button_gives_a_reason_to_sync(operator: Client) -> None:
    party = people.person()
    operator.post(reverse("admin:beteiligte_beteiligte_resync", args=[party.pk]))
    now = Beteiligte.objects.get()
    assert (now.change_seq, now.revived) == (party.change_seq + 1, True)


def test_the_act_stands_in_the_history_with_who_did_it(operator: Client) -> None:
    party = people.person()
    operator.post(reverse("admin:beteiligte_beteiligte_resync", args=[party.pk]))
    entry = LogEntry.objects.get(object_id=str(party.pk))
    assert (entry.user.username, entry.change_message) == ("otto", "Abgleich von Hand gestartet.")


def test_resetting_sets_the_counter_to_zero(operator: Client) -> None:
    party = people.person(sync_status="permanently_failed", failures=5, given_up=True)
    operator.post(reverse("admin:beteiligte_beteiligte_reset_retries", args=[party.pk]))
    now = Beteiligte.objects.get()
    assert (now.failures, now.given_up) == (0, False)


def test_a_pause_is_remembered_with_its_reason(db: None) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(people.staff("petra", "view_beteiligte", "pause_beteiligte"))
    party = people.person()
    client.post(reverse("admin:beteiligte_beteiligte_pause", args=[party.pk]), {"why": "Import läuft"})
    assert Beteiligte.objects.get().paused_by == "petra"
    assert "Import läuft" in LogEntry.objects.get(object_id=str(party.pk)).change_message
    client.post(reverse("admin:beteiligte_beteiligte_resume", args=[party.pk]))
    assert Beteiligte.objects.get().paused_at is None
