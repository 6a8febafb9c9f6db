"""Taking an attempt back: a preview first, then a new sync that restores what nobody has changed since."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte, BeteiligteChange, BeteiligteConflict
from tests.admin import people


def _url(attempt: Any) -> str:
    return reverse("admin:beteiligte_beteiligteattempt_undo", args=[attempt.pk])


def _carried() -> Any:
    return people.attempt(people.person())


def _undo(client: Client, attempt: Any, **sent: str) -> Any:
    shown = client.get(_url(attempt)).context["shown"]
    return client.post(_url(attempt), {"shown": shown, **sent}, follow=True)


def test_the_preview_says_what_would_be_restored_and_writes_nothing(operator: Client) -> None:
    attempt = _carried()
    page = operator.get(_url(attempt))
    assert [(row["label"], row["now"], row["refused"]) for row in page.context["rows"]] == [
        ("Nachname", "Musterfrau", "")
    ]
    assert ">Muster<" in page.content.decode()
    assert (BeteiligteConflict.objects.count(), Beteiligte.objects.get().change_seq) == (0, 1)


def test_it_wishes_for_the_earlier_value_on_both_sides_and_starts_a_sync(operator: Client) -> None:
    _undo(operator, _carried(), note="falscher Beteiligter")
    row = BeteiligteConflict.objects.get()
    assert (row.wish, row.wish_e, row.wish_a, row.closed_by) == ("Muster", "Musterfrau", "Musterfrau", "otto")
    assert Beteiligte.objects.get().change_seq == 2


def test_it_stands_in_the_partys_history_with_who_and_why(operator: Client) -> None:
    _undo(operator, _carried(), note="falscher Beteiligter")
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_id) == ("otto", str(Beteiligte.objects.get().pk))
    assert "Nachname" in entry.change_message and "falscher Beteiligter" in entry.change_message


def test_what_a_person_has_changed_since_stays(operator: Client) -> None:
    attempt = _carried()
    Beteiligte.objects.update(seen_espo={**people.ERIKA, "lastName": "Neuer"})
    page = operator.get(_url(attempt))
    assert (page.context["count"], bool(page.context["rows"][0]["refused"])) == (0, True)


def test_if_a_value_moves_after_the_preview_it_is_shown_again_and_not_done(operator: Client) -> None:
    attempt = _carried()
    shown = operator.get(_url(attempt)).context["shown"]
    Beteiligte.objects.update(seen_espo={**people.ERIKA, "lastName": "Neuer"})
    page = operator.post(_url(attempt), {"shown": shown})
    assert (page.status_code, page.context["count"], BeteiligteConflict.objects.count()) == (200, 0, 0)


@pytest.mark.parametrize(
    "column",
    [
        {"rule": "fill_blank", "before": ""},
        {"rule": "create", "before": ""},
        {"field": "phone:3"},
        {"result": "different"},
    ],
)
def test_what_has_no_earlier_value_for_both_sides_is_left_out(operator: Client, column: dict[str, str]) -> None:
    attempt = _carried()
    BeteiligteChange.objects.update(**column)
    assert operator.get(_url(attempt)).context["count"] == 0


@pytest.mark.parametrize(("before", "restored"), [("Muster", 1), ("Musterdame", 0)])
def test_what_was_written_to_both_sides_is_restored_only_over_one_value(
    operator: Client, before: str, restored: int
) -> None:
    attempt = _carried()
    row = BeteiligteChange.objects.get()
    row.pk, row.side, row.before = None, "espocrm", before
    row.save()
    assert operator.get(_url(attempt)).context["count"] == restored


def test_a_field_that_is_asked_about_now_is_left_out(operator: Client) -> None:
    attempt = _carried()
    people.review_conflict(attempt.party)
    assert operator.get(_url(attempt)).context["count"] == 0


def test_it_is_not_done_twice(operator: Client) -> None:
    attempt = _carried()
    _undo(operator, attempt)
    _undo(operator, attempt)
    assert BeteiligteConflict.objects.count() == 1


def test_only_who_may_decide_is_offered_it(viewer: Client, operator: Client) -> None:
    attempt = _carried()
    page = reverse("admin:beteiligte_beteiligteattempt_change", args=[attempt.pk])
    assert _url(attempt) not in viewer.get(page).content.decode()
    assert _url(attempt) in operator.get(page).content.decode()
    assert (viewer.get(_url(attempt)).status_code, viewer.post(_url(attempt)).status_code) == (403, 403)
