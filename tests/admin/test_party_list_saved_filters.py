"""A filter gets a name and becomes a link, for its user only."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from syncconsole.models import SavedFilter
from tests.admin import people

LIST = reverse("admin:beteiligte_beteiligte_changelist")
REMEMBER = reverse("admin:beteiligte_beteiligte_remember")


def _remember(client: Client, name: str = "Beispiel-Gruppe", query: str = "show=all&q=Beispiel&p=3&o=1"):
    return client.post(REMEMBER, {"name": name, "query": query})


def test_it_becomes_a_link_without_page_and_order(viewer: Client) -> None:
    _remember(viewer)
    page = viewer.get(LIST).content.decode()
    assert '<a href="?show=all&amp;q=Beispiel">Beispiel-Gruppe</a>' in page


def test_the_same_name_replaces_it(viewer: Client) -> None:
    _remember(viewer)
    _remember(viewer, query="show=needs_you")
    assert SavedFilter.objects.get().query == "show=needs_you"


def test_nobody_else_sees_or_removes_it(viewer: Client, operator: Client) -> None:
    _remember(viewer)
    saved = SavedFilter.objects.get()
    assert "Beispiel-Gruppe" not in operator.get(LIST).content.decode()
    assert operator.post(reverse("admin:beteiligte_beteiligte_forget", args=[saved.pk])).status_code == 404
    assert SavedFilter.objects.exists()


def test_it_can_be_removed(viewer: Client) -> None:
    _remember(viewer)
    viewer.post(reverse("admin:beteiligte_beteiligte_forget", args=[SavedFilter.objects.get().pk]))
    assert not SavedFilter.objects.exists()


def test_it_needs_a_name(viewer: Client) -> None:
    _remember(viewer, name="  ")
    assert not SavedFilter.objects.exists()


def test_it_leads_only_to_the_list(viewer: Client) -> None:
    answer = _remember(viewer, query="//example.invalid/?x=1")
    assert answer.headers["Location"].startswith(f"{LIST}?")


def test_it_is_posted_and_needs_the_permission_to_see_parties(plain: Client, viewer: Client) -> None:
    assert viewer.get(REMEMBER).status_code == 405
    assert _remember(plain).status_code == 403
    assert Client().post(REMEMBER).status_code == 302
    assert people.VIEWS and not SavedFilter.objects.exists()
