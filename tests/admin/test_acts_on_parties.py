"""Resync and reset retries: one by a button, several after a page that says what will happen to how many."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from tests.admin import people

LIST = reverse("admin:beteiligte_beteiligte_changelist")


def _ask(client: Client, action: str, *parties: Beteiligte, **more: str):
    chosen = [party.pk for party in parties]
    return client.post(f"{LIST}?show=all", {"action": action, "_selected_action": chosen, "index": "0", **more})


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


def test_several_are_confirmed_first(operator: Client) -> None:
    parties = people.person(), people.company(sync_status="failed")
    page = _ask(operator, "resync", *parties)
    assert "2 Beteiligte abgleichen" in page.content.decode()
    assert "Gescheitert" in page.content.decode()
    assert {party.change_seq for party in Beteiligte.objects.all()} == {1}


def test_confirmed_all_of_them_are_queued(operator: Client) -> None:
    parties = people.person(), people.company()
    answer = _ask(operator, "resync", *parties, confirmed="yes")
    assert answer.status_code == 302
    assert {party.change_seq for party in Beteiligte.objects.all()} == {2}


def test_the_whole_filter_is_taken_where_it_is_meant(operator: Client) -> None:
    for number in range(1, 61):
        people.person(number)
    first = Beteiligte.objects.first()
    _ask(operator, "reset_retries", first, confirmed="yes", select_across="1")
    assert set(Beteiligte.objects.values_list("change_seq", flat=True)) == {2}


def test_each_action_needs_its_own_permission(db: None) -> None:
    client = Client()
    client.force_login(people.staff("rita", "view_beteiligte", "reset_retries_beteiligte"))
    party = people.person()
    _ask(client, "resync", party, confirmed="yes")
    assert Beteiligte.objects.get().change_seq == 1
    _ask(client, "reset_retries", party, confirmed="yes")
    assert Beteiligte.objects.get().change_seq == 2
