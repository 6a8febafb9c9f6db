"""The figures of a bulk action's progress page: a constant number of queries, whatever its size."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext, gettext_lazy, ngettext

from syncconsole import clock, registry
from syncconsole.bulk import outcomes
from syncconsole.console import badges, facets
from syncconsole.console.badges import Badge
from syncconsole.console.cause_words import cause_label
from syncconsole.console.numbers import grouped
from syncconsole.models.bulk import NOT_ENDED, NOT_NOTABLE, BulkItem, BulkRun, ItemState, RunState

MEASURED = timedelta(minutes=1)
SHOWN_LAST = 5
SHOWN_CAUSES = 3

# In the order of the table; `bar`: which part of the bar it belongs to.
OUTCOMES: dict[str, tuple[Badge, str]] = {
    ItemState.EQUAL: (Badge(gettext_lazy("Equal, nothing to do"), "tick", "ok"), "ok"),
    ItemState.WRITTEN: (Badge(gettext_lazy("Synced"), "tick", "ok"), "ok"),
    ItemState.DONE: (Badge(gettext_lazy("Done"), "tick", "ok"), "ok"),
    ItemState.REVIEW: (badges.TO_REVIEW, "ask"),
    ItemState.RETRY: (badges.WILL_RETRY, "warn"),
    ItemState.NEEDS_YOU: (Badge(facets.BY_NAME["needs_you"].word, "diamond-dots", "ask"), "ask"),
    ItemState.SKIPPED: (Badge(gettext_lazy("Left out"), "bars", "quiet"), "quiet"),
}
_WAYS = {
    outcomes.TO_ADVOWARE: lambda n: ngettext("%(count)s to Advoware", "%(count)s to Advoware", n),
    outcomes.TO_ESPOCRM: lambda n: ngettext("%(count)s to EspoCRM", "%(count)s to EspoCRM", n),
    outcomes.BOTH_WAYS: lambda n: ngettext("%(count)s both ways", "%(count)s both ways", n),
    outcomes.CREATED: lambda n: ngettext("%(count)s created in Advoware", "%(count)s created in Advoware", n),
}
_ARROWS = {outcomes.TO_ADVOWARE: "right", outcomes.TO_ESPOCRM: "left", outcomes.BOTH_WAYS: "swap"}


@dataclass(frozen=True)
class OutcomeRow:
    """One line of the outcome table."""

    state: str
    badge: Badge
    count: int
    meaning: str
    bar: str


@dataclass(frozen=True)
class Progress:
    """`rate`: parties per second in the last minute, None while nothing ended; `left_seconds`: None while unknown."""

    total: int
    ended: int
    running: int
    waiting: int
    rows: list[OutcomeRow]
    rate: float | None
    left_seconds: float | None

    @property
    def percent(self) -> int:
        """Whole percent, never 100 before the end."""
        return self.ended * 100 // self.total if self.total else 100

    def count(self, state: str) -> int:
        """How many ended so."""
        return next((row.count for row in self.rows if row.state == state), 0)


def progress(run: BulkRun) -> Progress:
    """Where the run stands now; two queries."""
    by_state: dict[str, Counter[str]] = {}
    for row in run.items.values("state", "detail").annotate(n=Count("id")).order_by():
        by_state.setdefault(row["state"], Counter())[row["detail"]] += row["n"]
    totals = {state: by_state[state].total() if state in by_state else 0 for state in ItemState.values}
    left = sum(totals[state] for state in NOT_ENDED)
    rate = _rate(run)
    return Progress(
        total=run.total,
        ended=run.total - left,
        running=totals[ItemState.TAKEN],
        waiting=totals[ItemState.WAITING],
        rows=[_row(state, by_state[state]) for state in OUTCOMES if state in by_state],
        rate=rate,
        left_seconds=left / rate if rate and left else None,
    )


def _rate(run: BulkRun) -> float | None:
    if run.state != RunState.RUNNING:
        return None
    now = clock.now()
    ended = run.items.filter(ended_at__isnull=False, ended_at__gte=now - MEASURED).count()
    seconds = min(MEASURED, now - run.started_at).total_seconds()
    return ended / seconds if ended and seconds > 0 else None


def _row(state: str, details: Counter[str]) -> OutcomeRow:
    badge, bar = OUTCOMES[state]
    return OutcomeRow(state, badge, details.total(), _meaning(state, details), bar)


def _meaning(state: str, details: Counter[str]) -> str:
    if state == ItemState.WRITTEN:
        return ", ".join(_WAYS[way](n) % {"count": grouped(n)} for way, n in details.most_common() if way in _WAYS)
    if state in _MEANINGS:
        return str(_MEANINGS[state])
    if state == ItemState.REVIEW:
        return _review(details)
    causes = Counter[str]()
    for code, n in details.items():
        causes[cause_label(code)] += n
    listed = ", ".join(f"{grouped(n)} × {label}" for label, n in causes.most_common(SHOWN_CAUSES) if label)
    if state == ItemState.RETRY:
        return gettext("%(causes)s; is retried by itself.") % {"causes": listed}
    return f"{listed}." if listed else ""


def _review(details: Counter[str]) -> str:
    before, anew = details[outcomes.AS_BEFORE], details.total() - details[outcomes.AS_BEFORE]
    parts = []
    if anew:
        parts.append(gettext("Settled by rule, both values are kept."))
    if before:
        unchanged = ngettext("%(count)s unchanged since before.", "%(count)s unchanged since before.", before)
        parts.append(unchanged % {"count": grouped(before)})
    return " ".join(parts)


_MEANINGS: dict[str, Any] = {
    ItemState.EQUAL: gettext_lazy("Read and compared, nothing written."),
    ItemState.DONE: gettext_lazy("Nothing was carried."),
}


@dataclass(frozen=True)
class Last:
    """A party that was not simply equal; `attempt` tells what happened, `badge` how it ended."""

    at: datetime | None
    badge: Badge
    party: Any
    attempt: Any


def last_notable(run: BulkRun) -> list[Last]:
    """The last few that were not simply equal, newest first; four queries."""
    definition = registry.get(run.definition)
    notable = run.items.exclude(state__in=NOT_NOTABLE).exclude(detail=outcomes.AS_BEFORE)
    items = list(notable.order_by("-ended_at")[:SHOWN_LAST])
    parties = definition.record.objects.in_bulk([item.party for item in items])
    attempts = definition.attempt.objects.prefetch_related("changes").in_bulk([i.attempt for i in items if i.attempt])
    return [
        Last(item.ended_at, _badge(item), parties[item.party], attempts[item.attempt])
        for item in items
        if item.party in parties and item.attempt in attempts
    ]


def _badge(item: BulkItem) -> Badge:
    badge = OUTCOMES[item.state][0]
    return replace(badge, icon=_ARROWS.get(item.detail, badge.icon)) if item.state == ItemState.WRITTEN else badge
