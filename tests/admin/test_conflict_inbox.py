"""Conflicts with their three values; a decision names what the person saw, and is refused if that has moved."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from tests.admin import people

URL = reverse("admin:beteiligte_beteiligteconflict_changelist")
SEEN = {"espo": "1968-03-14", "advoware": "1986-03-15"}


def _decide(client: Client, row: Any, **sent: str):
    url = reverse("admin:beteiligte_beteiligteconflict_decide", args=[row.pk])
    answer = client.post(url, {**SEEN, **sent}, follow=True)
    row.refresh_from_db()
    return answer.content.decode()


def test_held_ones_come_first(viewer: Client) -> None:
    people.review_conflict(people.person(1))
    people.held_conflict(people.person(2))
    page = viewer.get(URL)
    assert [item.label for item in page.context["items"]] == ["Geburtsdatum", "Nachname"]
    assert page.context["panel"].question.row.kind == "held"
    assert "<strong>2 Konflikte</strong> · 1 wartet auf Sie, 1 zur Durchsicht" in page.content.decode()


def test_keeping_wishes_for_espocrms_value(operator: Client) -> None:
    row = people.held_conflict(people.person())
    page = _decide(operator, row, choice="keep", note="laut Ausweis")
    assert (row.resolution, row.wish, row.closed_by, row.note) == ("keep", "1968-03-14", "otto", "laut Ausweis")
    assert "Entschieden." in page


def test_taking_wishes_for_the_other_value(operator: Client) -> None:
    row = people.held_conflict(people.person())
    _decide(operator, row, choice="take")
    assert (row.resolution, row.wish) == ("take", "1986-03-15")


def test_a_settled_one_can_be_acknowledged(operator: Client) -> None:
    row = people.review_conflict(people.person())
    _decide(operator, row, choice="seen", espo="Musterfrau", advoware="Musterfrau")
    assert (row.resolution, row.wish) == ("seen", None)


def test_the_page_sends_along_what_both_systems_hold_now(operator: Client) -> None:
    people.review_conflict(people.person())
    page = operator.get(URL).content.decode()
    assert '<input type="hidden" name="advoware" value="Musterfrau">' in page
    assert "Advoware übernehmen" in page


def test_a_decision_on_values_that_have_moved_is_refused(operator: Client) -> None:
    row = people.held_conflict(people.person())
    Beteiligte.objects.update(seen_espo={**people.ERIKA, "dateOfBirth": "1970-01-01"})
    page = _decide(operator, row, choice="keep")
    assert row.closed_at is None
    assert "Ihre Entscheidung wurde nicht übernommen" in page


def test_an_unknown_choice_changes_nothing(operator: Client) -> None:
    row = people.held_conflict(people.person())
    page = _decide(operator, row, choice="destroy")
    assert row.closed_at is None
    assert "Es wurde nichts gewählt." in page


def test_it_returns_to_where_the_person_was_but_never_to_another_host(operator: Client) -> None:
    row = people.held_conflict(people.person())
    url = reverse("admin:beteiligte_beteiligteconflict_decide", args=[row.pk])
    assert operator.post(url, {"choice": "", "next": URL}).headers["Location"] == URL
    away = operator.post(url, {"choice": "", "next": "https://evil.example.invalid/"})
    assert away.headers["Location"] == reverse("admin:beteiligte_beteiligte_change", args=[row.party_id])


def test_without_conflicts_there_is_nothing_to_do(viewer: Client) -> None:
    assert "Keine Konflikte. Hier ist nichts zu tun." in viewer.get(URL).content.decode()


def test_settled_ones_can_be_looked_up(operator: Client) -> None:
    row = people.held_conflict(people.person())
    _decide(operator, row, choice="keep")
    page = operator.get(f"{URL}?show=closed").content.decode()
    assert "Wert aus EspoCRM behalten" in page
