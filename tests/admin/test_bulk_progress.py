"""The progress of a bulk action can be watched, halted and cancelled, and tells how it ended."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from syncconsole import clock
from syncconsole.models import BulkItem, BulkRun, SystemState
from tests.admin import people

LIST = reverse("admin:beteiligte_beteiligte_changelist")


def a_run(*states: str, **columns: Any) -> BulkRun:
    """A run of which one party stands in each of these states ("needs_you:choose_match" with its detail)."""
    usual = {
        "definition": "cbeteiligte",
        "act": "resync",
        "who": "otto",
        "started_at": clock.now(),
        "token": uuid.uuid4(),
    }
    run = BulkRun.objects.create(**{**usual, "total": len(states), "beat_at": clock.now(), **columns})
    for number, state in enumerate(states):
        state, _, detail = state.partition(":")
        ended = None if state in ("waiting", "taken") else clock.now()
        BulkItem.objects.create(run=run, party=1000 + number, state=state, detail=detail, ended_at=ended)
    return run


def url(run: BulkRun, page: str = "change") -> str:
    return reverse(f"admin:syncconsole_bulkrun_{page}", args=[run.pk])


def test_the_heading_says_how_many_are_done(viewer: Client) -> None:
    page = viewer.get(url(a_run("equal", "written:created", "taken", "waiting"))).content.decode()
    assert "2 von 4" in page
    assert 'aria-valuenow="50"' in page


def test_the_bar_is_in_words_too(viewer: Client) -> None:
    assert 'aria-valuetext="50 % erledigt"' in viewer.get(url(a_run("equal", "waiting"))).content.decode()


def test_each_outcome_leads_to_its_parties(operator: Client) -> None:
    party = people.person()
    run = a_run("equal", "retry:timeout")
    run.items.filter(state="retry").update(party=party.pk)
    links = {str(row.state): link for row, link, _ in operator.get(url(run)).context["rows"]}
    found = operator.get(links["retry"]).context["cl"].result_list
    assert [one.pk for one in found] == [party.pk]


def test_causes_are_counted(viewer: Client) -> None:
    run = a_run("needs_you:choose_match", "needs_you:choose_match", "needs_you:number_taken")
    (row,) = (row for row, *_ in viewer.get(url(run)).context["rows"])
    assert row.meaning == "2 × Mehrere Treffer, 1 × BetNr doppelt."


def test_the_last_ones_that_were_not_just_equal_are_shown(viewer: Client) -> None:
    party = people.person()
    attempt = people.attempt(party)
    run = a_run("equal", "written:to_advoware")
    run.items.filter(state="written").update(party=party.pk, attempt=attempt.pk)
    (row,) = viewer.get(url(run)).context["last"]
    assert (row["party"], row["attempt"]) == (party, attempt)
    assert "Musterfrau" in row["sentence"]


def test_rate_and_remaining_time_are_measured(viewer: Client) -> None:
    run = a_run("equal", "equal", "waiting", started_at=clock.now() - timedelta(minutes=5))
    progress = viewer.get(url(run)).context["progress"]
    assert progress.rate == pytest.approx(2 / 60)
    assert progress.left_seconds == pytest.approx(30)


def test_while_it_goes_on_the_page_asks_for_itself_again_also_without_script(viewer: Client) -> None:
    page = viewer.get(url(a_run("waiting"))).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "live.js" in page


def test_ended_it_stands_still_and_says_the_result(viewer: Client) -> None:
    run = a_run("equal", "needs_you:conflict", state="done", ended_at=clock.now() + timedelta(minutes=31))
    page = viewer.get(url(run))
    assert "Fertig: 2 Beteiligte in etwa 31 Minuten." in page.content.decode()
    assert "http-equiv" not in page.content.decode()
    assert page.context["needing"]["label"] == "Den 1 ansehen"


def test_it_says_which_system_it_waits_for(viewer: Client) -> None:
    SystemState.objects.create(name="advoware", down_since=clock.now())
    assert "Advoware" in viewer.get(url(a_run("waiting"))).context["waits_because"]


def test_it_says_that_no_worker_is_free(viewer: Client) -> None:
    run = a_run("waiting", beat_at=None, started_at=clock.now() - timedelta(minutes=5))
    assert viewer.get(url(run)).context["waits_because"]


def test_it_says_that_others_work_on_the_rest(viewer: Client) -> None:
    party = people.person(lease_until=clock.now() + timedelta(minutes=4))
    run = a_run("waiting", beat_at=None, started_at=clock.now() - timedelta(minutes=5))
    run.items.update(party=party.pk)
    assert "etwa 5 Minuten" in viewer.get(url(run)).context["waits_because"]


def test_halt_and_resume(operator: Client) -> None:
    run = a_run("waiting")
    operator.post(url(run, "pause"))
    run.refresh_from_db()
    assert run.state == "paused"
    operator.post(url(run, "go_on"))
    run.refresh_from_db()
    assert (run.state, run.generation) == ("running", 2)
    assert LogEntry.objects.filter(object_id=str(run.pk)).count() == 2


def test_cancelling_says_first_what_stops_and_what_stays(operator: Client) -> None:
    run = a_run("equal", "waiting", "waiting")
    page = operator.get(url(run, "cancel")).content.decode()
    assert "<strong>2</strong>" in page
    run.refresh_from_db()
    assert run.state == "running"
    operator.post(url(run, "cancel"))
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_what_has_ended_cannot_be_cancelled(operator: Client) -> None:
    run = a_run("equal", state="done", ended_at=clock.now())
    operator.post(url(run, "cancel"))
    run.refresh_from_db()
    assert run.state == "done"


def test_pages_and_buttons_need_permissions(plain: Client, viewer: Client, operator: Client) -> None:
    run = a_run("waiting")
    assert [client.get(url(run)).status_code for client in (Client(), plain, viewer, operator)] == [302, 403, 200, 200]
    for page in ("pause", "go_on", "cancel"):
        assert viewer.post(url(run, page)).status_code == 403
        assert plain.post(url(run, page)).status_code == 403
    assert viewer.get(url(run, "cancel")).status_code == 403
    assert (operator.get(url(run, "pause")).status_code, operator.get(url(run, "go_on")).status_code) == (405, 405)
    run.refresh_from_db()
    assert run.state == "running"


def test_a_viewer_sees_no_buttons(viewer: Client) -> None:
    page = viewer.get(url(a_run("waiting"))).content.decode()
    assert url(BulkRun.objects.get(), "pause") not in page


def test_all_of_them_are_listed(viewer: Client) -> None:
    a_run("waiting", why="nach dem Import")
    page = viewer.get(reverse("admin:syncconsole_bulkrun_changelist")).content.decode()
    assert "nach dem Import" in page


def test_the_number_of_queries_does_not_grow_with_the_run(viewer: Client) -> None:
    def queries(run: BulkRun) -> int:
        with CaptureQueriesContext(connection) as seen:
            viewer.get(url(run))
        return len(seen)

    small = a_run("equal", "waiting")
    queries(small)
    assert queries(a_run(*["equal"] * 50, *["waiting"] * 50)) == queries(small) <= 15
