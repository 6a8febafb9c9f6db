"""Home's one sentence: the first that holds of S1 to S5 (design). It never claims equality that nobody checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from syncconsole import clock, wording
from syncconsole.console.home_counts import Counts
from syncconsole.console.home_times import hour_text
from syncconsole.console.numbers import grouped
from syncconsole.regular import sameness


@dataclass(frozen=True)
class Sentence:
    """`strong` is the answer, `rest` who is needed; both are shown, `rest` after a dot in the middle."""

    icon: str
    role: str
    strong: str
    rest: str = ""

    def __str__(self) -> str:
        return f"{self.strong} · {self.rest}" if self.rest else self.strong


@dataclass(frozen=True)
class Known:
    """What the sentence stands on. Times are UTC; `workers` is None if nobody could tell, `blocked` names systems."""

    checked: datetime | None
    workers: int | None
    blocked: Sequence[str]
    same_since: datetime | None


def sentence(counts: Counts, known: Known) -> Sentence:
    """The first of the five that holds."""
    if not counts.total:
        return Sentence("plus", "info", gettext("No party known yet."))
    if not sameness.is_recent(known.checked) or not known.workers:
        return Sentence("lens", "warn", _unknown(known.checked))
    need = _need(counts.of["needs_you"])
    if known.blocked:
        return Sentence("clock", "quiet", _waiting(counts.of["waiting"], known.blocked[0]), need)
    if counts.oldest_uncarried and clock.now() - counts.oldest_uncarried > sameness.PATIENCE:
        return Sentence("dot", "info", _moving(counts.uncarried, counts.oldest_uncarried), need)
    since = {"time": hour_text(known.same_since or known.checked or clock.now())}
    if need:
        return Sentence("tick", "ok", gettext("The same in both systems since %(time)s") % since, need)
    return Sentence("tick", "ok", gettext("All the same since %(time)s. Nobody needs you.") % since)


def _unknown(checked: datetime | None) -> str:
    if checked is None:
        return gettext("Whether all is equal is unknown: nothing was checked yet.")
    words = gettext("Whether all is equal is unknown: nothing was checked since %(time)s.")
    return words % {"time": hour_text(checked)}


def _waiting(count: int, system: str) -> str:
    words = ngettext("%(count)s edit waits for %(system)s", "%(count)s edits wait for %(system)s", count)
    return words % {"count": grouped(count), "system": wording.system_label(system)}


def _moving(count: int, oldest: datetime) -> str:
    words = ngettext(
        "%(count)s edit is still on its way, since %(time)s",
        "%(count)s edits are still on their way, the oldest since %(time)s",
        count,
    )
    return words % {"count": grouped(count), "time": hour_text(oldest)}


def _need(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s party needs you", "%(count)s parties need you", count) % {"count": grouped(count)}
