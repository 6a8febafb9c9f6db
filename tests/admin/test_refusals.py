"""Who is refused reads what was refused, to which role it belongs, which role is the own, and whom to ask."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.admin import people

ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def boss(db: None) -> User:
    """The one administrator."""
    return User.objects.create_superuser("tprobe", first_name="T.", last_name="Probe")


def _as(role: str) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(people.in_role(role))
    return client


def _text(response: object) -> str:
    return " ".join(response.content.decode().split())


def _post(client: Client, page: str, **data: str) -> object:
    return client.post(reverse(f"admin:beteiligte_beteiligte_{page}", args=[people.person().pk]), data)


def test_it_names_the_act_its_role_the_own_role_and_the_administrator() -> None:
    response = _post(_as("Viewer"), "answer", answer="look-again:")
    assert response.status_code == 403
    words = "“Decide conflicts” belongs to the role Operator. Your role: Viewer. Please ask T. Probe."
    assert words in _text(response)


def test_an_answer_that_creates_or_unlinks_belongs_to_the_supervisor() -> None:
    for answer in ("create-anyway:", "recreate:", "unlink:", "approve:"):
        people.Beteiligte.objects.all().delete()
        people.User.objects.filter(username="in-operator").delete()
        assert "belongs to the role Supervisor" in _text(_post(_as("Operator"), "answer", answer=answer)), answer


def test_a_page_is_named_as_in_the_navigation() -> None:
    response = _as("plain").get(reverse("admin:beteiligte_beteiligteconflict_changelist"))
    assert "“Conflicts” belongs to the role Viewer. You have no role yet." in _text(response)


def test_what_no_role_may_do_is_for_the_administration() -> None:
    response = _as("Supervisor").get(reverse("admin:django_rq_home"))
    assert "“Jobs (RQ)” belongs to no role." in _text(response)


def test_other_refusals_name_no_role() -> None:
    response = _as("Supervisor").get(reverse("admin:beteiligte_beteiligte_add"))
    assert response.status_code == 403
    assert "belongs to" not in _text(response)
    assert "You may not do this here." in _text(response)


def test_many_administrators_are_not_listed() -> None:
    for number in range(3):
        User.objects.create_superuser(f"boss-{number}")
    assert "Please ask your administration." in _text(_post(_as("Viewer"), "resync"))


def test_it_leads_back_to_where_one_came_from_but_to_no_other_host() -> None:
    viewer, url = _as("Viewer"), reverse("admin:django_rq_home")
    came = viewer.get(url, headers={"referer": "http://testserver/admin/beteiligte/beteiligte/"})
    assert 'class="act" href="http://testserver/admin/beteiligte/beteiligte/"' in _text(came)
    strange = viewer.get(url, headers={"referer": "https://elsewhere.example.invalid/"})
    assert f'class="act" href="{reverse("admin:index")}"' in _text(strange)


def test_a_post_from_a_page_that_is_too_old_says_so_in_our_frame() -> None:
    viewer = _as("Viewer")
    strict = Client(enforce_csrf_checks=True, headers=ENGLISH)
    strict.cookies = viewer.cookies
    response = _post(strict, "resync")
    assert response.status_code == 403
    assert "Nothing was done: this page was too old." in _text(response)
    assert "syncconsole/console.css" in _text(response)
