"""A bulk action begins on a page that says what will happen to how many, and asks again if that has moved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import BulkRun
from tests.admin import people

LIST = reverse("admin:beteiligte_beteiligte_changelist")
HOLD = {"code": "choose_match", "params": {"count": 3}, "candidates": [1, 2, 3]}
TIMEOUT = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}


def ask(client: Client, action: str, *parties: Beteiligte, query: str = "show=all", **more: str) -> Any:
    chosen = ["0", *(party.pk for party in parties)]
    return client.post(f"{LIST}?{query}", {"action": action, "_selected_action": chosen, "index": "0", **more})


def confirm(client: Client, action: str, *parties: Beteiligte, counted: int, **more: str) -> Any:
    return ask(client, action, *parties, confirmed="yes", counted=str(counted), **more)


def test_the_page_says_how_many_and_changes_nothing(operator: Client) -> None:
    page = ask(operator, "resync", people.person(), people.company()).content.decode()
    assert "2 Beteiligte abgleichen" in page
    assert not BulkRun.objects.exists()
    assert set(Beteiligte.objects.values_list("change_seq", flat=True)) == {1}


def test_each_status_has_a_row_with_what_happens(operator: Client) -> None:
    people.person(1)
    people.person(2, sync_status="failed", due_at=clock.now(), error=TIMEOUT)
    people.person(3, sync_status="permanently_failed", given_up=True, error=TIMEOUT)
    people.company(4, sync_status="failed", hold=HOLD, held_whole=True)
    rows = ask(operator, "resync", select_across="1").context["rows"]
    assert [(str(row["badge"].word), row["count"]) for row in rows] == [
        ("Braucht Sie", "1"),
        ("Aufgegeben", "1"),
        ("Neuer Versuch", "1"),
        ("Gleich", "1"),
    ]
    assert all(row["text"] for row in rows)
    assert rows[0]["bold"]


def test_who_is_left_out_is_counted(operator: Client) -> None:
    people.person(1, paused_at=clock.now())
    people.person(2)
    page = ask(operator, "resync", select_across="1")
    assert (page.context["total"], page.context["left_out"]) == (1, ["1 pausiert"])


def test_nothing_left_to_do_is_said_and_has_no_button(operator: Client) -> None:
    page = ask(operator, "reset_retries", people.person())
    assert page.context["total"] == 0
    assert 'name="confirmed"' not in page.content.decode()


def test_without_a_choice_it_says_what_to_do(operator: Client) -> None:
    people.person()
    answer = ask(operator, "resync")
    assert answer.status_code == 302
    assert not BulkRun.objects.exists()


def test_the_duration_is_measured_at_the_last_attempts(operator: Client) -> None:
    party, now = people.person(), clock.now()
    assert not ask(operator, "resync", party).context["duration"]
    people.attempt(party, started_at=now, ended_at=now + timedelta(seconds=4))
    assert ask(operator, "resync", party).context["pace"] == "2,0 je Sekunde"  # eight at once, four seconds each


def test_confirmed_it_begins_and_leads_to_its_progress(operator: Client) -> None:
    parties = people.person(), people.company()
    answer = confirm(operator, "resync", *parties, counted=2, why="nach dem Import")
    run = BulkRun.objects.get()
    assert answer.headers["Location"] == reverse("admin:syncconsole_bulkrun_change", args=[run.pk])
    assert (run.who, run.why, run.total, run.whole_filter) == ("otto", "nach dem Import", 2, False)
    assert set(run.items.values_list("party", flat=True)) == {party.pk for party in parties}


def test_the_whole_filter_is_taken_where_it_is_meant(operator: Client) -> None:
    for number in range(1, 61):
        people.person(number)
    people.company(99, sync_status="dirty")
    first = Beteiligte.objects.first()
    confirm(operator, "resync", first, counted=60, select_across="1", query="show=in_sync&q=Muster")
    run = BulkRun.objects.get()
    assert (run.total, run.whole_filter, run.filter) == (60, True, "show=in_sync&q=Muster")


def test_the_whole_filter_is_taken_with_its_causes(operator: Client) -> None:
    people.person(1, sync_status="failed", due_at=clock.now(), error=TIMEOUT)
    people.held_conflict(people.person(2))
    confirm(operator, "resync", counted=1, select_across="1", query="cause=field:dateOfBirth")
    assert BulkRun.objects.get().items.get().party == Beteiligte.objects.get(number=2).pk


@pytest.mark.parametrize(("now", "asked_again"), [(20, False), (22, False), (23, True), (17, True)])
def test_it_asks_again_if_the_number_moved_by_more_than_a_tenth(operator: Client, now: int, asked_again: bool) -> None:
    for number in range(1, now + 1):
        people.person(number)
    answer = confirm(operator, "resync", counted=20, select_across="1")
    assert (answer.status_code == 200) == asked_again
    assert BulkRun.objects.exists() != asked_again
    if asked_again:
        assert "20" in answer.context["before"]


def test_what_was_typed_survives_being_asked_again(operator: Client) -> None:
    people.person()
    answer = confirm(operator, "resync", counted=99, select_across="1", why="nach dem Import")
    assert 'value="nach dem Import"' in answer.content.decode()


def test_the_button_pressed_twice_starts_one(operator: Client) -> None:
    party = people.person()
    token = str(ask(operator, "resync", party).context["token"])
    for _ in range(2):
        confirm(operator, "resync", party, counted=1, token=token)
    assert BulkRun.objects.count() == 1


def test_the_start_stands_in_the_history(operator: Client) -> None:
    confirm(operator, "resync", people.person(), counted=1)
    assert LogEntry.objects.get(object_id=str(BulkRun.objects.get().pk)).user.username == "otto"


@pytest.mark.parametrize("action", ["resync", "reset_retries", "pause", "resume"])
def test_each_action_needs_its_own_permission(db: None, action: str) -> None:
    columns = {"paused_at": clock.now()} if action == "resume" else {"failures": 1}
    party = people.person(**columns)
    needed = "pause" if action == "resume" else action
    others = {"resync", "reset_retries", "pause"} - {needed}
    refused, allowed = Client(), Client()
    refused.force_login(people.staff("rita", "view_beteiligte", *(f"{name}_beteiligte" for name in others)))
    allowed.force_login(people.staff("paula", "view_beteiligte", f"{needed}_beteiligte"))
    confirm(refused, action, party, counted=1)
    assert not BulkRun.objects.exists()
    confirm(allowed, action, party, counted=1)
    assert BulkRun.objects.get().act == action


def test_a_viewer_is_offered_no_action(viewer: Client) -> None:
    people.person()
    assert 'name="action"' not in viewer.get(f"{LIST}?show=all").content.decode()


def test_without_script_the_whole_filter_is_a_box_to_tick(operator: Client) -> None:
    people.person()
    page = operator.get(f"{LIST}?show=all").content.decode()
    assert '<input type="checkbox" name="select_across" value="1">' in page
