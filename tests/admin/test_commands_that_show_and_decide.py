"""`show`, `status`, `resolve` and `hold`: what they print, and their exit codes."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from beteiligte.models import Beteiligte
from tests.admin import people

pytestmark = pytest.mark.django_db
HOLD = {"code": "kind_differs", "params": {"espocrm": "company", "advoware": "person"}, "candidates": []}


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def _exit_code(*arguments: str) -> int:
    with pytest.raises(CommandError) as stopped:
        _run(*arguments)
    return stopped.value.returncode


def test_show_tells_both_sides_conflicts_and_attempts() -> None:
    party = people.person(20418)
    people.held_conflict(party)
    people.attempt(party)
    told = _run("show", "betnr:20418")
    for part in ("Musterfrau, Erika", "dateOfBirth", "14.03.1968", "Muster → Musterfrau", "PUT /api/v1", "321 ms"):
        assert part in told


def test_show_as_json_keeps_stored_values() -> None:
    party = people.person()
    people.held_conflict(party)
    told = json.loads(_run("show", party.espo_id, "--json"))
    assert told["status"] == "conflict"
    assert told["conflicts"][0]["advoware"] == "1986-03-15"
    assert told["last_compared"] == "2026-11-24T11:00:00+00:00"


def test_an_unknown_id_is_wrong_use() -> None:
    for arguments in (("show", "nobody"), ("resolve", "nobody", "lastName", "--keep"), ("hold", "nobody", "relink")):
        assert _exit_code(*arguments) == 2


def test_status_lists_most_failures_first_and_names_nobody() -> None:
    people.person(1, sync_status="failed", failures=1)
    people.person(2, sync_status="permanently_failed", failures=5)
    told = json.loads(_run("status", "--json"))
    assert told["parties"] == {"failed": 1, "permanently_failed": 1}
    assert [party["failures"] for party in told["failed"]] == [5, 1]
    assert "Musterfrau" not in _run("status")


def test_status_says_that_the_queue_cannot_be_reached() -> None:
    assert json.loads(_run("status", "--json"))["queues"] is None
    assert "Die Warteschlange ist nicht erreichbar." in _run("status")


def test_status_counts_queues_and_workers(redis_url: str) -> None:
    told = json.loads(_run("status", "--json"))
    assert told["queues"] == {"interactive": 0, "events": 0, "sweep": 0}
    assert told["workers"] == 0


def test_resolve_decides_an_open_conflict() -> None:
    row = people.held_conflict(people.person(20418))
    _run("resolve", "betnr:20418", "dateOfBirth", "--take", "--note", "laut Ausweis")
    row.refresh_from_db()
    assert (row.resolution, row.wish, row.note) == ("take", "1986-03-15", "laut Ausweis")


def test_a_held_conflict_cannot_just_be_seen() -> None:
    people.held_conflict(people.person(20418))
    assert _exit_code("resolve", "betnr:20418", "dateOfBirth", "--seen") == 1


def test_a_field_without_conflict_is_wrong_use() -> None:
    people.person(20418)
    assert _exit_code("resolve", "betnr:20418", "lastName", "--keep") == 2


def test_hold_gives_the_answer() -> None:
    people.company(10112, sync_status="failed", hold=HOLD, held_whole=True)
    _run("hold", "betnr:10112", "apply-kind", "company")
    assert Beteiligte.objects.get().answers == {"kind_differs": "company"}


def test_hold_refuses_what_does_not_fit() -> None:
    people.company(10112, sync_status="failed", hold=HOLD, held_whole=True)
    assert _exit_code("hold", "betnr:10112", "apply-kind", "robot") == 1
    assert _exit_code("hold", "betnr:10112", "create-anyway") == 1
    assert _exit_code("hold", "betnr:10112", "apply-kind") == 2
