"""One attempt: its sentence, what it changed and why, and every call in order."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.admin import people


def _page(client: Client, attempt) -> str:
    return client.get(reverse("admin:beteiligte_beteiligteattempt_change", args=[attempt.pk])).content.decode()


def test_it_tells_what_was_carried_and_why(viewer: Client) -> None:
    page = _page(viewer, people.attempt(people.person()))
    assert "Gelungen" in page
    assert "nur in EspoCRM geändert · steht dort wie geschickt" in page
    assert "Advoware: Muster" in page


def test_calls_stand_in_order_with_answer_and_duration(viewer: Client) -> None:
    page = _page(viewer, people.attempt(people.person()))
    assert "PUT /api/v1/advonet/Beteiligte/20418" in page
    assert "321" in page


def test_a_failed_one_says_why(viewer: Client) -> None:
    error = {"code": "server_error", "params": {"system": "advoware", "status": 500}}
    failed = people.attempt(people.person(), outcome="failed", error=error, error_class="transient")
    assert "Advoware meldet Fehler 500." in _page(viewer, failed)


def test_it_leads_to_its_neighbours_of_the_same_party(viewer: Client) -> None:
    party = people.person(1)
    first = people.attempt(party)
    people.attempt(people.person(2))
    last = people.attempt(party)
    assert reverse("admin:beteiligte_beteiligteattempt_change", args=[last.pk]) in _page(viewer, first)


def test_the_job_is_linked_only_for_who_may_see_rq(viewer: Client, admin_client: Client) -> None:
    attempt = people.attempt(people.person(), job_id="4711")
    link = reverse("admin:django_rq_job_detail", args=[0, "4711"])
    assert link not in _page(viewer, attempt)
    assert link in _page(admin_client, attempt)


def test_the_list_shows_one_partys_attempts(viewer: Client) -> None:
    party = people.person(1)
    mine = people.attempt(party)
    people.attempt(people.person(2))
    page = viewer.get(reverse("admin:beteiligte_beteiligteattempt_changelist"), {"party": party.pk})
    assert list(page.context["cl"].result_list) == [mine]
