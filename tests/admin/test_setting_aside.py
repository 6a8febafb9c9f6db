"""What a party asks can be set aside until tomorrow: it stands last in the list, still counts, and comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.console import facets
from tests.admin import people

LIST = reverse("admin:beteiligte_beteiligte_changelist")
UNLINKED = {"code": "unlinked", "params": {}}
CLEARED = {"code": "number_cleared", "params": {"number": 1}}


def _held(number: int, hours: int, hold: dict[str, Any] = UNLINKED) -> Any:
    since = people.NOON + timedelta(hours=hours)
    return people.person(number, sync_status="failed", hold=hold, held_whole=True, changed_at=since)


def _later(client: Client, party: Any, **data: str) -> Any:
    return client.post(reverse("admin:beteiligte_beteiligte_later", args=[party.pk]), data, follow=True)


def _order(client: Client, show: str = "needs_you") -> list[int]:
    return [party.number for party in client.get(LIST, {"show": show}).context["cl"].result_list]


def test_it_stands_at_the_end_of_the_list_and_still_counts(operator: Client) -> None:
    oldest = _held(1, 0)
    _held(2, 1)
    assert _order(operator) == [1, 2]
    told = _later(operator, oldest).content.decode()
    assert "Musterfrau, Erika steht bis morgen 00:00 am Ende der Liste und zählt weiter mit." in told
    assert _order(operator) == [2, 1]
    assert _order(operator, "open") == [2, 1]
    assert facets.counts(DEFINITION)["needs_you"] == 2


def test_list_and_page_say_until_when_and_the_page_offers_it_no_more(operator: Client) -> None:
    party = _held(1, 0)
    page = reverse("admin:beteiligte_beteiligte_change", args=[party.pk])
    assert ">Später</button>" in operator.get(page).content.decode()
    _later(operator, party)
    assert "zurückgestellt bis morgen 00:00" in operator.get(LIST).content.decode()
    shown = operator.get(page).content.decode()
    assert "Zurückgestellt bis morgen 00:00." in shown
    assert ">Später</button>" not in shown


def test_tomorrow_it_is_back_by_itself(operator: Client) -> None:
    oldest = _held(1, 0)
    _held(2, 1)
    _later(operator, oldest)
    Beteiligte.objects.filter(pk=oldest.pk).update(later_until=clock.now() - timedelta(seconds=1))
    assert _order(operator) == [1, 2]


def test_another_question_of_the_same_party_is_not_set_aside(operator: Client) -> None:
    oldest = _held(1, 0)
    _held(2, 1)
    _later(operator, oldest)
    Beteiligte.objects.filter(pk=oldest.pk).update(hold=CLEARED)
    assert _order(operator) == [1, 2]


def test_a_conflict_and_a_party_that_is_gone_can_be_set_aside_too(operator: Client) -> None:
    conflict = people.person(1)
    people.held_conflict(conflict)
    gone = people.person(2, sync_status="failed", gone_at=people.NOON, held_whole=True)
    _held(3, 1)
    for party in (conflict, gone):
        _later(operator, party)
    assert _order(operator) == [3, 1, 2]


def test_the_history_says_who_and_why(operator: Client) -> None:
    _later(operator, _held(1, 0), note="Rückruf abwarten")
    entry = LogEntry.objects.get()
    assert (entry.user.get_username(), entry.get_change_message()) == (
        "otto",
        "Zurückgestellt bis morgen 00:00. Rückruf abwarten",
    )


def test_who_may_not_decide_may_not_set_aside(viewer: Client) -> None:
    party = _held(1, 0)
    assert _later(viewer, party).status_code == 403
    assert Beteiligte.objects.get().later_until is None
