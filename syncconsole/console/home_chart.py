"""The chart of attempts as numbers for inline SVG: heights in pixels, places across in percent: text keeps its size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from syncconsole import wording
from syncconsole.console.home_attempts import DAY, NEEDS_YOU, REPEATED, SUCCEEDED, WEEK, Attempts, Span
from syncconsole.console.home_times import hour_text
from syncconsole.console.numbers import grouped

HEIGHT, TOP = 110, 18  # of the bars, and the room above them for the words of lines
GAP = 2
PARTS = ((SUCCEEDED, "good"), (REPEATED, "again"), (NEEDS_YOU, "asks"))
LABELLED_HOURS, LABELLED_ON_SMALL = 3, 6


@dataclass(frozen=True)
class Bar:
    """One span's place: `x` and `width` in percent, `pieces` from the bottom up as (class, y, height)."""

    span: Span
    x: float
    width: float
    pieces: list[tuple[str, float, float]]
    label: str
    is_minor: bool
    words: str

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Line:
    """A moment across all bars: `x` in percent; the words stand left of it where right of it is no room."""

    x: float
    words: str
    is_outage: bool = False
    room: int = 12  # how much of the width the words may take

    @property
    def anchor(self) -> str:
        """SVG's word for the side on which the words stand."""
        return "end" if self.x > self.room else "start"


def chart(attempts: Attempts, systems: list[Any]) -> dict[str, Any]:
    """The template's context. `systems`: rows of systems that are down, whose beginning is marked."""
    most = max((span.total for span in attempts.spans), default=0) or 1
    return {
        "bars": list(_bars(attempts, most)),
        "ticks": [(_y(value, most), grouped(value)) for value in _ticks(most)],
        "lines": [*_midnight(attempts), *_outages(attempts, systems)],
        "totals": _totals(attempts),
        "title": _title(attempts),
        "period": attempts.period,
        "periods": [(DAY, gettext("24 hours")), (WEEK, gettext("7 days"))],
        "url": attempts.url,
        "home": reverse("admin:index"),
        "height": TOP + HEIGHT,
        "base": TOP + HEIGHT,
    }


def _bars(attempts: Attempts, most: int) -> Iterator[Bar]:
    step = 100 / len(attempts.spans)
    for place, span in enumerate(attempts.spans):
        hour = timezone.localtime(span.start).hour
        shown = attempts.period == WEEK or hour % LABELLED_HOURS == 0
        minor = attempts.period == DAY and hour % LABELLED_ON_SMALL != 0
        yield Bar(
            span,
            round(step * (place + 0.16), 2),
            round(step * 0.68, 2),
            list(_pieces(span, most)),
            span.label if shown else "",
            minor,
            _words(span, attempts.period),
        )


def _pieces(span: Span, most: int) -> Iterator[tuple[str, float, float]]:
    """At least 2 px each, so that one failure among thousands is seen."""
    floor = float(TOP + HEIGHT)
    for part, name in PARTS:
        if span.counts[part]:
            height = max(2.0, HEIGHT * span.counts[part] / most - (GAP if part != SUCCEEDED else 0))
            floor -= GAP if floor < TOP + HEIGHT else 0
            floor -= height
            yield name, round(floor, 1), round(height, 1)


def _y(value: int, most: int) -> float:
    return round(TOP + HEIGHT - HEIGHT * value / most, 1)


def _ticks(most: int) -> list[int]:
    """Nought and up to three round numbers."""
    rough = most / 3
    power = 10 ** max(0, math.floor(math.log10(rough))) if rough >= 1 else 1
    step = next(power * factor for factor in (1, 2, 5, 10) if most / (power * factor) <= 3)
    return list(range(0, most + 1, step))


def _midnight(attempts: Attempts) -> Iterator[Line]:
    if attempts.period != DAY:
        return
    for place, span in enumerate(attempts.spans):
        if place and timezone.localtime(span.start).hour == 0:
            yield Line(round(100 * place / len(attempts.spans), 2), gettext("yesterday"))


def _outages(attempts: Attempts, systems: list[Any]) -> Iterator[Line]:
    start, end = attempts.spans[0].start, attempts.spans[-1].end
    for state in systems:
        if state.down_since and state.down_since > start:
            words = gettext("%(time)s %(system)s fails") % {
                "time": hour_text(state.down_since),
                "system": wording.system_label(state.name),
            }
            yield Line(_across(state.down_since, start, end), words, is_outage=True, room=40)


def _across(moment: datetime, start: datetime, end: datetime) -> float:
    return round(100 * ((moment - start) / (end - start)), 2)


def _totals(attempts: Attempts) -> list[tuple[str, str]]:
    """The legend: class and words with number."""
    good, again, asks = attempts.totals
    return [
        ("good", gettext("%(count)s succeeded") % {"count": grouped(good)}),
        (
            "again",
            ngettext("%(count)s waits or is repeated", "%(count)s wait or are repeated", again)
            % {"count": grouped(again)},
        ),
        ("asks", ngettext("%(count)s needs you", "%(count)s need you", asks) % {"count": grouped(asks)}),
    ]


def _title(attempts: Attempts) -> str:
    if attempts.period == DAY:
        return gettext("Attempts of the last 24 hours, by hour. The table below has the numbers.")
    return gettext("Attempts of the last 7 days, by day. The table below has the numbers.")


def _words(span: Span, period: str) -> str:
    """What a table's row is called."""
    if period == WEEK:
        return span.label
    return f"{hour_text(span.start)}–{timezone.localtime(span.end):%H:%M}"
