"""The attempts of the last 24 hours by hour, or of the last 7 days by day, counted in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Case, CharField, Count, IntegerField, Max, Q, Value, When
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from syncconsole import clock
from syncconsole.models.attempt import Outcome
from syncconsole.registry import SyncDefinition

DAY, WEEK = "24h", "7d"
SUCCEEDED, REPEATED, NEEDS_YOU = 0, 1, 2
WEEK_KEPT_SECONDS = 300  # counting a week takes a while where there are millions
_HOUR = timedelta(hours=1)
_BY_ITSELF = ("transient", "defect")


@dataclass(frozen=True)
class Span:
    """One bar: from `start` until before `end` (UTC); `counts` by part as numbered above; `url`: its attempts."""

    start: datetime
    end: datetime
    label: str
    url: str
    counts: tuple[int, int, int] = (0, 0, 0)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


@dataclass(frozen=True)
class Attempts:
    """The bars, oldest first. `latest`: when the newest attempt began, UTC."""

    period: str
    spans: Sequence[Span]
    url: str
    latest: datetime | None = None
    totals: tuple[int, int, int] = field(default=(0, 0, 0))


def attempts(definition: SyncDefinition, period: str) -> Attempts:
    """The attempts of `period`, "24h" or "7d"; one query over that time's rows alone. A week may be 5 minutes old."""
    if period != WEEK:
        return _counted(definition, DAY)
    key = f"syncconsole:home:attempts:{definition.name}:{timezone.get_current_timezone_name()}"
    rows: Any = cache.get_or_set(key, lambda: _rows(definition, _week()[0][0]), WEEK_KEPT_SECONDS)
    return _attempts(definition, WEEK, rows)


def _counted(definition: SyncDefinition, period: str) -> Attempts:
    return _attempts(definition, period, _rows(definition, _day()[0][0]))


def _attempts(definition: SyncDefinition, period: str, rows: Sequence[dict[str, Any]]) -> Attempts:
    url = _url(definition)
    spans = _fill(_day() if period == DAY else _week(), rows, period, url)
    totals = [sum(span.counts[part] for span in spans) for part in (SUCCEEDED, REPEATED, NEEDS_YOU)]
    latest = max((row["latest"] for row in rows), default=None)
    return Attempts(period, spans, url, latest, (totals[0], totals[1], totals[2]))


def _rows(definition: SyncDefinition, start: datetime) -> list[dict[str, Any]]:
    """Counts by hour and part. The hour is cut out of the stored text: SQLite's own functions for times are slow."""
    needs = Q(outcome=Outcome.HELD) | (Q(outcome=Outcome.FAILED) & ~Q(error_class__in=_BY_ITSELF))
    part = Case(
        When(outcome__in=(Outcome.EQUAL, Outcome.WRITTEN), then=Value(SUCCEEDED)),
        When(needs, then=Value(NEEDS_YOU)),
        default=Value(REPEATED),
        output_field=IntegerField(),
    )
    ended = definition.attempt.objects.filter(started_at__gte=start).exclude(outcome=Outcome.RUNNING).order_by()
    hour = Substr(Cast("started_at", CharField()), 1, 13)
    by_hour = ended.annotate(hour=hour, part=part).values("hour", "part")
    return list(by_hour.annotate(n=Count("pk"), latest=Max("started_at")))


def _fill(
    borders: list[tuple[datetime, datetime]], rows: Sequence[dict[str, Any]], period: str, url: str
) -> list[Span]:
    starts = [start for start, _ in borders]
    counts: Counter[tuple[datetime, int]] = Counter()
    for row in rows:
        hour = datetime.strptime(row["hour"], "%Y-%m-%d %H").replace(tzinfo=UTC)
        mine = max((start for start in starts if start <= hour), default=None)
        if mine is not None:
            counts[mine, row["part"]] += row["n"]
    return [
        Span(
            start,
            end,
            _label(start, period),
            f"{url}?{urlencode({'started_at__gte': start.isoformat(), 'started_at__lt': end.isoformat()})}",
            (counts[start, SUCCEEDED], counts[start, REPEATED], counts[start, NEEDS_YOU]),
        )
        for start, end in borders
    ]


def _day() -> list[tuple[datetime, datetime]]:
    """The 24 hours up to the one that runs."""
    hour = clock.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [hour - _HOUR * back for back in range(23, -1, -1)]
    return [(start, start + _HOUR) for start in starts]


def _week() -> list[tuple[datetime, datetime]]:
    """The 7 days up to today, from midnight to midnight as people here count them."""
    today = timezone.localtime(clock.now()).date()
    zone = timezone.get_current_timezone()
    midnights = [
        datetime.combine(today - timedelta(days=back), datetime.min.time(), zone).astimezone(UTC)
        for back in range(6, -2, -1)
    ]
    return list(zip(midnights, midnights[1:], strict=False))


def _label(start: datetime, period: str) -> str:
    local = timezone.localtime(start)
    if period == DAY:
        return f"{local:%H}"
    return str(date_format(local.date(), "D j."))


def _url(definition: SyncDefinition) -> str:
    meta = definition.attempt._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
