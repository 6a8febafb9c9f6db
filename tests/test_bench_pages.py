"""`make bench-pages`, with a handful of parties: its times mean nothing then, but it must open what it says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bench import pages
from bench.figures import Figure, WrongRun
from bench.tasks import history
from bench.tasks import pages as task
from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole import clock
from syncconsole.models import BulkRun
from tests.admin import people

PAGES = [
    *("home", "party list", "conflicts", "attempts", "bulk actions", "messages", "webhooks", "systems"),
    *("party list, all", "party list, searched", "conflicts, settled", "rules", "party", "attempt", "bulk progress"),
]


@pytest.fixture
def office(transactional_db: None, redis_url: str, settings: Any) -> None:
    """The bench's own office where the database can write it, else one party with all that belongs to it."""
    settings.ALLOWED_HOSTS = ["testserver"]  # so that what the task sets is taken back
    if connection.vendor == "postgresql":
        assert history.run(100) == 2000
        return
    party = people.person(sync_status="conflict")
    people.held_conflict(party)
    people.attempt(party, outcome="written")
    BulkRun.objects.create(definition="cbeteiligte", act="resync", total=1, started_at=clock.now(), beat_at=clock.now())


def test_every_page_opens_and_is_timed_as_often_as_asked(office: None) -> None:
    opened = task.run(2)
    assert list(opened) == PAGES
    assert {len(page["ms"]) for page in opened.values()} == {2}
    assert all(page["queries"] > 1 for page in opened.values())


def test_a_page_that_is_refused_is_no_measurement(office: None, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(WrongRun, match="answered 301"):
        task.run(1)


def test_the_office_has_what_the_pages_show(office: None) -> None:
    assert Beteiligte.objects.filter(sync_status="conflict").exists()
    if connection.vendor == "postgresql":
        recent = clock.now() - timedelta(days=101)
        assert BeteiligteConflict.objects.filter(closed_at__gte=recent).count() == 100


def test_a_page_has_the_median_of_all_turns() -> None:
    turns = [{"home": {"queries": 13, "sql_ms": 40.0, "ms": ms}} for ms in ([10.0, 90.0], [20.0, 30.0], [40.0])]
    assert pages.joined(turns) == {"home": {"queries": 13, "sql_ms": 40.0, "ms": 30.0}}


def _page(queries: int, ms: float) -> dict[str, float]:
    return {"queries": queries, "sql_ms": 1.0, "ms": ms}


def test_a_page_is_held_against_itself_in_the_small_office() -> None:
    figure: Figure = pages.held_against("home", _page(13, 20.0), _page(13, 90.0))
    assert (figure.ratio, figure.met) == (4.5, True)
    assert not pages.held_against("home", _page(13, 20.0), _page(13, 101.0)).met


def test_a_page_that_takes_more_queries_for_more_parties_is_named() -> None:
    steady = pages.held_against("home", _page(13, 20.0), _page(13, 90.0))
    growing = pages.held_against("conflicts", _page(8, 20.0), _page(9, 20.0))
    assert pages.with_more_queries([steady, growing]) == ["conflicts"]
