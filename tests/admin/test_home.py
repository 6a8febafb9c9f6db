"""Home answers first: is everything the same, and who is needed? It never claims what nobody checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis import Redis
from rq import Worker

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import Checkpoint, SystemState
from syncconsole.regular import sameness
from tests.admin import people

URL = reverse("admin:index")
PARTIES = reverse("admin:beteiligte_beteiligte_changelist")


@pytest.fixture(autouse=True)
def at_work(redis_url: str) -> Iterator[None]:
    """A worker that Redis knows, and a check five minutes ago."""
    with Redis.from_url(redis_url) as redis:
        worker = Worker(["events"], connection=redis)
        worker.register_birth()
        yield
        worker.register_death()


@pytest.fixture(autouse=True)
def checked(db: None) -> None:
    """The last check was five minutes ago."""
    swept(minutes_ago=5)


def swept(minutes_ago: int, **memory: Any) -> None:
    at = clock.now() - timedelta(minutes=minutes_ago)
    Checkpoint.objects.update_or_create(name="sweep", defaults={"at": at, "value": {"cbeteiligte": memory}})


def ago(minutes: int) -> Any:
    return clock.now() - timedelta(minutes=minutes)


def down(system: str = "advoware", **columns: Any) -> None:
    why = {"code": "timeout", "params": {"system": system, "seconds": 30}}
    SystemState.objects.create(name=system, **{"down_since": ago(40), "down_reason": why, **columns})


def sentence(client: Client) -> str:
    return str(client.get(URL).context["syncs"][0]["sentence"])


def english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_nobody_is_known_yet(viewer: Client) -> None:
    page = english(viewer).get(URL)
    assert sentence(viewer) == "No party known yet."
    assert "The first check brings them." in page.content.decode()


def test_everything_is_the_same(viewer: Client) -> None:
    people.person()
    assert sentence(english(viewer)).startswith("All the same since ")
    assert sentence(viewer).endswith(". Nobody needs you.")


def test_the_same_but_somebody_is_needed(viewer: Client) -> None:
    people.held_conflict(people.person())
    assert sentence(english(viewer)).startswith("The same in both systems since ")
    assert sentence(viewer).endswith(" · 1 party needs you")


def test_since_when_it_is_the_same_comes_from_the_tick(viewer: Client) -> None:
    people.person()
    moment = clock.now() - timedelta(days=400)
    Checkpoint.objects.create(name=sameness.CHECKPOINT, at=clock.now(), value={"since": moment.isoformat()})
    assert str(moment.year) in sentence(english(viewer))


def test_it_is_unknown_without_a_recent_check(viewer: Client) -> None:
    people.person()
    swept(minutes_ago=31)
    assert sentence(english(viewer)).startswith("Whether all is equal is unknown: nothing was checked since ")
    Checkpoint.objects.all().delete()
    assert sentence(viewer) == "Whether all is equal is unknown: nothing was checked yet."


def test_a_check_that_could_not_ask_espocrm_is_no_check(viewer: Client) -> None:
    people.person()
    swept(minutes_ago=1, problem={"code": "timeout", "params": {}}, watermark=ago(45).isoformat())
    assert sentence(english(viewer)).startswith("Whether all is equal is unknown: nothing was checked since ")


def test_it_is_unknown_without_a_worker(viewer: Client, redis_url: str) -> None:
    people.person()
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    assert sentence(english(viewer)).startswith("Whether all is equal is unknown")
    assert "none is running" in viewer.get(URL).content.decode()


def test_without_redis_nothing_is_claimed(viewer: Client, settings: Any) -> None:
    people.person()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    page = english(viewer).get(URL)
    assert sentence(viewer).startswith("Whether all is equal is unknown")
    told = {fact.label: (fact.text, fact.role) for fact in page.context["operation"]}
    assert told["Workers"] == ("unknown", "quiet")
    assert told["Queue"] == ("unknown", "")
    assert told["Database, Redis"] == ("Redis does not answer", "stop")
    assert "The queue cannot be reached." in page.content.decode()


def test_a_system_that_is_down_comes_before_edits_on_their_way(viewer: Client) -> None:
    people.person(waits_for="advoware", sync_status="dirty")
    people.person(2, sync_status="dirty", changed_at=ago(20))
    down()
    assert sentence(english(viewer)) == "1 edit waits for Advoware"


def test_edits_are_on_their_way_once_the_oldest_is_five_minutes_old(viewer: Client) -> None:
    people.person(sync_status="dirty", changed_at=ago(4))
    assert sentence(english(viewer)).startswith("All the same")
    people.person(2, sync_status="failed", changed_at=ago(6), last_compared_at=ago(60), due_at=ago(-3))
    assert sentence(viewer).startswith("2 edits are still on their way, the oldest since ")


def test_what_waits_for_a_person_is_not_on_its_way(viewer: Client) -> None:
    people.person(sync_status="failed", changed_at=ago(600), last_compared_at=ago(900), due_at=None)
    assert sentence(english(viewer)).startswith("The same in both systems since ")


def test_a_comparison_that_fails_without_an_edit_is_nothing_on_its_way(viewer: Client) -> None:
    people.person(sync_status="failed", changed_at=ago(900), last_compared_at=ago(600), due_at=ago(-3))
    assert sentence(english(viewer)).startswith("All the same since ")


def test_five_tiles_add_up_to_all_parties_and_lead_to_their_lists(viewer: Client) -> None:
    people.held_conflict(people.person(1))
    people.review_conflict(people.person(2))
    people.person(3, sync_status="failed", due_at=ago(-3))
    people.person(4, sync_status="dirty")
    people.person(5)
    people.person(6, paused_at=ago(1), paused_by="otto")
    people.person(7, deleted_at=ago(1))
    sync = viewer.get(URL).context["syncs"][0]
    assert [(tile.count, tile.url) for tile in sync["tiles"]] == [
        (1, f"{PARTIES}?show={name}") for name in ("needs_you", "to_review", "will_retry", "under_way", "in_sync")
    ]
    assert [(tile.facet.name, tile.count) for tile in sync["also"]] == [("paused", 1), ("deleted", 1)]
    assert sync["total"] == 6


def test_what_waits_takes_the_place_of_retries_while_a_system_is_down(viewer: Client) -> None:
    people.person(waits_for="advoware", sync_status="dirty")
    down()
    names = [tile.facet.name for tile in viewer.get(URL).context["syncs"][0]["tiles"]]
    assert names == ["needs_you", "to_review", "waiting", "under_way", "in_sync"]


def test_a_paused_party_that_is_in_sync_otherwise_is_counted_once(viewer: Client) -> None:
    people.person(paused_at=ago(1), deleted_at=ago(1))
    people.person(2, paused_at=ago(1))
    sync = viewer.get(URL).context["syncs"][0]
    assert sync["total"] == 1
    assert sync["tiles"][-1].count == 0


def test_it_takes_at_most_fifteen_queries_whatever_the_number_of_parties(operator: Client) -> None:
    for number in range(1, 20):
        party = people.person(number)
        people.held_conflict(party) if number % 2 else people.review_conflict(party)
        people.attempt(party, started_at=ago(number))
    people.person(50, sync_status="dirty", changed_at=ago(3))
    down("espocrm")
    with CaptureQueriesContext(connection) as seen:
        operator.get(URL)
    assert len(seen) <= 15
    Beteiligte.objects.create(espo_id="9" * 17, sync_status="failed", error={"code": "refused", "params": {}})
    with CaptureQueriesContext(connection) as more:
        operator.get(URL)
    assert len(more) <= len(seen)


def test_a_calm_day_takes_as_many_queries_as_a_busy_one(operator: Client) -> None:
    people.person(1)
    with CaptureQueriesContext(connection) as calm:
        operator.get(URL)
    people.person(2, sync_status="dirty", changed_at=ago(3))
    people.held_conflict(people.person(3))
    people.person(4, waits_for="advoware", sync_status="dirty", changed_at=ago(90))
    with CaptureQueriesContext(connection) as busy:
        operator.get(URL)
    assert len(busy) == len(calm)


def test_staff_without_rights_see_no_party(plain: Client) -> None:
    people.held_conflict(people.person())
    page = plain.get(URL)
    assert page.context["syncs"] == []
    assert "Musterfrau" not in page.content.decode()
    assert "Redis" not in page.content.decode()
