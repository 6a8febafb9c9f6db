"""The attempts of the last 24 hours and 7 days: a picture, and a table that says the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from syncconsole import clock
from syncconsole.models import SystemState
from tests.admin import people

URL = reverse("admin:index")


def this_hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def chart(client: Client, period: str = "24h") -> Any:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    cache.clear()
    return client.get(URL, {"attempts": period}).context["syncs"][0]["chart"]


def attempts(started_at: datetime, **outcomes: int) -> None:
    party = people.person(clock.now().microsecond + 1)
    for outcome, count in outcomes.items():
        for _ in range(count):
            people.attempt(party, started_at=started_at, outcome=outcome)


def test_each_hour_counts_what_succeeded_what_is_repeated_and_what_needs_a_person(viewer: Client) -> None:
    attempts(this_hour(), written=2, equal=1, waits=1, held=1)
    attempts(this_hour() - timedelta(hours=3, minutes=1), equal=1)
    bars = chart(viewer)["bars"]
    assert len(bars) == 24
    assert bars[-1].span.counts == (3, 1, 1)
    assert bars[-5].span.counts == (1, 0, 0)


def test_a_failure_that_repeats_itself_is_told_from_one_that_does_not(viewer: Client) -> None:
    party = people.person()
    people.attempt(party, started_at=this_hour(), outcome="failed", error_class="transient")
    people.attempt(party, started_at=this_hour(), outcome="failed", error_class="refused")
    assert chart(viewer)["bars"][-1].span.counts == (0, 1, 1)


def test_what_is_older_or_still_runs_is_left_out(viewer: Client) -> None:
    attempts(this_hour() - timedelta(hours=24), written=1)
    attempts(this_hour(), running=1)
    assert sum(bar.span.total for bar in chart(viewer)["bars"]) == 0


def test_a_week_is_told_by_day(viewer: Client) -> None:
    attempts(clock.now(), written=1)
    attempts(clock.now() - timedelta(days=2), written=2)
    bars = chart(viewer, "7d")["bars"]
    assert [bar.span.total for bar in bars] == [0, 0, 0, 0, 2, 0, 1]


def test_an_unknown_period_shows_the_day(viewer: Client) -> None:
    people.person()
    assert len(chart(viewer, "century")["bars"]) == 24


def test_each_bar_leads_to_its_attempts(viewer: Client) -> None:
    attempts(this_hour(), written=2)
    attempts(this_hour() - timedelta(hours=1), written=1)
    found = viewer.get(chart(viewer)["bars"][-1].span.url)
    assert found.context["cl"].result_count == 2


def test_the_table_says_the_same_as_the_picture(viewer: Client) -> None:
    attempts(this_hour(), written=7)
    chart(viewer)
    page = viewer.get(URL).content.decode()
    assert 'role="img"' in page
    assert '<td class="number">7</td>' in page


def test_pieces_stand_on_each_other_with_a_gap(viewer: Client) -> None:
    attempts(this_hour(), written=50, waits=10, held=5)
    pieces = chart(viewer)["bars"][-1].pieces
    assert [name for name, _, _ in pieces] == ["good", "again", "asks"]
    for (_, lower, _), (_, upper, height) in zip(pieces, pieces[1:], strict=False):
        assert upper + height < lower
    assert pieces[-1][1] >= 0


def test_an_outage_is_marked_where_it_began(viewer: Client) -> None:
    people.person()
    why = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}
    SystemState.objects.create(name="advoware", down_since=this_hour() - timedelta(hours=12), down_reason=why)
    (line,) = [line for line in chart(viewer)["lines"] if line.is_outage]
    assert 40 < line.x < 50
    assert line.words.endswith("Advoware fails")
