"""German by default; English by browser or by the switch in the header. Times are those of Berlin."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin import people

INDEX = reverse("admin:index")
GERMAN = {"accept-language": "de"}


def test_the_browsers_language_is_taken(operator: Client) -> None:
    party = people.person()
    url = reverse("admin:beteiligte_beteiligte_change", args=[party.pk])
    assert "Sync now" in operator.get(url, headers={"accept-language": "en"}).content.decode()
    assert "Jetzt abgleichen" in operator.get(url, headers=GERMAN).content.decode()


def test_a_browser_with_another_language_gets_german(viewer: Client) -> None:
    assert "Übersicht" in viewer.get(INDEX, headers={"accept-language": "fr"}).content.decode()


def test_the_switch_changes_it_by_post_and_stays_on_the_page(viewer: Client) -> None:
    url = reverse("admin:beteiligte_beteiligte_changelist") + "?show=all"
    answer = viewer.post(reverse("set_language"), {"language": "en", "next": url})
    assert answer.headers["Location"] == url
    assert "Overview" in viewer.get(INDEX, headers=GERMAN).content.decode()


def test_a_link_changes_nothing(viewer: Client) -> None:
    viewer.get(reverse("set_language"), {"language": "en"})
    assert "Übersicht" in viewer.get(INDEX, headers=GERMAN).content.decode()


def test_the_switch_leads_to_no_other_host(viewer: Client) -> None:
    away = {"language": "en", "next": "https://elsewhere.example.invalid/"}
    assert "elsewhere" not in viewer.post(reverse("set_language"), away).headers["Location"]


def test_both_languages_are_buttons_and_the_present_one_is_pressed(viewer: Client) -> None:
    page = viewer.get(INDEX, headers=GERMAN).content.decode()
    switch = page.split('<form class="languages"', 1)[1].split("</form>", 1)[0]
    assert 'value="de" lang="de" title="Deutsch" aria-label="Deutsch" aria-pressed="true">DE</button>' in switch
    assert 'value="en" lang="en" title="English" aria-label="English" aria-pressed="false">EN</button>' in switch
    assert 'method="post"' in switch
    assert "csrfmiddlewaretoken" in switch


def test_the_login_speaks_both_languages(db: None) -> None:
    url = reverse("admin:login")
    assert "Anmelden" in Client().get(url, headers=GERMAN).content.decode()
    assert "Log in" in Client().get(url, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize(
    ("utc", "berlin"),
    [(datetime(2026, 1, 15, 8, 30, tzinfo=UTC), "09:30"), (datetime(2026, 7, 15, 8, 30, tzinfo=UTC), "10:30")],
)
def test_times_are_those_of_berlin_in_winter_and_in_summer(viewer: Client, utc: datetime, berlin: str) -> None:
    party = people.person(last_compared_at=utc)
    url = reverse("admin:beteiligte_beteiligte_change", args=[party.pk])
    assert berlin in viewer.get(url, headers=GERMAN).content.decode()
