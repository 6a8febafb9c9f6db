"""Deciding a whole group in the inbox, the message that stays, and taking back: each in the parties' history."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole.people import alike, undo
from tests.admin import people

URL = reverse("admin:beteiligte_beteiligteconflict_changelist")
SETTLED = {"espo": "Musterfrau", "advoware": "Musterfrau"}  # what both hold after the rule decided
HELD = {"espo": "1968-03-14", "advoware": "1986-03-15"}


def _post(client: Client, act: str, row: Any, **sent: Any) -> Any:
    url = reverse(f"admin:beteiligte_beteiligteconflict_{act}", args=[row.pk])
    return client.post(url, {"next": URL, **sent}, follow=True)


def _reviews(count: int) -> list[Any]:
    return [people.review_conflict(people.person(number)) for number in range(1, count + 1)]


def _all(client: Client, row: Any, choice: str, scope: str = "values", **sent: Any) -> Any:
    newest = BeteiligteConflict.objects.latest("pk").pk
    return _post(client, "decide", row, choice=choice, scope=scope, upto=newest, **{**SETTLED, **sent})


def _open() -> int:
    return BeteiligteConflict.objects.filter(closed_at=None).count()


def test_all_alike_are_seen_at_once(operator: Client) -> None:
    row = _reviews(3)[0]
    page = _all(operator, row, "seen")
    assert (page.context["done"].act["count"], _open()) == (3, 0)


def test_what_has_changed_since_is_left_out_and_counted(operator: Client) -> None:
    row, moved, _ = _reviews(3)
    Beteiligte.objects.filter(pk=moved.party_id).update(seen_espo={**people.ERIKA, "lastName": "Neuer"})
    page = _all(operator, row, "take")
    assert page.context["done"].act["left_out"] == {"changed": 1}
    assert list(BeteiligteConflict.objects.filter(closed_at=None)) == [moved]


def test_every_party_has_the_decision_in_its_history_with_who_and_why(operator: Client) -> None:
    _all(operator, _reviews(3)[0], "take", note="laut Ausweis")
    entries = LogEntry.objects.all()
    assert {entry.object_id for entry in entries} == {str(pk) for pk in Beteiligte.objects.values_list("pk", flat=True)}
    assert {(entry.user.username, entry.object_repr) for entry in entries} == {("otto", "Musterfrau, Erika")}
    assert all("Nachname" in entry.change_message and "laut Ausweis" in entry.change_message for entry in entries)


def test_the_history_holds_no_value(operator: Client) -> None:
    row = people.held_conflict(people.person())
    _post(operator, "decide", row, choice="keep", scope="one", **HELD)
    assert "1968" not in LogEntry.objects.get().change_message


def test_a_large_group_says_how_many_are_left_and_goes_on_where_it_stopped(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "MOST_AT_ONCE", 2)
    row = _reviews(3)[0]
    done = _all(operator, row, "seen").context["done"]
    assert (done.act["count"], done.remaining) == (2, 1)
    assert "go_on" in operator.get(URL).content.decode()
    page = _all(operator, row, "seen", go_on="1")
    assert (page.context["done"].act["count"], page.context["done"].remaining, _open()) == (3, 0, 0)
    assert BeteiligteConflict.objects.values("closed_at").distinct().order_by("closed_at").count() == 1


def test_the_message_stays_with_undo_until_the_next_act(operator: Client) -> None:
    held, review = people.held_conflict(people.person(9)), _reviews(1)[0]
    _post(operator, "decide", held, choice="keep", scope="one", **HELD)
    for _ in range(2):
        assert operator.get(URL).context["done"].row == held
    _post(operator, "decide", review, choice="seen", scope="one", **SETTLED)
    assert operator.get(URL).context["done"].row == review


def test_a_decision_is_taken_back_and_the_question_open_again(operator: Client) -> None:
    row = people.held_conflict(people.person())
    _post(operator, "decide", row, choice="keep", scope="one", **HELD)
    page = _post(operator, "undo", row)
    row.refresh_from_db()
    assert (row.closed_at, row.wish, page.context["panel"].question.row) == (None, None, row)
    assert [entry.user.username for entry in LogEntry.objects.all()] == ["otto", "otto"]


def test_a_whole_group_is_taken_back_at_once(operator: Client) -> None:
    row = _reviews(3)[0]
    _all(operator, row, "take")
    page = _post(operator, "undo", row, group="1")
    assert (page.context["done"].act["count"], _open()) == (3, 3)


def test_a_large_group_is_taken_back_in_portions(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "MOST_AT_ONCE", 2)
    row = _reviews(3)[0]
    _all(operator, row, "take")
    _post(operator, "undo", row, group="1")
    assert _open() == 2
    _post(operator, "undo", row, group="1")
    assert _open() == 3


def test_taking_back_is_refused_where_a_person_has_changed_the_value_since(operator: Client) -> None:
    row = people.held_conflict(people.person())
    _post(operator, "decide", row, choice="keep", scope="one", **HELD)
    Beteiligte.objects.update(seen_espo={**people.ERIKA, "dateOfBirth": "1970-01-01"})
    page = _post(operator, "undo", row).content.decode()
    row.refresh_from_db()
    assert row.resolution == "keep"
    assert "Ihre Entscheidung wurde nicht übernommen" in page


def test_a_group_that_cannot_be_taken_back_completely_says_for_how_many_and_why(operator: Client) -> None:
    row, moved, _ = _reviews(3)
    _all(operator, row, "take")
    Beteiligte.objects.filter(pk=moved.party_id).update(seen_espo={**people.ERIKA, "lastName": "Neuer"})
    done = _post(operator, "undo", row, group="1").context["done"]
    assert (done.act["count"], done.act["left_out"]) == (2, {"decision_moved": 1})
    assert "Nachname" in done.left_out[0]


def test_what_cannot_be_taken_back_any_more_has_no_button(operator: Client) -> None:
    row = people.held_conflict(people.person())
    _post(operator, "decide", row, choice="keep", scope="one", **HELD)
    undo_url = reverse("admin:beteiligte_beteiligteconflict_undo", args=[row.pk])
    assert undo_url in operator.get(URL).content.decode()
    assert undo_url in operator.get(URL, {"show": "closed"}).content.decode()
    Beteiligte.objects.update(seen_espo={**people.ERIKA, "dateOfBirth": "1970-01-01"})
    assert undo_url not in operator.get(URL).content.decode()
    assert undo_url not in operator.get(URL, {"show": "closed"}).content.decode()


def test_the_same_decision_sent_twice_stands_in_the_history_once(operator: Client) -> None:
    row = people.held_conflict(people.person())
    for _ in range(2):
        _post(operator, "decide", row, choice="keep", scope="one", **HELD)
    assert LogEntry.objects.count() == 1


def test_only_the_own_last_act_is_taken_back_as_a_group(operator: Client, admin_client: Client) -> None:
    rows = _reviews(2)
    _all(operator, rows[0], "seen")
    _post(admin_client, "undo", rows[0], group="1")  # no act of this session: it means the one row
    assert _open() == 1
