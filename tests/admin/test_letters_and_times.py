"""Differences are marked down to the letter; times are short, with the full one on hover."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from syncconsole import clock
from syncconsole.console.letters import change, marked
from syncconsole.console.times import duration, short_time, time_tag

NOW = datetime(2026, 11, 24, 8, 52, 16, tzinfo=UTC)


class Stopped(clock.SystemClock):
    """A clock that stands at 09:52:16 in Berlin."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    before = clock.use(Stopped())
    yield
    clock.use(before)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "gerade eben"),
        (timedelta(minutes=1, seconds=5), "vor 1 Minute"),
        (timedelta(minutes=59), "vor 59 Minuten"),
        (timedelta(hours=2), "heute 07:52"),
        (timedelta(hours=12), "gestern 21:52"),
        (timedelta(days=3), "21.11.2026 09:52"),
        (timedelta(minutes=-4), "in 4 Minuten"),
        (timedelta(hours=-7), "heute 16:52"),
        (timedelta(hours=-20), "morgen 05:52"),
    ],
)
def test_times_are_relative_only_under_an_hour(ago: timedelta, words: str) -> None:
    assert short_time(NOW - ago) == words


def test_the_absolute_time_stands_on_hover() -> None:
    tag = time_tag(NOW - timedelta(minutes=2))
    assert 'title="24.11.2026 09:50:16"' in tag
    assert 'datetime="2026-11-24T09:50:16+01:00"' in tag


def test_no_time_is_a_dash() -> None:
    assert "–" in time_tag(None)


def test_durations_are_written_by_locale() -> None:
    assert duration(NOW, NOW + timedelta(seconds=1.24)) == "1,24 s"
    assert duration(NOW, None) == ""


def test_new_letters_are_marked() -> None:
    assert "Muster<ins>frau</ins>" in marked("Musterfrau", "Muster")


def test_the_whole_value_is_marked_where_nothing_is_alike() -> None:
    assert "<ins>Divers</ins>" in marked("Divers", "Frau")


def test_equal_values_carry_no_mark() -> None:
    assert marked("Muster", "Muster") == "Muster"


def test_screen_readers_get_the_plain_value_first() -> None:
    assert marked("Musterfrau", "Muster").startswith('<span class="visually-hidden">Musterfrau</span>')


def test_markup_in_values_is_escaped() -> None:
    assert "<b>" not in marked("<b>Muster</b>", "Muster") + change("<b>", "<i>")
