"""German by default; English by browser or by the switch in the header."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.admin import people


def test_the_browsers_language_is_taken(operator: Client) -> None:
    party = people.person()
    url = reverse("admin:beteiligte_beteiligte_change", args=[party.pk])
    assert "Sync now" in operator.get(url, headers={"accept-language": "en"}).content.decode()
    assert "Jetzt abgleichen" in operator.get(url, headers={"accept-language": "de"}).content.decode()


def test_the_switch_changes_it_by_post(operator: Client) -> None:
    index = reverse("admin:index")
    operator.post(reverse("set_language"), {"language": "en", "next": index})
    assert "Overview" in operator.get(index, headers={"accept-language": "de"}).content.decode()
