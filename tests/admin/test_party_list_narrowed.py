"""The list is narrowed down by cause, kind, time and bulk action; values that mean nothing are ignored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from syncconsole import clock
from tests.admin import people
from tests.admin.test_bulk_progress import a_run

URL = reverse("admin:beteiligte_beteiligte_changelist")
HOLD = {"code": "choose_match", "params": {"count": 3}, "candidates": [1, 2, 3]}
TIMEOUT = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}


def _numbers(client: Client, query: str) -> list[int]:
    return [party.number for party in client.get(f"{URL}?{query}").context["cl"].result_list]


def _choices(client: Client, title: str, query: str = "") -> dict[str, str]:
    narrow: list[dict[str, Any]] = client.get(f"{URL}?{query}").context["narrow"]
    (found,) = (one for one in narrow if str(one["title"]) == title)
    return {str(choice["display"]): choice["count"] for choice in found["choices"][1:]}


def test_causes_are_counted_the_most_frequent_first(viewer: Client) -> None:
    people.person(1, sync_status="failed", due_at=clock.now(), error=TIMEOUT)
    people.person(2, sync_status="failed", due_at=clock.now(), error=TIMEOUT)
    people.company(3, sync_status="failed", hold=HOLD, held_whole=True)
    people.held_conflict(people.person(4))
    assert list(_choices(viewer, "Ursache").items()) == [
        ("Zeitüberschreitung", "2"),
        ("Geburtsdatum", "1"),
        ("Mehrere Treffer", "1"),
    ]


def test_each_cause_leads_to_its_parties(viewer: Client) -> None:
    people.person(1, sync_status="failed", due_at=clock.now(), error=TIMEOUT)
    people.company(3, sync_status="failed", hold=HOLD, held_whole=True)
    people.held_conflict(people.person(4))
    assert _numbers(viewer, "cause=error:timeout") == [1]
    assert _numbers(viewer, "cause=hold:choose_match") == [3]
    assert _numbers(viewer, "cause=field:dateOfBirth") == [4]


def test_entries_of_one_kind_are_one_cause(viewer: Client) -> None:
    people.held_conflict(people.person(1), field="phone:1")
    people.held_conflict(people.person(2), field="phone:7")
    people.held_conflict(people.person(3), field="phoneNumber")
    assert sorted(_numbers(viewer, "cause=field:phone")) == [1, 2]


def test_a_cause_that_nobody_has_any_more_stays_shown_as_chosen(viewer: Client) -> None:
    assert "Mehrere Treffer" in _choices(viewer, "Ursache", "cause=hold:choose_match")


@pytest.mark.parametrize(
    "query", ["cause=nonsense", "cause=error:", "since=never", "run=x", "run=1.nonsense", "run=999"]
)
def test_a_value_that_means_nothing_does_no_harm(viewer: Client, query: str) -> None:
    people.person(1, sync_status="failed", due_at=clock.now(), error=TIMEOUT)
    assert viewer.get(f"{URL}?{query}").status_code == 200


def test_since_when(viewer: Client) -> None:
    for number, days in enumerate((0, 1, 5)):
        changed = clock.now() - timedelta(days=days)
        people.person(number, sync_status="permanently_failed", error=TIMEOUT, changed_at=changed)
    assert [_numbers(viewer, f"since={span}") for span in ("today", "yesterday", "longer")] == [[0], [1], [2]]
    assert list(_choices(viewer, "Seit").values()) == ["1", "1", "1"]


def test_counts_are_left_out_where_they_would_scan_all_parties(viewer: Client) -> None:
    people.person()
    assert set(_choices(viewer, "Art", "show=all").values()) == {""}


def test_the_parties_of_a_bulk_action(viewer: Client) -> None:
    run = a_run("equal", "retry:timeout")
    for item, number in zip(run.items.order_by("id"), (1, 2), strict=True):
        run.items.filter(pk=item.pk).update(party=people.person(number).pk)
    assert sorted(_numbers(viewer, f"show=all&run={run.pk}")) == [1, 2]
    assert _numbers(viewer, f"show=all&run={run.pk}.retry") == [2]


def test_it_can_be_sorted_by_name_and_time(viewer: Client) -> None:
    people.person(1, name="beta", changed_at=clock.now())
    people.person(2, name="Alpha", changed_at=clock.now() - timedelta(days=1))
    page = viewer.get(f"{URL}?show=all").context["cl"]
    column = page.list_display.index("party")
    assert _numbers(viewer, f"show=all&o={column}") == [2, 1]
    assert _numbers(viewer, f"show=all&o=-{column}") == [1, 2]


def test_a_filter_without_a_hit_has_a_way_out(viewer: Client) -> None:
    people.person()
    page = viewer.get(f"{URL}?show=needs_you&q=Mustrmann").content.decode()
    assert "Kein Beteiligter passt zu diesem Filter." in page
    assert "In allen 1 suchen" in page
