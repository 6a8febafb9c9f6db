"""Anonymous people log in; staff without the permission get 403; state changes only by POST."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import Message, SystemState, WebhookDelivery
from tests.admin import people

LISTS = [
    "beteiligte_beteiligte",
    "beteiligte_beteiligteattempt",
    "beteiligte_beteiligteconflict",
    "syncconsole_message",
    "syncconsole_webhookdelivery",
    "syncconsole_systemstate",
]
POSTS = ["beteiligte_beteiligte_resync", "beteiligte_beteiligte_reset_retries", "beteiligte_beteiligte_answer"]


def _pages() -> list[str]:
    party = people.person()
    attempt = people.attempt(party)
    now = clock.now()
    Message.objects.create(key="k", code="gone", created_at=now)
    SystemState.objects.create(name="espocrm")
    delivery = WebhookDelivery.objects.create(event="update", webhook_id="w", received_at=now, body=b"[]")
    single = [("beteiligte_beteiligte", party.pk), ("beteiligte_beteiligteattempt", attempt.pk)]
    single.append(("syncconsole_webhookdelivery", delivery.pk))
    return [reverse(f"admin:{name}_changelist") for name in LISTS] + [
        reverse(f"admin:{name}_change", args=[pk]) for name, pk in single
    ]


@pytest.mark.django_db
def test_anonymous_people_are_sent_to_the_login() -> None:
    for url in [reverse("admin:index"), *_pages()]:
        assert Client().get(url).headers["Location"].startswith(reverse("admin:login")), url


@pytest.mark.django_db
def test_what_anonymous_people_post_changes_nothing() -> None:
    row = people.held_conflict(people.person())
    urls = [reverse(f"admin:{name}", args=[row.party_id]) for name in POSTS]
    urls.append(reverse("admin:beteiligte_beteiligteconflict_decide", args=[row.pk]))
    for url in urls:
        assert Client().post(url, {"choice": "keep"}).headers["Location"].startswith(reverse("admin:login")), url
    row.refresh_from_db()
    assert (row.closed_at, Beteiligte.objects.get().change_seq) == (None, 1)


def test_staff_without_permission_are_refused(plain: Client) -> None:
    assert {url: plain.get(url).status_code for url in _pages() if plain.get(url).status_code != 403} == {}


def test_staff_without_permission_see_a_home_page_without_parties(plain: Client) -> None:
    people.person()
    page = plain.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Musterfrau" not in page.content.decode()


def test_a_viewer_sees_every_page(viewer: Client) -> None:
    assert {url: viewer.get(url).status_code for url in _pages() if viewer.get(url).status_code != 200} == {}


@pytest.mark.parametrize("name", POSTS)
def test_a_viewer_may_not_act(viewer: Client, name: str) -> None:
    party = people.person()
    assert viewer.post(reverse(f"admin:{name}", args=[party.pk])).status_code == 403
    assert Beteiligte.objects.get().change_seq == party.change_seq


def test_a_viewer_may_not_decide(viewer: Client) -> None:
    row = people.held_conflict(people.person())
    answer = viewer.post(reverse("admin:beteiligte_beteiligteconflict_decide", args=[row.pk]), {"choice": "keep"})
    row.refresh_from_db()
    assert (answer.status_code, row.closed_at) == (403, None)


def test_a_viewer_sees_no_buttons_that_act(viewer: Client) -> None:
    party = people.person()
    people.held_conflict(party)
    page = viewer.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk])).content.decode()
    assert "Jetzt abgleichen" not in page
    assert "EspoCRM behalten" not in page


@pytest.mark.parametrize("name", POSTS)
def test_a_get_changes_nothing(operator: Client, name: str) -> None:
    party = people.person()
    assert operator.get(reverse(f"admin:{name}", args=[party.pk])).status_code == 405
    assert Beteiligte.objects.get().change_seq == party.change_seq


def test_nobody_adds_edits_or_deletes_rows_by_hand(admin_client: Client) -> None:
    party = people.person()
    paths = [reverse("admin:beteiligte_beteiligte_add")]
    paths.append(reverse("admin:beteiligte_beteiligte_delete", args=[party.pk]))
    assert [admin_client.post(path).status_code for path in paths] == [403, 403]
    edit = admin_client.post(reverse("admin:beteiligte_beteiligte_change", args=[party.pk]), {"name": "Anders"})
    assert edit.status_code == 405
    assert Beteiligte.objects.get().name == "Musterfrau, Erika"


def test_posts_need_the_csrf_token(operator: Client) -> None:
    party = people.person()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = operator.cookies
    assert strict.post(reverse("admin:beteiligte_beteiligte_resync", args=[party.pk])).status_code == 403
