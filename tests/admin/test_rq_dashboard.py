"""RQ's pages need their own permission, and never take a token in the URL."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.admin import people


def _pages() -> list[str]:
    return [
        reverse("admin:django_rq_home"),
        reverse("admin:django_rq_dashboard_changelist"),
        reverse("admin:django_rq_jobs", args=[0]),
        reverse("admin:django_rq_clear", args=[0]),
        reverse("admin:django_rq_home_json"),
    ]


def test_plain_staff_are_refused(plain: Client) -> None:
    assert [plain.get(url).status_code for url in _pages()] == [403] * 5
    assert plain.post(reverse("admin:django_rq_clear", args=[0])).status_code == 403


def test_who_has_the_permission_sees_them(db: None, redis_url: str) -> None:
    client = Client()
    client.force_login(people.staff("rudi", "admin"))
    assert [client.get(url).status_code for url in _pages()] == [200] * 5


@pytest.mark.django_db
def test_anonymous_people_are_sent_to_the_login_or_need_a_token() -> None:
    assert [Client().get(url).status_code for url in _pages()] == [302, 302, 302, 302, 401]


def test_a_token_in_the_url_is_not_taken(plain: Client, admin_client: Client, settings) -> None:
    settings.RQ_API_TOKEN = "secret"
    address = reverse("admin:django_rq_home_json").rstrip("/") + "/secret/"
    assert Client().get(address).status_code in (302, 404)
    with pytest.raises(NoReverseMatch):
        reverse("admin:django_rq_home_json", args=["secret"])


def test_the_navigation_names_it_only_for_who_may_open_it(viewer: Client, admin_client: Client) -> None:
    url = reverse("admin:django_rq_dashboard_changelist")
    assert url not in viewer.get(reverse("admin:index")).content.decode()
    assert url in admin_client.get(reverse("admin:index")).content.decode()
