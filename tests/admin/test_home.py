"""Home answers first: is everything the same, and who is needed? It never claims what nobody checked."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from syncconsole import clock
from syncconsole.models import Checkpoint, SystemState
from tests.admin import people

URL = reverse("admin:index")


def _swept(minutes_ago: int = 5) -> None:
    Checkpoint.objects.create(name="sweep", at=clock.now() - timedelta(minutes=minutes_ago))


def _sentence(client: Client) -> str:
    return client.get(URL).context["syncs"][0]["sentence"]


def test_everything_is_the_same(viewer: Client) -> None:
    people.person()
    _swept()
    assert _sentence(viewer).startswith("In beiden Systemen gleich, geprüft heute")
    assert _sentence(viewer).endswith("Niemand braucht Sie.")


def test_it_is_unknown_without_a_recent_check(viewer: Client) -> None:
    people.person()
    assert _sentence(viewer).startswith("Ob alles gleich ist, ist unbekannt")
    _swept(minutes_ago=31)
    assert _sentence(viewer).startswith("Ob alles gleich ist, ist unbekannt")


def test_a_system_that_is_down_comes_before_all_else(viewer: Client) -> None:
    people.person(waits_for="advoware")
    _swept()
    why = {"code": "unreachable", "params": {"system": "advoware"}}
    SystemState.objects.create(name="advoware", down_since=clock.now(), down_reason=why)
    assert _sentence(viewer) == "1 Beteiligter wartet auf Advoware · 0 Beteiligte brauchen Sie"
    assert "Advoware ist gestört." in viewer.get(URL).content.decode()


def test_edits_under_way_are_counted(viewer: Client) -> None:
    people.person(sync_status="dirty")
    _swept()
    assert _sentence(viewer) == "1 Beteiligter ist noch unterwegs · 0 Beteiligte brauchen Sie"


def test_tiles_lead_to_their_lists(viewer: Client) -> None:
    people.held_conflict(people.person())
    page = viewer.get(URL)
    tile = page.context["syncs"][0]["tiles"][0]
    assert (tile.count, tile.url) == (1, f"{reverse('admin:beteiligte_beteiligte_changelist')}?show=needs_you")
    assert "Geburtsdatum in beiden Systemen verschieden geändert" in page.content.decode()


def test_it_takes_at_most_fifteen_queries(viewer: Client) -> None:
    for number in range(1, 30):
        people.held_conflict(people.person(number))
    with CaptureQueriesContext(connection) as seen:
        viewer.get(URL)
    assert len(seen) <= 15
